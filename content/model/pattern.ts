// The pattern of a programme's hour: for each stream the starts it may use, before anyone counts what is owed.
// A function of the programme and the hour alone, not of when it came into force: so a new programme with the same
// streams moves nothing, and an item keeps its place from hour to hour while other playlists come and go.

import { frameOffsets } from './frames.ts';
import { HOUR_MS, type Instant, type Interval } from './instant.ts';
import { climbLadder, type Pattern } from './ladder.ts';
import type { Programme } from './programme.ts';
import type { PlanMethod } from './slot.ts';
import { frameStart, guaranteedPlaylists, type Stream, streamsOf } from './stream.ts';

/** A stream with the intervals of the hour in which it may run. */
export interface LiveStream {
  readonly stream: Stream;
  readonly intervals: readonly Interval[];
}

/** A stream with its starts: inside its intervals, whole runs only, by time. */
export interface PatternedStream extends LiveStream {
  readonly starts: readonly Instant[];
  /** First and last start of a whole hour, relative to it: what the hours before and after will do. */
  readonly edges: { readonly firstMs: number; readonly lastMs: number } | undefined;
}

const METHODS: readonly PlanMethod[] = ['frames', 'first_fit', 'moved', 'windowed'];

/** `method` is the highest rung that any part of the hour needed. */
export function patternOf(
  programme: Programme,
  live: readonly LiveStream[],
  hour: Interval,
): { method: PlanMethod; streams: PatternedStream[] } {
  const preferred = preferredOffsets(programme, live);
  const alike = new Set(live.map(({ intervals }) => JSON.stringify(intervals))).size === 1;
  let rung = 0;
  const streams: PatternedStream[] = [];
  for (const together of overlapping(live)) {
    const pattern = wholeHourPattern(
      together.map(({ stream }) => stream),
      preferred,
    );
    rung = Math.max(rung, METHODS.indexOf(pattern.method));
    for (const { stream, intervals } of together) {
      const relative = pattern.starts.get(stream.id) ?? [];
      const starts = intervals.flatMap((interval) => {
        const origin = alike ? gridOrigin(interval, hour) : hour.from;
        return relative
          .map((start) => origin + start)
          .filter((at) => at >= interval.from && at + stream.durationMs <= interval.to);
      });
      const [firstMs] = relative;
      const lastMs = relative.at(-1);
      const edges = firstMs === undefined || lastMs === undefined ? undefined : { firstMs, lastMs };
      streams.push({ stream, intervals, starts, edges });
    }
  }
  return { method: METHODS[rung] ?? 'windowed', streams };
}

/** Frames follow the hour's grid when the stretch touches an edge of the hour, else its own start. */
function gridOrigin(interval: Interval, hour: Interval): Instant {
  if (interval.from === hour.from) return hour.from;
  return interval.to === hour.to ? hour.to - HOUR_MS : interval.from;
}

function wholeHourPattern(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Pattern {
  const equal = new Set(streams.map(({ showingsPerHour }) => showingsPerHour)).size === 1;
  const known = streams.every(({ id }) => preferred.has(id));
  const offsets = equal ? (known ? preferred : frameOffsets(streams)) : null;
  if (offsets === null) return climbLadder(streams, preferred);
  const starts = new Map(
    streams.map(({ id, showingsPerHour }) => [
      id,
      Array.from(
        { length: showingsPerHour },
        (_, k) => frameStart(k, showingsPerHour) + (offsets.get(id) ?? 0),
      ),
    ]),
  );
  return { method: 'frames', starts };
}

/** Places in the frame for all streams of the programme with the same count, whether on in this hour or not. */
function preferredOffsets(programme: Programme, live: readonly LiveStream[]): Map<string, number> {
  const preferred = new Map<string, number>();
  const playlists = guaranteedPlaylists(programme);
  for (const count of new Set(live.map(({ stream }) => stream.showingsPerHour))) {
    const all = streamsOf(
      programme,
      playlists.filter(({ guarantee }) => guarantee.showingsPerHour === count),
    );
    for (const [id, offset] of frameOffsets(all) ?? []) {
      if (live.some(({ stream }) => stream.id === id && stream.showingsPerHour === count))
        preferred.set(id, offset);
    }
  }
  return preferred;
}

/** Groups of streams that are ever on at the same time; what is never on together need not share the room. */
function overlapping(live: readonly LiveStream[]): LiveStream[][] {
  let groups: LiveStream[][] = [];
  for (const one of live) {
    const touching = groups.filter((group) => group.some((other) => meet(one.intervals, other.intervals)));
    groups = groups.filter((group) => !touching.includes(group));
    groups.push([...touching.flat(), one]);
  }
  return groups;
}

function meet(a: readonly Interval[], b: readonly Interval[]): boolean {
  return a.some((x) => b.some((y) => x.from < y.to && y.from < x.to));
}
