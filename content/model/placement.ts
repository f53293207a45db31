// From the starts a stream may use to exactly those it owes: too many are thinned where it hurts the rhythm least,
// too few are filled up in the widest gaps. Partial hours and mid-hour changes come here; whole hours pass unchanged.

import type { Instant, Interval } from './instant.ts';
import { pairsOf } from './pairs.ts';
import { nearestStart, type Timeline, type Wanted } from './timeline.ts';

/** A stretch to place in, and the starts just outside it that the rhythm should join, if any. */
export interface Stretch extends Interval {
  readonly before: Instant | undefined;
  readonly after: Instant | undefined;
}

/** Leaves out starts until `count` remain: each time the one whose neighbours come closest, the latest of equals. */
export function thinStarts(
  starts: readonly Instant[],
  stretches: readonly Stretch[],
  count: number,
): Instant[] {
  let left = [...starts];
  while (left.length > count) {
    const weakest = weakestOf(left, stretches);
    left = left.filter((at) => at !== weakest);
  }
  return left;
}

/** The start that opens the smallest gap when left out; none opens at a free edge, where nothing follows. */
function weakestOf(starts: readonly Instant[], stretches: readonly Stretch[]): Instant | undefined {
  let weakest: Instant | undefined;
  let leastMs = Infinity;
  for (const { from, to, before, after } of stretches) {
    const inside = starts.filter((at) => at >= from && at < to);
    const marks = [before, ...inside, after];
    for (const [index, at] of inside.entries()) {
      const previous = marks[index];
      const next = marks[index + 2];
      const gapMs = previous === undefined || next === undefined ? 0 : next - previous;
      if (gapMs > leastMs) continue;
      weakest = at;
      leastMs = gapMs;
    }
  }
  return weakest;
}

/** Adds starts until `count` are there or nothing is free: each as near as can be to the middle of the widest gap. */
export function fillStarts(
  starts: readonly Instant[],
  stretches: readonly Stretch[],
  count: number,
  wanted: Omit<Wanted, 'within'>,
  busy: Timeline,
): Instant[] {
  const filled = [...starts];
  while (filled.length < count) {
    const others = [...wanted.starts, ...filled];
    let added: Instant | undefined;
    for (const { middle, stretch } of gapsOf(filled, stretches)) {
      added = nearestStart(busy, { ...wanted, within: stretch, starts: others }, middle);
      if (added !== undefined) break;
    }
    if (added === undefined) break;
    busy.take(added, added + wanted.durationMs);
    filled.push(added);
    filled.sort((a, b) => a - b);
  }
  return filled;
}

/** Gaps between starts and edges of each stretch, the widest first. */
function gapsOf(
  starts: readonly Instant[],
  stretches: readonly Stretch[],
): { middle: Instant; widthMs: number; stretch: Stretch }[] {
  return stretches
    .flatMap((stretch) => {
      const inside = starts.filter((at) => at >= stretch.from && at < stretch.to);
      const marks = [stretch.before ?? stretch.from, ...inside, stretch.after ?? stretch.to];
      return [...pairsOf(marks)].map(([before, after]) => ({
        middle: Math.floor((before + after) / 2),
        widthMs: after - before,
        stretch,
      }));
    })
    .sort((a, b) => b.widthMs - a.widthMs || a.middle - b.middle);
}
