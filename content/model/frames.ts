// Equal counts: the hour is cut into N frames and every stream has one fixed place in each. The gap between two
// showings is then exactly 3600/N s, at any load up to the whole frame and over the seam to the next hour.

import { HOUR_MS } from './instant.ts';
import type { Stream } from './stream.ts';

interface Place {
  readonly stream: Stream;
  /** From the start of the frame. */
  readonly offsetMs: number;
}

/** Offset of each stream, by id, inside one frame; none when they need more than a frame. */
export function frameOffsets(streams: readonly Stream[]): Map<string, number> {
  const frameMs = Math.floor(HOUR_MS / Math.max(1, ...streams.map(({ showingsPerHour }) => showingsPerHour)));
  const freeMs = frameMs - streams.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (freeMs < 0) return new Map();
  const spread = streams.filter(({ block }) => !block).length;
  const even = stagger(streams, freeMs, spread);
  const withHole = stagger(streams, freeMs, spread + 1);
  const best = !middlesAreFree(even, frameMs) && middlesAreFree(withHole, frameMs) ? withHole : even;
  return new Map(best.map(({ stream, offsetMs }) => [stream.id, offsetMs]));
}

/** Blocks back to back, then the others with the free time in `places` equal parts between them. */
function stagger(streams: readonly Stream[], freeMs: number, places: number): Place[] {
  let at = 0;
  let spread = 0;
  return streams.map((stream) => {
    const offsetMs = at + Math.floor((spread * freeMs) / Math.max(1, places));
    at += stream.durationMs;
    spread += Number(!stream.block);
    return { stream, offsetMs };
  });
}

/**
 * A showing that was cut may be made good only half a frame after its start: half an ideal gap from it and from the
 * next. Two items at opposite places of the frame would block each other there for good; a hole between them helps.
 */
function middlesAreFree(places: readonly Place[], frameMs: number): boolean {
  const showings = places.flatMap(({ stream, offsetMs }) =>
    stream.parts.map((part) => ({ from: offsetMs + part.offsetMs, lastsMs: part.durationMs })),
  );
  return showings.every(({ from, lastsMs }) => {
    const middle = (from + Math.floor(frameMs / 2)) % frameMs;
    return showings.every((other) => middle + lastsMs <= other.from || middle >= other.from + other.lastsMs);
  });
}
