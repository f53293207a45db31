// The distinct hours of a programme. A year has some 9,000 hours and a dozen shapes; what holds for one hour of a shape
// holds for all, so only shapes and the seams between them are built and checked.

import { openIntervals, playlistIntervals } from './activity.ts';
import { clockHoursBetween, DAY_MS, type Instant, type Interval } from './instant.ts';
import type { Programme } from './programme.ts';
import { guaranteedPlaylists } from './stream.ts';

export interface HourShapes {
  /** First hour of each distinct shape. */
  readonly hours: readonly Interval[];
  /** First pair of touching hours for each distinct pair of shapes. */
  readonly seams: readonly (readonly [Interval, Interval])[];
}

/** Shapes of all hours from `from` on for `days` days: equal length, openings and activities of all that is owed. */
export function hourShapesOf(programme: Programme, from: Instant, days: number): HourShapes {
  const span = { from, to: from + days * DAY_MS };
  const tracks = [
    openIntervals(programme.screen.openingHours, programme.zoneRules, span),
    ...guaranteedPlaylists(programme).map((playlist) => playlistIntervals(programme, playlist, span)),
  ].map(cursorOver);
  const hours = new Map<string, Interval>();
  const seams = new Map<string, readonly [Interval, Interval]>();
  let last: { hour: Interval; key: string } | undefined;
  for (const hour of clockHoursBetween(programme.zoneRules, span.from, span.to)) {
    const key = `${hour.to - hour.from};${tracks.map((relative) => relative(hour)).join(';')}`;
    if (!hours.has(key)) hours.set(key, hour);
    const pair = `${last?.key}>${key}`;
    if (last !== undefined && !seams.has(pair)) seams.set(pair, [last.hour, hour]);
    last = { hour, key };
  }
  return { hours: [...hours.values()], seams: [...seams.values()] };
}

/** Reads sorted intervals hour after hour: what of them lies in the hour, relative to it. */
function cursorOver(intervals: readonly Interval[]): (hour: Interval) => string {
  let next = 0;
  return (hour) => {
    while ((intervals[next]?.to ?? Infinity) <= hour.from) next += 1;
    const inside: string[] = [];
    for (let index = next; ; index += 1) {
      const one = intervals[index];
      if (one === undefined || one.from >= hour.to) break;
      inside.push(`${Math.max(0, one.from - hour.from)}-${Math.min(hour.to, one.to) - hour.from}`);
    }
    return inside.join(',');
  };
}
