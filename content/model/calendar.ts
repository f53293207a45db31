// What is promised on a screen, day by day: its opening hours and its playlists, read from the programmes in force. The
// calendar of the console; the plan of an hour stays with the engine.

import { intersect, merge, openIntervals, playlistIntervals } from './activity.ts';
import { forcesIn } from './force.ts';
import {
  DAY_MS,
  dayNumberOf,
  type Interval,
  localDateOf,
  nextDate,
  offsetAt,
  type ZoneRules,
} from './instant.ts';
import type { Programme, ProgrammePlaylist } from './programme.ts';

export interface CalendarDay extends Interval {
  readonly date: string;
}

/** A playlist as one or more programmes promise it, and when. */
export interface Promised {
  readonly playlist: ProgrammePlaylist;
  readonly intervals: readonly Interval[];
}

/** `count` local days from `date` (`yyyy-mm-dd`) on. */
export function daysFrom(rules: ZoneRules, date: string, count: number): CalendarDay[] {
  const days: CalendarDay[] = [];
  for (let of = date; days.length < count; of = nextDate(of)) {
    days.push({ date: of, from: startOf(rules, of), to: startOf(rules, nextDate(of)) });
  }
  return days;
}

/** First instant of a date. Asked twice, because the offset may change during the day. */
function startOf(rules: ZoneRules, date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const asUtc = dayNumberOf(year, month, day) * DAY_MS;
  const guess = asUtc - offsetAt(rules, asUtc);
  const at = asUtc - offsetAt(rules, guess);
  // A midnight that the clocks skip: the day begins where they land.
  return localDateOf(rules, at) === date ? at : guess;
}

/** When the screen is open, by the programmes in force. */
export function openingIn(programmes: readonly Programme[], within: Interval): Interval[] {
  return merge(
    forcesIn(programmes, within).flatMap((force) =>
      openIntervals(force.programme.screen.openingHours, force.programme.zoneRules, force),
    ),
  );
}

/** Every playlist that has time on the screen, in the order of the programmes; one that was changed on the way stands twice. */
export function promisedIn(programmes: readonly Programme[], within: Interval): Promised[] {
  const found = new Map<string, { playlist: ProgrammePlaylist; intervals: Interval[] }>();
  for (const force of forcesIn(programmes, within)) {
    for (const playlist of force.programme.playlists) {
      const intervals = intersect(playlistIntervals(force.programme, playlist, force), [force]);
      if (intervals.length === 0) continue;
      const { id, name, guarantee, itemIds } = playlist;
      const key = JSON.stringify([id, name, guarantee, itemIds.length]);
      const entry = found.get(key) ?? { playlist, intervals: [] };
      found.set(key, { playlist, intervals: merge([...entry.intervals, ...intervals]) });
    }
  }
  return [...found.values()];
}
