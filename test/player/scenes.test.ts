// Pictures that move, in real Chromium: films made there, whole, broken off and no films at all; running words; a place
// that is exact at any scaling of the desktop.

import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { launchChromium } from '../support/chromium.ts';
import { cityOf, HEIGHT, WIDTH } from './city.ts';
import { recordFilm } from './film.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';

/** Stories in a browser on a machine with much else to do. */
const SLOW_MACHINE_MS = 240_000;
vi.setConfig({ testTimeout: SLOW_MACHINE_MS });
const FILM_MS = 1_500;

let browser: Browser & AsyncDisposable;
let server: PlayerServer;
let film: Buffer;
beforeAll(async () => {
  browser = await launchChromium(['--autoplay-policy=no-user-gesture-required']);
  server = await PlayerServer.start();
  await servePage(server, 'workshop-page.ts');
  film = await recordFilm(browser, { widthPx: WIDTH, heightPx: HEIGHT, durationMs: FILM_MS });
}, SLOW_MACHINE_MS);
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

async function openWorkshop(within: Browser = browser): Promise<Page> {
  const context = await within.newContext({
    viewport: within === browser ? { width: 320, height: 200 } : null,
  });
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  await page.goto(`${server.url}/player/`);
  await page.waitForFunction(() => window.workshop !== undefined);
  await page.evaluate(
    ([widthPx, heightPx]) => window.workshop.place({ widthPx, heightPx, offsetXPx: 17, offsetYPx: 9 }),
    [WIDTH, HEIGHT] as const,
  );
  return page;
}

function keep(bytes: Uint8Array): string {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  server.assets.set(sha256, bytes);
  return sha256;
}

function stillItem(): ProgrammeItem {
  const city = cityOf();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  const [item] = city.programme.items;
  if (item === undefined) throw new Error('an item');
  return item;
}

async function filmItem(page: Page, bytes: Buffer, durationMs = FILM_MS): Promise<ProgrammeItem> {
  const item = stillItem();
  const sha256 = keep(bytes);
  await page.evaluate((hash) => window.workshop.ensure(hash), sha256);
  const file = {
    sha256,
    bytes: bytes.byteLength,
    mime: 'video/webm',
    widthPx: WIDTH,
    heightPx: HEIGHT,
  } as const;
  const place = { xPx: 0, yPx: 0, widthPx: WIDTH, heightPx: HEIGHT };
  const video = { file, durationMs, codec: 'vp8', place };
  return {
    ...item,
    kind: 'video',
    durationMs,
    rendition: { ...item.rendition, pixelsSha256: sha256, video },
  };
}

it('shows a film from its first frame, proves it by its file and the frames presented', async () => {
  const page = await openWorkshop();
  const item = await filmItem(page, film);
  const { pixels, front, evidence } = await page.evaluate(
    async ([one, forMs]) => await window.workshop.show(one, 300, forMs),
    [item, FILM_MS - 200] as const,
  );
  expect(pixels).toBe(item.rendition.video?.file.sha256);
  const black = await page.evaluate(() => window.workshop.black());
  expect(front).not.toBe(black);
  expect(evidence.failed).toBe(false);
  expect(evidence.frames).toBeGreaterThan(5);
});

it('says of a film that breaks off that it failed, and refuses a file that is none', async () => {
  const page = await openWorkshop();
  const broken = await filmItem(page, film, 10 * FILM_MS);
  const { evidence } = await page.evaluate(
    async ([one, forMs]) => await window.workshop.show(one, 100, forMs),
    [broken, FILM_MS + 3_000] as const,
  );
  expect(evidence.failed).toBe(true);
  const none = await filmItem(page, Buffer.from('no film at all'));
  expect(await page.evaluate((one) => window.workshop.tryPrepare(one), none)).toContain('film not decoded');
});

it('pushes running words by whole pixels at their speed', async () => {
  const page = await openWorkshop();
  const item = stillItem();
  const white = new PNG({ width: 200, height: 10, colorType: 2 });
  white.data.fill(255);
  const png = PNG.sync.write(white, { colorType: 2 });
  const strip = {
    sha256: keep(png),
    bytes: png.byteLength,
    mime: 'image/png',
    widthPx: 200,
    heightPx: 10,
  } as const;
  for (const sha256 of [strip.sha256, item.rendition.picture.sha256]) {
    await page.evaluate((hash) => window.workshop.ensure(hash), sha256);
  }
  const ticker = { strip, topPx: 20, speedPxPerS: 120 };
  const running: ProgrammeItem = { ...item, kind: 'ticker', rendition: { ...item.rendition, ticker } };
  const { places, elapsedMs } = await page.evaluate(
    async (one) => await window.workshop.watchStrip(one, 20, 24),
    running,
  );
  const wayPx = (places[0] ?? 0) - (places.at(-1) ?? 0);
  expect(places.every((place, index) => index === 0 || place <= (places[index - 1] ?? 0))).toBe(true);
  expect(Math.abs(wayPx - (elapsedMs * 120) / 1_000)).toBeLessThanOrEqual(6);
});

it.each([1.25, 1.5, 2])('stands on exactly its pixels of the output at a ratio of %d', async (ratio) => {
  // The desktop's own scaling: the one that tools emulate paints otherwise.
  await using scaled = await launchChromium([`--force-device-scale-factor=${ratio}`]);
  const page = await openWorkshop(scaled);
  expect(await page.evaluate(() => devicePixelRatio)).toBe(ratio);
  const item = stillItem();
  await page.evaluate((hash) => window.workshop.ensure(hash), item.rendition.picture.sha256);
  await page.evaluate(async (one) => await window.workshop.show(one, 50, 100), item);
  const shot = PNG.sync.read(await page.screenshot());
  const approved = PNG.sync.read(Buffer.from(server.assets.get(item.rendition.picture.sha256) ?? []));
  let wrong = 0;
  for (let y = 0; y < shot.height; y += 1) {
    for (let x = 0; x < shot.width; x += 1) {
      const [inX, inY] = [x - 17, y - 9];
      const isInside = inX >= 0 && inY >= 0 && inX < WIDTH && inY < HEIGHT;
      for (let channel = 0; channel < 3; channel += 1) {
        const wanted = isInside ? approved.data[(inY * WIDTH + inX) * 4 + channel] : 0;
        if (shot.data[(y * shot.width + x) * 4 + channel] !== wanted) wrong += 1;
      }
    }
  }
  expect(wrong).toBe(0);
});
