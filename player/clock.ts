// Server time on a monotonic base, with its uncertainty (design.md 3.13). Pure: wall clock, monotonic clock and samples
// are handed in. A wrong clock shows the right pictures at the wrong time, and none of them counts.

import { DAY_MS, type Instant, MINUTE_MS } from '../content/model/instant.ts';
import type { ClockReading, ClockState } from '../content/model/play.ts';
import type { ConductorClock } from './conductor.ts';

/** One question to the server: sent and answered on the monotonic clock, received and sent back on the server's. */
export interface TimeSample {
  readonly askedMono: number;
  readonly receivedAt: Instant;
  readonly sentAt: Instant;
  readonly answeredMono: number;
}

/** What a boot leaves for the next one. */
export interface SavedClock {
  /** Known time minus the operating system's wall clock. */
  readonly offsetMs: number;
  readonly uncertaintyMs: number;
  readonly savedAt: Instant;
}

/** What the rest of the player needs of a clock. */
export interface PlayerClock extends ConductorClock {
  /** Better news is taken at once while nothing was known, else between showings. */
  learn(sample: TimeSample): void;
  /** Continues where the last boot left off, unless the wall clock is behind `lastAt`, the last record. */
  resume(saved: SavedClock | null, lastAt: Instant | null): void;
  /** Null while there is nothing worth keeping. */
  save(): SavedClock | null;
  /** Jump of the wall clock since the last call; 0 if none. */
  takeWallStep(): number;
}

export const SYNCED_MS = 250;
export const HOLDOVER_MS = 6 * MINUTE_MS;
/** How far a PC's oscillator strays. */
const DRIFT_PER_MS = 100e-6;
/** The real-time clock of a PC that was off, read in seconds and set by who knows whom. */
const REBOOT_MS = MINUTE_MS;
const WINDOW_MS = 10 * MINUTE_MS;
/** While a showing runs the clock is only bent, 5 ms a second. */
const SLEW_PER_MS = 0.005;
const WALL_STEP_MS = 250;

interface Anchor {
  /** Known time minus monotonic time. */
  readonly offset: number;
  readonly uncertaintyMs: number;
  readonly atMono: number;
}

export class ServerClock implements PlayerClock {
  readonly #wall: () => number;
  readonly #mono: () => number;
  /** Best of the window first. */
  #anchors: Anchor[] = [];
  /** Applied offset, and when it was last bent. */
  #offset: number;
  #bentMono: number;
  #wallBase: number;

  constructor(wall: () => number, mono: () => number) {
    this.#wall = wall;
    this.#mono = mono;
    this.#bentMono = mono();
    this.#wallBase = wall() - this.#bentMono;
    this.#offset = this.#wallBase;
  }

  now(): Instant {
    const mono = this.#mono();
    const target = this.#anchors[0]?.offset ?? this.#offset;
    const mostMs = (mono - this.#bentMono) * SLEW_PER_MS;
    this.#offset += Math.max(-mostMs, Math.min(mostMs, target - this.#offset));
    this.#bentMono = mono;
    return Math.round(mono + this.#offset);
  }

  mono(): number {
    return this.#mono();
  }

  reading(): ClockReading {
    const mono = this.#mono();
    const best = this.#anchors[0];
    const now = this.now();
    // What is not yet applied is error too.
    const uncertaintyMs =
      best === undefined
        ? DAY_MS
        : Math.ceil(uncertaintyOf(best, mono) + Math.abs(best.offset - this.#offset));
    return { state: stateOf(best, uncertaintyMs), offsetMs: Math.round(now - this.#wall()), uncertaintyMs };
  }

  settle(): void {
    this.#offset = this.#anchors[0]?.offset ?? this.#offset;
  }

  learn({ askedMono, receivedAt, sentAt, answeredMono }: TimeSample): void {
    const rttMs = Math.max(0, answeredMono - askedMono - (sentAt - receivedAt));
    const offset = (receivedAt - askedMono + (sentAt - answeredMono)) / 2;
    // The server's instants are whole milliseconds.
    this.#accept({ offset, uncertaintyMs: rttMs / 2 + 1, atMono: answeredMono });
  }

  resume(saved: SavedClock | null, lastAt: Instant | null): void {
    if (saved === null) return;
    const wallAt = this.#wall();
    const knownAt = wallAt + saved.offsetMs;
    const earliestAt = Math.max(saved.savedAt, lastAt ?? saved.savedAt);
    if (knownAt < earliestAt) {
      // NOTE: the wall clock is wrong; the time is at least this, and untrusted.
      this.#offset = earliestAt - this.#mono();
      return;
    }
    const uncertaintyMs = saved.uncertaintyMs + REBOOT_MS + (knownAt - saved.savedAt) * DRIFT_PER_MS;
    this.#accept({ offset: knownAt - this.#mono(), uncertaintyMs, atMono: this.#mono() });
  }

  save(): SavedClock | null {
    const { state, offsetMs, uncertaintyMs } = this.reading();
    return state === 'unsynced' ? null : { offsetMs, uncertaintyMs, savedAt: this.now() };
  }

  takeWallStep(): number {
    const base = this.#wall() - this.#mono();
    const stepMs = Math.round(base - this.#wallBase);
    this.#wallBase = base;
    return Math.abs(stepMs) > WALL_STEP_MS ? stepMs : 0;
  }

  #accept(anchor: Anchor): void {
    const wasKnown = this.#anchors.length > 0;
    const mono = this.#mono();
    this.#anchors = [...this.#anchors, anchor]
      .filter(({ atMono }) => atMono >= anchor.atMono - WINDOW_MS)
      .sort((a, b) => uncertaintyOf(a, mono) - uncertaintyOf(b, mono));
    if (!wasKnown) this.settle();
  }
}

function uncertaintyOf({ uncertaintyMs, atMono }: Anchor, mono: number): number {
  return uncertaintyMs + Math.max(0, mono - atMono) * DRIFT_PER_MS;
}

function stateOf(best: Anchor | undefined, uncertaintyMs: number): ClockState {
  if (best === undefined || uncertaintyMs > HOLDOVER_MS) return 'unsynced';
  return uncertaintyMs <= SYNCED_MS ? 'synced' : 'holdover';
}
