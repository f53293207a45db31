// What is taken of an hour: busy intervals, and the search for a start that is free. Used for planned showings and for
// make-goods alike, so both mean the same by "free" and by "far enough from the item's other starts".

import type { Interval } from './instant.ts';

export class Timeline {
  readonly #busy: Interval[] = [];

  /** Takes `[from, to)`; the caller has made sure that it is free. */
  take(from: number, to: number): void {
    this.#busy.splice(this.#firstEndingAfter(from), 0, { from, to });
  }

  /** The earliest busy interval that overlaps `[from, to)`. */
  conflict(from: number, to: number): Interval | undefined {
    const first = this.#busy[this.#firstEndingAfter(from)];
    return first !== undefined && first.from < to ? first : undefined;
  }

  #firstEndingAfter(at: number): number {
    let low = 0;
    let high = this.#busy.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const interval = this.#busy[middle];
      if (interval === undefined || interval.to > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** A room that a showing wants: how long, in which stretch, and how far from which starts. */
export interface Wanted {
  readonly durationMs: number;
  readonly within: Interval;
  readonly starts: readonly number[];
  readonly spacingMs: number;
}

/** First free start at or after `at`, ending inside `within`. */
export function earliestStart(busy: Timeline, wanted: Wanted, at: number): number | undefined {
  const { durationMs, within, starts, spacingMs } = wanted;
  let start = Math.max(at, within.from);
  while (start + durationMs <= within.to) {
    const conflict = busy.conflict(start, start + durationMs);
    const near = starts.find((other) => Math.abs(start - other) < spacingMs);
    if (conflict === undefined && near === undefined) return start;
    start = Math.max(conflict?.to ?? start, near === undefined ? start : near + spacingMs);
  }
  return undefined;
}

/** Last free start at or before `at`; the mirror of `earliestStart`. */
export function latestStart(busy: Timeline, wanted: Wanted, at: number): number | undefined {
  const { durationMs, within, starts, spacingMs } = wanted;
  let start = Math.min(at, within.to - durationMs);
  while (start >= within.from) {
    const conflict = busy.conflict(start, start + durationMs);
    const near = starts.find((other) => Math.abs(start - other) < spacingMs);
    if (conflict === undefined && near === undefined) return start;
    start = Math.min(
      conflict === undefined ? start : conflict.from - durationMs,
      near === undefined ? start : near - spacingMs,
    );
  }
  return undefined;
}

/** Free start nearest to `at`; the earlier one of two equally near. */
export function nearestStart(busy: Timeline, wanted: Wanted, at: number): number | undefined {
  const later = earliestStart(busy, wanted, at);
  if (later === at) return at;
  const earlier = latestStart(busy, wanted, at);
  if (earlier === undefined || later === undefined) return earlier ?? later;
  return later - at < at - earlier ? later : earlier;
}
