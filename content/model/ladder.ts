// Mixed counts, which have no simple optimum: rungs from the most even to the most able. Every showing stays inside its
// own frame of 3600/N s, so a stretch of whole frames always holds what it owes. Starts are relative to the hour.

import { HOUR_MS } from './instant.ts';
import { searchOrders } from './order-search.ts';
import type { PlanMethod } from './slot.ts';
import { compareText, frameStart, type Stream } from './stream.ts';
import { nearestStart, Timeline } from './timeline.ts';

/** Where the runs of each stream begin in a whole hour that repeats; fewer than N where there is no room. */
export interface Pattern {
  readonly method: PlanMethod;
  readonly starts: ReadonlyMap<string, readonly number[]>;
}

const PHASES = 16;
/** Windows are tried in steps of T/64; up to a half the gap is at most 1.5 T. */
const WINDOW_STEPS = 64;

/** `preferred` are the places in the frame that hours of equal counts use: keeping near them keeps the seams even. */
export function climbLadder(streams: readonly Stream[], preferred: ReadonlyMap<string, number>): Pattern {
  const heaviest = orderedBy(streams, ({ durationMs, showingsPerHour }) => durationMs * showingsPerHour);
  const mostFrequent = orderedBy(streams, ({ showingsPerHour }) => showingsPerHour);
  const strict = placePeriodic(heaviest, preferred) ?? placePeriodic(heaviest, new Map());
  if (strict !== null) return { method: 'first_fit', starts: strict };
  const moved = placeMoved(heaviest, preferred) ?? placeMoved(mostFrequent, preferred);
  if (moved !== null) return { method: 'moved', starts: moved };
  const windowed = placeWindowed(heaviest);
  const even = heaviest.every((stream) => isEven(stream, windowed.get(stream.id) ?? []));
  return { method: 'windowed', starts: (even ? null : searchOrders(heaviest)) ?? windowed };
}

/** All showings there, and no gap above 1.5 x 3600/N, the seam to the next such hour included. */
function isEven({ showingsPerHour }: Stream, starts: readonly number[]): boolean {
  const mostMs = Math.ceil((1.5 * HOUR_MS) / showingsPerHour);
  const next = [...starts.slice(1), (starts[0] ?? 0) + HOUR_MS];
  return starts.length === showingsPerHour && next.every((at, k) => at - (starts[k] ?? 0) <= mostMs);
}

function orderedBy(streams: readonly Stream[], weight: (stream: Stream) => number): Stream[] {
  return [...streams].sort((a, b) => weight(b) - weight(a) || compareText(a.id, b.id));
}

/** Strictly periodic first fit, searching from the preferred place to the end of the frame and then from its start. */
function placePeriodic(
  streams: readonly Stream[],
  preferred: ReadonlyMap<string, number>,
): Map<string, number[]> | null {
  const busy = new Timeline();
  const placed = new Map<string, number[]>();
  for (const stream of streams) {
    const first = preferred.get(stream.id) ?? 0;
    const offset = periodicOffset(busy, stream, first, Infinity) ?? periodicOffset(busy, stream, 0, first);
    if (offset === undefined) return null;
    const starts = frameStarts(stream).map((frame) => frame + offset);
    for (const start of starts) busy.take(start, start + stream.durationMs);
    placed.set(stream.id, starts);
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
function placeMoved(
  streams: readonly Stream[],
  preferred: ReadonlyMap<string, number>,
): Map<string, number[]> | null {
  const busy = new Timeline();
  const placed = new Map<string, number[]>();
  for (const stream of streams) {
    const frameMs = Math.floor(HOUR_MS / stream.showingsPerHour);
    let best: { starts: number[]; movedMs: number } | undefined;
    for (let phase = 0; phase < PHASES && best?.movedMs !== 0; phase += 1) {
      const offset =
        ((preferred.get(stream.id) ?? 0) + Math.floor((phase * frameMs) / PHASES)) %
        Math.max(1, frameMs - stream.durationMs + 1);
      const found = movedStarts(busy, stream, offset);
      if (found !== undefined && found.movedMs < (best?.movedMs ?? Infinity)) best = found;
    }
    if (best === undefined) return null;
    for (const start of best.starts) busy.take(start, start + stream.durationMs);
    placed.set(stream.id, best.starts);
  }
  return placed;
}

function movedStarts(
  busy: Timeline,
  stream: Stream,
  offset: number,
): { starts: number[]; movedMs: number } | undefined {
  const { durationMs, showingsPerHour } = stream;
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
    if (start === undefined) return undefined;
    starts.push(start);
    movedMs = Math.max(movedMs, Math.abs(start - at));
  }
  return { starts, movedMs };
}

/** Non-preemptive EDF with the smallest window that works; with the whole frame as window what is late is left out. */
function placeWindowed(streams: readonly Stream[]): Map<string, number[]> {
  let best = runEdf(streams, WINDOW_STEPS);
  let low = 0;
  let high = WINDOW_STEPS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const found = runEdf(streams, middle);
    if (found.late > 0) {
      low = middle;
    } else {
      high = middle;
      best = found;
    }
  }
  return best.starts;
}

/** The next showing of one stream: not before its frame, and not later than the window allows after the last one. */
class Queue {
  readonly starts: number[] = [];
  readonly stream: Stream;
  readonly #slackMs: number;
  #k = 0;
  releaseAt = 0;
  latestAt = 0;

  constructor(stream: Stream, window: number) {
    this.stream = stream;
    this.#slackMs = Math.floor((HOUR_MS / stream.showingsPerHour) * (window / WINDOW_STEPS));
    this.#advance(0);
  }

  get deadlineAt(): number {
    return this.latestAt + this.stream.durationMs;
  }

  start(at: number): void {
    this.starts.push(at);
    this.#k += 1;
    this.#advance(at + Math.floor(HOUR_MS / this.stream.showingsPerHour));
  }

  skip(): void {
    this.#k += 1;
    this.#advance(frameStart(this.#k, this.stream.showingsPerHour));
  }

  #advance(idealAt: number): void {
    const { showingsPerHour, durationMs } = this.stream;
    if (this.#k === showingsPerHour) {
      this.releaseAt = Infinity;
      this.latestAt = Infinity;
      return;
    }
    const frameAt = frameStart(this.#k, showingsPerHour);
    const lastAt = frameStart(this.#k + 1, showingsPerHour) - durationMs;
    this.latestAt = this.#k === 0 ? lastAt : Math.min(idealAt + this.#slackMs, lastAt);
    this.releaseAt = frameAt;
    if (this.#k === showingsPerHour - 1 && this.#k > 0) {
      const idealMs = Math.floor(HOUR_MS / showingsPerHour);
      this.releaseAt = Math.max(frameAt, (this.starts[0] ?? 0) + HOUR_MS - idealMs - this.#slackMs);
    }
  }
}

/**
 * Precautious: a showing that would make a later-released one late waits, and the time is left free for that one.
 * Without waiting, a long block starts just before a frequent item's window and breaks its rhythm.
 */
function runEdf(streams: readonly Stream[], window: number): { starts: Map<string, number[]>; late: number } {
  const queues = streams.map((stream) => new Queue(stream, window));
  let late = 0;
  let at = 0;
  for (;;) {
    const later = queues.filter(({ releaseAt }) => releaseAt > at);
    const nextAt = Math.min(Infinity, ...later.map(({ releaseAt }) => releaseAt));
    const released = queues.filter(({ releaseAt }) => releaseAt <= at);
    if (released.length === 0 && nextAt === Infinity) break;
    released.sort((a, b) => a.deadlineAt - b.deadlineAt);
    const overdue = released.find(({ latestAt }) => at > latestAt);
    const next = released.find(({ stream }) =>
      later.every(({ latestAt }) => at + stream.durationMs <= latestAt),
    );
    if (overdue !== undefined) {
      late += 1;
      overdue.skip();
    } else if (next === undefined) {
      at = nextAt;
    } else {
      next.start(at);
      at += next.stream.durationMs;
    }
  }
  return { starts: new Map(queues.map(({ stream, starts }) => [stream.id, starts])), late };
}

function frameStarts({ showingsPerHour }: Stream): number[] {
  return Array.from({ length: showingsPerHour }, (_, k) => frameStart(k, showingsPerHour));
}
