// What a full house costs the console, beside an empty one in the same run: `npm run bench:console`. 100 screens, 1,000
// items, 200 playlists and a year of plays of one screen against a first start. Ratios can be compared between machines.
// DAYS, ROUNDS and SILENT (screens without a player whose year is stated too) make it smaller or larger.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { DAY_MS } from '../../content/model/instant.ts';
import { viDateText } from '../../content/model/report-period.ts';
import { type RunningServer, startServer } from '../../server/app.ts';
import { openEditorial } from '../../server/library/editorial.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { launchChromium } from '../support/chromium.ts';
import { addPeople } from '../support/people.ts';
import { reportState } from '../support/robot-days.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import { configOf, fillHouse, type HouseSize, houseFolder } from './full-house.ts';
import { builtPages } from '../support/built-pages.ts';

const SIZE: HouseSize = {
  screens: 100,
  items: 1_000,
  playlists: 200,
  days: Number(process.env['DAYS'] ?? 365),
  silentScreens: Number(process.env['SILENT'] ?? 3),
};
const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const LIVE_MS = 10_000;
/** A player says what is on every five seconds and when it changes; and several times as often as any would. */
const REPORT_EVERY_MS = [5_000, 1_000];
const NOW = Date.now();
const PAGES = ['/', '/noi-dung', '/danh-sach-phat', '/man-hinh', '/lich', '/ket-qua-phat'];
const log = createLogger('silent');

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

interface House extends AsyncDisposable {
  readonly name: string;
  readonly server: RunningServer;
  readonly cookie: string;
  readonly screenIds: readonly string[];
}

/** The full one is made once per commit and copied after that: it takes minutes. */
async function fullFolder(): Promise<string> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const kept = houseFolder(tmpdir(), commit, SIZE);
  if (!existsSync(join(kept, 'made'))) {
    await rm(kept, { recursive: true, force: true });
    const startedAt = performance.now();
    await fillHouse(kept, SIZE, NOW);
    await writeFile(join(kept, 'made'), String(NOW));
    console.log(`the full house was made in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  }
  const folder = await emptyFolder();
  await cp(kept, folder, { recursive: true });
  return folder;
}

const emptyFolder = async (): Promise<string> => await mkdtemp(join(tmpdir(), 'vong-xoay-console-'));

/** The instant at which the full house stands: when it was made. */
async function standing(folder: string): Promise<number> {
  return Number(await readFile(join(folder, 'made'), 'utf8'));
}

async function open(name: string, folder: string, now: number, pages: string): Promise<House> {
  const overrides = {
    log,
    now: () => now,
    pages: { console: pages, player: pages },
    attemptsPerMinute: 100_000,
  };
  await (await startServer(configOf(folder), overrides))[Symbol.asyncDispose]();
  const who = { id: 'quan-tri-bench', name: 'Quản trị', roles: ['admin' as const], screenIds: null };
  const cookies = await addPeople(folder, [who], now);
  const editorial = await openEditorial(join(folder, 'documents/editorial.json'), nodeDisk);
  const screenIds = editorial.data.screens.map(({ id }) => id);
  await editorial.close();
  const startedAt = performance.now();
  const server = await startServer(configOf(folder), overrides);
  console.log(`${name}: started in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
  return {
    name,
    server,
    cookie: cookies.get(who.id) ?? '',
    screenIds,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function enter(browser: Browser, house: House): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const [name = '', value = ''] = house.cookie.split('=');
  await context.addCookies([{ name, value, url: house.server.url }]);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  // The bundler that runs this file names inner functions with a call that the page does not know.
  await page.addInitScript({ content: 'globalThis.__name = (named) => named' });
  return page;
}

/** First paint, and until the page's heading stands and nothing is being fetched. */
async function visit(page: Page, url: string): Promise<{ paintMs: number; readyMs: number }> {
  const startedAt = performance.now();
  await page.goto(url);
  await page.locator('h1').first().waitFor();
  await page.waitForLoadState('networkidle');
  const readyMs = performance.now() - startedAt - 500;
  const paintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  );
  return { paintMs, readyMs };
}

/** From a key to the frame that shows it: median and worst of forty. */
async function typing(page: Page, url: string): Promise<{ medianMs: number; worstMs: number }> {
  await page.goto(`${url}/noi-dung`);
  const field = page.getByRole('searchbox');
  await field.waitFor();
  await page.waitForLoadState('networkidle');
  await field.focus();
  const tookMs: number[] = [];
  for (const letter of 'thu tuc hanh chinh cong truc tuyen nga b') {
    await page.evaluate(() => {
      addEventListener('keydown', () => Reflect.set(window, 'keyAt', performance.now()), {
        once: true,
        capture: true,
      });
    });
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    tookMs.push(
      await page.evaluate(
        async () =>
          await new Promise<number>((resolve) => {
            const keyAt = Number(Reflect.get(window, 'keyAt'));
            requestAnimationFrame(() => window.setTimeout(() => resolve(performance.now() - keyAt)));
          }),
      ),
    );
  }
  return { medianMs: median(tookMs), worstMs: Math.max(...tookMs) };
}

interface Frames {
  readonly all: number;
  /** Later than two frames' time. */
  readonly late: number;
  readonly longestMs: number;
  /** Pictures of the page that became others meanwhile: without them nothing was drawn. */
  readonly pictures: number;
}

async function framesOf(page: Page, forMs: number): Promise<Frames> {
  const { gaps, pictures } = await page.evaluate(
    async (ms) =>
      await new Promise<{ gaps: number[]; pictures: number }>((resolve) => {
        const found: number[] = [];
        let changed = 0;
        const watch = new MutationObserver((changes) => (changed += changes.length));
        watch.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['src'] });
        const startedAt = performance.now();
        let lastAt = startedAt;
        const frame = (at: number): void => {
          found.push(at - lastAt);
          lastAt = at;
          if (at - startedAt < ms) requestAnimationFrame(frame);
          else {
            watch.disconnect();
            resolve({ gaps: found, pictures: changed });
          }
        };
        requestAnimationFrame(frame);
      }),
    forMs,
  );
  const late = gaps.filter((gap) => gap > 34).length;
  return { all: gaps.length, late, longestMs: Math.max(...gaps), pictures };
}

function framesText(parts: readonly Frames[]): string {
  const sum = (key: 'all' | 'late' | 'pictures') => parts.reduce((total, part) => total + part[key], 0);
  const longestMs = Math.max(...parts.map((part) => part.longestMs));
  return `${sum('late')} of ${sum('all')} frames late (${((100 * sum('late')) / sum('all')).toFixed(2)} %), longest ${longestMs.toFixed(0)} ms, ${sum('pictures')} pictures changed`;
}

const pages = await builtPages();
await using browser = await launchChromium();
const fullAt = await fullFolder();
const standingAt = await standing(fullAt);
await using empty = await open('empty', await emptyFolder(), standingAt, pages.console);
await using full = await open('full', fullAt, standingAt, pages.console);
const doors = [
  { house: empty, page: await enter(browser, empty) },
  { house: full, page: await enter(browser, full) },
];

const table: Record<string, Record<string, string>> = {};
for (const path of PAGES) {
  const paints: number[][] = [[], []];
  const readies: number[][] = [[], []];
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { house, page }] of doors.entries()) {
      const { paintMs, readyMs } = await visit(page, `${house.server.url}${path}`);
      // The first round fills caches on both sides.
      if (round > 0) {
        paints[index]?.push(paintMs);
        readies[index]?.push(readyMs);
      }
    }
  }
  const [emptyPaint = 0, fullPaint = 0] = paints.map(median);
  const [emptyReady = 0, fullReady = 0] = readies.map(median);
  table[path] = {
    'first paint, empty': `${emptyPaint.toFixed(0)} ms`,
    'first paint, full ÷ empty': (fullPaint / emptyPaint).toFixed(2),
    'ready, empty': `${emptyReady.toFixed(0)} ms`,
    'ready, full ÷ empty': (fullReady / emptyReady).toFixed(2),
  };
}
console.table(table);

for (const { house, page } of doors) {
  const { medianMs, worstMs } = await typing(page, house.server.url);
  console.log(
    `typing in the search, ${house.name}: median ${medianMs.toFixed(0)} ms, worst ${worstMs.toFixed(0)} ms`,
  );
}

const isoDateOfInstant = (at: number): string => new Date(at + 7 * 3_600_000).toISOString().slice(0, 10);

/** Kết quả phát: from the choice of a period to its table standing there. */
async function gridOf(page: Page, url: string, days: number): Promise<number> {
  await page.goto(`${url}/ket-qua-phat`);
  await page.waitForLoadState('networkidle');
  const fromDate = viDateText(isoDateOfInstant(standingAt - (days - 1) * DAY_MS));
  const startedAt = performance.now();
  await page.getByLabel('Từ ngày').fill(fromDate);
  await page.getByLabel('Từ ngày').press('Enter');
  await page.getByRole('heading', { name: `Từ ${fromDate} đến` }).waitFor();
  await page.getByText('Đang tải…').waitFor({ state: 'detached' });
  await page.evaluate(async () => await new Promise(requestAnimationFrame));
  return performance.now() - startedAt;
}

for (const days of [7, 31, 365]) {
  const tookMs: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [index, { house, page }] of doors.entries())
      tookMs[index]?.push(await gridOf(page, house.server.url, days));
  const [emptyMs = 0, fullMs = 0] = tookMs.map(median);
  console.log(
    `grid of ${days} days: empty ${emptyMs.toFixed(0)} ms, full ${fullMs.toFixed(0)} ms, ratio ${(fullMs / emptyMs).toFixed(2)}`,
  );
}

const door = doors[1];
if (door !== undefined) {
  const headers = { 'content-type': 'application/json', origin: full.server.url, cookie: full.cookie };
  const players = await Promise.all(
    full.screenIds.slice(1).map(async (screenId) => {
      const path = `${full.server.url}/api/screens/${screenId}/enrolment-code`;
      const response = await fetch(path, { method: 'POST', headers, body: '{}' });
      if (!response.ok) throw new Error(await response.text());
      const robot = await RobotPlayer.enrol(
        full.server.url,
        ((await response.json()) as { code: string }).code,
      );
      return { robot, ...(await robot.connect()) };
    }),
  );
  let reports = 0;
  /** Each report has another picture than the last, so each changes a line of the page. */
  const reporting = async (everyMs: number, over: AbortSignal): Promise<void> => {
    const report = async ({ robot, socket, welcome }: (typeof players)[number], index: number) => {
      await setTimeout((everyMs * index) / players.length);
      for (let count = 0; !over.aborted; count += 1) {
        await reportState(robot, socket, welcome, standingAt + count, index + count);
        reports += 1;
        await setTimeout(everyMs);
      }
    };
    await Promise.all(players.map(report));
  };
  await visit(door.page, `${full.server.url}/`);
  for (const everyMs of REPORT_EVERY_MS) {
    const [quiet, live]: [Frames[], Frames[]] = [[], []];
    reports = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      quiet.push(await framesOf(door.page, LIVE_MS));
      const over = new AbortController();
      const reported = reporting(everyMs, over.signal);
      live.push(await framesOf(door.page, LIVE_MS));
      over.abort();
      await reported;
      await setTimeout(2_000);
    }
    console.log(
      `overview of ${SIZE.screens} screens, ${players.length} players reporting every ${everyMs / 1_000} s, in turns with nothing new:`,
    );
    console.log(`  nothing new: ${framesText(quiet)}`);
    console.log(`  ${reports} reports: ${framesText(live)}`);
  }
  for (const { socket } of players) socket.close();
}
