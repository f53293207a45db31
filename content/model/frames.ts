// Equal counts: the hour is cut into N frames and every stream has one fixed place in each. The gap between two
// showings is then exactly 3600/N s, at any load up to the whole frame and over the seam to the next hour.

import { HOUR_MS } from './instant.ts';
import type { Stream } from './stream.ts';

/** Place of each stream, by id, inside one frame; null when they need more than a frame. */
export function frameOffsets(streams: readonly Stream[]): Map<string, number> | null {
  const offsets = new Map<string, number>();
  const first = streams[0];
  if (first === undefined) return offsets;
  const frameMs = Math.floor(HOUR_MS / first.showingsPerHour);
  const freeMs = frameMs - streams.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (freeMs < 0) return null;
  const spread = streams.filter(({ block }) => !block);
  let at = 0;
  for (const { id, block, durationMs } of streams) {
    if (!block) continue;
    offsets.set(id, at);
    at += durationMs;
  }
  for (const [index, { id, durationMs }] of spread.entries()) {
    offsets.set(id, at + Math.floor((index * freeMs) / spread.length));
    at += durationMs;
  }
  return offsets;
}
