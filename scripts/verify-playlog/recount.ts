// Counts the showings of every hour anew from the records, by the rules of docs/play-log.md, and compares the result with
// what the server stated. It recounts due, shown and made good; it does not repeat the search for reasons.
// Records come in the order of receipt, so an hour's come together as a rule. A few hours are held; the one that nothing was
// added to for longest is counted and let go. What could not be decided then is read once more at the end: memory does not
// grow with the records of a screen.

import { BootTimes } from './boot-times.ts';
import { clockHours, HOUR_MS, type Interval, type ZoneRules } from './calendar.ts';
import type { PlayRecord, Programme, StatedAccount } from './formats.ts';
import {
  type Candidate,
  countHour,
  type Darkness,
  FILLER,
  type HourRecords,
  noRecords,
  unsurePlace,
} from './hour-count.ts';
import { owedIn } from './hour-plan.ts';
import type { Faults } from './platform.ts';

const HELD_HOURS = 48;
/** Of those that have to be read once more, at a time. */
const HOURS_A_PASS = 500;

export interface RecountResult {
  hours: number;
  /** Hours whose planned starts were computed anew; in the others they are taken from the records. */
  hoursPlanned: number;
  due: number;
  shown: number;
  madeGood: number;
}

/** What a comparison needs of a stated account. */
export type Claim = Pick<
  StatedAccount,
  'account' | 'due' | 'shown' | 'madeGood' | 'missed' | 'open' | 'state'
> & {
  readonly missingCount: number;
  readonly place: string;
};

/** What an hour owed and what was counted in it. */
interface Outcome {
  readonly accounts: readonly {
    readonly account: string;
    readonly due: number;
    readonly shown: number;
    readonly madeGood: number;
  }[];
  /** Were its starts computed anew? */
  readonly isPlanned: boolean;
  readonly isTentative: boolean;
}

export class Recount {
  readonly #held = new Map<number, HourRecords>();
  readonly #counted = new Map<number, Outcome>();
  /** Counted before all of their records, or what they rest on, had come. */
  #undecided = new Set<number>();
  readonly #known = new Map<string, Outcome>();
  readonly #words = new Words();
  readonly #boots = new BootTimes();
  readonly #screen: string;
  readonly #programmes: readonly Programme[];
  readonly #rules: ZoneRules | undefined;
  readonly #dark: readonly Darkness[];
  readonly #within: Interval;
  readonly #heldHours: number;
  #last: { readonly from: number; readonly records: HourRecords } | undefined;

  constructor(
    screen: string,
    programmes: readonly Programme[],
    period: Interval,
    dark: readonly Darkness[],
    heldHours = HELD_HOURS,
  ) {
    this.#heldHours = heldHours;
    this.#screen = screen;
    this.#programmes = programmes;
    this.#rules = programmes.at(-1)?.zoneRules;
    this.#dark = dark;
    const first = Math.min(...programmes.map(({ effectiveFrom }) => effectiveFrom));
    this.#within = { from: Math.max(period.from, first), to: period.to };
  }

  /** Takes the records of the ledger in their order. */
  add(record: PlayRecord): void {
    const boot = this.#boots.note(record);
    if (record.type === 'play' && this.#isWithin(record.hourFrom)) this.#file(record, boot);
  }

  /** After the last record. `readAgain` goes through the ledger once more. */
  async finish(readAgain: (take: (record: PlayRecord) => void) => Promise<void>): Promise<void> {
    for (const [from, records] of this.#held) this.#settle(from, records, true);
    this.#held.clear();
    while (this.#undecided.size > 0) {
      const pass = new Map<number, HourRecords>();
      for (const from of this.#undecided) if (pass.size < HOURS_A_PASS) pass.set(from, noRecords());
      await readAgain((record) => {
        const records = record.type === 'play' ? pass.get(record.hourFrom) : undefined;
        if (records !== undefined) this.#put(record, this.#boots.numberOf(record), records);
      });
      for (const [from, records] of pass) {
        this.#undecided.delete(from);
        this.#settle(from, records, true);
      }
    }
  }

  /** Compares every hour of the period with what was stated. */
  compare(stated: ReadonlyMap<number, readonly Claim[]>, faults: Faults): RecountResult {
    const result: RecountResult = { hours: 0, hoursPlanned: 0, due: 0, shown: 0, madeGood: 0 };
    if (this.#rules === undefined || this.#within.from >= this.#within.to) return result;
    for (const hour of clockHours(this.#rules, this.#within)) {
      const { accounts, isPlanned } = this.#counted.get(hour.from) ?? this.#outcomeOf(hour, noRecords());
      const claims = stated.get(hour.from) ?? [];
      result.hours += 1;
      if (isPlanned) result.hoursPlanned += 1;
      for (const { account, due, shown, madeGood } of accounts) {
        result.due += due;
        result.shown += shown;
        result.madeGood += madeGood;
        const claim = claims.find((one) => one.account === account);
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

  /** The first hour may have begun before the period. */
  #isWithin(hourFrom: number): boolean {
    return hourFrom > this.#within.from - HOUR_MS && hourFrom < this.#within.to;
  }

  #file(record: PlayRecord, boot: number): void {
    const from = record.hourFrom;
    if (this.#last?.from !== from) {
      if (this.#undecided.has(from)) return;
      if (this.#counted.delete(from)) {
        this.#undecided.add(from);
        return;
      }
      const records = this.#held.get(from) ?? noRecords();
      // Last in the map: the hour that something was added to last.
      this.#held.delete(from);
      this.#held.set(from, records);
      this.#last = { from, records };
      if (this.#held.size > this.#heldHours) this.#letGo();
    }
    this.#put(record, boot, this.#last.records);
  }

  #letGo(): void {
    const [oldest] = this.#held;
    if (oldest === undefined) return;
    this.#held.delete(oldest[0]);
    this.#settle(...oldest, false);
  }

  #settle(from: number, records: HourRecords, isLast: boolean): void {
    const hour = this.#hourOf(from);
    if (hour === undefined) return;
    const outcome = this.#outcomeOf(hour, records);
    if (outcome.isTentative && !isLast) this.#undecided.add(from);
    else this.#counted.set(from, outcome);
  }

  #outcomeOf(hour: Interval, records: HourRecords): Outcome {
    const owed = owedIn(this.#programmes, hour);
    const grounds = { programmes: this.#programmes, boots: this.#boots, dark: this.#dark };
    const { counts, isTentative } = countHour(hour, owed, records, grounds);
    const accounts = owed.map(({ account, due }) => {
      const { shown, madeGood } = counts.get(account) ?? { shown: 0, madeGood: 0 };
      return { account, due, shown, madeGood };
    });
    return this.#heldOnce({ accounts, isPlanned: owed.every(({ starts }) => starts !== null), isTentative });
  }

  /** Undefined where no clock hour begins. */
  #hourOf(from: number): Interval | undefined {
    if (this.#rules === undefined) return undefined;
    const [hour] = clockHours(this.#rules, { from, to: from + 1 });
    return hour?.from === from ? hour : undefined;
  }

  /** Most hours of a screen come out the same. */
  #heldOnce(outcome: Outcome): Outcome {
    const name = JSON.stringify(outcome);
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    this.#known.set(name, outcome);
    return outcome;
  }

  #put(record: PlayRecord, boot: number, { owed, unsure, shown }: HourRecords): void {
    const { at, shownMs } = record;
    if (record.slot !== null) {
      shown.push(at ?? NaN, shownMs, boot, owed.push(this.#candidateOf(record)) - 1);
    } else if (shownMs > 0) {
      // Filler is on the LED too: it overlaps, whenever its boot learned the time.
      const isUnsure = this.#boots.isUnsure(record);
      const place = isUnsure ? unsurePlace(unsure.push(this.#candidateOf(record)) - 1) : FILLER;
      if (isUnsure || at !== null) shown.push(at ?? NaN, shownMs, boot, place);
    }
  }

  /** Words are held once: each would hold the whole line it was cut from. */
  #candidateOf(record: PlayRecord): Candidate {
    const words = this.#words;
    return {
      key: words.of(record.key),
      boot: words.of(record.boot),
      seq: record.seq,
      at: record.at,
      monoMs: record.monoMs,
      clock: record.clock,
      programme: record.programme,
      slot: record.slot === null ? null : words.of(record.slot),
      attempt: record.attempt,
      item: words.of(record.item),
      version: record.version,
      pixels: record.pixels === null ? null : words.of(record.pixels),
      plannedAt: record.plannedAt,
      plannedMs: record.plannedMs,
      shownMs: record.shownMs,
      visibleMs: record.visibleMs,
      frames: record.frames,
      coveredMs: record.coveredMs,
      end: words.of(record.end),
      ofBoot: record.ofBoot,
    };
  }
}

function compareAccount(
  claim: Claim,
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
  if (!isSumRight || !isMetRight || claim.missingCount !== claim.missed) {
    faults.add(place, `${account}: các số không khớp nhau.`, `${account}: the numbers do not add up.`);
  }
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
