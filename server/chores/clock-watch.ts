// The server's own clock: players take their time from it, so a step of it is an event that auditors may ask about.

import type { Clock, Instant } from '../../content/model/instant.ts';

/** Less than this is the slow correction that every time service makes. */
const LEAST_STEP_MS = 500;

/** Compares the wall clock with the monotonic one, from look to look. */
export class ClockWatch {
  readonly #clock: Clock;
  #last: { wallAt: Instant; monoMs: number };

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#last = { wallAt: clock.now(), monoMs: clock.mono() };
  }

  /** How far the wall clock jumped since the last look, forwards or back; 0 when it did not. */
  look(): number {
    const wallAt = this.#clock.now();
    const monoMs = this.#clock.mono();
    const stepMs = Math.round(wallAt - this.#last.wallAt - (monoMs - this.#last.monoMs));
    this.#last = { wallAt, monoMs };
    return Math.abs(stepMs) < LEAST_STEP_MS ? 0 : stepMs;
  }
}
