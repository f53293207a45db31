// The main job in a browser, on the city's own content: two whole hours by a stepping clock, with a reload of the page
// in the first and a restart of the server in the second. Every item is counted ten times an hour, 360 s apart.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ItemView } from '../../content/model/api.ts';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { z } from 'zod';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { writePage } from '../player/page-bundle.ts';
import { launchChromium } from '../support/chromium.ts';
import { readRecords } from '../support/ledger-records.ts';
import { postJson, startTestServer, temporaryFolder } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
/** 24/11/2026 07:57 in Asia/Ho_Chi_Minh. */
const START_AT = Date.UTC(2026, 10, 24, 0, 57);
const FIRST_HOUR_AT = Date.UTC(2026, 10, 24, 1, 0);
const END_AT = FIRST_HOUR_AT + 2 * HOUR_MS + MINUTE_MS;
const FRAME_MS = 1000 / 60;

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The time of player and server alike; the page asks for each step, and waits while something happens first. */
class Journey {
  nowMs = START_AT;
  readonly #events: { readonly at: number; readonly happen: () => Promise<void> }[] = [];

  at(instant: number, happen: () => Promise<void>): void {
    this.#events.push({ at: instant, happen });
  }

  async step(at: number): Promise<void> {
    const [event] = this.#events;
    if (event !== undefined && at >= event.at) {
      this.#events.shift();
      await event.happen();
    }
    this.nowMs = Math.max(this.nowMs, at);
  }
}

describe('the roundabout screen', () => {
  it('shows each item ten times in each of two hours, through a reload and a server restart', async () => {
    await using pages = await temporaryFolder();
    await writePage(pages.path, 'stepping-page.ts');
    const journey = new Journey();
    await using server = await startTestServer({
      now: () => Math.round(journey.nowMs),
      pages: { player: pages.path, console: join(root, 'dist/console-page') },
    });
    const admin = await server.asAdmin();
    const items = z.array(ItemView).parse(await (await admin('/api/items')).json());
    const service = items.find(({ id }) => id === 'dich-vu-cong');
    expect(service).toMatchObject({ state: 'draft' });
    const accepted = await admin('/api/items/dich-vu-cong/approval', postJson({ version: service?.version }));
    expect(accepted.status).toBe(200);

    await using browser = await launchChromium();
    const page = await browser.newPage({ viewport: { width: 640, height: 384 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.exposeFunction('timeOfTest', () => ({ startAt: journey.nowMs, untilAt: END_AT }));
    await page.exposeFunction('tellTime', (at: number) => journey.step(at));
    journey.at(FIRST_HOUR_AT + 25 * MINUTE_MS, async () => {
      void page.reload();
      await new Promise(() => {});
    });
    journey.at(FIRST_HOUR_AT + HOUR_MS + 25 * MINUTE_MS, () => server.restart());
    await page.goto(server.playerUrl);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });

    const range = `from=${FIRST_HOUR_AT}&to=${FIRST_HOUR_AT + 2 * HOUR_MS}`;
    const readAccounts = async () =>
      z.array(HourAccount).parse(await (await admin(`/api/screens/${SCREEN}/hours?${range}`)).json());
    await expect
      .poll(async () => (await readAccounts()).every(({ open }) => open === 0), { timeout: 60_000 })
      .toBe(true);
    const accounts = await readAccounts();
    expect(accounts).toHaveLength(6);
    for (const account of accounts) {
      expect(account).toMatchObject({
        due: 10,
        shown: 10,
        madeGood: 0,
        missed: 0,
        missing: [],
        state: 'met',
      });
    }

    const records = await readRecords(admin, { from: FIRST_HOUR_AT, to: FIRST_HOUR_AT + 2 * HOUR_MS });
    const plays = records.flatMap((record) =>
      record.type === 'play' && record.slot !== null ? [record] : [],
    );
    expect(new Set(plays.map(({ boot }) => boot)).size).toBe(2);
    for (const account of new Set(accounts.map((each) => each.account))) {
      const starts = plays.filter(({ item }) => item === account).map(({ at }) => at ?? 0);
      expect(starts).toHaveLength(20);
      for (const [index, start] of starts.slice(1).entries()) {
        expect(Math.abs(start - (starts[index] ?? 0) - 360 * SECOND_MS)).toBeLessThanOrEqual(
          Math.ceil(FRAME_MS),
        );
      }
    }
    expect(faults).toEqual([]);
    await expect(
      verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
    ).resolves.toMatchObject({ ok: true });
  }, 600_000);
});
