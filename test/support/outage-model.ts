// A greedy player that goes down and comes back: it plans with what it knows, shows the next slot, settles it, plans
// again. It does not see the future, so what it loses is what the rule of make-good loses.

import { planHour } from '../../content/model/hour-plan.ts';
import type { Interval } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import { type Attempt, type HourPlan, type Slot, TOLERANCE_MS } from '../../content/model/slot.ts';

/** Plays one hour; `plan` is what the end of the hour leaves. */
export function outageRun(
  programmes: readonly Programme[],
  hour: Interval,
  outages: readonly Interval[],
): { plan: HourPlan; progress: Attempt[] } {
  const progress: Attempt[] = [];
  for (;;) {
    const plan = planHour(programmes, hour, progress);
    const next = plan.slots.find((slot) => !progress.some((one) => isOf(one, slot)));
    if (next === undefined) return { plan, progress };
    progress.push(settle(next, outages));
  }
}

function isOf(attempt: Attempt, slot: Slot): boolean {
  return attempt.account === slot.account && attempt.k === slot.k && attempt.attempt === slot.attempt;
}

/** Down at its start: never appeared. Down later: cut. Either is known when the player is up again. */
function settle({ account, k, attempt, startAt, durationMs }: Slot, outages: readonly Interval[]): Attempt {
  const upAt = (from: number): number => {
    const down = outages.find((one) => from >= one.from && from < one.to);
    return down === undefined ? from : upAt(down.to);
  };
  const key = { account, k, attempt };
  const endAt = startAt + durationMs;
  if (upAt(startAt) !== startAt)
    return { ...key, startAt: null, counted: false, knownAt: upAt(startAt + TOLERANCE_MS) };
  const cutAt = Math.min(
    Infinity,
    ...outages.map(({ from }) => from).filter((from) => from > startAt && from < endAt),
  );
  if (cutAt < Infinity) return { ...key, startAt, counted: false, knownAt: upAt(cutAt) };
  return { ...key, startAt, counted: true, knownAt: endAt };
}
