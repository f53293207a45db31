// The pattern of a programme's hour: for each stream the starts it may use, before anyone counts what is owed.
// A function of the programme and the hour alone, not of when it came into force: so a new programme with the same
// streams moves nothing, and an item keeps its place from hour to hour while other playlists come and go.

import { intersect } from './activity.ts';
import { frameOffsets } from './frames.ts';
import { HOUR_MS, type Instant, type Interval } from './instant.ts';
import { climbLadder, type Pattern } from './ladder.ts';
import type { Programme } from './programme.ts';
import type { PlanMethod } from './slot.ts';
import { frameStarts, guaranteedPlaylists, type Stream, streamsOf } from './stream.ts';

/** A stream with its starts: inside its intervals, whole runs only, by time. */
export interface PatternedStream {
  readonly stream: Stream;
  readonly starts: readonly Instant[];
  /** First and last start of a whole hour, relative to it: what the hours before and after will do. */
  readonly edges: { readonly firstMs: number; readonly lastMs: number } | undefined;
}

const METHODS: readonly PlanMethod[] = ['frames', 'first_fit', 'moved', 'windowed'];

/** Of two ways the one less even. */
export function lessEven(a: PlanMethod, b: PlanMethod): PlanMethod {
  return METHODS.indexOf(a) > METHODS.indexOf(b) ? a : b;
}

/** `method` is the highest rung that any part of the hour needed. */
export function patternOf(
  programme: Programme,
  live: readonly Stream[],
  hour: Interval,
): { method: PlanMethod; streams: PatternedStream[] } {
  const preferred = preferredOffsets(programme, live);
  const alike = new Set(live.map(({ intervals }) => JSON.stringify(intervals))).size === 1;
  const patterns = overlapping(live).map((streams) => wholeHourPattern(streams, preferred));
  const streams = patterns
    .flatMap(({ places }) => places)
    .map(({ stream, starts }) => {
      const [firstMs] = starts;
      const lastMs = starts.at(-1);
      return {
        stream,
        edges: firstMs === undefined || lastMs === undefined ? undefined : { firstMs, lastMs },
        starts: stream.intervals.flatMap((interval) => {
          const origin = alike ? gridOrigin(interval, hour) : hour.from;
          return starts
            .map((start) => origin + start)
            .filter((at) => at >= interval.from && at + stream.durationMs <= interval.to);
        }),
      };
    });
  return { method: patterns.map(({ method }) => method).reduce(lessEven, 'frames'), streams };
}

/** Frames follow the hour's grid when the stretch touches an edge of the hour, else its own start. */
function gridOrigin(interval: Interval, hour: Interval): Instant {
  if (interval.from === hour.from) return hour.from;
  return interval.to === hour.to ? hour.to - HOUR_MS : interval.from;
}

function wholeHourPattern(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Pattern {
  const equal = new Set(streams.map(({ showingsPerHour }) => showingsPerHour)).size === 1;
  for (const offsets of equal ? [preferred, frameOffsets(streams)] : []) {
    const places = streams.flatMap((stream) => {
      const offset = offsets.get(stream.id);
      if (offset === undefined) return [];
      return [{ stream, starts: frameStarts(stream).map((frame) => frame + offset) }];
    });
    if (places.length === streams.length) return { method: 'frames', places };
  }
  return climbLadder(streams, preferred);
}

/** Places in the frame for all streams of the programme with the same count, whether on in this hour or not. */
function preferredOffsets(programme: Programme, live: readonly Stream[]): Map<string, number> {
  const preferred = new Map<string, number>();
  for (const count of new Set(live.map(({ showingsPerHour }) => showingsPerHour))) {
    const playlists = guaranteedPlaylists(programme)
      .filter(({ guarantee }) => guarantee.showingsPerHour === count)
      .map((playlist) => ({ playlist, intervals: [] }));
    for (const [id, offset] of frameOffsets(streamsOf(programme, playlists))) {
      if (live.some((stream) => stream.id === id && stream.showingsPerHour === count))
        preferred.set(id, offset);
    }
  }
  return preferred;
}

/** Groups of streams that are ever on at the same time; what is never on together need not share the room. */
function overlapping(live: readonly Stream[]): Stream[][] {
  let groups: Stream[][] = [];
  for (const one of live) {
    const touching = groups.filter((group) =>
      group.some((other) => intersect(one.intervals, other.intervals).length > 0),
    );
    groups = groups.filter((group) => !touching.includes(group));
    groups.push([...touching.flat(), one]);
  }
  return groups;
}
