// Pairing as a person meets it, on the page that hangs on the wall.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { cityOf } from './city.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';

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

async function openPage(path: string): Promise<{ server: PlayerServer; page: Page }> {
  const server = await PlayerServer.start();
  const city = cityOf();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  server.programmes.push(server.sign(city.programme));
  await servePage(server, 'real-page.ts');
  const context = await browser.newContext();
  onTestFinished(async () => {
    await context.close();
    await server[Symbol.asyncDispose]();
  });
  server.codes.add('ma-dung');
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  return { server, page };
}

const panel = (page: Page) => page.locator('#pairing');

describe('enrolment', () => {
  it('says in Vietnamese what to do when the page is not paired', async () => {
    const { page } = await openPage('/player/');
    await panel(page).getByText('Màn hình này chưa được ghép', { exact: false }).waitFor();
    expect(await page.title()).toContain('Vòng Xoay');
  });

  it('says why a code was refused, drops it from the address and takes the next one', async () => {
    const { server, page } = await openPage('/player/#ma-sai');
    await panel(page).getByText('Mã ghép màn hình không đúng hoặc đã hết hạn', { exact: false }).waitFor();
    expect(page.url()).toBe(`${server.url}/player/`);
    await page.evaluate(() => {
      location.hash = '#ma-dung';
    });
    await panel(page).waitFor({ state: 'hidden' });
    await expect.poll(() => server.states.at(-1)?.showing?.asset ?? null, { timeout: 20_000 }).not.toBeNull();
    expect(page.url()).toBe(`${server.url}/player/`);
  });

  it('stays paired when it is opened again with the code that is used up', async () => {
    const { server, page } = await openPage('/player/#ma-dung');
    await panel(page).waitFor({ state: 'hidden' });
    await expect.poll(() => server.states.length, { timeout: 20_000 }).toBeGreaterThan(0);
    const hellos = () => server.events.filter((name) => name === 'player:hello').length;
    const before = hellos();
    await page.goto('about:blank');
    await page.goto(`${server.url}/player/#ma-dung`);
    await expect.poll(hellos, { timeout: 20_000 }).toBeGreaterThan(before);
    await panel(page).waitFor({ state: 'hidden' });
  });

  it('reports a real clock, a visible page and what is on to the server', async () => {
    const { server } = await openPage('/player/#ma-dung');
    const last = () => server.states.at(-1);
    await expect.poll(() => last()?.showing?.pixels ?? null, { timeout: 20_000 }).not.toBeNull();
    expect(last()).toMatchObject({
      programme: 1,
      visible: true,
      clock: { state: 'synced' },
      storage: { secureContext: true, home: 'indexeddb' },
    });
    await expect.poll(() => server.receipts.map(({ state }) => state)).toContain('on_screen');
  });
});
