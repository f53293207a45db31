// What the page draws besides content, in Chromium against a real server: the code of an unpaired page, the giant number,
// the test card, the rotating check code, the hidden diagnostics; and that none of it passes for a showing.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import jsQR from 'jsqr';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { PendingPlayer } from '../../content/model/api/players.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import type { OverlayKind } from '../../content/model/protocol.ts';
import { launchChromium } from '../support/chromium.ts';
import { readRecords } from '../support/ledger-records.ts';
import { SCREEN } from '../support/people.ts';
import {
  postJson,
  startTestServer,
  temporaryFolder,
  type TestFetch,
  type TestServer,
} from '../support/server.ts';
import { writePage } from './page-bundle.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const WIDTH = 640;
const HEIGHT = 384;
const PATIENT = { timeout: 90_000 };
const CODE = /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/;
const root = fileURLToPath(new URL('../..', import.meta.url));

let browser: Browser & AsyncDisposable;
let pages: Awaited<ReturnType<typeof temporaryFolder>>;
let server: TestServer;
let admin: TestFetch;
let page: Page;
const clock = { aheadMs: 0 };

/** The minute of a check code passes in a second. */
function shortenMinute(): void {
  const later = window.setTimeout.bind(window);
  Object.assign(window, {
    setTimeout: (work: () => void, ms = 0) => later(work, ms === 60_000 ? 1_000 : ms),
  });
}

beforeAll(async () => {
  browser = await launchChromium();
  pages = await temporaryFolder();
  await writePage(pages.path, 'real-page.ts');
  server = await startTestServer({
    isOpenAllDay: true,
    now: () => Date.now() + clock.aheadMs,
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  admin = await server.asAdmin();
  const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
  page = await context.newPage();
  await page.addInitScript(shortenMinute);
  await page.goto(`${server.url}/player/`);
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
  await pages[Symbol.asyncDispose]();
});

const codeOnWall = async (): Promise<string> => (await page.locator('#pairing strong').textContent()) ?? '';

async function order(overlay: OverlayKind, more: object = {}): Promise<void> {
  const answer = await admin(`/api/screens/${SCREEN}/overlay`, postJson({ overlay, ...more }));
  expect(answer.status).toBe(200);
}

const overlayHidden = async (): Promise<boolean> =>
  await page.locator('canvas.overlay').evaluate((canvas) => (canvas as HTMLCanvasElement).hidden === true);

/** The pixels of the overlay itself. */
async function overlayPixels(): Promise<{ width: number; height: number; data: Buffer }> {
  const { width, height, text } = await page.locator('canvas.overlay').evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    let binary = '';
    for (const byte of pixels ?? []) binary += String.fromCharCode(byte);
    return { width: canvas.width, height: canvas.height, text: btoa(binary) };
  });
  return { width, height, data: Buffer.from(text, 'base64') };
}

const incidents = async (kind: string): Promise<string[]> =>
  (await readRecords(admin)).flatMap((record) =>
    record.type === 'incident' && record.kind === kind ? [record.detail ?? ''] : [],
  );

it('shows an unpaired page’s code large, in a QR for a telephone, with its measures, and renews it', async () => {
  await expect.poll(codeOnWall, PATIENT).toMatch(CODE);
  const first = await codeOnWall();
  const qrOf = async (): Promise<string> => {
    const shot = PNG.sync.read(await page.locator('#pairing canvas').screenshot());
    return jsQR(new Uint8ClampedArray(shot.data), shot.width, shot.height)?.data ?? '';
  };
  await expect.poll(qrOf, PATIENT).toBe(`${server.url}/man-hinh#ma=${first}`);
  const { wide, high } = await page.evaluate(() => ({ wide: screen.width, high: screen.height }));
  expect(await page.locator('#pairing small').textContent()).toContain(`${wide} × ${high} px · tỉ lệ 100 %`);

  const pending = z.array(PendingPlayer).parse(await (await admin('/api/pending-players')).json());
  const asked = await admin(`/api/pending-players/${pending[0]?.id}/number`, { method: 'POST' });
  const { number } = z.strictObject({ number: z.int() }).parse(await asked.json());
  const giant = page.locator('#pairing b');
  await expect.poll(async () => giant.textContent(), PATIENT).toBe(String(number));
  expect(await page.locator('#pairing canvas').isVisible()).toBe(false);
  // Whoever reads the number at the console has to type the code next.
  expect(await codeOnWall()).toBe(first);
  const box = await giant.boundingBox();
  expect(box?.height ?? 0, 'as giant as the wall').toBeGreaterThan(300);

  // Ten minutes pass at the server: another code, the old one is worth nothing.
  clock.aheadMs += 11 * MINUTE_MS;
  await expect.poll(codeOnWall, PATIENT).not.toBe(first);
  const second = await codeOnWall();
  expect(second).toMatch(CODE);
  const accept = async (code: string) =>
    (await admin(`/api/screens/${SCREEN}/player`, postJson({ code }))).status;
  expect(await accept(first)).toBeGreaterThanOrEqual(400);
  expect(await accept(second)).toBe(200);
  await page.locator('#pairing').waitFor({ state: 'hidden', ...PATIENT });
  await expect
    .poll(async () => (await readRecords(admin)).some(({ type }) => type === 'play'), PATIENT)
    .toBe(true);
});

it('lays a giant number over the content and takes it away by itself', async () => {
  await order('identify', { number: 7, forSeconds: 3 });
  await expect.poll(overlayHidden, PATIENT).toBe(false);
  const { width, height, data } = await overlayPixels();
  expect([width, height]).toEqual([WIDTH, HEIGHT]);
  const isWhite = (x: number, y: number): boolean => data[(y * width + x) * 4] === 255;
  const rows = Array.from({ length: height }, (_, y) => y).filter((y) =>
    Array.from({ length: width }, (_, x) => x).some((x) => isWhite(x, y)),
  );
  expect((rows.at(-1) ?? 0) - (rows[0] ?? 0), 'half the height and more').toBeGreaterThan(HEIGHT / 2);
  await expect.poll(overlayHidden, PATIENT).toBe(true);
  await expect.poll(async () => await incidents('overlay'), PATIENT).toEqual(['identify 7', 'identify off']);
});

it('draws the test card to the pixel: border, corners, sixteen greys, words with whole marks, a moving line', async () => {
  await page.keyboard.press('Control+Alt+KeyT');
  await expect.poll(overlayHidden, PATIENT).toBe(false);
  const before = await overlayPixels();
  const at = ({ data }: typeof before, x: number, y: number): number[] => {
    const from = (y * WIDTH + x) * 4;
    return [...data.subarray(from, from + 3)];
  };
  const WHITE = [255, 255, 255];
  const side = Math.floor(HEIGHT / 10);
  const corners = [
    [[255, 0, 0], 1, 1],
    [[0, 255, 0], WIDTH - 2, 1],
    [[0, 0, 255], 1, HEIGHT - 2],
    [WHITE, WIDTH - 2, HEIGHT - 2],
  ] as const;
  const later = async () => {
    const now = await overlayPixels();
    return lineOf(now) === lineOf(before) ? null : now;
  };
  // The line moves through everything: what it does not cover in one of two pictures is right.
  function lineOf(picture: typeof before): number {
    const row = Math.floor(HEIGHT * 0.64);
    return Array.from({ length: WIDTH - 2 }, (_, x) => x + 1).findIndex(
      (x) => at(picture, x, row)[0] === 255,
    );
  }
  await expect.poll(later, PATIENT).not.toBeNull();
  const both = [before, await overlayPixels()];
  const isOneOf = (x: number, y: number, wanted: readonly number[]): boolean =>
    both.some((picture) => at(picture, x, y).join() === wanted.join());
  for (let x = 0; x < WIDTH; x += 1) {
    expect(isOneOf(x, 0, WHITE) && isOneOf(x, HEIGHT - 1, WHITE), `border at ${x}`).toBe(true);
  }
  for (let y = 0; y < HEIGHT; y += 1) {
    expect(isOneOf(0, y, WHITE) && isOneOf(WIDTH - 1, y, WHITE), `border at ${y}`).toBe(true);
  }
  for (const [colour, x, y] of corners) {
    expect(isOneOf(x, y, colour)).toBe(true);
    const inward = (value: number, size: number): number => (value < size / 2 ? side - 1 : size - side);
    expect(isOneOf(inward(x, WIDTH), inward(y, HEIGHT), colour)).toBe(true);
  }
  const ramp = Array.from({ length: 16 }, (_, step) => Math.round((step * 255) / 15));
  for (const [step, grey] of ramp.entries()) {
    const x = Math.floor(((step + 0.5) * WIDTH) / 16);
    expect(isOneOf(x, Math.floor(HEIGHT * 0.78), [grey, grey, grey]), `grey ${step}`).toBe(true);
  }
  // Two marks stand over the letters and one under: higher and lower than what has none.
  const inkOf = (words: string) =>
    page.evaluate(
      ([text, sizePx]) => {
        const context = document.createElement('canvas').getContext('2d');
        if (context === null) throw new Error('no 2d canvas');
        context.font = `bold ${sizePx}px "Be Vietnam Pro", sans-serif`;
        context.textBaseline = 'middle';
        const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = context.measureText(text);
        return { up, down };
      },
      [words, Math.floor(HEIGHT / 4)] as const,
    );
  const plain = await inkOf('AOU');
  const rowsOfInk = Array.from(
    { length: Math.floor(HEIGHT * 0.5) - side },
    (_, index) => index + side,
  ).filter((y) =>
    Array.from({ length: WIDTH - 2 }, (_, index) => index + 1).some((x) =>
      both.every((picture) => (at(picture, x, y)[0] ?? 0) > 128),
    ),
  );
  const middle = HEIGHT * 0.34;
  expect(middle - (rowsOfInk[0] ?? middle)).toBeGreaterThan(plain.up + 6);
  expect((rowsOfInk.at(-1) ?? middle) - middle).toBeGreaterThan(plain.down + 6);

  await page.keyboard.press('Control+Alt+KeyT');
  await expect.poll(overlayHidden, PATIENT).toBe(true);
  await expect.poll(async () => await incidents('overlay'), PATIENT).toContain('test_card off');
});

it('draws a rotating check code in the corner, which is the one in the journal, and covers nothing', async () => {
  await order('check_code', { forSeconds: 600 });
  const isDrawn = async (code: string): Promise<boolean> =>
    await page.locator('canvas.overlay').evaluate((element, text) => {
      const drawn = element as HTMLCanvasElement;
      const size = Math.max(10, Math.floor(drawn.height / 16));
      const wanted = document.createElement('canvas');
      [wanted.width, wanted.height] = [drawn.width, drawn.height];
      const context = wanted.getContext('2d');
      const front = drawn.getContext('2d');
      if (context === null || front === null) throw new Error('no 2d canvas');
      context.font = `bold ${size}px monospace`;
      context.textBaseline = 'middle';
      const wide = Math.ceil(context.measureText(text).width) + 6;
      context.fillRect(drawn.width - wide, drawn.height - size - 4, wide, size + 4);
      context.fillStyle = '#fff';
      context.fillText(text, drawn.width - wide + 3, drawn.height - size / 2 - 2);
      const of = (one: CanvasRenderingContext2D) =>
        one.getImageData(0, 0, drawn.width, drawn.height).data.join();
      return of(context) === of(front);
    }, code);
  const codes = async () => (await incidents('check_code')).filter((detail) => detail !== 'off');
  await expect.poll(async () => (await codes()).length, PATIENT).toBeGreaterThanOrEqual(3);
  expect(new Set(await codes()).size, 'each turn another').toBeGreaterThanOrEqual(3);
  for (const code of await codes()) expect(code).toMatch(/^[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  const isNewestDrawn = async () => await isDrawn((await codes()).at(-1) ?? '');
  await expect.poll(isNewestDrawn, { ...PATIENT, interval: 100 }).toBe(true);
  expect(await isDrawn('XXXX')).toBe(false);
  const corner = await overlayPixels();
  const seen = corner.data.filter((value, index) => index % 4 === 3 && value > 0).length;
  expect(seen, 'a small corner').toBeLessThan((WIDTH * HEIGHT) / 50);
  await order('identify', { number: 1, forSeconds: 1 });
  await expect.poll(overlayHidden, PATIENT).toBe(true);
});

it('takes away what lies there when it is asked to', async () => {
  await order('check_code', { forSeconds: 600 });
  await expect.poll(overlayHidden, PATIENT).toBe(false);
  await order('check_code', { forSeconds: 0 });
  await expect.poll(overlayHidden, PATIENT).toBe(true);
});

it('shows by a chord of keys what it knows of itself, and nothing by other keys', async () => {
  const panel = page.locator('#diagnostics');
  await page.keyboard.press('KeyD');
  await page.keyboard.press('Control+KeyD');
  expect(await panel.isVisible()).toBe(false);
  await page.keyboard.press('Control+Alt+KeyD');
  await panel.waitFor({ state: 'visible' });
  await expect
    .poll(async () => await panel.textContent(), PATIENT)
    .toContain(`(${SCREEN}) ${WIDTH} × ${HEIGHT}`);
  const text = (await panel.textContent()) ?? '';
  for (const part of ['key ', 'clock synced', 'server connected', 'storage used', 'frames ']) {
    expect(text).toContain(part);
  }
  await page.keyboard.press('Control+Alt+KeyD');
  await panel.waitFor({ state: 'hidden' });
});

it('counts no showing that lay under one of them', async () => {
  const covered = async (): Promise<number> =>
    (await readRecords(admin)).filter((record) => record.type === 'play' && (record.coveredMs ?? 0) > 0)
      .length;
  // It is written down when it ends.
  await expect.poll(covered, PATIENT).toBeGreaterThan(0);
});
