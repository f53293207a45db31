// Màn hình in Chromium with the real server: change a screen and see it published, add one whose pictures wait, and hear
// in words that a code is not on any wall.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { openPage, signIn } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer, type TestServer } from '../support/server.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

let pages: BuiltPages;
let browser: Browser & AsyncDisposable;
let server: TestServer;

beforeAll(async () => {
  pages = await builtPages();
  browser = await launchOfficeChromium();
  server = await startTestServer({ pages });
  await server.asAdmin();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

describe('the page of screens', () => {
  it('publishes a changed screen, keeps a new one waiting, and explains a wrong code', async () => {
    await using opened = await openPage(browser, `${server.url}/man-hinh`);
    const { page, complaints } = opened;
    await signIn(page, ADMIN);

    await page.getByLabel('Tên màn hình').fill('Màn hình LED vòng xoay');
    await page.getByRole('button', { name: 'Lưu và phát từ phút tới' }).click();
    await page.getByText(/Đã lưu: bản lịch phát số 2/).waitFor();
    await page.getByRole('tab', { name: 'Màn hình LED vòng xoay' }).waitFor();

    await page.getByRole('button', { name: 'Thêm màn hình' }).first().click();
    await page.getByLabel('Tên màn hình').fill('Cầu Ngã Bảy');
    await page.getByRole('button', { name: 'Thêm màn hình' }).last().click();
    await page.getByRole('tab', { name: 'Cầu Ngã Bảy' }).waitFor();
    expect(complaints).toEqual([]);

    await page.getByLabel('Mã trên màn hình').fill('KXN7-QF4M');
    await page.getByRole('button', { name: 'Ghép máy', exact: true }).click();
    await page.getByText('Mã ghép màn hình không đúng hoặc đã hết hạn. Hãy lấy mã mới.').waitFor();
  });
});
