// Does one play count? The rule of design.md 3.6, the same on player and server, so that both see the same progress.

import { openIntervals } from './activity.ts';
import type { Play } from './play.ts';
import type { Programme } from './programme.ts';
import { approvedPixelsOf } from './rendition.ts';
import { isOnTime, TOLERANCE_MS } from './slot.ts';

/** `counts`, or the first rule that it broke. */
export type Verdict =
  | 'counts'
  | 'filler'
  | 'failed'
  | 'interrupted'
  | 'cut'
  | 'preempted'
  | 'clock'
  | 'off_time'
  | 'short'
  | 'hidden'
  | 'covered'
  | 'no_frames'
  | 'wrong_pixels'
  | 'outside_hours'
  | 'not_in_programme';

/** What of a play the rule looks at. */
export type Showing = Pick<
  Play,
  | 'key'
  | 'boot'
  | 'seq'
  | 'at'
  | 'monoMs'
  | 'clock'
  | 'role'
  | 'programme'
  | 'hourFrom'
  | 'slot'
  | 'attempt'
  | 'item'
  | 'version'
  | 'pixels'
  | 'plannedAt'
  | 'plannedMs'
  | 'shownMs'
  | 'visibleMs'
  | 'frames'
  | 'coveredMs'
  | 'end'
  | 'preemptedBy'
  | 'ofBoot'
>;

/** What the programme promised of the item that the play names, and whether the screen was open at its start. */
export interface PlayContext {
  /** Hash the play must name; null when it changes with the minute (a clock face) or the item is not in the programme. */
  readonly approvedPixels: string | null;
  readonly inProgramme: boolean;
  readonly open: boolean;
}

/** Shown at least this share of the time: 98 %, as per cent. */
const VISIBLE_PERCENT = 98;
/** A clock that may be further off than this is not trusted, whatever it calls itself (design.md 3.13). */
export const HOLDOVER_MS = 6 * 60_000;

/**
 * Judges one play by itself. Overlap, duplicates and make-good spacing need its neighbours and are judged by the hour
 * account. Filler and idle never count: they owe nothing.
 */
export function judgePlay(play: Showing, context: PlayContext): Verdict {
  if (play.slot === null) return 'filler';
  if (play.end !== 'completed') return play.end;
  if (!context.inProgramme) return 'not_in_programme';
  if (play.at === null || play.clock.state === 'unsynced') return 'clock';
  if (play.clock.uncertaintyMs > HOLDOVER_MS) return 'clock';
  if (!isOnTime(play.plannedAt, play.at)) return 'off_time';
  if (play.shownMs < play.plannedMs - TOLERANCE_MS) return 'short';
  if (play.visibleMs * 100 < play.shownMs * VISIBLE_PERCENT) return 'hidden';
  if (play.coveredMs !== null && play.coveredMs * 100 > play.shownMs * (100 - VISIBLE_PERCENT))
    return 'covered';
  if (play.frames === 0) return 'no_frames';
  if (play.pixels === null) return 'wrong_pixels';
  if (context.approvedPixels !== null && play.pixels !== context.approvedPixels) return 'wrong_pixels';
  if (!context.open) return 'outside_hours';
  return 'counts';
}

/** The context of a play under `programme`; undefined: nobody published it. */
export function playContextOf(
  play: Pick<Play, 'at' | 'plannedAt' | 'item' | 'version'>,
  programme: Programme | undefined,
): PlayContext {
  const item = programme?.items.find(({ id, version }) => id === play.item && version === play.version);
  if (programme === undefined || item === undefined) {
    return { approvedPixels: null, inProgramme: false, open: false };
  }
  const at = play.at ?? play.plannedAt;
  const { screen, zoneRules } = programme;
  const open = openIntervals(screen.openingHours, zoneRules, { from: at, to: at + 1 }).length > 0;
  return { approvedPixels: approvedPixelsOf(item.rendition), inProgramme: true, open };
}
