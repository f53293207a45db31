// Clocks of a simulated player: a crystal that drifts, an operating system's clock that people and dead batteries set
// wrong, and the disciplined clock of design.md 3.13 on top of them (synced, holdover, unsynced).

import type { Clock, Instant } from '../../content/model/instant.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import type { ClockReading } from '../../content/model/play.ts';
import type { World } from './world.ts';

/** Where a PC with a dead battery wakes up: 2009-01-01. */
const DEAD_BATTERY_AT: Instant = 1_230_768_000_000;
const DRIFT_PPM = 100;
const SYNCED_MS = 250;
const HOLDOVER_MS = 6 * MINUTE_MS;
const REBOOT_MS = MINUTE_MS;

/** Hardware: survives a power cut, as well as its battery allows. */
export class WallClock {
  readonly #world: World;
  readonly ratePpm: number;
  #offsetMs = 0;
  #since: Instant;

  constructor(world: World, ratePpm: number) {
    this.#world = world;
    this.ratePpm = ratePpm;
    this.#since = world.now;
  }

  now(): Instant {
    const { now } = this.#world;
    return Math.round(now + this.#offsetMs + ((now - this.#since) * this.ratePpm) / 1e6);
  }

  step(byMs: number): void {
    this.#offsetMs += byMs;
  }

  die(): void {
    this.#offsetMs = DEAD_BATTERY_AT - this.#world.now;
    this.#since = this.#world.now;
  }
}

interface Measurement {
  readonly baseMs: number;
  readonly uncertaintyMs: number;
  readonly monoMs: number;
  readonly onSettled: (() => void) | undefined;
}

/** What a player keeps of its clock over a reboot. */
export interface SavedClock {
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  readonly wallAt: Instant;
}

export class PlayerClock implements Clock {
  readonly #world: World;
  readonly #wall: WallClock;
  readonly #bootAt: Instant;
  #baseMs: number;
  #uncertaintyMs: number;
  #measuredMono = 0;
  #waiting: Measurement | null = null;

  constructor(world: World, wall: WallClock, saved: SavedClock | null, lastAt: Instant | null) {
    this.#world = world;
    this.#wall = wall;
    this.#bootAt = world.now;
    const guessAt = wall.now() + (saved?.offsetMs ?? 0);
    const isTrusted = saved !== null && guessAt >= (lastAt ?? guessAt);
    this.#baseMs = Math.max(guessAt, lastAt ?? guessAt);
    const agedMs = saved === null ? 0 : (Math.max(0, wall.now() - saved.wallAt) * DRIFT_PPM) / 1e6;
    this.#uncertaintyMs = isTrusted ? Math.ceil(saved.uncertaintyMs + agedMs) + REBOOT_MS : Infinity;
  }

  mono(): number {
    return Math.round((this.#world.now - this.#bootAt) * (1 + this.#wall.ratePpm / 1e6));
  }

  now(): Instant {
    return this.mono() + this.#baseMs;
  }

  reading(): ClockReading {
    const grownMs = ((this.mono() - this.#measuredMono) * DRIFT_PPM) / 1e6;
    const uncertaintyMs = Math.ceil(Math.min(this.#uncertaintyMs + grownMs, 1e9));
    const state =
      uncertaintyMs <= SYNCED_MS ? 'synced' : uncertaintyMs <= HOLDOVER_MS ? 'holdover' : 'unsynced';
    return { state, offsetMs: this.now() - this.#wall.now(), uncertaintyMs };
  }

  /** Real instant at which this clock will show `at`, if nothing corrects it. */
  worldAt(at: Instant): Instant {
    return Math.ceil(this.#bootAt + (at - this.#baseMs) / (1 + this.#wall.ratePpm / 1e6));
  }

  /** An answer of the server that said `serverAt` half-way through a round trip of `rttMs`. Waits for `settle`. */
  learn(serverAt: Instant, rttMs: number, onSettled?: () => void): void {
    const monoMs = this.mono();
    const baseMs = Math.round(serverAt + rttMs / 2) - monoMs;
    this.#waiting = { baseMs, uncertaintyMs: Math.ceil(rttMs / 2), monoMs, onSettled };
  }

  /** How far the next `settle` will move this clock. */
  pendingMs(): number {
    return this.#waiting === null ? 0 : this.#waiting.baseMs - this.#baseMs;
  }

  settle(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    this.#baseMs = waiting.baseMs;
    this.#uncertaintyMs = waiting.uncertaintyMs;
    this.#measuredMono = waiting.monoMs;
    const { onSettled } = waiting;
    onSettled?.();
  }

  /** What a reboot would start from: the latest measurement, applied or not. */
  save(): SavedClock {
    const measured = this.#waiting ?? { baseMs: this.#baseMs, uncertaintyMs: this.#uncertaintyMs };
    const wallAt = this.#wall.now();
    return {
      offsetMs: this.mono() + measured.baseMs - wallAt,
      uncertaintyMs: measured.uncertaintyMs,
      wallAt,
    };
  }
}
