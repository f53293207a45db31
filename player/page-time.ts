// The page's timers and frames: the only place that calls setTimeout for the conductor or asks for animation frames.
// Both look at the clock again when they wake, so a throttled or corrected timer is late at worst, never wrong.

import type { Clock, Instant } from '../content/model/instant.ts';
import type { Timer } from './conductor.ts';

/** Longest single timeout: how soon a corrected clock is noticed. */
const MOST_SLEEP_MS = 1_000;

export class PageTimer implements Timer {
  readonly #clock: Clock;
  #sleeper: { readonly end: () => void; isAwake: boolean } | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async sleepUntil(at: Instant): Promise<void> {
    let leftMs = at - this.#clock.now();
    while (leftMs > 0 && !(await this.#sleep(Math.min(leftMs, MOST_SLEEP_MS))))
      leftMs = at - this.#clock.now();
  }

  wake(): void {
    if (this.#sleeper === null) return;
    this.#sleeper.isAwake = true;
    this.#sleeper.end();
  }

  /** Whether it was woken. */
  async #sleep(ms: number): Promise<boolean> {
    return await new Promise<boolean>((resolve) => {
      const end = () => {
        clearTimeout(timeout);
        this.#sleeper = null;
        resolve(sleeper.isAwake);
      };
      const timeout = setTimeout(end, ms);
      const sleeper = { end, isAwake: false };
      this.#sleeper = sleeper;
    });
  }
}

export interface Frames {
  /** Animation frames so far: a page that presents nothing has none. */
  readonly count: number;
  /**
   * Resolves inside the frame nearest to `at`, at most half a frame before it; without frames (a hidden page) a little
   * later, outside any.
   */
  frameAt(at: Instant): Promise<void>;
  /** Called in every frame. */
  onFrame(listener: () => void): void;
}

/** A hidden page gets no frames: it swaps without one and the evidence shows it. */
const WITHOUT_FRAME_MS = 250;
/** Slowest output that is believed in: what comes seldomer is a page that is held up. */
const MOST_FRAME_MS = 1000 / 30;
/** Much work makes frames late, nothing makes them early: the shortest gap is the output's own, unless that changes. */
const FORGET_GAP = 1.01;

/** The gap between frames, as far as `gapMs`, the last one, tells. */
export function frameGap(knownMs: number | null, gapMs: number): number {
  return Math.min(MOST_FRAME_MS, knownMs === null ? gapMs : Math.min(gapMs, knownMs * FORGET_GAP));
}

/** `clock.mono` is the browser's own, in which frames are stamped too. */
export class AnimationFrames implements Frames {
  readonly #clock: Clock;
  readonly #listeners: (() => void)[] = [];
  #waiting: { readonly at: Instant; readonly resolve: () => void }[] = [];
  #count = 0;
  #gapMs: number | null = null;
  #lastFrameMs: number | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
    requestAnimationFrame(this.#tick);
  }

  get count(): number {
    return this.#count;
  }

  async frameAt(at: Instant): Promise<void> {
    await new Promise<void>((resolve) => {
      const leftMs = Math.max(0, at - this.#clock.now());
      const timeout = setTimeout(resolve, leftMs + WITHOUT_FRAME_MS);
      this.#waiting.push({
        at,
        resolve: () => {
          clearTimeout(timeout);
          resolve();
        },
      });
    });
  }

  onFrame(listener: () => void): void {
    this.#listeners.push(listener);
  }

  readonly #tick = (frameMs: number): void => {
    this.#count += 1;
    if (this.#lastFrameMs !== null && frameMs > this.#lastFrameMs) {
      this.#gapMs = frameGap(this.#gapMs, frameMs - this.#lastFrameMs);
    }
    this.#lastFrameMs = frameMs;
    // A frame that comes late takes no time from the next one.
    const leftMs = (this.#gapMs ?? 0) - Math.max(0, this.#clock.mono() - frameMs);
    const until = this.#clock.now() + Math.max(0, leftMs) / 2;
    const due = this.#waiting.filter(({ at }) => at <= until);
    if (due.length > 0) this.#waiting = this.#waiting.filter(({ at }) => at > until);
    for (const { resolve } of due) resolve();
    for (const listener of this.#listeners) listener();
    requestAnimationFrame(this.#tick);
  };
}
