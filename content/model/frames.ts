// Equal counts: the hour is cut into N frames and every stream has one fixed place in each. The gap between two
// showings is then exactly 3600/N s, at any load up to the whole frame and over the seam to the next hour.

import { HOUR_MS, type Interval } from './instant.ts';
import type { Stream } from './stream.ts';

/** Place of each stream, by id, inside one frame; null when they need more than a frame. */
export function frameOffsets(streams: readonly Stream[]): Map<string, number> | null {
  const frameMs = Math.floor(HOUR_MS / Math.max(1, ...streams.map(({ showingsPerHour }) => showingsPerHour)));
  const freeMs = frameMs - streams.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (freeMs < 0) return null;
  const spread = streams.filter(({ block }) => !block).length;
  const even = staggered(streams, freeMs, spread);
  if (middlesAreFree(streams, even, frameMs)) return even;
  const withHole = staggered(streams, freeMs, spread + 1);
  return middlesAreFree(streams, withHole, frameMs) ? withHole : even;
}

/** Blocks back to back, then the others with the free time in `places` equal parts between them. */
function staggered(streams: readonly Stream[], freeMs: number, places: number): Map<string, number> {
  const offsets = new Map<string, number>();
  let at = 0;
  let before = 0;
  for (const { id, block, durationMs } of streams) {
    offsets.set(id, at + Math.floor((before * freeMs) / Math.max(1, places)));
    at += durationMs;
    if (!block) before += 1;
  }
  return offsets;
}

/**
 * A showing that was cut may be made good only half a frame after its start: half an ideal gap from it and from the
 * next. Two items at opposite places of the frame would block each other there for good; a hole between them helps.
 */
function middlesAreFree(
  streams: readonly Stream[],
  offsets: ReadonlyMap<string, number>,
  frameMs: number,
): boolean {
  const taken = streams.map(({ id, durationMs }): Interval => {
    const from = offsets.get(id) ?? 0;
    return { from, to: from + durationMs };
  });
  return streams.every(({ id, parts, durationMs }) =>
    parts.every(({ offsetMs }, index) => {
      const middle = ((offsets.get(id) ?? 0) + offsetMs + Math.floor(frameMs / 2)) % frameMs;
      const lastsMs = (parts[index + 1]?.offsetMs ?? durationMs) - offsetMs;
      return taken.every(({ from, to }) => middle + lastsMs <= from || middle >= to);
    }),
  );
}
