// From the starts a stream may use to exactly those it owes: too many are thinned where it hurts the rhythm least,
// too few are filled up in the widest gaps. Partial hours and mid-hour changes come here; whole hours pass unchanged.

import type { Instant, Interval } from './instant.ts';
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
  const left = [...starts];
  while (left.length > count) {
    let weakest = 0;
    let leastMs = Infinity;
    for (const [index, at] of left.entries()) {
      const gapMs = gapWithout(left, index, stretchAt(stretches, at));
      if (gapMs > leastMs) continue;
      weakest = index;
      leastMs = gapMs;
    }
    left.splice(weakest, 1);
  }
  return left;
}

/** The gap that leaving out one start would open; none at a free edge, where nothing follows. */
function gapWithout(starts: readonly Instant[], index: number, stretch: Stretch): number {
  const previous = starts[index - 1] ?? -Infinity;
  const next = starts[index + 1] ?? Infinity;
  const before = previous >= stretch.from ? previous : stretch.before;
  const after = next < stretch.to ? next : stretch.after;
  return before === undefined || after === undefined ? 0 : after - before;
}

function stretchAt(stretches: readonly Stretch[], at: Instant): Stretch {
  const found = stretches.find(({ from, to }) => at >= from && at < to);
  if (found === undefined) throw new RangeError('a start outside its stretches');
  return found;
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
      return marks.slice(1).map((mark, index) => {
        const before = marks[index] ?? mark;
        return { middle: Math.floor((before + mark) / 2), widthMs: mark - before, stretch };
      });
    })
    .sort((a, b) => b.widthMs - a.widthMs || a.middle - b.middle);
}
