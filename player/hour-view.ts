// One clock hour as the conductor sees it: what is due at each instant, given what became of the showings so far.
// It plans anew only when something is owed again: a planned showing that counts never changes the plan.

import { planHour } from '../content/model/hour-plan.ts';
import type { Instant, Interval } from '../content/model/instant.ts';
import type { Programme } from '../content/model/programme.ts';
import { segmentsOf } from '../content/model/segments.ts';
import { type Attempt, type Segment, type Slot, slotId, TOLERANCE_MS } from '../content/model/slot.ts';

export class HourView {
  readonly hour: Interval;
  readonly #programmes: readonly Programme[];
  readonly #attempts: Attempt[] = [];
  readonly #settled = new Set<string>();
  #owes = false;
  #stale = true;
  #slots: readonly Slot[] = [];
  #segments: readonly Segment[] = [];
  /** Where the last question was answered: the next one is asked a little later. */
  #segmentIndex = 0;
  #slotIndex = 0;

  constructor(programmes: readonly Programme[], hour: Interval, attempts: readonly Attempt[]) {
    this.#programmes = programmes;
    this.hour = hour;
    for (const attempt of attempts) this.add(attempt);
  }

  get attempts(): readonly Attempt[] {
    return this.#attempts;
  }

  add(attempt: Attempt): void {
    const id = slotId(attempt);
    const isNews = !attempt.counted || attempt.attempt > 0 || this.#settled.has(id);
    this.#attempts.push(attempt);
    this.#settled.add(id);
    if (!attempt.counted) this.#owes = true;
    if (this.#owes && isNews) this.#stale = true;
  }

  isSettled(slot: Slot): boolean {
    return this.#settled.has(slotId(slot));
  }

  segmentAt(at: Instant): Segment {
    this.#replan();
    if (at < (this.#segments[this.#segmentIndex]?.from ?? -Infinity)) this.#segmentIndex = 0;
    for (; this.#segmentIndex < this.#segments.length; this.#segmentIndex += 1) {
      const segment = this.#segments[this.#segmentIndex];
      if (segment !== undefined && at >= segment.from && at < segment.to) return segment;
    }
    this.#segmentIndex = 0;
    throw new RangeError(`no segment at ${at} in the hour from ${this.hour.from}`);
  }

  /** Slots whose start can no longer be kept and of which nothing is known, by start. Each is given once. */
  takePassed(now: Instant): Slot[] {
    this.#replan();
    const passed: Slot[] = [];
    for (; this.#slotIndex < this.#slots.length; this.#slotIndex += 1) {
      const slot = this.#slots[this.#slotIndex];
      if (slot === undefined || slot.startAt + TOLERANCE_MS >= now) break;
      if (!this.isSettled(slot)) passed.push(slot);
    }
    return passed;
  }

  #replan(): void {
    if (!this.#stale) return;
    this.#stale = false;
    const plan = planHour(this.#programmes, this.hour, this.#owes ? this.#attempts : []);
    this.#slots = plan.slots;
    this.#segments = segmentsOf(this.#programmes, this.hour, plan);
    this.#segmentIndex = 0;
    this.#slotIndex = 0;
  }
}
