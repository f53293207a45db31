// The parts of the page in real Chromium: exact pixels, no start before its time, keys, storage under a kill.

import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { allClockSigns, clockCell, type ClockFormat, clockSigns } from '../../content/model/clock-face.ts';
import type { ClockFace } from '../../content/model/item.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { chromiumPath, launchChromium } from '../support/chromium.ts';
import { cityOf, HEIGHT, pixelsOf, WIDTH } from './city.ts';
import { entriesOf, MARK } from './journal-contract.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';

/** Stories in a browser on a machine with much else to do. */
const SLOW_MACHINE_MS = 240_000;
vi.setConfig({ testTimeout: SLOW_MACHINE_MS });

let browser: Browser & AsyncDisposable;
let server: PlayerServer;
beforeAll(async () => {
  browser = await launchChromium();
  server = await PlayerServer.start();
  await servePage(server, 'workshop-page.ts');
});
afterAll(async () => {
  await browser.close();
  await server[Symbol.asyncDispose]();
});

async function openWorkshop(prepare: (page: Page) => Promise<unknown> = async () => {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 320, height: 200 } });
  onTestFinished(async () => await context.close());
  const page = await context.newPage();
  await prepare(page);
  await page.goto(`${server.url}/player/`);
  await page.waitForFunction(() => window.workshop !== undefined);
  await page.evaluate(
    ([widthPx, heightPx]) => window.workshop.place({ widthPx, heightPx, offsetXPx: 17, offsetYPx: 9 }),
    [WIDTH, HEIGHT] as const,
  );
  return page;
}

function firstItem(): ProgrammeItem {
  const city = cityOf();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  const [item] = city.programme.items;
  if (item === undefined) throw new Error('an item');
  return item;
}

function keep(png: Buffer) {
  const sha256 = createHash('sha256').update(png).digest('hex');
  server.assets.set(sha256, png);
  const { width, height } = PNG.sync.read(png);
  return { sha256, bytes: png.byteLength, mime: 'image/png' as const, widthPx: width, heightPx: height };
}

/** Every sign is one colour of its own, 4 x 6 pixels, in a row. */
function clockFaceOf(): { face: ClockFace; colourOf: (cell: string) => number[] } {
  const formats: ClockFormat[] = ['HH:mm', 'dd/MM/yyyy', 'weekday'];
  const names = formats.flatMap((format) => allClockSigns(format).map((sign) => clockCell(format, sign)));
  const colourOf = (cell: string) => [names.indexOf(cell) * 5 + 10, 100, 200];
  const png = new PNG({ width: names.length * 4, height: 6, colorType: 2 });
  for (let x = 0; x < png.width; x += 1) {
    for (let y = 0; y < 6; y += 1) {
      png.data.set([...colourOf(names[Math.floor(x / 4)] ?? ''), 255], (y * png.width + x) * 4);
    }
  }
  const cells = Object.fromEntries(
    names.map((name, index) => [name, { xPx: index * 4, yPx: 0, widthPx: 4, heightPx: 6 }]),
  );
  const lines = formats.map((format, index) => ({ format, centreXPx: 32, topPx: 4 + index * 10 }));
  return { face: { sprites: keep(PNG.sync.write(png, { colorType: 2 })), cells, lines }, colourOf };
}

describe('stage', () => {
  it('shows the approved pixels and nothing but them, at the place of the screen', async () => {
    const page = await openWorkshop();
    const item = firstItem();
    await page.evaluate(
      async (sha256) => await window.workshop.ensure(sha256),
      item.rendition.picture.sha256,
    );
    const { pixels, front, evidence } = await page.evaluate(
      async (shown) => await window.workshop.show(shown, 50, 200),
      item,
    );
    expect(pixels).toBe(item.rendition.pixelsSha256);
    expect(front).toBe(item.rendition.pixelsSha256);
    expect(evidence).toMatchObject({ pixels, coveredMs: null, failed: false });
    expect(evidence.frames).toBeGreaterThan(0);
    expect(evidence.visibleMs).toBe(evidence.shownMs);

    const screenshot = PNG.sync.read(await page.screenshot());
    const clip = new PNG({ width: WIDTH, height: HEIGHT });
    PNG.bitblt(screenshot, clip, 17, 9, WIDTH, HEIGHT, 0, 0);
    expect(createHash('sha256').update(clip.data).digest('hex')).toBe(item.rendition.pixelsSha256);
    const outside = [0, 16 + 20 * 320, 320 * 8 + 40, 320 * 58 + 100].flatMap((index) => [
      ...screenshot.data.subarray(index * 4, index * 4 + 3),
    ]);
    expect(outside).toEqual(Array(12).fill(0));
  });

  it('never claims a showing before its start', async () => {
    const page = await openWorkshop();
    const item = firstItem();
    await page.evaluate(
      async (sha256) => await window.workshop.ensure(sha256),
      item.rendition.picture.sha256,
    );
    for (const inMs of [0, 33, 120, 250]) {
      const { lateMs } = await page.evaluate(
        async ([shown, inMs]) => await window.workshop.show(shown, inMs, 0),
        [item, inMs] as const,
      );
      expect(lateMs).toBeGreaterThanOrEqual(0);
    }
  });

  it('goes black on request and refuses what it cannot draw, unharmed', async () => {
    const page = await openWorkshop();
    const black = new PNG({ width: WIDTH, height: HEIGHT });
    for (let index = 3; index < black.data.length; index += 4) black.data[index] = 255;
    expect(await page.evaluate(async () => await window.workshop.black())).toBe(
      createHash('sha256').update(black.data).digest('hex'),
    );
    const item = firstItem();
    expect(await page.evaluate(async (shown) => await window.workshop.tryPrepare(shown), item)).toContain(
      'AssetMissing',
    );
    const broken = Buffer.from('no picture at all');
    const sha256 = createHash('sha256').update(broken).digest('hex');
    server.assets.set(sha256, broken);
    await page.evaluate(async (sha256) => await window.workshop.ensure(sha256), sha256);
    const bad = { ...item, rendition: { ...item.rendition, picture: { ...item.rendition.picture, sha256 } } };
    expect(await page.evaluate(async (shown) => await window.workshop.tryPrepare(shown), bad)).not.toBe(
      'prepared',
    );
  });

  it('assembles the clock card from its sprites and names its inputs', async () => {
    const page = await openWorkshop();
    const { face, colourOf } = clockFaceOf();
    const plain = new PNG({ width: WIDTH, height: HEIGHT, colorType: 2 });
    for (let index = 3; index < plain.data.length; index += 4) plain.data[index] = 255;
    const background = PNG.sync.write(plain, { colorType: 2 });
    const item = firstItem();
    const rendition = {
      ...item.rendition,
      picture: keep(background),
      pixelsSha256: pixelsOf(background),
      clockFace: face,
    };
    const card: ProgrammeItem = { ...item, kind: 'data', rendition };
    const local = { year: 2026, month: 1, day: 5, weekday: 1, minuteOfDay: 8 * 60 + 7 };
    const files = [rendition.picture.sha256, face.sprites.sha256];
    await page.evaluate(async (files) => await Promise.all(files.map(window.workshop.ensure)), files);
    await page.evaluate((local) => window.workshop.setLocal(local), local);
    const shown = await page.evaluate(async (card) => await window.workshop.show(card, 0, 50), card);

    const expected = PNG.sync.read(background);
    for (const { format, centreXPx, topPx } of face.lines) {
      const signs = clockSigns({ format }, local);
      const left = centreXPx - Math.floor((signs.length * 4) / 2);
      for (const [index, sign] of signs.entries()) {
        for (let x = 0; x < 4; x += 1) {
          for (let y = 0; y < 6; y += 1) {
            const at = ((topPx + y) * WIDTH + left + index * 4 + x) * 4;
            expected.data.set([...colourOf(clockCell(format, sign)), 255], at);
          }
        }
      }
    }
    expect(shown.front).toBe(createHash('sha256').update(expected.data).digest('hex'));
    const signs = face.lines.map((line) => clockSigns(line, local).join(''));
    const inputs = JSON.stringify({ background: files[0], signs, sprites: files[1] });
    expect(shown.pixels).toBe(createHash('sha256').update(inputs).digest('hex'));
  });
});

describe('vault', () => {
  it('refuses other bytes than the hash, and finds a file that went bad on the disk', async () => {
    const page = await openWorkshop();
    const item = firstItem();
    const { sha256 } = item.rendition.picture;
    server.assets.set('e'.repeat(64), Buffer.from('not these'));
    expect(await page.evaluate(async (hash) => await window.workshop.ensure(hash), 'e'.repeat(64))).toContain(
      'other bytes',
    );
    expect(await page.evaluate(async (hash) => await window.workshop.ensure(hash), 'd'.repeat(64))).toContain(
      'does not have',
    );
    await page.evaluate(async (hash) => await window.workshop.corrupt(hash), sha256);
    expect(await page.evaluate(async (item) => await window.workshop.tryPrepare(item), item)).toContain(
      'AssetMissing',
    );
    // Nobody asks for it but the showing itself: it is fetched again beside it.
    const prepared = async () =>
      await page.evaluate(async (one) => await window.workshop.tryPrepare(one), item);
    await expect.poll(prepared, { timeout: 30_000 }).toBe('prepared');
  });
});

describe('key of the player', () => {
  const prefixes = {
    Ed25519: '302a300506032b6570032100',
    'P-256': '3059301306072a8648ce3d020106082a8648ce3d030107034200',
  };
  const withoutEd25519 = () => {
    const generateKey = new Proxy(Reflect.get(SubtleCrypto.prototype, 'generateKey'), {
      apply(target, subtle, args) {
        if (args[0] !== 'Ed25519') return Reflect.apply(target, subtle, args);
        return Promise.reject(new DOMException('Unrecognized name', 'NotSupportedError'));
      },
    });
    Object.defineProperty(SubtleCrypto.prototype, 'generateKey', { value: generateKey });
  };
  const withoutSubtle = () => Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined });

  it.each([
    ['Ed25519 where the browser has it', undefined, 'Ed25519'],
    ['P-256 where it does not, as Chrome 109', withoutEd25519, 'P-256'],
    ['Ed25519 in JavaScript on plain http', withoutSubtle, 'Ed25519'],
  ] as const)(
    'is %s, kept over a reload, and signs what node:crypto verifies',
    async (_, script, algorithm) => {
      const page = await openWorkshop(async (page) => {
        if (script !== undefined) await page.addInitScript(script);
      });
      const made = await page.evaluate(async () => await window.workshop.key());
      const raw = Buffer.from(made.publicKey, 'base64');
      expect(made.algorithm).toBe(algorithm);
      expect(made.keyId).toBe(createHash('sha256').update(raw).digest('hex').slice(0, 16));
      const der = Buffer.concat([Buffer.from(prefixes[algorithm], 'hex'), raw]);
      const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
      const how = algorithm === 'Ed25519' ? key : ({ key, dsaEncoding: 'ieee-p1363' } as const);
      const digest = algorithm === 'Ed25519' ? null : 'sha256';
      const signature = Buffer.from(made.signature, 'base64');
      expect(signature).toHaveLength(64);
      expect(verify(digest, Buffer.from('Ngã Bảy'), how, signature)).toBe(true);
      await page.reload();
      await page.waitForFunction(() => window.workshop !== undefined);
      expect((await page.evaluate(async () => await window.workshop.key())).keyId).toBe(made.keyId);
      expect(await page.evaluate(async () => await window.workshop.replaceKey())).not.toBe(made.keyId);
    },
  );
});

/** SIGKILL to the browser process itself; its children die with it. */
async function killBrowser(context: BrowserContext): Promise<void> {
  const session = await context.browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const pid = processInfo.find(({ type }) => type === 'browser')?.id;
  if (pid === undefined) throw new Error('no browser process to kill');
  const closed = new Promise<void>((resolve) => context.once('close', () => resolve()));
  process.kill(pid, 'SIGKILL');
  await closed;
}

describe('journal in Chromium', () => {
  it('has everything it said was committed after the browser was killed in the middle', async () => {
    const profile = await mkdtemp(join(tmpdir(), 'vong-xoay-profile-'));
    onTestFinished(async () => await rm(profile, { recursive: true, force: true, maxRetries: 5 }));
    const open = async () =>
      await chromium.launchPersistentContext(profile, {
        executablePath: chromiumPath(),
        args: ['--no-sandbox', '--disable-gpu'],
      });
    const entries = entriesOf('1', 400);
    const before = await open();
    const page = before.pages()[0] ?? (await before.newPage());
    let committed = -1;
    const enough = new Promise<void>((resolve) => {
      void page.exposeFunction('tellCommitted', (seq: number) => {
        committed = seq;
        if (seq === 60) resolve();
      });
    });
    await page.goto(`${server.url}/player/`);
    await page.waitForFunction(() => window.workshop !== undefined);
    const marks = entries.map((_, index) => ({ ...MARK, play: { ...MARK.play, title: `mark ${index}` } }));
    const writing = page.evaluate(
      async ([entries, marks]) => await window.workshop.commitAll(entries, marks),
      [entries, marks] as const,
    );
    // The kill ends the page under it.
    writing.catch(() => {});
    await enough;
    await killBrowser(before);
    const known = committed;

    const after = await open();
    onTestFinished(async () => await after.close());
    const reopened = after.pages()[0] ?? (await after.newPage());
    await reopened.goto(`${server.url}/player/`);
    await reopened.waitForFunction(() => window.workshop !== undefined);
    const { opening, seqs } = await reopened.evaluate(async () => await window.workshop.openJournal());
    expect(opening.epoch).toBe('epoch');
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, seq) => seq));
    expect(seqs.length).toBeGreaterThan(known);
    expect(opening.head).toMatchObject({ seq: seqs.length - 1, sha256: entries[seqs.length - 1]?.sha256 });
    expect(opening.mark?.play.title).toBe(`mark ${seqs.length - 1}`);
  });
});
