// The ledger of one screen as it stood at a moment, for whoever reads it beside the server: plain data that crosses to a
// worker thread, and the reader that turns it into hours. Reads files only; what is appended later is not seen.

import { accountHour } from '../../content/model/accounting.ts';
import type { Sha256 } from '../../content/model/canonical.ts';
import type { EffectiveDeclaration } from '../../content/model/declaration.ts';
import { type BootTrace, type Stretch, stretchesOf } from '../../content/model/evidence.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import {
  clockHoursBetween,
  type Instant,
  type Interval,
  localDateOf,
  type ZoneRules,
} from '../../content/model/instant.ts';
import type { HourInput } from '../../content/model/judgement.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { ReportScreen } from '../../content/model/report.ts';
import type { ChainedLog } from '../store/chained-log.ts';
import { type Disk, nodeDisk } from '../store/disk.ts';
import { readEntries, readWholeDay } from '../store/log-reader.ts';
import { type FiledRecord, ReceiptDays, readHours } from './hour-reader.ts';
import type { LogExtent } from './report/evidence-files.ts';
import { openStatedHours, type StatedExtent, type StatedHours } from './stated-hours.ts';
import type { YieldTime } from './yield-times.ts';

/** Everything here survives a structured clone. */
export interface LedgerView {
  readonly screenId: string;
  readonly screenName: string;
  readonly directory: string;
  /** How far the last day file was acknowledged; undefined for an empty ledger. */
  readonly acknowledged: { readonly day: string; readonly size: number } | undefined;
  readonly days: ReturnType<ReceiptDays['toJSON']>;
  readonly traces: readonly BootTrace[];
  readonly rules: ZoneRules;
  readonly programmes: readonly Programme[];
  /** Logs that stand beside the ledger, by the folder they have in a bundle. */
  readonly beside: readonly (LogExtent & { readonly folder: 'quarantine' | 'declarations' | 'accounts' })[];
  /** Of the statements among them. */
  readonly stated: StatedExtent;
  /** Of the day seals of this ledger. */
  readonly sealDirectory: string;
  /** In effect. */
  readonly declarations: readonly EffectiveDeclaration[];
  readonly yields: readonly YieldTime[];
}

/** One clock hour with everything the ledger has of it. */
export interface ViewedHour {
  readonly hour: Interval;
  readonly filed: readonly FiledRecord[];
  readonly input: HourInput;
}

export class LedgerReader implements ReportScreen {
  readonly view: LedgerView;
  readonly days: ReceiptDays;
  readonly log: Pick<ChainedLog, 'read'>;
  readonly sha256: Sha256;
  readonly programmesByNumber: ReadonlyMap<number, Programme>;
  readonly #stretches: readonly Stretch[];
  readonly #disk: Disk;

  constructor(view: LedgerView, sha256: Sha256, disk: Disk = nodeDisk) {
    this.view = view;
    this.sha256 = sha256;
    this.#disk = disk;
    this.days = ReceiptDays.fromJSON(view.days);
    const { directory, acknowledged } = view;
    this.log = { read: (range = {}) => readEntries(directory, disk, range, acknowledged) };
    this.programmesByNumber = new Map(view.programmes.map((programme) => [programme.number, programme]));
    this.#stretches = stretchesOf(view.traces);
  }

  get screenId(): string {
    return this.view.screenId;
  }

  get programmes(): readonly Programme[] {
    return this.view.programmes;
  }

  get rules(): ZoneRules {
    return this.view.rules;
  }

  /** Hours that begin before the first programme cannot owe or show anything and are passed over. */
  async *hours(interval: Interval, now: Instant): AsyncGenerator<ViewedHour> {
    for (const hours of this.localDays(interval)) {
      const filed = await readHours(this.log, this.days, spanOf(hours));
      for (const hour of hours) yield this.viewHour(hour, filed.get(hour.from) ?? [], now);
    }
  }

  /** The hours that `hours` goes through, by local day, so that one day is in memory at a time. */
  *localDays(interval: Interval): Generator<[Interval, ...Interval[]]> {
    const first = this.#firstAt();
    if (first >= interval.to) return;
    const within = { from: Math.max(interval.from, first), to: interval.to };
    let day = '';
    let hours: Interval[] = [];
    for (const hour of clockHoursBetween(this.rules, within.from, within.to)) {
      const date = localDateOf(this.rules, hour.from);
      if (date !== day && isSome(hours)) {
        yield hours;
        hours = [];
      }
      day = date;
      hours.push(hour);
    }
    if (isSome(hours)) yield hours;
  }

  /** When the first programme came into force. */
  #firstAt(): Instant {
    return Math.min(...this.programmes.map(({ effectiveFrom }) => effectiveFrom));
  }

  viewHour(hour: Interval, filed: readonly FiledRecord[], now: Instant): ViewedHour {
    return { hour, filed, input: this.#inputOf(hour, filed, now) };
  }

  /** One day of receipt as it lies, in memory that is handed in. */
  wholeDay(day: string, memoryFor: (bytes: number) => Uint8Array): ReturnType<typeof readWholeDay> {
    const { directory, acknowledged } = this.view;
    return readWholeDay(directory, day, this.#disk, acknowledged, memoryFor);
  }

  /**
   * The accounts of every hour: as they were stated where nothing is open in them, counted anew where they were not.
   * Exact when the accounts were stated just before the view was taken.
   */
  async *accounts(
    interval: Interval,
    now: Instant,
  ): AsyncGenerator<{ hour: Interval; accounts: readonly HourAccount[] }> {
    await using stated = await this.stated(interval);
    const { untilAt } = this.view.stated;
    const first = this.#firstAt();
    let countFrom: Instant | null = null;
    for (const hour of clockHoursBetween(this.rules, interval.from, interval.to)) {
      // Of hours before the first programme nothing is told at all.
      const mayOwe = hour.from < Math.max(interval.from, first) || hour.to > untilAt;
      const accounts = (await stated?.of(hour.from)) ?? (stated === undefined || mayOwe ? undefined : []);
      if (accounts === undefined || !isSettled(accounts)) {
        countFrom ??= hour.from;
        continue;
      }
      if (countFrom !== null) yield* this.#counted({ from: countFrom, to: hour.from }, now);
      countFrom = null;
      yield { hour, accounts };
    }
    if (countFrom !== null) yield* this.#counted({ from: countFrom, to: interval.to }, now);
  }

  async *#counted(
    interval: Interval,
    now: Instant,
  ): AsyncGenerator<{ hour: Interval; accounts: readonly HourAccount[] }> {
    for await (const viewed of this.hours(interval, now)) {
      yield { hour: viewed.hour, accounts: this.accountsOf(viewed) };
    }
  }

  /** What was stated of the hours that begin in the interval; undefined where the view has no statements. */
  async stated(interval: Interval): Promise<StatedHours | undefined> {
    const log = this.view.beside.find(({ folder }) => folder === 'accounts');
    if (log === undefined) return undefined;
    // An hour is stated when it is over, never before its own day.
    const fromDay = localDateOf(this.rules, interval.from);
    return openStatedHours(log, this.view.stated, interval, fromDay, this.#disk);
  }

  accountsOf({ input }: ViewedHour): HourAccount[] {
    return accountHour(input);
  }

  #inputOf(hour: Interval, filed: readonly FiledRecord[], now: Instant): HourInput {
    const { programmes } = this;
    return {
      programmes,
      hour,
      showings: filed.flatMap(({ record }) => (record.type === 'play' ? [record] : [])),
      missed: filed.flatMap(({ record }) => (record.type === 'missed' ? [record] : [])),
      traces: this.view.traces,
      stretches: this.#stretches,
      declarations: this.view.declarations,
      now,
      plan: planHour(programmes, hour),
    };
  }
}

/** Does it say of every showing what became of it? */
export function isSettled(accounts: readonly HourAccount[]): boolean {
  return accounts.every(({ open }) => open === 0);
}

/** From the first to the last of hours in order. */
export function spanOf(hours: readonly [Interval, ...Interval[]]): Interval {
  return { from: hours[0].from, to: (hours.at(-1) ?? hours[0]).to };
}

function isSome<T>(list: T[]): list is [T, ...T[]] {
  return list.length > 0;
}
