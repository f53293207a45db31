// The last rung, for hours of few showings: every order is tried, and for each the starts are solved exactly. So a
// refusal of a small hour is a proof that nothing fits, not a failure to find it.

import { HOUR_MS } from './instant.ts';
import type { Placed, Stream } from './stream.ts';

/** Above this many showings there are too many orders to try. */
const MOST_SHOWINGS = 12;
/** The search gives up after so many steps; three streams of together twelve showings stay far below. */
const MOST_STEPS = 50_000;

/** A start that moves as bounds are added; the origin is the start of the hour. */
interface Moment {
  at: number;
}

/** `to.at - from.at <= mostMs`. */
interface Bound {
  readonly from: Moment;
  readonly to: Moment;
  readonly mostMs: number;
}

interface Track {
  readonly stream: Stream;
  readonly shown: Moment[];
}

/** Starts for a repeating hour with no gap above 1.5 x 3600/N; null when there are none, or too many to try. */
export function searchOrders(streams: readonly Stream[], mostSteps = MOST_STEPS): Placed[] | null {
  const total = streams.reduce((sum, { showingsPerHour }) => sum + showingsPerHour, 0);
  const neededMs = streams.reduce((sum, one) => sum + one.showingsPerHour * one.durationMs, 0);
  if (total > MOST_SHOWINGS || neededMs > HOUR_MS) return null;
  const search = new Search(streams, mostSteps);
  return search.extend(total) ? search.places() : null;
}

class Search {
  readonly #tracks: readonly Track[];
  readonly #origin: Moment = { at: 0 };
  readonly #bounds: Bound[] = [];
  #stepsLeft: number;

  constructor(streams: readonly Stream[], mostSteps: number) {
    this.#tracks = streams.map((stream) => ({ stream, shown: [] }));
    this.#stepsLeft = mostSteps;
  }

  /** Adds showings to the order until none is left, going back where the bounds cannot hold. */
  extend(left: number, last = this.#origin, lastsMs = 0): boolean {
    this.#stepsLeft -= 1;
    if (left === 0) return true;
    for (const { stream, shown } of this.#tracks) {
      if (shown.length === stream.showingsPerHour || this.#stepsLeft <= 0) continue;
      const saved = this.#moments().map((moment) => ({ moment, at: moment.at }));
      const bounds = this.#bounds.length;
      const next = { at: last.at };
      this.#bounds.push(...boundsOf(stream, shown, next, this.#origin));
      this.#bounds.push({ from: next, to: last, mostMs: -lastsMs });
      shown.push(next);
      if (this.#solve() && this.extend(left - 1, next, stream.durationMs)) return true;
      shown.pop();
      this.#bounds.length = bounds;
      for (const { moment, at } of saved) moment.at = at;
    }
    return false;
  }

  places(): Placed[] {
    return this.#tracks.map(({ stream, shown }) => ({
      stream,
      starts: shown.map(({ at }) => at - this.#origin.at),
    }));
  }

  #moments(): Moment[] {
    return [this.#origin, ...this.#tracks.flatMap(({ shown }) => shown)];
  }

  /** Bellman-Ford from where the moments stand: false on a negative cycle, when no starts keep all bounds. */
  #solve(): boolean {
    const rounds = this.#moments().length + 1;
    for (let round = 0; round < rounds; round += 1) {
      let moved = false;
      for (const { from, to, mostMs } of this.#bounds) {
        if (from.at + mostMs >= to.at) continue;
        to.at = from.at + mostMs;
        moved = true;
      }
      if (!moved) return true;
    }
    return false;
  }
}

/** The next showing ends in the hour, not too long after the one before; the last not too long before the first. */
function boundsOf(stream: Stream, shown: readonly Moment[], next: Moment, origin: Moment): Bound[] {
  const { showingsPerHour, durationMs } = stream;
  const gapMs = Math.floor((1.5 * HOUR_MS) / showingsPerHour);
  const [first = next] = shown;
  const before = shown.at(-1);
  return [
    { from: origin, to: next, mostMs: HOUR_MS - durationMs },
    ...(before === undefined ? [] : [{ from: before, to: next, mostMs: gapMs }]),
    ...(shown.length + 1 < showingsPerHour ? [] : [{ from: next, to: first, mostMs: gapMs - HOUR_MS }]),
  ];
}
