// A page nobody has paired, a storage that is wiped, two tabs and two PCs for one screen: the real page, a real server and
// a real clock, and a ledger that verifies in the end.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { ScreenView } from '../../content/model/api.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { readRecords } from '../support/ledger-records.ts';
import { launchChromium } from '../support/chromium.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const CODE = /[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/;
const PATIENCE = { timeout: 60_000 };
const root = fileURLToPath(new URL('../..', import.meta.url));

it('pairs by the code on the wall, again after a wipe, has one winner of two, and claims nothing false', async () => {
  await using pages = await temporaryFolder();
  await writePage(pages.path, 'real-page.ts');
  await using server = await startTestServer({
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  const admin = await server.asAdmin();
  const records = () => readRecords(admin);
  const boots = async () => (await records()).filter((record) => record.type === 'boot');
  const isConnected = async () =>
    z.array(ScreenView).parse(await (await admin('/api/screens')).json())[0]?.player.connected ?? false;

  await using browser = await launchChromium();
  const openPage = async (context: BrowserContext): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`${server.url}/player/`);
    return page;
  };
  const codeOn = async (page: Page): Promise<string> => {
    const code = page.locator('#pairing strong');
    await expect.poll(async () => await code.textContent(), PATIENCE).toMatch(CODE);
    return (await code.textContent()) ?? '';
  };
  const accept = async (page: Page): Promise<void> => {
    const answer = await admin(`/api/screens/${SCREEN}/player`, postJson({ code: await codeOn(page) }));
    expect(answer.status).toBe(200);
    await page.locator('#pairing').waitFor({ state: 'hidden', ...PATIENCE });
  };

  const pc = await browser.newContext({ viewport: { width: 800, height: 600 } });
  const first = await openPage(pc);
  await codeOn(first);
  expect(await first.locator('#pairing small').textContent()).toMatch(/\d+ × \d+ px/);
  await accept(first);
  await expect.poll(async () => (await boots()).length, PATIENCE).toBe(1);

  // A second tab waits and says so; the first writes down that it was there.
  const tab = await openPage(pc);
  await tab.getByText('Đã có một trang phát khác đang chạy', { exact: false }).waitFor(PATIENCE);
  await expect
    .poll(
      async () => (await records()).some((one) => one.type === 'incident' && one.kind === 'second_page'),
      PATIENCE,
    )
    .toBe(true);
  await first.close();
  await expect.poll(async () => (await boots()).length, PATIENCE).toBe(2);

  // The disk is wiped: the page asks for a screen again and is somebody new.
  const session = await pc.newCDPSession(tab);
  await tab.goto('about:blank');
  await session.send('Storage.clearDataForOrigin', { origin: server.url, storageTypes: 'all' });
  await tab.goto(`${server.url}/player/`);
  await accept(tab);
  await expect.poll(async () => (await boots()).length, PATIENCE).toBe(3);
  const [before, , wiped] = await boots();
  expect(wiped?.epoch).not.toBe(before?.epoch);
  expect(wiped?.key).not.toBe(before?.key);
  expect(wiped).toMatchObject({ previous: null });

  // Another PC gets the screen: the one before stops at once and asks for one anew.
  const other = await browser.newContext();
  const newcomer = await openPage(other);
  await accept(newcomer);
  await codeOn(tab);
  await expect.poll(isConnected, PATIENCE).toBe(true);
  await expect.poll(async () => (await boots()).length, PATIENCE).toBe(4);

  const accounts = z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours`)).json());
  const completed = (await records()).filter(
    (one) => one.type === 'play' && one.slot !== null && one.end === 'completed',
  );
  expect(accounts.reduce((sum, { shown }) => sum + shown, 0)).toBeLessThanOrEqual(completed.length);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 300_000);
