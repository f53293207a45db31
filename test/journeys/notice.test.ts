// A notice in the real player page, by a stepping clock: it is the very next picture on the wall, ends while the line is
// cut, and the hour names it as the reason of what it took and could not give back.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InterruptionOrdered, InterruptionView } from '../../content/model/api/urgent.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { writePage } from '../player/page-bundle.ts';
import { countDifferingPixels } from '../console/pixels.ts';
import { launchChromium } from '../support/chromium.ts';
import { readRecords } from '../support/ledger-records.ts';
import { SCREEN } from '../support/people.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';

/** 24/11/2026 08:10 in Asia/Ho_Chi_Minh. */
const START_AT = Date.UTC(2026, 10, 24, 1, 10);
const HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const ORDER_AT = HOUR_AT + 20 * MINUTE_MS;
const END_AT = HOUR_AT + HOUR_MS + MINUTE_MS;
const MINUTES = 35;
const WithId = z.looseObject({ id: z.string() });

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('a notice on the roundabout screen', () => {
  it('is the next picture, ends off line, and stands in the account of the hour', async () => {
    await using pages = await temporaryFolder();
    await writePage(pages.path, 'stepping-page.ts');
    let nowMs = START_AT;
    const events: { readonly at: number; readonly happen: () => Promise<void> }[] = [];
    await using server = await startTestServer({
      now: () => Math.round(nowMs),
      pages: { player: pages.path, console: join(root, 'dist/console-page') },
    });
    const admin = await server.asAdmin();
    const ask = async <T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> => {
      const response = await admin(path, init);
      if (!response.ok) throw new Error(await response.text());
      return schema.parse(await response.json());
    };
    const policy = { ownWork: true, typedNoticeBySecond: true, mostNoticeMinutes: 60 };
    await ask(z.unknown(), '/api/approval-policy', { ...postJson(policy), method: 'PUT' });
    const draft = {
      title: 'Bão gần bờ',
      category: 'announcement',
      purpose: 'notice',
      content: { kind: 'slogan', text: 'Bão số 5 sắp đổ bộ. Bà con hãy ở trong nhà.' },
      durationMs: 30_000,
      grounds: { document: '', department: '', validUntil: null },
    };
    const notice = await ask(WithId, '/api/items', postJson(draft));
    await ask(WithId, `/api/items/${notice.id}/submission`, postJson({ version: 1 }));
    await ask(z.unknown(), `/api/items/${notice.id}/approval`, postJson({ version: 1 }));

    await using browser = await launchChromium();
    const context = await browser.newContext({ viewport: { width: 640, height: 384 } });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.exposeFunction('timeOfTest', () => ({ startAt: nowMs, untilAt: END_AT }));
    await page.exposeFunction('tellTime', async (at: number) => {
      const [event] = events;
      if (event !== undefined && at >= event.at) {
        events.shift();
        // The page is about to look again: it happens just before.
        nowMs = Math.max(nowMs, at - SECOND_MS / 2);
        await event.happen();
      }
      nowMs = Math.max(nowMs, at);
    });
    const readViews = () => ask(z.array(InterruptionView), '/api/interruptions');
    const stateNow = async () => (await readViews())[0]?.screens[0]?.state;
    let shown: Buffer | undefined;
    events.push(
      {
        at: ORDER_AT,
        happen: async () => {
          const wish = { itemId: notice.id, screenIds: null, minutes: MINUTES, from: null, document: null };
          await ask(InterruptionOrdered, '/api/notices', postJson(wish));
          await expect.poll(stateNow, { timeout: 60_000 }).toBe('received');
        },
      },
      {
        at: ORDER_AT + 5 * MINUTE_MS,
        happen: async () => {
          shown = await page.screenshot();
          await expect.poll(stateNow, { timeout: 60_000 }).toBe('on_screen');
          await context.setOffline(true);
        },
      },
      {
        at: ORDER_AT + (MINUTES + 2) * MINUTE_MS,
        happen: async () => {
          await context.setOffline(false);
          await expect.poll(stateNow, { timeout: 60_000 }).toBe('ended');
        },
      },
    );
    await page.goto(server.playerUrl);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

    const [view] = await readViews();
    const picture = await admin(`/assets/${view?.picture?.sha256}`);
    const wanted = PNG.sync.read(Buffer.from(await picture.arrayBuffer()));
    if (shown === undefined) throw new Error('no screenshot');
    expect(countDifferingPixels(PNG.sync.read(shown), wanted, 1, { x: 0, y: 0 })).toBe(0);

    const receipts = view?.screens[0]?.receipts ?? [];
    expect(receipts.map(({ state }) => state)).toEqual(['received', 'on_screen', 'ended']);
    const [, began, ended] = receipts.map(({ at }) => at ?? 0);
    const { from = 0, until = 0 } = view ?? {};
    expect((began ?? 0) - from).toBeLessThanOrEqual(SECOND_MS);
    // Off line since minutes: nobody told it to end.
    expect(Math.abs((ended ?? 0) - until)).toBeLessThanOrEqual(SECOND_MS);

    const range = `from=${HOUR_AT}&to=${HOUR_AT + HOUR_MS}`;
    const readAccounts = () => ask(z.array(HourAccount), `/api/screens/${SCREEN}/hours?${range}`);
    await expect
      .poll(async () => (await readAccounts()).every(({ open }) => open === 0), { timeout: 60_000 })
      .toBe(true);
    const accounts = await readAccounts();
    const reasons = accounts.flatMap(({ missing }) => missing.map(({ reason }) => reason));
    expect(new Set(reasons)).toEqual(new Set(['notice']));
    expect(accounts.reduce((sum, { madeGood }) => sum + madeGood, 0)).toBeGreaterThan(0);

    const records = await readRecords(admin, { from: HOUR_AT, to: HOUR_AT + HOUR_MS });
    const begunSeq = records.find(({ type }) => type === 'interruption')?.seq ?? 0;
    const before = records.findLast(({ type, seq }) => type === 'play' && seq < begunSeq);
    // Nothing else came on the wall in between.
    expect(before?.seq).toBe(begunSeq - 1);
    expect(faults).toEqual([]);
  }, 600_000);
});
