// How full an hour of a screen is: what the editor's capacity meter shows, from the very plan the wall will follow.

import { merge, openIntervals, subtract, totalMs } from './activity.ts';
import { planHour } from './hour-plan.ts';
import type { Interval } from './instant.ts';
import type { Programme } from './programme.ts';

export interface Capacity {
  readonly hour: Interval;
  /** Screen open. */
  readonly openMs: number;
  /** Taken by guaranteed showings; the rest is filler. */
  readonly owedMs: number;
  readonly showings: number;
  /** The longest clip that runs undisturbed between two of them. */
  readonly longestFreeMs: number;
}

/** Of one programme as if it ruled the whole hour. Throws RangeError when a playlist names a missing item. */
export function capacityOf(programme: Programme, hour: Interval): Capacity {
  const { slots } = planHour(
    [{ ...programme, effectiveFrom: Math.min(programme.effectiveFrom, hour.from) }],
    hour,
  );
  const taken = merge(slots.map(({ startAt, durationMs }) => ({ from: startAt, to: startAt + durationMs })));
  const open = openIntervals(programme.screen.openingHours, programme.zoneRules, hour);
  return {
    hour,
    openMs: totalMs(open),
    owedMs: totalMs(taken),
    showings: slots.length,
    longestFreeMs: Math.max(0, ...subtract(open, taken).map(({ from, to }) => to - from)),
  };
}
