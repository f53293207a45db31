// Counts the showings of one hour by the rules of docs/play-log.md, from all its records.

import { type BootTimes, HOLDOVER_MS } from './boot-times.ts';
import { type Interval, windows } from './calendar.ts';
import type { PlayRecord, Programme } from './formats.ts';
import { forcesIn, type Owed } from './hour-plan.ts';

const TOLERANCE_MS = 500;

/** What the count needs of a showing that is owed. */
export type Candidate = Pick<
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

export interface HourRecords {
  readonly owed: Candidate[];
  /** What owes nothing and whose own date may not stand. */
  readonly unsure: Candidate[];
  /** Everything that was on, for overlaps: at, shown ms, boot number, and place in `owed`, FILLER, or `unsurePlace`. */
  readonly shown: number[];
}

export const noRecords = (): HourRecords => ({ owed: [], unsure: [], shown: [] });

/** Instead of a place in `owed`: owes nothing. */
export const FILLER = -1;
/** The same of the one at `index` of `unsure`. */
export const unsurePlace = (index: number): number => FILLER - 1 - index;

export interface Darkness extends Interval {
  readonly withdrawn: boolean;
}

export interface Counted {
  readonly shown: number;
  readonly madeGood: number;
}

export interface HourCount {
  readonly counts: ReadonlyMap<string, Counted>;
  /** Records of other hours may change it: what a boot learns of the time later, and which boot came first. */
  readonly isTentative: boolean;
}

export interface Grounds {
  readonly programmes: readonly Programme[];
  readonly boots: BootTimes;
  readonly dark: readonly Darkness[];
}

export function countHour(
  hour: Interval,
  owed: readonly Owed[],
  records: HourRecords,
  { programmes, boots, dark }: Grounds,
): HourCount {
  const counts = new Map<string, Counted>();
  const { overlapping, rests } = overlapsOf(records, boots);
  const forces = forcesIn(programmes, hour);
  const open = new OpenTimes(hour);
  const valid: { record: Candidate; at: number; account: Owed; k: number }[] = [];
  const seen = new Set<string>();
  for (const [place, raw] of records.owed.entries()) {
    const id = `${raw.key}/${raw.boot}/${raw.seq}`;
    if (seen.has(id)) continue;
    seen.add(id);
    const record = boots.dated(raw);
    const force = forces.find(({ from, to }) => record.plannedAt >= from && record.plannedAt < to);
    const isPublished = programmes.some(({ number }) => number === record.programme);
    if (overlapping.has(place) || !isPublished || force === undefined) continue;
    if (!isValid(record, force.programme, open) || record.at === null || isDark(record, record.at, dark))
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
        account !== one.account || Math.abs(record.plannedAt - one.record.plannedAt) >= one.account.spacingMs,
    );
    if (isTaken(one) || !isInside || !isFar) continue;
    counted.push(one);
    raise(counts, one.account.account, 'madeGood');
  }
  return { counts, isTentative: rests || records.owed.some((one) => boots.isUnsure(one)) };
}

/** Places in `owed` of showings that overlap one of another player, or of a boot before by a wrong clock. */
function overlapsOf(
  { owed, unsure, shown }: HourRecords,
  boots: BootTimes,
): { overlapping: ReadonlySet<number>; rests: boolean } {
  const overlapping = new Set<number>();
  const [, , first] = shown;
  let isOneBoot = true;
  for (let index = 2; index < shown.length; index += 4) isOneBoot &&= shown[index] === first;
  if (isOneBoot) return { overlapping, rests: false };
  const spans: { at: number; shownMs: number; boot: number; place: number }[] = [];
  let rests = false;
  for (let index = 0; index < shown.length; index += 4) {
    const [raw = NaN, shownMs = 0, boot = 0, place = FILLER] = shown.slice(index, index + 4);
    const candidate = place < FILLER ? unsure[unsurePlace(place)] : owed[place];
    const at = candidate === undefined ? raw : (boots.dated(candidate).at ?? NaN);
    rests ||= place < FILLER;
    if (!Number.isNaN(at) && shownMs > 0) spans.push({ at, shownMs, boot, place });
  }
  spans.sort((a, b) => a.at - b.at);
  for (const [index, one] of spans.entries()) {
    for (const other of spans.slice(index + 1)) {
      if (other.at >= one.at + one.shownMs - TOLERANCE_MS) break;
      const shared = Math.min(one.at + one.shownMs, other.at + other.shownMs) - other.at;
      if (shared <= TOLERANCE_MS || one.boot === other.boot) continue;
      if (!boots.isSameKey(one.boot, other.boot)) overlapping.add(one.place).add(other.place);
      else {
        rests = true;
        overlapping.add(boots.isBefore(one.boot, other.boot) ? other.place : one.place);
      }
    }
  }
  return { overlapping, rests };
}

/** When the screen was open around an hour, by programme. */
class OpenTimes {
  readonly #around: Interval;
  readonly #windows = new Map<Programme, readonly Interval[]>();

  constructor({ from, to }: Interval) {
    this.#around = { from: from - 2 * TOLERANCE_MS, to: to + 2 * TOLERANCE_MS };
  }

  has(programme: Programme, at: number): boolean {
    let open = this.#windows.get(programme);
    if (open === undefined) {
      open = windows(programme.screen.openingHours, programme.zoneRules, this.#around);
      this.#windows.set(programme, open);
    }
    return open.some(({ from, to }) => at >= from && at < to);
  }
}

/** The rules that a showing must keep by itself. */
function isValid(record: Candidate, programme: Programme, open: OpenTimes): boolean {
  const { at, clock, plannedAt, plannedMs, shownMs, visibleMs, frames, coveredMs, pixels, end } = record;
  const item = programme.items.find(({ id, version }) => id === record.item && version === record.version);
  if (item === undefined || end !== 'completed' || at === null || pixels === null) return false;
  if (clock.state === 'unsynced' || clock.uncertaintyMs > HOLDOVER_MS) return false;
  if (Math.abs(at - plannedAt) > TOLERANCE_MS || shownMs < plannedMs - TOLERANCE_MS) return false;
  if (visibleMs * 100 < shownMs * 98 || frames === 0) return false;
  if (coveredMs !== null && coveredMs * 100 > shownMs * 2) return false;
  const { clockFace, video, pixelsSha256 } = item.rendition;
  if (clockFace === undefined && pixels !== (video?.file.sha256 ?? pixelsSha256)) return false;
  // On time, so within the tolerance of the hour.
  return open.has(programme, at);
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

function partsOf(slot: string): { account: string; k: number } {
  const hash = slot.lastIndexOf('#');
  const k = Number(slot.slice(hash + 1));
  return { account: slot.slice(0, hash), k: Number.isSafeInteger(k) && k >= 0 ? k : Infinity };
}

function raise(counts: Map<string, Counted>, account: string, what: 'shown' | 'madeGood'): void {
  const before = counts.get(account) ?? { shown: 0, madeGood: 0 };
  counts.set(account, { ...before, [what]: before[what] + 1 });
}

function compareIds(a: Candidate, b: Candidate): number {
  const [x, y] = [a, b].map(({ key, boot, seq }) => `${key}/${boot}/${seq}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
}
