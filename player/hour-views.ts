// The hours that the conductor looks at: this one, the one before it, the one to come, each made from the journal when it
// is first asked for and told of every record after that. Programmes may change under them at any time.

import { clockHourAt, type Instant, type Interval } from '../content/model/instant.ts';
import type { JournalRecord } from '../content/model/play.ts';
import type { Programme, SignedProgramme } from '../content/model/programme.ts';
import type { Welcome } from '../content/model/protocol.ts';
import type { Screen } from '../content/model/screen.ts';
import { HourView } from './hour-view.ts';
import { programmeAt } from './in-force.ts';
import { attemptOf, attemptsCounted, progressOf } from './progress.ts';

/** A programme all of whose assets are verified, and since when this player could show it. */
export interface ReadyProgramme {
  readonly signed: SignedProgramme;
  readonly readyAt: Instant;
}

const MOST_OTHER_HOURS = 2;

export class HourViews {
  readonly #recordsOf: (hour: Interval) => Promise<readonly JournalRecord[]>;
  #programmes: readonly ReadyProgramme[] = [];
  #counted: Welcome['counted'] = [];
  #views: readonly HourView[] = [];
  #current: HourView | null = null;

  /** `recordsOf` never rejects: a journal that cannot be read must not stop the wall. */
  constructor(recordsOf: (hour: Interval) => Promise<readonly JournalRecord[]>) {
    this.#recordsOf = recordsOf;
  }

  get current(): HourView | null {
    return this.#current;
  }

  /** Makes `view` the hour that runs; it is kept however many others are asked for. */
  enter(view: HourView): void {
    this.#current = view;
  }

  get plain(): readonly Programme[] {
    return this.#programmes.map(({ signed }) => signed.programme);
  }

  programme(number: number): ReadyProgramme | undefined {
    return this.#programmes.find((ready) => numberOf(ready) === number);
  }

  /** As the programme in force says; undefined while there is none. */
  screenAt(at: Instant): Screen | undefined {
    return programmeAt(this.#programmes, at)?.screen;
  }

  setProgrammes(programmes: readonly ReadyProgramme[]): void {
    this.#programmes = [...programmes].sort((a, b) => numberOf(a) - numberOf(b));
    const current = this.#current;
    this.#views = this.#views.map(({ hour, attempts }) => new HourView(this.plain, hour, attempts));
    this.#current = this.#views.find(({ hour }) => hour.from === current?.hour.from) ?? null;
  }

  mergeCounted(counted: Welcome['counted']): void {
    this.#counted = counted;
    for (const view of this.#views) {
      for (const attempt of attemptsCounted(counted, view.hour)) view.add(attempt);
    }
  }

  /** Null while no programme tells the zone. */
  async viewAt(at: Instant): Promise<HourView | null> {
    const known = this.#views.find(({ hour }) => at >= hour.from && at < hour.to);
    if (known !== undefined) return known;
    const rules = programmeAt(this.#programmes, at)?.zoneRules;
    if (rules === undefined) return null;
    const hour = clockHourAt(rules, at);
    const records = await this.#recordsOf(hour);
    const attempts = [...progressOf(records, hour, this.plain), ...attemptsCounted(this.#counted, hour)];
    const view = new HourView(this.plain, hour, attempts);
    const current = this.#views.filter((one) => one === this.#current);
    const others = this.#views.filter((one) => one !== this.#current);
    this.#views = [...current, ...others.slice(-MOST_OTHER_HOURS), view];
    return view;
  }

  /** Lets the hours learn what was journalled. */
  learn(records: readonly JournalRecord[]): void {
    for (const record of records) {
      if (record.type !== 'play' && record.type !== 'missed') continue;
      const attempt = attemptOf(record, this.plain);
      if (attempt !== null) this.#views.find(({ hour }) => hour.from === record.hourFrom)?.add(attempt);
    }
  }
}

function numberOf({ signed }: ReadyProgramme): number {
  return signed.programme.number;
}
