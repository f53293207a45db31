// What the console says when something is wrong: with a screen, above every page; with its own line to the server, and
// what becomes of a form that is saved meanwhile. Against a real server.

import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { openAlertBook } from '../../server/library/alert-book.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { openPage, signIn } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer, type TestServer } from '../support/server.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

const SCREEN = 'vong-xoay-trung-tam';
const SINCE = Date.now() - 20 * 60_000;

let pages: BuiltPages;
let browser: Browser & AsyncDisposable;
let server: TestServer;

beforeAll(async () => {
  pages = await builtPages();
  browser = await launchOfficeChromium();
  server = await startTestServer({
    pages,
    prepare: async (dataDir) => {
      const book = await openAlertBook(`${dataDir}/documents/alerts.json`, nodeDisk, createLogger('silent'));
      // Of an hour: the first look of the chores leaves it alone, where a screen without a player has lost no connection.
      const hour = { from: SINCE, to: SINCE + 86_400_000, missed: 2, due: 20, titles: ['Mừng Đảng'] };
      const text = 'Màn hình LED vòng xoay trung tâm: giờ này chắc chắn thiếu 2 trên 20 lượt.';
      await book.tell(
        [{ kind: 'hour_lost', screenId: SCREEN, since: SINCE, hour }],
        [{ kind: 'hour_lost', text, facts: {} }],
        SINCE,
      );
      await book.close();
    },
  });
  await server.asAdmin();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

async function enter(page: Page): Promise<void> {
  await signIn(page, ADMIN);
  await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
}

describe('an alert', () => {
  it('stands above every page but the first, and is sent where the administrator says and can be tried', async () => {
    const got: string[] = [];
    const http = createServer((request, response) => {
      got.push(String(request.headers['x-vongxoay-signature']));
      response.writeHead(204).end();
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = `http://127.0.0.1:${(http.address() as AddressInfo).port}/tin`;

    await using opened = await openPage(browser, `${server.url}/cai-dat`);
    const { page } = opened;
    await enter(page);
    await page.getByRole('link', { name: /Cảnh báo \(1\): .*: giờ này chắc chắn thiếu\./ }).waitFor();
    const panel = page.getByRole('region', { name: 'Cảnh báo', exact: true });
    await panel.getByText('giờ này chắc chắn thiếu 2 trên 20 lượt').waitFor();
    await panel.getByText('Chưa gửi đi đâu ngoài các trang này.').waitFor();
    await panel.getByRole('button', { name: 'Đặt nơi nhận' }).click();
    await panel.getByRole('button', { name: 'Lưu nơi nhận' }).click();
    await panel.getByText('Khóa cần ít nhất 16 ký tự.', { exact: true }).waitFor();
    await panel.getByLabel('Địa chỉ nhận').fill(address);
    await panel.getByRole('button', { name: 'Tạo khóa' }).click();
    const secret = await panel.getByLabel('Khóa bí mật', { exact: true }).inputValue();
    expect(secret).toMatch(/^[0-9a-f]{48}$/);
    await panel.getByRole('button', { name: 'Lưu nơi nhận' }).click();
    await panel.getByText(`Đang gửi tới ${new URL(address).origin}.`).waitFor();
    await panel.getByRole('button', { name: 'Gửi thử' }).click();
    await panel.getByText('Nơi nhận đã nhận tin gửi thử.').waitFor();
    expect(got).toHaveLength(1);
    expect(await page.content()).not.toContain(secret);
    const folder = process.env['PICTURES'];
    if (folder !== undefined) await page.screenshot({ path: `${folder}/alerts.png`, fullPage: true });

    http.closeAllConnections();
    http.close();
    await panel.getByRole('button', { name: 'Gửi thử' }).click();
    await panel.getByText(/Nơi nhận không trả lời\./).waitFor();
    await page.getByRole('link', { name: 'Tổng quan', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: /vòng xoay/ }).waitFor();
    expect(await page.getByText('Cảnh báo (1):').count()).toBe(0);
  }, 90_000);
});

describe('a lost line', () => {
  const FORMS = [
    { name: 'an item', address: '/noi-dung/bon-tai-cho', label: 'Đơn vị đề nghị', save: 'Lưu nháp' },
    { name: 'a screen', address: '/man-hinh', label: 'Tên màn hình', save: 'Lưu và phát từ phút tới' },
    { name: 'the office', address: '/cai-dat', label: 'Đơn vị cấp trên', save: 'Lưu tên đơn vị' },
  ] as const;

  it('is told with what still works; saving meanwhile loses nothing, says what to do, and works when it is back', async () => {
    await using opened = await openPage(browser, `${server.url}/`);
    const { page } = opened;
    await enter(page);
    for (const [index, { name, address, label, save }] of FORMS.entries()) {
      await page.goto(`${server.url}${address}`);
      const field = page.getByLabel(label).first();
      await field.fill(`Gõ trước khi mất mạng ${index}`);
      await page.context().setOffline(true);
      const button = page.getByRole('button', { name: save }).first();
      await button.click();
      await page
        .getByText(/^Chưa gửi được tới máy chủ vì mất kết nối\. Những gì bạn đã gõ/)
        .first()
        .waitFor();
      expect([name, await field.inputValue()]).toEqual([name, `Gõ trước khi mất mạng ${index}`]);
      await page.context().setOffline(false);
      const answered = page.waitForResponse(
        (response) => response.request().method() !== 'GET' && response.ok(),
      );
      await button.click();
      await answered;
      await expect
        .poll(() => page.getByText(/^Chưa gửi được tới máy chủ/).count(), { message: name })
        .toBe(0);
    }
    await page.context().setOffline(true);
    await server.restart();
    await page
      .getByText(/Màn hình LED vẫn phát bản lịch đã nhận và tự ghi lại lượt phát\. Bạn vẫn xem được/)
      .waitFor();
    await page.context().setOffline(false);
    // It waits up to fifteen seconds between two attempts.
    await page.getByText('Đang nhận số liệu trực tiếp').waitFor({ timeout: 40_000 });
  }, 120_000);
});
