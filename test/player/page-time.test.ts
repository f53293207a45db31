// Which animation frame a start falls into, frame by frame by hand.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnimationFrames, frameGap } from '../../player/page-time.ts';

const FRAME_MS = 1000 / 60;
const BASE_AT = 1_700_000_000_000;
/** What a callback waits for its turn. */
const CALLBACK_MS = 0.3;

let monoMs = 0;
let next: ((frameMs: number) => void) | null = null;
const clock = { now: () => Math.round(BASE_AT + monoMs), mono: () => monoMs };

beforeEach(() => {
  monoMs = 0;
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (callback: (frameMs: number) => void) => {
    next = callback;
    return 1;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The frame of the output's beat `frameMs`, whose callback came `lateMs` later. */
function present(frameMs: number, lateMs = CALLBACK_MS): void {
  monoMs = frameMs + lateMs;
  next?.(frameMs);
}

/** Frames of a steady output; in which of them, told by its instant, the start at `at` was drawn. */
async function drawnAt(at: number, gapMs: number, lateMs: Record<number, number> = {}): Promise<number> {
  const frames = new AnimationFrames(clock);
  let drawn = Number.NaN;
  for (let index = 1; index < 60; index += 1) {
    if (index === 10) void frames.frameAt(at).then(() => (drawn = BASE_AT + monoMs));
    present(index * gapMs, lateMs[index]);
    await Promise.resolve();
    await Promise.resolve();
  }
  return drawn;
}

describe('animation frames', () => {
  it.each([FRAME_MS, 20, 1000 / 30])(
    'draw within half a frame of the start, before or after it (%f ms)',
    async (gapMs) => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 12 * Math.ceil(gapMs), max: 40 * Math.floor(gapMs) }),
          async (inMs) => {
            const errorMs = (await drawnAt(BASE_AT + inMs, gapMs)) - (BASE_AT + inMs);
            // The player's clock tells whole milliseconds.
            expect(Math.abs(errorMs)).toBeLessThanOrEqual(gapMs / 2 + 1);
          },
        ),
        { numRuns: 100 },
      );
    },
  );

  it('leave a start to the next frame when this one came late and the next will be nearer', async () => {
    const late = { 20: 6 };
    const at = BASE_AT + 20 * FRAME_MS;
    expect(await drawnAt(Math.round(at + 10), FRAME_MS, late)).toBeCloseTo(at + 6, 3);
    expect(await drawnAt(Math.round(at + 13), FRAME_MS, late)).toBeCloseTo(at + FRAME_MS + CALLBACK_MS, 3);
  });

  it('do not hurry after frames that came seldom', () => {
    const gaps = [FRAME_MS, 200, FRAME_MS, FRAME_MS, 90, 400];
    expect(gaps.reduce<number | null>(frameGap, null)).toBeLessThan(FRAME_MS * 1.1);
    expect(frameGap(null, 5_000)).toBeLessThan(34);
  });

  it('learn that the output has become slower', () => {
    let gapMs: number | null = FRAME_MS;
    for (let index = 0; index < 100; index += 1) gapMs = frameGap(gapMs, 1000 / 30);
    expect(gapMs).toBeCloseTo(1000 / 30, 3);
  });
});
