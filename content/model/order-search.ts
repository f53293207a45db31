// The last rung, for hours of few showings: every order is tried, and for each the starts are solved exactly. So a
// refusal of a small hour is a proof that nothing fits, not a failure to find it.

import { HOUR_MS } from './instant.ts';
import type { Stream } from './stream.ts';

/** Above this many showings there are too many orders to try. */
export const MOST_SEARCHED = 12;
/** Orders are cut off after so many steps; never reached by three streams of together twelve showings. */
const MOST_STEPS = 50_000;

/** `to - from <= mostMs` between the starts at these places of the order; place 0 is the start of the hour. */
interface Bound {
  readonly from: number;
  readonly to: number;
  readonly mostMs: number;
}

/** Starts for a repeating hour with no gap above 1.5 x 3600/N; null when there are none, or too many showings. */
export function searchOrders(streams: readonly Stream[]): Map<string, number[]> | null {
  const total = streams.reduce((sum, { showingsPerHour }) => sum + showingsPerHour, 0);
  const neededMs = streams.reduce((sum, one) => sum + one.showingsPerHour * one.durationMs, 0);
  if (total > MOST_SEARCHED || neededMs > HOUR_MS) return null;
  const search = new Search(streams);
  return search.extend(total) ? search.starts() : null;
}

class Search {
  readonly #streams: readonly Stream[];
  readonly #order: Stream[] = [];
  readonly #bounds: Bound[] = [];
  /** A solution of the bounds so far: the start at each place, but for a constant. */
  #solution: number[] = [0];
  #steps = 0;

  constructor(streams: readonly Stream[]) {
    this.#streams = streams;
  }

  /** Adds showings to the order until it is complete, going back where the bounds cannot hold. */
  extend(total: number): boolean {
    if (this.#order.length === total) return true;
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) return false;
    for (const stream of this.#streams) {
      if (this.#placesOf(stream).length === stream.showingsPerHour) continue;
      const before = { bounds: this.#bounds.length, solution: this.#solution };
      this.#append(stream);
      const solution = solve(this.#bounds, [...before.solution, before.solution.at(-1) ?? 0]);
      if (solution !== null) {
        this.#solution = solution;
        if (this.extend(total)) return true;
      }
      this.#order.pop();
      this.#bounds.length = before.bounds;
      this.#solution = before.solution;
    }
    return false;
  }

  starts(): Map<string, number[]> {
    const origin = this.#solution[0] ?? 0;
    return new Map(
      this.#streams.map((stream) => [
        stream.id,
        this.#placesOf(stream).map((place) => (this.#solution[place] ?? 0) - origin),
      ]),
    );
  }

  #placesOf(stream: Stream): number[] {
    return this.#order.flatMap((one, index) => (one === stream ? [index + 1] : []));
  }

  #append(stream: Stream): void {
    const { showingsPerHour, durationMs } = stream;
    const gapMs = Math.floor((1.5 * HOUR_MS) / showingsPerHour);
    const earlier = this.#order.at(-1);
    const place = this.#order.push(stream);
    const places = this.#placesOf(stream);
    const [first = place] = places;
    const before = places.at(-2);
    this.#bounds.push({ from: 0, to: place, mostMs: HOUR_MS - durationMs });
    this.#bounds.push({ from: place, to: place - 1, mostMs: -(earlier?.durationMs ?? 0) });
    if (before !== undefined) this.#bounds.push({ from: before, to: place, mostMs: gapMs });
    if (places.length === showingsPerHour)
      this.#bounds.push({ from: place, to: first, mostMs: gapMs - HOUR_MS });
  }
}

/** Bellman-Ford from a starting guess: null on a negative cycle, when no starts keep all bounds. */
function solve(bounds: readonly Bound[], guess: readonly number[]): number[] | null {
  const starts = [...guess];
  for (let round = 0; round <= starts.length; round += 1) {
    let changed = false;
    for (const { from, to, mostMs } of bounds) {
      const reach = (starts[from] ?? 0) + mostMs;
      if (reach >= (starts[to] ?? 0)) continue;
      starts[to] = reach;
      changed = true;
    }
    if (!changed) return starts;
  }
  return null;
}
