// How steadily the page shows, counted by a probe that looks at the canvas in every animation frame: the small edition of
// `npm run bench:player`, by stepping time and without a stopwatch.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Play } from '../../content/model/play.ts';
import { launchChromium } from '../support/chromium.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { slopeOf } from '../support/statistics.ts';
import { SteppedCity } from './stepped-city.ts';

/** Stories in a browser on a machine with much else to do. */
const SLOW_MACHINE_MS = 240_000;
vi.setConfig({ testTimeout: SLOW_MACHINE_MS });
const FRAME_MS = 1000 / 60;

let browser: Browser & AsyncDisposable;
beforeAll(async () => {
  browser = await launchChromium(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
});
afterAll(async () => {
  await browser.close();
});

it('shows no black frame between plays, starts within a frame of plan, and does not drift over an hour', async () => {
  await using stepped = await SteppedCity.start(browser);
  const { server, page } = stepped;
  server.codes.add('mot-lan');
  await stepped.open(MONDAY_8_AT + HOUR_MS + MINUTE_MS, '/player/#mot-lan');
  await page.waitForFunction(() => window.startProbe !== undefined);
  await page.evaluate(() => window.startProbe());
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
  await stepped.delivered();
  const probe = await page.evaluate(() => window.readProbe());
  expect(probe.sightings.length).toBeGreaterThan(60);
  expect(probe.blackFrames).toBe(0);

  const errors = server.stored
    .filter((record): record is Play => record.type === 'play' && record.slot !== null)
    .filter(({ plannedAt }) => plannedAt > MONDAY_8_AT)
    .map(({ plannedAt, at }) => [plannedAt, (at ?? 0) - plannedAt] as const);
  expect(errors.length).toBeGreaterThanOrEqual(29);
  for (const [, errorMs] of errors) {
    expect(errorMs).toBeGreaterThanOrEqual(0);
    expect(errorMs).toBeLessThanOrEqual(Math.ceil(FRAME_MS));
  }
  expect(Math.abs(slopeOf(errors) * HOUR_MS)).toBeLessThan(FRAME_MS);
});

it('goes on showing while no write of the journal comes to its end', async () => {
  await using stepped = await SteppedCity.start(browser);
  const { server, page } = stepped;
  server.codes.add('mot-lan');
  await stepped.runTo(MONDAY_8_AT + 5 * MINUTE_MS, '/player/#mot-lan');
  await page.addInitScript(() => {
    // The boot record may be written; nothing after it.
    addEventListener('load', () => setTimeout(() => (window.slowJournalMs = 1e9), 1_000));
  });
  await stepped.open(MONDAY_8_AT + 50 * MINUTE_MS);
  await page.waitForFunction(() => window.startProbe !== undefined);
  await page.evaluate(() => window.startProbe());
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
  const { sightings, blackFrames } = await page.evaluate(() => window.readProbe());
  const written = server.stored.filter(({ type }) => type === 'play').length;
  // a, b and c are the first three pictures: seven of each from minute 6 on, whatever was written.
  for (const seed of [1, 2, 3]) {
    expect(sightings.filter((one) => one.seed === seed).length).toBeGreaterThanOrEqual(7);
  }
  expect(blackFrames).toBe(0);
  expect(written).toBeLessThan(sightings.length);
});
