// The PC's clock is set by an hour and by three days, forward and back, while the page runs and before it starts again.
// The wall follows the server's time: nothing is shown twice or lost, every jump stands in the journal.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { readRecords } from '../support/ledger-records.ts';
import { launchChromium } from '../support/chromium.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** 24/11/2026 08:00 in Asia/Ho_Chi_Minh. */
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const END_AT = HOUR_AT + 31 * MINUTE_MS;
const STEPS = [HOUR_MS, 0, 3 * DAY_MS, 0];

const root = fileURLToPath(new URL('../..', import.meta.url));

it('shows everything once while the wall clock jumps by an hour and by three days', async () => {
  await using pages = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  let now = HOUR_AT - 3 * MINUTE_MS;
  let wallErrorMs = 0;
  await using server = await startTestServer({
    now: () => Math.round(now),
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  const admin = await server.asAdmin();
  const recordsNow = () => readRecords(admin);
  const stepsSeen = async () =>
    (await recordsNow()).flatMap((record) =>
      record.type === 'clock' && record.wallStepMs !== 0 ? [record.wallStepMs] : [],
    );

  await using browser = await launchChromium();
  const context = await browser.newContext({ viewport: { width: 640, height: 384 } });
  const page = await context.newPage();
  await page.exposeFunction('timeOfTest', () => ({ startAt: now, untilAt: END_AT }));
  // Five minutes apart, and once each the page starts anew under the wrong clock.
  const events = STEPS.map((errorMs, index) => ({ at: HOUR_AT + (5 * index + 3) * MINUTE_MS, errorMs }));
  let reloadAt = HOUR_AT + 15 * MINUTE_MS;
  await page.exposeFunction('tellTime', async (at: number) => {
    const [event] = events;
    if (event !== undefined && at >= event.at) {
      events.shift();
      wallErrorMs = event.errorMs;
      const seen = (await stepsSeen()).length;
      await page.evaluate((errorMs) => window.stepWall(errorMs), wallErrorMs);
      await expect.poll(async () => (await stepsSeen()).length, { timeout: 60_000 }).toBeGreaterThan(seen);
    }
    if (at >= reloadAt) {
      reloadAt = Infinity;
      await context.addInitScript(`window.wallErrorAtStart = ${wallErrorMs};`);
      void page.reload();
      await new Promise(() => {});
    }
    now = Math.max(now, at);
  });
  await page.goto(server.playerUrl);
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

  const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
  const accounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect
    .poll(async () => (await accounts()).map(({ shown }) => shown >= 5), { timeout: 60_000 })
    .not.toContain(false);
  for (const account of await accounts()) expect(account).toMatchObject({ missed: 0, madeGood: 0, extra: 0 });

  const records = await recordsNow();
  const slots = records.flatMap((record) =>
    record.type === 'play' && record.slot !== null && record.end === 'completed'
      ? [`${record.hourFrom} ${record.slot}`]
      : [],
  );
  expect(new Set(slots).size).toBe(slots.length);
  expect(records.filter(({ type }) => type === 'boot')).toHaveLength(2);
  const steps = await stepsSeen();
  expect(steps.map((ms) => Math.round(ms / HOUR_MS))).toEqual([1, -1, 72, -72]);
  // Once the time was known it stayed so, and no date is a jump away from what was planned.
  const plays = records.filter((record) => record.type === 'play' && record.slot !== null);
  expect(new Set(plays.map(({ clock }) => clock.state))).toEqual(new Set(['synced']));
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 600_000);
