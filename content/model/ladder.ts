// Mixed counts, which have no simple optimum: rungs from the most even to the most able. Every showing stays inside its
// own frame of 3600/N s, so a stretch of whole frames always holds what it owes. Starts are relative to the hour.

import { HOUR_MS } from './instant.ts';
import { searchOrders } from './order-search.ts';
import { pairsOf } from './pairs.ts';
import type { PlanMethod } from './slot.ts';
import { compareText, frameStart, frameStarts, type Placed, type Stream } from './stream.ts';
import { nearestStart, Timeline } from './timeline.ts';
import { placeWindowed } from './windowed.ts';

/** Where the runs of each stream begin in a whole hour that repeats; fewer than N where there is no room. */
export interface Pattern {
  readonly method: PlanMethod;
  readonly places: readonly Placed[];
}

/** Places of the frame that are tried for a stream whose showings may move. */
const PHASES = 16;

/** `preferred` are the places in the frame that hours of equal counts use: keeping near them keeps the seams even. */
export function climbLadder(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Pattern {
  const heaviest = orderedBy(streams, ({ durationMs, showingsPerHour }) => durationMs * showingsPerHour);
  const mostFrequent = orderedBy(streams, ({ showingsPerHour }) => showingsPerHour);
  const strict = placePeriodic(heaviest, preferred) ?? placePeriodic(heaviest, new Map());
  if (strict !== null) return { method: 'first_fit', places: strict };
  const moved = placeMoved(heaviest, preferred) ?? placeMoved(mostFrequent, preferred);
  if (moved !== null) return { method: 'moved', places: moved };
  const windowed = placeWindowed(heaviest);
  const places = windowed.every(isEven) ? windowed : (searchOrders(heaviest) ?? windowed);
  return { method: 'windowed', places };
}

/** All showings there, and no gap above 1.5 x 3600/N, the seam to the next such hour included. */
function isEven({ stream: { showingsPerHour }, starts }: Placed): boolean {
  const mostMs = Math.ceil((1.5 * HOUR_MS) / showingsPerHour);
  const round = [...starts, ...starts.slice(0, 1).map((first) => first + HOUR_MS)];
  return starts.length === showingsPerHour && [...pairsOf(round)].every(([a, b]) => b - a <= mostMs);
}

function orderedBy(streams: readonly Stream[], weight: (stream: Stream) => number): Stream[] {
  return [...streams].sort((a, b) => weight(b) - weight(a) || compareText(a.id, b.id));
}

/** Strictly periodic first fit, searching from the preferred place to the end of the frame and then from its start. */
function placePeriodic(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Placed[] | null {
  const busy = new Timeline();
  const placed: Placed[] = [];
  for (const stream of streams) {
    const first = preferred.get(stream.id) ?? 0;
    const offset = periodicOffset(busy, stream, first, Infinity) ?? periodicOffset(busy, stream, 0, first);
    if (offset === undefined) return null;
    const starts = frameStarts(stream).map((frame) => frame + offset);
    for (const start of starts) busy.take(start, start + stream.durationMs);
    placed.push({ stream, starts });
  }
  return placed;
}

function periodicOffset(busy: Timeline, stream: Stream, from: number, before: number): number | undefined {
  const frames = frameStarts(stream);
  const last = Math.floor(HOUR_MS / stream.showingsPerHour) - stream.durationMs;
  let offset = from;
  while (offset <= last && offset < before) {
    let push = 0;
    for (const frame of frames) {
      const start = frame + offset;
      const conflict = busy.conflict(start, start + stream.durationMs);
      if (conflict !== undefined) push = Math.max(push, conflict.to - start);
    }
    if (push === 0) return offset;
    offset += push;
  }
  return undefined;
}

/** First fit in which a showing may leave its periodic place by at most T/4; the phase that moves them least. */
function placeMoved(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Placed[] | null {
  const busy = new Timeline();
  const placed: Placed[] = [];
  for (const stream of streams) {
    const frameMs = Math.floor(HOUR_MS / stream.showingsPerHour);
    const first = preferred.get(stream.id) ?? 0;
    let best: number[] | undefined;
    let leastMs = Infinity;
    for (let phase = 0; phase < PHASES && leastMs > 0; phase += 1) {
      const offset =
        (first + Math.floor((phase * frameMs) / PHASES)) % Math.max(1, frameMs - stream.durationMs + 1);
      const { starts, movedMs } = movedStarts(busy, stream, offset);
      if (movedMs >= leastMs) continue;
      best = starts;
      leastMs = movedMs;
    }
    if (best === undefined) return null;
    for (const start of best) busy.take(start, start + stream.durationMs);
    placed.push({ stream, starts: best });
  }
  return placed;
}

/** The showings as near to `offset` in their frames as is free; `movedMs` is infinite when one is not. */
function movedStarts(
  busy: Timeline,
  { durationMs, showingsPerHour }: Stream,
  offset: number,
): { starts: number[]; movedMs: number } {
  const mostMs = Math.floor(HOUR_MS / showingsPerHour / 4) - 1;
  const starts: number[] = [];
  let movedMs = 0;
  for (let k = 0; k < showingsPerHour; k += 1) {
    const at = frameStart(k, showingsPerHour) + offset;
    const within = {
      from: Math.max(frameStart(k, showingsPerHour), at - mostMs),
      to: Math.min(frameStart(k + 1, showingsPerHour), at + mostMs + durationMs),
    };
    const start = nearestStart(busy, { durationMs, within, starts: [], spacingMs: 0 }, at);
    if (start === undefined) return { starts, movedMs: Infinity };
    starts.push(start);
    movedMs = Math.max(movedMs, Math.abs(start - at));
  }
  return { starts, movedMs };
}
