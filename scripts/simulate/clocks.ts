// Hardware clocks of a simulated PC: a crystal that drifts and an operating system's clock that people and dead batteries
// set wrong. The disciplined clock on top of them is the player's own (player/clock.ts).

import type { Instant } from '../../content/model/instant.ts';
import type { World } from './world.ts';

/** Where a PC with a dead battery wakes up: 2009-01-01. */
const DEAD_BATTERY_AT: Instant = 1_230_768_000_000;

export class WallClock {
  readonly #world: World;
  /** Seconds a second that crystal and wall clock run. */
  readonly rate: number;
  #base: Instant;
  #since: Instant;

  constructor(world: World, ratePpm: number) {
    this.#world = world;
    this.rate = 1 + ratePpm / 1e6;
    this.#base = world.now;
    this.#since = world.now;
  }

  now(): Instant {
    return Math.round(this.#base + (this.#world.now - this.#since) * this.rate);
  }

  /** Milliseconds by the crystal since the world showed `at`. */
  elapsedSince(at: Instant): number {
    return (this.#world.now - at) * this.rate;
  }

  /** Somebody sets it. */
  step(byMs: number): void {
    this.#base += byMs;
  }

  /** The battery is empty: it begins anew in the past. */
  die(): void {
    this.#base = DEAD_BATTERY_AT;
    this.#since = this.#world.now;
  }
}
