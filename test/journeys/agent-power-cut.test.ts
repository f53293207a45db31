// SIGKILL of agent and browser in the middle of a showing, with the server out of reach; both start again and find it
// still away. The right picture comes from the PC's own disk, the hour is whole, and the ledger verifies when the server
// is back. One hour by a stepping clock, on the city's own content.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserServer, chromium, type Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { chromiumPath } from '../support/chromium.ts';
import { freePort } from '../support/server-process.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';
import { Wire } from '../support/wire.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** 24/11/2026 07:57 in Asia/Ho_Chi_Minh. */
const START_AT = Date.UTC(2026, 10, 24, 0, 57);
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const END_AT = HOUR_AT + HOUR_MS + MINUTE_MS;
/** In the middle of the fifth showing of the first item. */
const CUT_AT = HOUR_AT + 24 * MINUTE_MS + 3 * SECOND_MS;
/** Before the next thing that is due. */
const BACK_AT = CUT_AT + 30 * SECOND_MS;
const LOOK_AT = BACK_AT + 5 * MINUTE_MS;
const SERVER_BACK_AT = HOUR_AT + 40 * MINUTE_MS;

const root = fileURLToPath(new URL('../..', import.meta.url));

async function startSteppingAgent(...line: readonly string[]): Promise<ChildProcess> {
  const script = join(root, 'test/support/stepping-agent.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...line], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the agent ended')));
  });
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

/** Hash of what stands on the canvas. */
async function pixelsOn(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const canvas = document.querySelector<HTMLCanvasElement>('#led');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const digest = await crypto.subtle.digest('SHA-256', data ?? new Uint8ClampedArray());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
}

it('plays on from its own disk after SIGKILL of agent and browser with the server away, and loses nothing', async () => {
  await using pages = await temporaryFolder();
  await using folder = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  let nowMs = START_AT;
  await using server = await startTestServer({ now: () => Math.round(nowMs) });
  const admin = await server.asAdmin();
  await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
  await using wire = await Wire.to(server.url);
  const port = await freePort();
  const line = [wire.url, folder.path, String(port), pages.path] as const;
  let look: { at: number; pixels: string } | null = null;

  /** Steps until `untilAt`, where the page stands still. */
  const play = async (page: Page, startAt: number, untilAt: number, path: string): Promise<void> => {
    await page.exposeFunction('timeOfTest', () => ({ startAt, untilAt }));
    await page.exposeFunction('tellTime', async (at: number) => {
      if (look === null && at >= LOOK_AT) look = { at: nowMs, pixels: await pixelsOn(page) };
      if (at >= SERVER_BACK_AT && nowMs < SERVER_BACK_AT) await wire.plug();
      nowMs = Math.max(nowMs, at);
    });
    await page.goto(`http://127.0.0.1:${port}/player/${path}`);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
  };
  const openBrowser = async (): Promise<{ browser: BrowserServer; page: Page }> => {
    const args = ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'];
    const browser = await chromium.launchServer({ executablePath: chromiumPath(), args });
    const connected = await chromium.connect(browser.wsEndpoint());
    return { browser, page: await connected.newPage({ viewport: { width: 640, height: 384 } }) };
  };

  const agent = await startSteppingAgent(...line);
  const first = await openBrowser();
  await play(first.page, START_AT, CUT_AT, `#${server.enrolmentCode}`);
  await wire.pull();
  await killed(agent);
  await killed(first.browser.process());

  nowMs = BACK_AT;
  const again = await startSteppingAgent(...line);
  const second = await openBrowser();
  await play(second.page, BACK_AT, END_AT, '');

  const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
  const readAccounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect
    .poll(async () => (await readAccounts()).every(({ open }) => open === 0), { timeout: 90_000 })
    .toBe(true);
  const accounts = await readAccounts();
  expect(accounts.map(({ due, shown, madeGood }) => [due, shown + madeGood])).toEqual([
    [10, 10],
    [10, 10],
    [10, 10],
  ]);
  expect(accounts.reduce((sum, { madeGood }) => sum + madeGood, 0)).toBe(1);

  const text = await (await admin(`/api/screens/${SCREEN}/playlog.jsonl?${range}`)).text();
  const records = text
    .split('\n')
    .filter((each) => each !== '')
    .map((each) => (JSON.parse(each) as { body: { kind: string; record: JournalRecord } }).body)
    .filter(({ kind }) => kind === 'record')
    .map(({ record }) => record);
  const interrupted = records.filter((record) => record.type === 'play' && record.end === 'interrupted');
  expect(interrupted).toHaveLength(1);
  const boots = records.filter((record) => record.type === 'boot');
  expect(boots.at(-1)?.previous).not.toBeNull();
  const { at, pixels } = look ?? { at: 0, pixels: '' };
  const onThen = records.filter(
    (record) =>
      record.type === 'play' && record.at !== null && record.at <= at && at < record.at + record.shownMs,
  );
  expect(onThen).toMatchObject([{ pixels, boot: boots.at(-1)?.boot }]);
  await killed(again);
  await second.browser.close();
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 600_000);
