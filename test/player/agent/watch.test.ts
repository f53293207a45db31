// How often the agent looks at the desktop, in stepped time: what comes to lie on the picture is noticed within two seconds
// while a look itself takes up to 0.7 seconds, as on a busy old PC.

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Desktop } from '../../../player/agent/desktop.ts';
import { createLog } from '../../../player/agent/log.ts';
import { Watch } from '../../../player/agent/watch.ts';
import { seededRandom } from '../../support/fault-random.ts';

const RECT = { x: 0, y: 0, width: 64, height: 48 };
const NOTICED_MS = 2_000;
const SLOWEST_LOOK_MS = 700;
const HOUR_MS = 3_600_000;
const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pause = async (ms: number): Promise<void> => await new Promise((resolve) => setTimeout(resolve, ms));

it(`tells of every cover within two seconds of its coming and going (seed ${seed})`, async () => {
  const random = seededRandom(seed);
  let covers: readonly string[] = [];
  let changedAt: number | null = null;
  const delays: number[] = [];
  const desktop: Desktop = {
    name: 'x11',
    async look() {
      const seen = covers;
      await pause(random() * SLOWEST_LOOK_MS);
      return { isThere: true, covers: seen };
    },
    grab: async () => null,
    close: () => {},
  };
  const tellings: number[] = [];
  const watch = new Watch({
    desktop,
    log: createLog('silent'),
    publish(told) {
      tellings.push(Date.now());
      if (changedAt === null || told?.length !== covers.length) return;
      delays.push(Date.now() - changedAt);
      changedAt = null;
    },
  });
  watch.expect({ rect: RECT, pixels: null, yielded: null });
  watch.start();
  for (const endAt = Date.now() + HOUR_MS / 4; Date.now() < endAt; ) {
    await vi.advanceTimersByTimeAsync(5_000 + random() * 1_000);
    changedAt = Date.now();
    covers = covers.length === 0 ? ['Zalo'] : [];
  }
  const stopped = watch.stop();
  await vi.runAllTimersAsync();
  await stopped;
  const gaps = tellings.slice(1).map((at, index) => at - (tellings[index] ?? at));
  expect(Math.max(...gaps)).toBeLessThanOrEqual(NOTICED_MS);
  expect(delays.length).toBeGreaterThan(100);
  expect(Math.max(...delays)).toBeLessThanOrEqual(NOTICED_MS);
});
