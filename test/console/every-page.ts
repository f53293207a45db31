// Every page of the console on a server with something to show: for tests that must look at all of them, and a route
// that is in the router but not here fails the first of those tests.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { ItemFile } from '../../content/model/api/editing.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { playThrough, standOn } from '../support/robot-days.ts';
import { ADMIN, cookieOf, fetchWith, postJson, startTestServer, type TestServer } from '../support/server.ts';
import { openAs, type OpenedPage } from './console-page.ts';

/** Thứ Ba 24/11/2026, 14:23:20 at the roundabout. */
export const AFTERNOON = Date.UTC(2026, 10, 24, 7, 23, 20);
const TWO_DAYS_BEFORE = Date.UTC(2026, 10, 21, 22);

const ITEM = 'bon-tai-cho';

/** Route of the router -> an address of it. Each is looked at as the first administrator. */
const ADDRESSES: Readonly<Record<string, string>> = {
  '/noi-dung/$itemId': `/noi-dung/${ITEM}`,
  '/phieu-duyet/$itemId/$version': `/phieu-duyet/${ITEM}/1`,
};

const routerFile = fileURLToPath(new URL('../../server/console/router.tsx', import.meta.url));

/** The addresses of all pages behind the sign-in, and one that no page has. */
export async function pageAddresses(): Promise<string[]> {
  const source = await readFile(routerFile, 'utf8');
  const routes = [...source.matchAll(/path: '([^']+)'/g)].map(([, path]) => path ?? '');
  return [...routes.map((route) => ADDRESSES[route] ?? route), '/khong-co-trang-nay'];
}

export interface LivedIn extends AsyncDisposable {
  readonly server: TestServer;
  readonly cookie: string;
}

/** Two and a half days of plays, words that wait for approval, a screen that is connected. */
export async function liveIn(consoleFolder: string): Promise<LivedIn> {
  let now = TWO_DAYS_BEFORE;
  const server = await startTestServer({
    now: () => now,
    pages: { console: consoleFolder, player: consoleFolder },
  });
  await server.asAdmin();
  const startedAt = now + HOUR_MS;
  now = AFTERNOON;
  const cookie = cookieOf(await server.fetch('/api/session', postJson(ADMIN)));
  const call = fetchWith(() => server.url, cookie);
  const file = ItemFile.parse(await (await call(`/api/items/${ITEM}`)).json());
  await call(`/api/items/${ITEM}/submission`, postJson({ version: file.versions.at(-1)?.version }));
  const robot = await playThrough(server, startedAt, AFTERNOON - 3 * MINUTE_MS);
  const socket = await standOn(robot, AFTERNOON);
  return {
    server,
    cookie,
    async [Symbol.asyncDispose]() {
      socket.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** The console as the first administrator, at an address; the machine's clock is the server's. */
export async function openAt(
  browser: Browser,
  { server, cookie }: LivedIn,
  address: string,
  look: { language?: 'vi' | 'en'; width?: number; scheme?: 'light' | 'dark' } = {},
): Promise<OpenedPage> {
  const { language = 'vi', ...rest } = look;
  return await openAs(browser, server.url, cookie, address, {
    ...rest,
    serverNow: () => AFTERNOON,
    beforeOpen: async (page: Page) => {
      await page.addInitScript((spoken) => localStorage.setItem('vongxoay.language', spoken), language);
      await page.clock.setFixedTime(AFTERNOON);
    },
  });
}

/** Until nothing is being loaded and no picture is missing. */
export async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.locator('h1').first().waitFor();
  await page.evaluate(async () => {
    await document.fonts.ready;
  });
}
