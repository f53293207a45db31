// The browser's quota runs out while the server is away: the wall goes on, the shortage is told, and when there is room
// again every record arrives, in one chain.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { launchChromium } from '../support/chromium.ts';
import { MONDAY_8_AT } from '../support/programme-builder.ts';
import { chainFaults, countWhole, hourAfter } from './hour-count.ts';
import { SteppedCity } from './stepped-city.ts';

/** Stories in a browser on a machine with much else to do. */
const SLOW_MACHINE_MS = 240_000;
vi.setConfig({ testTimeout: SLOW_MACHINE_MS });

let browser: Browser & AsyncDisposable;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

declare global {
  interface Window {
    /** The disk takes nothing more; what is deleted gives no room. */
    isDiskFull?: boolean;
  }
}

/** The browser's own quota cannot be made small for one test, so its refusal is put in its place. */
function refuseWhenFull(): void {
  const { add, put } = IDBObjectStore.prototype;
  const refuse = (): void => {
    if (window.isDiskFull === true) throw new DOMException('no room', 'QuotaExceededError');
  };
  IDBObjectStore.prototype.add = function (...args) {
    refuse();
    return add.apply(this, args);
  };
  IDBObjectStore.prototype.put = function (...args) {
    refuse();
    return put.apply(this, args);
  };
}

it('plays on through a full disk, tells of it, and delivers every record when there is room again', async () => {
  await using stepped = await SteppedCity.start(browser);
  const { server, page } = stepped;
  await page.addInitScript(refuseWhenFull);
  server.codes.add('mot-lan');
  const events: [at: number, isFull: boolean][] = [
    [MONDAY_8_AT + 10 * MINUTE_MS, true],
    [MONDAY_8_AT + 30 * MINUTE_MS, false],
  ];
  stepped.onStep = async (at) => {
    const [event] = events;
    if (event === undefined || at < event[0]) return;
    if (!event[1]) {
      await expect.poll(() => server.states.at(-1)?.storage.full === true, { timeout: 60_000 }).toBe(true);
    }
    events.shift();
    await page.evaluate((isFull) => {
      window.isDiskFull = isFull;
    }, event[1]);
  };
  await stepped.runTo(MONDAY_8_AT + 61 * MINUTE_MS, '/player/#mot-lan');
  expect(server.states.at(-1)?.storage.full).toBeUndefined();
  expect(chainFaults(server.stored)).toEqual([]);
  expect(countWhole(server.stored, hourAfter(MONDAY_8_AT))).toEqual({ a: 10, b: 10, c: 10 });
  const full = server.stored.filter((record) => record.type === 'incident' && record.kind === 'storage_full');
  expect(full).toHaveLength(1);
});
