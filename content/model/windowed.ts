// Windowed, non-preemptive EDF: time runs through the hour once, and what must be shown soonest is shown next. Finds
// room where fixed places do not, at the price of gaps as long as a frame and its window together.

import { HOUR_MS } from './instant.ts';
import { frameStart, type Placed, type Stream } from './stream.ts';

/** Windows are tried in steps of T/64; up to a half the gap is at most 1.5 T. */
const WINDOW_STEPS = 64;

/** With the smallest window that works; with the whole frame as window what is late is left out. */
export function placeWindowed(streams: readonly Stream[]): Placed[] {
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
  return best.queues.map(({ stream, starts }) => ({ stream, starts }));
}

/** The next showing of one stream: not before its frame, and not later than the window allows after the last one. */
class Queue {
  readonly stream: Stream;
  readonly starts: number[] = [];
  releaseAt = 0;
  latestAt = 0;
  readonly #idealMs: number;
  readonly #slackMs: number;
  #k = 0;
  /** No earlier than this may the last showing be, lest the gap to the first of the next hour be too long. */
  #lastReleaseAt = 0;

  constructor(stream: Stream, window: number) {
    this.stream = stream;
    this.#idealMs = Math.floor(HOUR_MS / stream.showingsPerHour);
    this.#slackMs = Math.floor((HOUR_MS / stream.showingsPerHour) * (window / WINDOW_STEPS));
    this.#await(Infinity);
  }

  start(at: number): void {
    if (this.#k === 0) this.#lastReleaseAt = at + HOUR_MS - this.#idealMs - this.#slackMs;
    this.starts.push(at);
    this.#k += 1;
    this.#await(at + this.#idealMs + this.#slackMs);
  }

  skip(): void {
    this.#k += 1;
    this.#await(Infinity);
  }

  #await(latestAt: number): void {
    const { showingsPerHour, durationMs } = this.stream;
    const left = showingsPerHour - this.#k;
    if (left === 0) {
      this.releaseAt = Infinity;
      this.latestAt = Infinity;
      return;
    }
    const frameAt = frameStart(this.#k, showingsPerHour);
    this.releaseAt = left === 1 ? Math.max(frameAt, this.#lastReleaseAt) : frameAt;
    this.latestAt = Math.min(latestAt, frameStart(this.#k + 1, showingsPerHour) - durationMs);
  }
}

/**
 * Precautious: a showing that would make a later-released one late waits, and the time is left free for that one.
 * Without waiting, a long block starts just before a frequent item's window and breaks its rhythm.
 */
function runEdf(streams: readonly Stream[], window: number): { queues: Queue[]; late: number } {
  const queues = streams.map((stream) => new Queue(stream, window));
  let late = 0;
  for (let at = 0; at < Infinity; ) {
    let nextAt = Infinity;
    let latestOfLater = Infinity;
    for (const { releaseAt, latestAt } of queues) {
      if (releaseAt <= at) continue;
      nextAt = Math.min(nextAt, releaseAt);
      latestOfLater = Math.min(latestOfLater, latestAt);
    }
    let next: Queue | undefined;
    let deadlineAt = Infinity;
    for (const queue of queues) {
      const { stream, releaseAt, latestAt } = queue;
      if (releaseAt > at) continue;
      if (latestAt < at) {
        late += 1;
        queue.skip();
        nextAt = at;
      } else if (latestAt + stream.durationMs < deadlineAt && at + stream.durationMs <= latestOfLater) {
        next = queue;
        deadlineAt = latestAt + stream.durationMs;
      }
    }
    if (next === undefined) {
      at = nextAt;
    } else {
      next.start(at);
      at += next.stream.durationMs;
    }
  }
  return { queues, late };
}
