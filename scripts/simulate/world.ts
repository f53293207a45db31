// Virtual time: events in order of their instant, each run to the end of everything it set off before the next begins.
// Nothing here knows a real clock; the same seed gives the same world.

import type { Instant } from '../../content/model/instant.ts';

interface Event {
  readonly at: Instant;
  readonly order: number;
  readonly run: () => void;
}

/** Numbers in [0, 1) from a seed. */
export type Random = () => number;

/** sfc32, seeded from a text; good enough for faults, worthless for secrets. */
export function randomOf(seed: string): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 1];
  const next = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return (sum >>> 0) / 4_294_967_296;
  };
  for (const character of seed) {
    a ^= character.codePointAt(0) ?? 0;
    next();
  }
  for (let warmUp = 0; warmUp < 12; warmUp += 1) next();
  return next;
}

/** Waiting time of something that happens every `meanMs` on average. */
export function waitOf(random: Random, meanMs: number): number {
  return Math.ceil(-Math.log(1 - random()) * meanMs);
}

/** Between the two, every order of magnitude as likely as the next. */
export function logUniform(random: Random, leastMs: number, mostMs: number): number {
  return Math.round(leastMs * (mostMs / leastMs) ** random());
}

export class World {
  #now: Instant;
  #order = 0;
  /** A binary heap by instant, then by order of asking. */
  readonly #heap: Event[] = [];

  constructor(startAt: Instant) {
    this.#now = startAt;
  }

  get now(): Instant {
    return this.#now;
  }

  /** Runs `run` at `at`, or at once when that is past. */
  at(at: Instant, run: () => void): void {
    const event = { at: Math.max(Math.ceil(at), this.#now), order: this.#order++, run };
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || isBefore(above, event)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.#now + ms, resolve));
  }

  /** Steps from event to event until `until`. */
  runUntil(until: Instant): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        const event = this.#heap[0];
        if (event === undefined || event.at > until) {
          this.#now = Math.max(this.#now, until);
          resolve();
          return;
        }
        this.#shift();
        this.#now = event.at;
        try {
          event.run();
        } catch (fault) {
          reject(fault);
          return;
        }
        // Everything the event set off is promises without real waiting: done before the next turn of the loop.
        setImmediate(step);
      };
      step();
    });
  }

  #shift(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, left)) child += 1;
      const least = heap[child];
      if (least === undefined || isBefore(last, least)) break;
      heap[index] = least;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
