// Why an item is on a screen at an instant, or why not and when next: answered by the engine itself, so that what staff
// are told is what the wall does. Looks a month ahead; it decides nothing.

import { intersect, merge, openIntervals, playlistIntervals } from './activity.ts';
import { forcesIn } from './force.ts';
import { planHour } from './hour-plan.ts';
import { clockHourAt, clockHoursBetween, DAY_MS, type Instant, type Interval } from './instant.ts';
import type { Programme, ProgrammePlaylist } from './programme.ts';
import { segmentAt, segmentsOf } from './segments.ts';
import type { Segment } from './slot.ts';

/** Why an item is not on, the first that holds. */
export type Absence =
  | 'no_programme'
  | 'not_in_programme'
  | 'screen_closed'
  | 'playlist_inactive'
  /** Its playlist is active; another item has this moment. */
  | 'other_turn';

export type Airing =
  | { readonly on: true; readonly segment: Segment }
  | {
      readonly on: false;
      readonly because: Absence;
      /** What is on instead. Null while no programme rules. */
      readonly instead: Segment | null;
      /** Start of its next showing within a month; null when there is none. */
      readonly nextAt: Instant | null;
    };

const LOOK_AHEAD_MS = 31 * DAY_MS;
/** Hours of activity that are planned in search of the next showing: a partial hour may owe nothing, two in a row are rare. */
const MOST_HOURS = 48;

/** `programmes`: all that may be in force from `at` on, in any order. */
export function airingAt(programmes: readonly Programme[], itemId: string, at: Instant): Airing {
  const [force] = forcesIn(programmes, { from: at, to: at + 1 });
  const nextAt = nextShowing(programmes, itemId, at);
  if (force === undefined) return { on: false, because: 'no_programme', instead: null, nextAt };
  const { programme } = force;
  const now = { from: at, to: at + 1 };
  const segment = segmentAt(timetableOf(programmes, clockHourAt(programme.zoneRules, at)), at);
  if (itemIn(segment, programmes) === itemId) return { on: true, segment };
  const playlists = playlistsWith(programme, itemId);
  const isOpen = openIntervals(programme.screen.openingHours, programme.zoneRules, now).length > 0;
  const isActive = playlists.some((playlist) => playlistIntervals(programme, playlist, now).length > 0);
  const because: Absence =
    playlists.length === 0 && programme.idle.id !== itemId
      ? 'not_in_programme'
      : !isOpen
        ? 'screen_closed'
        : isActive || playlists.length === 0
          ? 'other_turn'
          : 'playlist_inactive';
  return { on: false, because, instead: segment, nextAt };
}

/** The whole hour as touching segments, by time: what the screen is meant to show. */
export function timetableOf(programmes: readonly Programme[], hour: Interval): Segment[] {
  return segmentsOf(programmes, hour, planHour(programmes, hour));
}

/** The item of a segment, the idle card's included; null while the screen is closed. */
export function itemIn(segment: Segment, programmes: readonly Programme[]): string | null {
  if (segment.role === 'closed') return null;
  if (segment.role !== 'idle') return segment.itemId;
  return programmes.find(({ number }) => number === segment.programme)?.idle.id ?? null;
}

function nextShowing(programmes: readonly Programme[], itemId: string, at: Instant): Instant | null {
  let looked = 0;
  for (const hour of activeHours(programmes, itemId, at)) {
    const next = timetableOf(programmes, hour).find(
      (segment) => segment.from > at && itemIn(segment, programmes) === itemId,
    );
    if (next !== undefined) return next.from;
    looked += 1;
    if (looked === MOST_HOURS) return null;
  }
  return null;
}

/** Clock hours in which the item may come up, in order, each once. */
function* activeHours(programmes: readonly Programme[], itemId: string, at: Instant): Generator<Interval> {
  const active = forcesIn(programmes, { from: at, to: at + LOOK_AHEAD_MS }).flatMap((force) => {
    const { programme } = force;
    const { screen, zoneRules, idle } = programme;
    const mine = playlistsWith(programme, itemId).flatMap((playlist) =>
      playlistIntervals(programme, playlist, force),
    );
    const idling = idle.id === itemId ? openIntervals(screen.openingHours, zoneRules, force) : [];
    return intersect(merge([...mine, ...idling]), [force]).map((interval) => ({ interval, zoneRules }));
  });
  let until = -Infinity;
  for (const { interval, zoneRules } of active) {
    for (const hour of clockHoursBetween(zoneRules, Math.max(interval.from, until), interval.to)) {
      until = hour.to;
      yield hour;
    }
  }
}

function playlistsWith({ playlists }: Programme, itemId: string): ProgrammePlaylist[] {
  return playlists.filter(({ itemIds }) => itemIds.includes(itemId));
}
