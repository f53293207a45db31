// Flow (a), from the setup link to a slogan on the wall at the speed of hands: real server, real player and real console in Chromium, on the city's
// own content. The picture the console names is, pixel for pixel, the one that stands on the player.

import { PNG } from 'pngjs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { openPage } from '../console/console-page.ts';
import { countDifferingPixels } from '../console/pixels.ts';
import { type Actor, Hand } from '../support/hand.ts';
import { Keyboard, walkAround } from '../support/keyboard.ts';
import { ADMIN, startTestServer } from '../support/server.ts';
import { openOfficeSuite } from './office-suite.ts';

/** 24/11/2026 09:23:45 in Asia/Ho_Chi_Minh: the screen is open, and a new programme is 15 seconds away. */
const START_AT = Date.UTC(2026, 10, 24, 2, 23, 45);
const PATIENCE_MS = 90_000;
const LIMIT = { timeout: 5 * MINUTE_MS };

const suite = openOfficeSuite();

/** A fresh server, and the person at the office PC with the setup link. */
async function openFresh() {
  const shiftMs = START_AT - Date.now();
  const now = () => Date.now() + shiftMs;
  const server = await startTestServer({
    now,
    pages: suite.pages,
  });
  const address = `${server.url}/#/thiet-lap/${server.setupCode}`;
  const opened = await openPage(suite.browser, address, { serverNow: now });
  return {
    server,
    ...opened,
    async [Symbol.asyncDispose]() {
      await opened[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** From the setup link to the slogan on the wall; resolves to the page beside the wall. */
async function claimAndShow(page: Page, serverUrl: string, me: Actor): Promise<Page> {
  await me.type(page.getByLabel('Họ tên của bạn'), ADMIN.name);
  await me.type(page.getByLabel('Mật khẩu', { exact: true }), ADMIN.password);
  await me.type(page.getByLabel('Nhập lại mật khẩu'), ADMIN.password);
  await me.press(page.getByRole('button', { name: 'Tạo tài khoản và vào trang' }));
  await page.getByRole('heading', { name: 'Bắt đầu' }).waitFor();

  // The PC beside the wall opens the player's page, and appears by itself with its size.
  const player = await suite.browser.newPage({ viewport: { width: 640, height: 384 } });
  await player.goto(`${serverUrl}/player/`);
  await page.getByText('640 × 384 điểm ảnh').waitFor({ timeout: PATIENCE_MS });
  const code = player.locator('#pairing strong');
  await expect.poll(async () => await code.textContent(), { timeout: PATIENCE_MS }).toMatch(/-/);
  await me.type(page.getByLabel('Mã trên màn hình'), (await code.textContent()) ?? '');
  await me.press(page.getByRole('button', { name: 'Ghép máy' }));

  await me.press(page.getByRole('button', { name: /^Duyệt và phát: Dịch vụ công/ }));
  await page.getByText(/Đang phát trên Màn hình LED vòng xoay trung tâm/).waitFor({ timeout: PATIENCE_MS });
  return player;
}

describe('the first page with the real server and player', () => {
  it('claims, joins a player and approves the service card by keyboard alone', LIMIT, async () => {
    await using opened = await openFresh();
    const { page, server } = opened;
    const keyboard = new Keyboard();
    const player = await claimAndShow(page, server.url, keyboard);
    process.stdout.write(keyboard.cost.tell('flow (a) by keyboard, from the setup link to the wall'));
    expect(await walkAround(page)).toBeGreaterThan(15);
    expect(opened.complaints).toEqual([]);
    await player.context().close();
  });

  it('claims, joins a player, approves the service card and sees it come on screen', LIMIT, async () => {
    await using opened = await openFresh();
    const { page, server } = opened;
    const hand = new Hand();
    const player = await claimAndShow(page, server.url, hand);
    process.stdout.write(hand.cost.tell('flow (a) by hand, from the setup link to the wall'));
    expect(hand.cost.clicks).toBe(3);

    await page.getByRole('link', { name: 'Tổng quan' }).click();
    await page.getByText('Từ 09:2').first().waitFor({ timeout: PATIENCE_MS });
    await page.getByText(/^Khớp, sai số tối đa/).waitFor();
    await page.getByRole('heading', { name: 'Bản lịch phát số 2' }).waitFor();

    // Pictures change in between, and a clock card is finished by the player: one true meeting is enough.
    const live = page.getByRole('img', { name: /^Hình trên màn hình/ });
    const differingNow = async () => {
      const shown = PNG.sync.read(await player.screenshot());
      const asset = await fetch(new URL((await live.getAttribute('src')) ?? '', server.url));
      const sent = PNG.sync.read(Buffer.from(await asset.arrayBuffer()));
      return countDifferingPixels(shown, sent, 1, { x: 0, y: 0 });
    };
    await expect.poll(differingNow, { timeout: PATIENCE_MS, interval: 1_000 }).toBe(0);

    await page
      .getByText(/^09:2\d:\d\d$/)
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    await page.getByRole('link', { name: 'Kết quả phát', exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByRole('button', { name: 'Tải về' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('ket-qua-phat_vong-xoay-trung-tam_2026-11-01_2026-11-30.xlsx');
    expect(opened.complaints).toEqual([]);
    await player.context().close();
  });
});
