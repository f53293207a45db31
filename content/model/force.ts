// Which programme is in force when: each from its effectiveFrom until that of the next higher number.

import type { Interval } from './instant.ts';
import type { Programme } from './programme.ts';

/** A stretch of time ruled by one programme. */
export interface Force extends Interval {
  readonly programme: Programme;
}

/** The programmes in force inside `within`, in order; a lower number never follows a higher one. */
export function forcesIn(programmes: readonly Programme[], within: Interval): Force[] {
  const forces: Force[] = [];
  let until = within.to;
  for (const programme of [...programmes].sort((a, b) => b.number - a.number)) {
    const from = Math.max(programme.effectiveFrom, within.from);
    if (from < until) forces.unshift({ programme, from, to: until });
    until = Math.min(until, from);
  }
  return forces;
}
