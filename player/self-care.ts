// When a page that ought to start over may do so: a reload shows black for a moment, so it waits for closed hours, or for
// the dead of night on a screen that never closes. Pure.

import type { Instant } from '../content/model/instant.ts';
import type { Showing } from './showing.ts';

/** Local minutes in which a screen that is always open may blink: 03:00 to 04:00. */
const QUIET_FROM_MINUTE = 180;
const QUIET_UNTIL_MINUTE = 240;
/** A reload takes seconds; the next slot must be further away than this. */
const LEAST_ROOM_MS = 45_000;
/** Never twice within this: what a reload did not cure, another will not. */
const LEAST_BETWEEN_MS = 6 * 3_600_000;
/** This share of the most the browser gives to scripts is too much. */
const HIGH_SHARE = 0.6;
/** Or this much, on a browser that gives a lot. */
const HIGH_BYTES = 700_000_000;

export interface Quiet {
  readonly showing: Pick<Showing, 'role' | 'untilAt'> | null;
  readonly now: Instant;
  readonly minuteOfDay: number;
  /** Since this page started. */
  readonly upMs: number;
}

/** May the page start over now, something having asked for it? */
export function mayReload({ showing, now, minuteOfDay, upMs }: Quiet): boolean {
  if (upMs < LEAST_BETWEEN_MS || showing === null) return false;
  if (showing.role === 'closed') return true;
  const isQuiet = minuteOfDay >= QUIET_FROM_MINUTE && minuteOfDay < QUIET_UNTIL_MINUTE;
  const owesNothing = showing.role === 'filler' || showing.role === 'idle';
  return isQuiet && owesNothing && (showing.untilAt ?? 0) - now >= LEAST_ROOM_MS;
}

export function isMemoryHigh({ usedBytes, mostBytes }: { usedBytes: number; mostBytes: number }): boolean {
  return usedBytes > Math.min(mostBytes * HIGH_SHARE, HIGH_BYTES);
}
