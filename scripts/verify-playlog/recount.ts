// Counts the showings of every hour anew from the records, by the rules of docs/play-log.md, and compares the result with
// what the server stated. It recounts due, shown and made good; it does not repeat the search for reasons.

import { clockHours, type Interval, windows, type ZoneRules } from './calendar.ts';
import type { PlayRecord, Programme, StatedAccount } from './formats.ts';
import { forcesIn, type Owed, owedIn } from './hour-plan.ts';
import type { Faults } from './platform.ts';

const TOLERANCE_MS = 500;
const HOLDOVER_MS = 360_000;

/** What the count needs of a showing that is owed. */
type Candidate = Pick<
  PlayRecord,
  | 'key'
  | 'boot'
  | 'seq'
  | 'at'
  | 'monoMs'
  | 'clock'
  | 'programme'
  | 'slot'
  | 'attempt'
  | 'item'
  | 'version'
  | 'pixels'
  | 'plannedAt'
  | 'plannedMs'
  | 'shownMs'
  | 'visibleMs'
  | 'frames'
  | 'coveredMs'
  | 'end'
> & { readonly ofBoot: string | undefined };

interface HourRecords {
  readonly owed: Candidate[];
  /** Everything that was on, for overlaps: at, shown ms, boot number, and place in `owed`, FILLER or UNDATED. */
  readonly shown: number[];
}

/** Instead of a place in `owed`: owes nothing; the same, with its boot's monotonic clock instead of an instant. */
const FILLER = -1;
const UNDATED = -2;

/** Known time minus monotonic clock over a stretch in which a boot knew the time. */
interface KnownTime {
  readonly fromMonoMs: number;
  readonly firstBaseMs: number;
  untilMonoMs: number;
  lastBaseMs: number;
}

interface BootTime {
  readonly known: KnownTime[];
  knows: boolean;
}

export interface Darkness extends Interval {
  readonly withdrawn: boolean;
}

export interface RecountResult {
  hours: number;
  /** Hours whose planned starts were computed anew; in the others they are taken from the records. */
  hoursPlanned: number;
  due: number;
  shown: number;
  madeGood: number;
}

export class Recount {
  readonly #hours = new Map<number, HourRecords>();
  readonly #boots: { key: string; boot: string; previous: string | null }[] = [];
  readonly #bootNumbers = new Map<string, number>();
  /** When each boot knew the time: dates what it showed before it knew. */
  readonly #times = new Map<number, BootTime>();
  readonly #words = new Words();
  readonly #screen: string;
  readonly #programmes: readonly Programme[];

  constructor(screen: string, programmes: readonly Programme[]) {
    this.#screen = screen;
    this.#programmes = programmes;
  }

  add(record: PlayRecord): void {
    const boot = this.#bootNumber(record);
    if (record.type === 'boot') {
      const entry = this.#boots[boot];
      if (entry !== undefined) entry.previous = record.previous?.boot ?? null;
    }
    this.#noteTime(boot, record);
    if (record.type !== 'play') return;
    let hour = this.#hours.get(record.hourFrom);
    if (hour === undefined) {
      hour = { owed: [], shown: [] };
      this.#hours.set(record.hourFrom, hour);
    }
    const { at, monoMs, shownMs } = record;
    if (record.slot !== null) {
      hour.shown.push(at ?? NaN, shownMs, boot, hour.owed.push(this.#candidateOf(record)) - 1);
    } else if (shownMs > 0) {
      // Filler is on the LED too: it overlaps, whenever its boot learned the time.
      if (isBackDated(record)) hour.shown.push(monoMs, shownMs, boot, UNDATED);
      else if (at !== null) hour.shown.push(at, shownMs, boot, FILLER);
    }
  }

  /** Held until the last line of the ledger is read: a year of them must fit, so words are held once. */
  #candidateOf(record: PlayRecord): Candidate {
    const { seq, at, monoMs, programme, slot, attempt, version, pixels, clock, ofBoot } = record;
    const { plannedAt, plannedMs, shownMs, visibleMs, frames, coveredMs } = record;
    const named = {
      key: this.#words.of(record.key),
      boot: this.#words.of(record.boot),
      slot: slot === null ? null : this.#words.of(slot),
      item: this.#words.of(record.item),
      pixels: pixels === null ? null : this.#words.of(pixels),
      end: this.#words.of(record.end),
      clock: { state: this.#words.of(clock.state), uncertaintyMs: clock.uncertaintyMs },
    };
    const times = { seq, at, monoMs, plannedAt, plannedMs, shownMs, visibleMs, frames, coveredMs };
    return { ...named, ...times, programme, attempt, version, ofBoot };
  }

  /** Compares every hour of the period with what was stated. */
  compare(
    rules: ZoneRules,
    period: Interval,
    stated: ReadonlyMap<number, readonly (StatedAccount & { place: string })[]>,
    dark: readonly Darkness[],
    faults: Faults,
  ): RecountResult {
    const result: RecountResult = { hours: 0, hoursPlanned: 0, due: 0, shown: 0, madeGood: 0 };
    const first = Math.min(...this.#programmes.map(({ effectiveFrom }) => effectiveFrom));
    const within = { from: Math.max(period.from, first), to: period.to };
    if (within.from >= within.to) return result;
    for (const hour of clockHours(rules, within)) {
      const owed = owedIn(this.#programmes, hour);
      const counted = this.#count(hour, owed, dark);
      const accounts = stated.get(hour.from) ?? [];
      result.hours += 1;
      if (owed.every(({ starts }) => starts !== null)) result.hoursPlanned += 1;
      for (const { account, due } of owed) {
        const { shown, madeGood } = counted.get(account) ?? { shown: 0, madeGood: 0 };
        result.due += due;
        result.shown += shown;
        result.madeGood += madeGood;
        const claim = accounts.find((one) => one.account === account);
        if (claim === undefined) {
          if (due === 0) continue;
          const when = new Date(hour.from).toISOString();
          faults.add(
            `report/${this.#screen}.jsonl`,
            `Thiếu kết quả của ${account} giờ ${when}.`,
            `No account of ${account} in the hour ${when}.`,
          );
          continue;
        }
        compareAccount(claim, { due, shown, madeGood }, faults);
      }
    }
    return result;
  }

  #count(
    hour: Interval,
    owed: readonly Owed[],
    dark: readonly Darkness[],
  ): Map<string, { shown: number; madeGood: number }> {
    const counts = new Map<string, { shown: number; madeGood: number }>();
    const records = this.#hours.get(hour.from);
    if (records === undefined) return counts;
    const overlapping = this.#overlaps(records);
    const forces = forcesIn(this.#programmes, hour);
    const valid: { record: Candidate; at: number; account: Owed; k: number }[] = [];
    const seen = new Set<string>();
    for (const [place, raw] of records.owed.entries()) {
      const id = `${raw.key}/${raw.boot}/${raw.seq}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const record = this.#dated(raw);
      const force = forces.find(({ from, to }) => record.plannedAt >= from && record.plannedAt < to);
      const isPublished = this.#programmes.some(({ number }) => number === record.programme);
      if (overlapping.has(place) || !isPublished || force === undefined) continue;
      if (!isValid(record, force.programme) || record.at === null || isDark(record, record.at, dark))
        continue;
      const { account, k } = partsOf(record.slot ?? '');
      const due = owed.find((one) => one.account === account);
      if (due === undefined || k >= due.due || !due.itemIds.includes(record.item)) continue;
      valid.push({ record, at: record.at, account: due, k });
    }
    valid.sort((a, b) => a.at - b.at || compareIds(a.record, b.record));
    const counted: typeof valid = [];
    const isTaken = (one: (typeof valid)[number]) =>
      counted.some(({ account, k }) => account === one.account && k === one.k);
    const late: typeof valid = [];
    for (const one of valid) {
      if (!isOnPlan(one)) late.push(one);
      else if (!isTaken(one)) {
        counted.push(one);
        raise(counts, one.account.account, 'shown');
      }
    }
    for (const one of late) {
      const isInside = one.at + one.record.shownMs <= hour.to + TOLERANCE_MS;
      const isFar = counted.every(
        ({ account, record }) =>
          account !== one.account ||
          Math.abs(record.plannedAt - one.record.plannedAt) >= one.account.spacingMs,
      );
      if (isTaken(one) || !isInside || !isFar) continue;
      counted.push(one);
      raise(counts, one.account.account, 'madeGood');
    }
    return counts;
  }

  /** Places in `owed` of showings that overlap one of another player, or of a boot before by a wrong clock. */
  #overlaps({ owed, shown }: HourRecords): Set<number> {
    const found = new Set<number>();
    const spans: { at: number; shownMs: number; boot: number; place: number }[] = [];
    for (let index = 0; index < shown.length; index += 4) {
      const [raw = NaN, shownMs = 0, boot = 0, place = FILLER] = shown.slice(index, index + 4);
      const candidate = owed[place];
      const at =
        candidate !== undefined
          ? (this.#dated(candidate).at ?? NaN)
          : place === UNDATED
            ? raw + (this.#baseMsAt(boot, raw) ?? NaN)
            : raw;
      if (!Number.isNaN(at) && shownMs > 0) spans.push({ at, shownMs, boot, place });
    }
    if (spans.every(({ boot }) => boot === spans[0]?.boot)) return found;
    spans.sort((a, b) => a.at - b.at);
    for (const [index, one] of spans.entries()) {
      for (const other of spans.slice(index + 1)) {
        if (other.at >= one.at + one.shownMs - TOLERANCE_MS) break;
        const shared = Math.min(one.at + one.shownMs, other.at + other.shownMs) - other.at;
        if (shared <= TOLERANCE_MS || one.boot === other.boot) continue;
        if (this.#boots[one.boot]?.key !== this.#boots[other.boot]?.key)
          found.add(one.place).add(other.place);
        else found.add(this.#isBefore(one.boot, other.boot) ? other.place : one.place);
      }
    }
    return found;
  }

  #isBefore(a: number, b: number): boolean {
    const wanted = this.#boots[a]?.boot;
    const key = this.#boots[b]?.key ?? '';
    let boot = this.#boots[b]?.boot ?? null;
    while (boot !== null) {
      if (boot === wanted) return true;
      const number = this.#bootNumbers.get(`${key}/${boot}`);
      boot = number === undefined ? null : (this.#boots[number]?.previous ?? null);
    }
    return false;
  }

  /** A showing before its boot knew the time is dated by what the boot learned later, or else knew before. */
  #dated(record: Candidate): Candidate {
    if (!isBackDated(record)) return record;
    const baseMs = this.#baseMsAt(this.#bootNumbers.get(`${record.key}/${record.boot}`) ?? -1, record.monoMs);
    if (baseMs === undefined) return record;
    const uncertaintyMs = Math.min(record.clock.uncertaintyMs, HOLDOVER_MS);
    return { ...record, at: record.monoMs + baseMs, clock: { state: 'holdover', uncertaintyMs } };
  }

  /** Known time minus monotonic clock: as the boot first learned it after `monoMs`, or else last knew it. */
  #baseMsAt(boot: number, monoMs: number): number | undefined {
    const times = this.#times.get(boot)?.known ?? [];
    const later = times.find(({ fromMonoMs }) => fromMonoMs >= monoMs);
    return later === undefined ? times.at(-1)?.lastBaseMs : later.firstBaseMs;
  }

  #noteTime(boot: number, record: PlayRecord): void {
    if (record.type === 'missed' || (record.type === 'play' && record.ofBoot !== undefined)) return;
    const time = this.#times.get(boot) ?? { known: [], knows: false };
    this.#times.set(boot, time);
    const wasKnown = time.knows;
    time.knows = record.clock.state !== 'unsynced' && record.at !== null;
    if (!time.knows || record.at === null) return;
    const { monoMs } = record;
    const baseMs = record.at - monoMs;
    const last = time.known.at(-1);
    if (wasKnown && last !== undefined) Object.assign(last, { untilMonoMs: monoMs, lastBaseMs: baseMs });
    else
      time.known.push({ fromMonoMs: monoMs, firstBaseMs: baseMs, untilMonoMs: monoMs, lastBaseMs: baseMs });
  }

  #bootNumber({ key, boot }: PlayRecord): number {
    const id = `${key}/${boot}`;
    let number = this.#bootNumbers.get(id);
    if (number === undefined) {
      number = this.#boots.push({ key, boot, previous: null }) - 1;
      this.#bootNumbers.set(id, number);
    }
    return number;
  }
}

/** What its own boot did not know the time of; what a later boot found is dated by nobody. */
function isBackDated({ clock, ofBoot }: Pick<PlayRecord, 'clock' | 'ofBoot'> | Candidate): boolean {
  return clock.state === 'unsynced' && ofBoot === undefined;
}

/** The rules that a showing must keep by itself. */
function isValid(record: Candidate, programme: Programme): boolean {
  const { at, clock, plannedAt, plannedMs, shownMs, visibleMs, frames, coveredMs, pixels, end } = record;
  const item = programme.items.find(({ id, version }) => id === record.item && version === record.version);
  if (item === undefined || end !== 'completed' || at === null || pixels === null) return false;
  if (clock.state === 'unsynced' || clock.uncertaintyMs > HOLDOVER_MS) return false;
  if (Math.abs(at - plannedAt) > TOLERANCE_MS || shownMs < plannedMs - TOLERANCE_MS) return false;
  if (visibleMs * 100 < shownMs * 98 || frames === 0) return false;
  if (coveredMs !== null && coveredMs * 100 > shownMs * 2) return false;
  const { clockFace, video, pixelsSha256 } = item.rendition;
  if (clockFace === undefined && pixels !== (video?.file.sha256 ?? pixelsSha256)) return false;
  const { screen, zoneRules } = programme;
  return windows(screen.openingHours, zoneRules, { from: at, to: at + 1 }).length > 0;
}

/** Somebody stated that the LED was dark while it was shown: that takes it away. */
function isDark({ shownMs }: Candidate, at: number, dark: readonly Darkness[]): boolean {
  return dark.some(({ from, to }) => {
    const shared = Math.min(to, at + shownMs) - Math.max(from, at);
    return shared > Math.min(TOLERANCE_MS, shownMs - 1);
  });
}

/** In its own place; where the places are not computed the record's own is taken at its word. */
function isOnPlan({ record, account, k }: { record: Candidate; account: Owed; k: number }): boolean {
  if (record.attempt !== 0) return false;
  const start = account.starts?.[k];
  return account.starts === null || (start?.at === record.plannedAt && start.item === record.item);
}

function compareAccount(
  claim: StatedAccount & { place: string },
  { due, shown, madeGood }: { due: number; shown: number; madeGood: number },
  faults: Faults,
): void {
  const { account, place } = claim;
  if (claim.due !== due || claim.shown !== shown || claim.madeGood !== madeGood) {
    faults.add(
      place,
      `${account}: báo phải phát ${claim.due}, đúng giờ ${claim.shown}, bù ${claim.madeGood}; tính lại ${due}, ${shown}, ${madeGood}.`,
      `${account}: stated due ${claim.due}, shown ${claim.shown}, made good ${claim.madeGood}; recounted ${due}, ${shown}, ${madeGood}.`,
    );
  }
  const isSumRight = claim.due === claim.shown + claim.madeGood + claim.missed + claim.open;
  const isMetRight = claim.state !== 'met' || (claim.missed === 0 && claim.open === 0);
  if (!isSumRight || !isMetRight || claim.missing.length !== claim.missed) {
    faults.add(place, `${account}: các số không khớp nhau.`, `${account}: the numbers do not add up.`);
  }
}

function partsOf(slot: string): { account: string; k: number } {
  const hash = slot.lastIndexOf('#');
  const k = Number(slot.slice(hash + 1));
  return { account: slot.slice(0, hash), k: Number.isSafeInteger(k) && k >= 0 ? k : Infinity };
}

function raise(
  counts: Map<string, { shown: number; madeGood: number }>,
  account: string,
  what: 'shown' | 'madeGood',
): void {
  const before = counts.get(account) ?? { shown: 0, madeGood: 0 };
  counts.set(account, { ...before, [what]: before[what] + 1 });
}

function compareIds(a: Candidate, b: Candidate): number {
  const [x, y] = [a, b].map(({ key, boot, seq }) => `${key}/${boot}/${seq}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}

/** Equal text, held once. */
class Words {
  readonly #known = new Map<string, string>();

  of<Text extends string>(text: Text): Text {
    const known = this.#known.get(text);
    if (known !== undefined) return known as Text;
    this.#known.set(text, text);
    return text;
  }
}
