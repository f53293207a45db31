// Screens and their time. Zone rules are read from Intl, which costs milliseconds, so they are kept for a while.

import { openIntervals } from '../../content/model/activity.ts';
import { CodedError } from '../../content/model/errors.ts';
import {
  DAY_MS,
  type Instant,
  type Interval,
  type ZoneRules,
  clockHourAt,
  zoneRulesOf,
} from '../../content/model/instant.ts';
import type { Screen } from '../../content/model/screen.ts';
import type { Frozen } from '../store/documents.ts';
import { type EditorialDocuments, thaw } from './editorial.ts';
import type { ProgrammeArchive } from './programme-archive.ts';

/** Ahead of now, and before the first programme, so that every hour anybody asks about is inside. */
const AHEAD_DAYS = 400;
const BEFORE_DAYS = 2;

export class Screens {
  readonly #documents: EditorialDocuments;
  readonly #archive: ProgrammeArchive;
  readonly #now: () => Instant;
  readonly #rules = new Map<string, ZoneRules>();

  constructor(documents: EditorialDocuments, archive: ProgrammeArchive, now: () => Instant) {
    this.#documents = documents;
    this.#archive = archive;
    this.#now = now;
  }

  get all(): readonly Frozen<Screen>[] {
    return this.#documents.data.screens;
  }

  /** Throws NOT_FOUND. */
  require(screenId: string): Frozen<Screen> {
    const screen = this.all.find(({ id }) => id === screenId);
    if (screen === undefined) throw new CodedError('NOT_FOUND');
    return screen;
  }

  /** Of the screen's zone, from before its first programme until more than a year from now. Throws NOT_FOUND. */
  zoneRules(screenId: string): ZoneRules {
    const { zone } = this.require(screenId);
    const now = this.#now();
    const known = this.#rules.get(screenId);
    if (known?.zone === zone && now + (AHEAD_DAYS - 1) * DAY_MS < known.until) return known;
    const first = Math.min(now, this.#archive.all(screenId)[0]?.programme.effectiveFrom ?? now);
    const from = first - BEFORE_DAYS * DAY_MS;
    const rules = zoneRulesOf(zone, from, Math.ceil((now - from) / DAY_MS) + AHEAD_DAYS);
    this.#rules.set(screenId, rules);
    return rules;
  }

  /** Is it inside its opening hours, as the programme in force has them? */
  isOpenAt(screenId: string, at: Instant): boolean {
    const known = this.#archive.inForce(screenId, this.hourAt(screenId, at));
    const current = known
      .map(({ programme }) => programme)
      .findLast(({ effectiveFrom }) => effectiveFrom <= at);
    const { openingHours } = current?.screen ?? thaw<Screen>(this.require(screenId));
    const rules = current?.zoneRules ?? this.zoneRules(screenId);
    return openIntervals(openingHours, rules, { from: at, to: at + 1 }).length > 0;
  }

  /** The clock hour of the screen that holds `at`. */
  hourAt(screenId: string, at: Instant): Interval {
    return clockHourAt(this.zoneRules(screenId), at);
  }
}
