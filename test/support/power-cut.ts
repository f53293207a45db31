// The story of a power cut in the middle of a showing, told by a stepping clock on the city's own content: cut, back half
// a minute later with the server still away, server back a quarter of an hour after that, and what must stand in the end.

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { HourAccount } from '../../content/model/hour-account.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { readRecords } from './ledger-records.ts';
import { postJson, type TestFetch, type TestServer } from './server.ts';
import type { Wire } from './wire.ts';

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

/** Hash of what stands on the canvas. */
async function pixelsOn(page: Page): Promise<string> {
  return await page.evaluate(async () => {
    const canvas = document.querySelector<HTMLCanvasElement>('#led');
    const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
    const digest = await crypto.subtle.digest('SHA-256', data ?? new Uint8ClampedArray());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
}

export class PowerCut {
  nowMs: Instant = START_AT;
  #look: { at: number; pixels: string } | null = null;

  /** Three items are approved, as the account of the hour expects. */
  async prepare(server: TestServer): Promise<TestFetch> {
    const admin = await server.asAdmin();
    await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    return admin;
  }

  async playUntilCut(page: Page, url: string, wire: Wire): Promise<void> {
    await this.#play(page, url, { startAt: START_AT, untilAt: CUT_AT }, wire);
  }

  async playOn(page: Page, url: string, wire: Wire): Promise<void> {
    this.nowMs = BACK_AT;
    await this.#play(page, url, { startAt: BACK_AT, untilAt: END_AT }, wire);
  }

  /** The hour is whole, one showing of it made good; one record tells of the cut; what was seen is what is written. */
  async expectWholeHour(admin: TestFetch): Promise<void> {
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

    const records = await readRecords(admin, { from: HOUR_AT, to: HOUR_AT + HOUR_MS });
    const interrupted = records.filter((record) => record.type === 'play' && record.end === 'interrupted');
    expect(interrupted).toHaveLength(1);
    const boots = records.filter((record) => record.type === 'boot');
    expect(boots.at(-1)?.previous).not.toBeNull();
    const { at, pixels } = this.#look ?? { at: 0, pixels: '' };
    const onThen = records.filter(
      (record) =>
        record.type === 'play' && record.at !== null && record.at <= at && at < record.at + record.shownMs,
    );
    expect(onThen).toMatchObject([{ pixels, boot: boots.at(-1)?.boot }]);
  }

  async expectVerified({ dataDir }: TestServer): Promise<void> {
    await expect(
      verifyLog(join(dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
    ).resolves.toMatchObject({ ok: true });
  }

  /** Steps until `untilAt`, where the page stands still. */
  async #play(
    page: Page,
    url: string,
    time: { readonly startAt: Instant; readonly untilAt: Instant },
    wire: Wire,
  ): Promise<void> {
    await page.exposeFunction('timeOfTest', () => time);
    await page.exposeFunction('tellTime', async (at: number) => {
      if (this.#look === null && at >= LOOK_AT) this.#look = { at: this.nowMs, pixels: await pixelsOn(page) };
      if (at >= SERVER_BACK_AT && this.nowMs < SERVER_BACK_AT) await wire.plug();
      this.nowMs = Math.max(this.nowMs, at);
    });
    await page.goto(url);
    await page.waitForFunction(() => window.isOver, undefined, { timeout: 0 });
  }
}
