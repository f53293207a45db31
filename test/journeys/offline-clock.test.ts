// A PC starts again with no network and no idea of the time: what it shows until it learns it is undated. With a dead clock
// battery, in a boot that never learned it, nothing counts, for that reason. Where the PC's clock was right and only nobody
// could vouch for it, everything is dated back as soon as the same boot learns the time, and counts.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Play } from '../../content/model/play.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { readRecords } from '../support/ledger-records.ts';
import { launchChromium } from '../support/chromium.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** 24/11/2026 08:00 in Asia/Ho_Chi_Minh. */
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const WRONG_MS = -3 * DAY_MS;
const FIRST_BOOT_AT = HOUR_AT + 10 * MINUTE_MS;
const SECOND_BOOT_AT = HOUR_AT + 25 * MINUTE_MS;
const MENDED_AT = HOUR_AT + 40 * MINUTE_MS;
const END_AT = HOUR_AT + 62 * MINUTE_MS;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What the boots before knew of the time is gone from the page's storage. */
async function forgetClock(): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('vongxoay-journal');
    opening.addEventListener('error', () => reject(new Error('no journal')));
    opening.addEventListener('success', () => {
      const writing = opening.result.transaction('small', 'readwrite');
      writing.objectStore('small').delete('keep:clock');
      writing.addEventListener('complete', () => {
        opening.result.close();
        resolve();
      });
    });
  });
}

it('counts what is dated back, and nothing of a boot that never learned the time', async () => {
  await using pages = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  let now = HOUR_AT - 3 * MINUTE_MS;
  await using server = await startTestServer({
    now: () => Math.round(now),
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  const admin = await server.asAdmin();
  const recordsNow = () => readRecords(admin);

  await using browser = await launchChromium(['--disable-frame-rate-limit', '--disable-gpu-vsync']);
  const context = await browser.newContext({ viewport: { width: 640, height: 384 } });
  const page = await context.newPage();
  let isCut = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) void socket.close();
    else socket.connectToServer();
  });
  await page.exposeFunction('timeOfTest', () => ({ startAt: now, untilAt: END_AT }));
  const boots = [FIRST_BOOT_AT, SECOND_BOOT_AT];
  await page.exposeFunction('tellTime', async (at: number) => {
    const [bootAt] = boots;
    if (bootAt !== undefined && at >= bootAt) {
      boots.shift();
      now = bootAt;
      isCut = true;
      const isSecond = boots.length === 0;
      await context.addInitScript(`window.wallErrorAtStart = ${isSecond ? 0 : WRONG_MS};`);
      if (isSecond) await page.evaluate(forgetClock);
      void page.reload();
      await new Promise(() => {});
    }
    if (at >= MENDED_AT && isCut) {
      isCut = false;
      // The page learns the time before it goes on.
      await expect
        .poll(async () => (await recordsNow()).filter(({ type }) => type === 'clock').length, {
          timeout: 60_000,
        })
        .toBeGreaterThan(1);
    }
    now = Math.max(now, at);
  });
  await page.goto(server.playerUrl);
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

  const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
  const accounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect
    .poll(async () => (await accounts()).every(({ open }) => open === 0), { timeout: 60_000 })
    .toBe(true);

  const records = await recordsNow();
  const bootIds = records.filter(({ type }) => type === 'boot').map(({ boot }) => boot);
  expect(bootIds).toHaveLength(3);
  const slotsOf = (boot: string | undefined): Play[] =>
    records.filter(
      (record): record is Play =>
        record.type === 'play' && record.boot === boot && record.slot !== null && record.end === 'completed',
    );
  const [never, later] = [slotsOf(bootIds[1]), slotsOf(bootIds[2])];
  const undated = later.filter(({ at }) => at === null);
  expect(never.length).toBeGreaterThan(2);
  expect(never.every(({ at, clock }) => at === null && clock.state === 'unsynced')).toBe(true);
  expect(undated.length).toBeGreaterThan(2);

  for (const { due, shown, madeGood, missed, missing } of await accounts()) {
    expect(shown + madeGood + missed).toBe(due);
    // Those of the first ten minutes, and those of the last boot, from its start on.
    expect(shown).toBeGreaterThanOrEqual(7);
    // Every one of the fifteen minutes in between was missed where it stood.
    expect(shown).toBeLessThan(due);
    expect(new Set(missing.map(({ reason }) => reason))).toEqual(
      missed === 0 ? new Set() : new Set(['clock']),
    );
  }
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 600_000);
