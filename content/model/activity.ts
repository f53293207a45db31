// When a screen is open and a playlist active: local windows of days and minutes turned into instants.
// Membership of local time, never a list of firings: a DST gap shortens a window, a repeated hour lengthens it.

import {
  DAY_MS,
  dayNumberOf,
  type Interval,
  MINUTE_MS,
  offsetPieces,
  weekdayOf,
  type ZoneRules,
} from './instant.ts';
import type { Activity } from './playlist.ts';
import type { Programme, ProgrammePlaylist } from './programme.ts';
import type { DailyHours } from './screen.ts';

/** Intervals of `within` that lie in the hours: sorted, disjoint, adjacent ones merged. */
export function openIntervals(hours: readonly DailyHours[], rules: ZoneRules, within: Interval): Interval[] {
  return windowsOf(hours, rules, within, -Infinity, Infinity);
}

/** As `openIntervals`, on the activity's dates only; a window past midnight has the date of the day it begins. */
export function activeIntervals(activity: Activity, rules: ZoneRules, within: Interval): Interval[] {
  const first = activity.fromDate === null ? -Infinity : parseDay(activity.fromDate);
  const last = activity.untilDate === null ? Infinity : parseDay(activity.untilDate);
  return windowsOf(activity.hours, rules, within, first, last);
}

function windowsOf(
  hours: readonly DailyHours[],
  rules: ZoneRules,
  within: Interval,
  firstDay: number,
  lastDay: number,
): Interval[] {
  const found: Interval[] = [];
  for (const piece of offsetPieces(rules, within)) {
    const first = Math.max(firstDay, Math.floor((piece.from + piece.offsetMs) / DAY_MS) - 1);
    const last = Math.min(lastDay, Math.floor((piece.to - 1 + piece.offsetMs) / DAY_MS));
    for (let day = first; day <= last; day += 1) {
      const midnightAt = day * DAY_MS - piece.offsetMs;
      for (const { days, fromMinute, untilMinute } of hours) {
        if (!days.includes(weekdayOf(day))) continue;
        const untilMs = untilMinute * MINUTE_MS + (untilMinute <= fromMinute ? DAY_MS : 0);
        const from = Math.max(piece.from, midnightAt + fromMinute * MINUTE_MS);
        const to = Math.min(piece.to, midnightAt + untilMs);
        if (from < to) found.push({ from, to });
      }
    }
  }
  return merge(found);
}

function parseDay(date: string): number {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return dayNumberOf(year, month, day);
}

/** Sorted, disjoint, adjacent ones joined. */
export function merge(intervals: readonly Interval[]): Interval[] {
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of [...intervals].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

/** What lies in both; both sorted and disjoint. */
export function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  for (let i = 0, j = 0; ; ) {
    const x = a[i];
    const y = b[j];
    if (x === undefined || y === undefined) return common;
    const from = Math.max(x.from, y.from);
    const to = Math.min(x.to, y.to);
    if (from < to) common.push({ from, to });
    if (x.to < y.to) i += 1;
    else j += 1;
  }
}

/** What lies in `a` and not in `b`; both sorted and disjoint. */
export function subtract(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return a.flatMap((whole) => {
    const left: Interval[] = [];
    let at = whole.from;
    for (const { from, to } of intersect([whole], b)) {
      if (at < from) left.push({ from: at, to: from });
      at = to;
    }
    if (at < whole.to) left.push({ from: at, to: whole.to });
    return left;
  });
}

export function totalMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** When a playlist may be shown on its screen: open and active, inside `within`. */
export function playlistIntervals(
  { screen, zoneRules }: Pick<Programme, 'screen' | 'zoneRules'>,
  { activity }: Pick<ProgrammePlaylist, 'activity'>,
  within: Interval,
): Interval[] {
  return intersect(
    openIntervals(screen.openingHours, zoneRules, within),
    activeIntervals(activity, zoneRules, within),
  );
}
