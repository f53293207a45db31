// Ways of reading a plan in assertions: starts in seconds of the hour, gaps, clock positions.

import { HOUR_MS, type Interval } from '../../content/model/instant.ts';
import type { HourPlan, Segment, Slot } from '../../content/model/slot.ts';

/** Starts of an account in seconds after the beginning of the hour. */
export function startsOf(plan: HourPlan, account: string): number[] {
  return plan.slots.filter((slot) => slot.account === account).map((slot) => secondsOf(slot, plan.hour));
}

export function secondsOf(slot: Slot, hour: Interval): number {
  return (slot.startAt - hour.from) / 1_000;
}

/** `a@0 b@180`: the planned hour at a glance. */
export function printPlan(plan: HourPlan): string {
  return plan.slots
    .map((slot) => {
      const again = slot.attempt === 0 ? '' : `+${slot.attempt}`;
      return `${slot.itemId}${again}@${secondsOf(slot, plan.hour)}`;
    })
    .join(' ');
}

/** `0 a slot, 15 f filler`. */
export function printSegments(segments: readonly Segment[], hour: Interval): string {
  return segments
    .map((segment) => {
      const shown = 'itemId' in segment ? `${segment.itemId} ${segment.role}` : segment.role;
      return `${(segment.from - hour.from) / 1_000} ${shown}`;
    })
    .join(', ');
}

/** Distances between consecutive starts in ms, the seam to the same hour again included. */
export function cyclicGapsMs(plan: HourPlan, account: string): number[] {
  const starts = plan.slots.filter((slot) => slot.account === account).map(({ startAt }) => startAt);
  const [first = 0] = starts;
  return [...starts.slice(1), first + HOUR_MS].map((at, index) => at - (starts[index] ?? at));
}
