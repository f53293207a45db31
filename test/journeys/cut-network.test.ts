// The cable is pulled in the middle of traffic and put back long after: everything arrives once, in batches, one in flight,
// and what is shown meanwhile is not disturbed. CUT_HOURS=72 makes it three days.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { launchChromium } from '../support/chromium.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';

const SCREEN = 'vong-xoay-trung-tam';
const CUT_HOURS = Number(process.env['CUT_HOURS'] ?? 1);
/** 24/11/2026 08:00 in Asia/Ho_Chi_Minh. */
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const CUT_AT = HOUR_AT + 5 * MINUTE_MS;
const MENDED_AT = CUT_AT + CUT_HOURS * HOUR_MS;
const END_AT = MENDED_AT + 6 * MINUTE_MS;

const root = fileURLToPath(new URL('../..', import.meta.url));

it('delivers everything once after the cable was out for hours', async () => {
  await using pages = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  let now = HOUR_AT - 2 * MINUTE_MS;
  await using server = await startTestServer({
    now: () => Math.round(now),
    pages: { player: pages.path, console: join(root, 'dist/console-page') },
  });
  const admin = await server.asAdmin();
  await using proxy = await TcpProxy.to(Number(new URL(server.url).port));
  const recordsOf = async (): Promise<JournalRecord[]> => {
    const lines = await (await admin(`/api/screens/${SCREEN}/playlog.jsonl`)).text();
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { body: { kind: string; record: JournalRecord } }).body)
      .flatMap(({ kind, record }) => (kind === 'record' ? [record] : []));
  };

  await using browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 640, height: 384 } });
  await page.exposeFunction('timeOfTest', () => ({ startAt: now, untilAt: END_AT }));
  let before = 0;
  await page.exposeFunction('tellTime', async (at: number) => {
    if (at >= CUT_AT && now < CUT_AT) {
      proxy.cut();
      before = (await recordsOf()).length;
    }
    if (at >= MENDED_AT && now < MENDED_AT) {
      expect(await recordsOf()).toHaveLength(before);
      proxy.mend();
    }
    now = Math.max(now, at);
  });
  const { pathname, hash } = new URL(server.playerUrl);
  await page.goto(`${proxy.url}${pathname}${hash}`);
  await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

  const range = `from=${HOUR_AT}&to=${HOUR_AT + CUT_HOURS * HOUR_MS}`;
  const accounts = async () =>
    z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
  await expect
    .poll(async () => (await accounts()).every(({ open, due, shown }) => open === 0 && shown === due), {
      timeout: 120_000,
    })
    .toBe(true);
  for (const account of await accounts()) expect(account).toMatchObject({ missed: 0, extra: 0 });
  const records = await recordsOf();
  const places = records.map(({ key, boot, seq }) => `${key} ${boot} ${seq}`);
  expect(new Set(places).size).toBe(places.length);
  // One boot, no hole: whatever was written arrived.
  const seqs = records.map(({ seq }) => seq).toSorted((a, b) => a - b);
  expect(seqs).toEqual(seqs.map((_, index) => index));
  expect(records.filter(({ type }) => type === 'boot')).toHaveLength(1);
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 3_600_000);
