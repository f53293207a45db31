// The store of files in Chromium, against a real server: pictures and films in, bad files answered in words, the very
// pixels on every screen in three views, many slogans looked at, space told.

import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer, type TestServer } from '../support/server.ts';
import { openPage, signIn } from './console-page.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

let built: BuiltPages;
let browser: Browser;
let server: TestServer;

beforeAll(async () => {
  built = await builtPages();
  browser = await launchOfficeChromium();
  server = await startTestServer({ pages: built });
  await server.asAdmin();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await browser.close();
});

const CHOOSER = 'input[type=file][multiple]';

async function openFiles() {
  const opened = await openPage(browser, `${server.url}/#/`);
  const { page } = opened;
  await signIn(page, ADMIN);
  await page.getByRole('link', { name: 'Kho tệp' }).click();
  await page.getByRole('heading', { name: 'Thêm ảnh, video' }).waitFor();
  return opened;
}

/** Pixels of the first canvas, as the browser has them. */
async function canvasOf(page: Page) {
  return await page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) throw new Error('no canvas');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const at = (x: number, y: number) => [
      ...data.subarray((y * canvas.width + x) * 4, (y * canvas.width + x) * 4 + 4),
    ];
    return {
      width: canvas.width,
      height: canvas.height,
      cssWidth: canvas.getBoundingClientRect().width,
      corner: at(0, 0),
      middle: at(canvas.width >> 1, canvas.height >> 1),
    };
  });
}

it('takes several files at once, shows the newest on every screen, and answers bad ones in words', async () => {
  await using opened = await openFiles();
  const { page, complaints } = opened;
  const picture = await sharp({ create: { width: 640, height: 384, channels: 3, background: '#c02040' } })
    .png()
    .toBuffer();
  await page.setInputFiles(CHOOSER, [
    { name: 'anh.png', mimeType: 'image/png', buffer: picture },
    { name: 'thong-bao.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') },
  ]);
  await page.getByText('Đã nhận, 640 × 384 điểm ảnh.').waitFor();
  await page.getByText('Đây là tệp PDF, không phải ảnh.').waitFor();
  await page.getByRole('heading', { name: 'Xem trên các màn hình' }).waitFor();
  await page.getByText('đúng như trên màn hình.').waitFor();
  await expect.poll(async () => (await canvasOf(page)).middle).toEqual([0xc0, 0x20, 0x40, 255]);
  expect(await canvasOf(page)).toMatchObject({ width: 640, height: 384 });

  await page.getByText('Nhìn từ xa').click();
  await page.getByText('Cỡ hình khi đứng cách 40 m').waitFor();
  // 6.4 m seen from 40 m, at a desk 60 cm from 96 dots an inch.
  await expect.poll(async () => (await canvasOf(page)).cssWidth).toBeCloseTo(363, 0);

  await page.getByText('Bóng LED').click();
  await page.getByText('Mô phỏng bóng LED').waitFor();
  await expect.poll(async () => (await canvasOf(page)).width % 640).toBe(0);
  expect((await canvasOf(page)).width).toBeGreaterThanOrEqual(640 * 3);
  // Between the dots the panel is black: only a dot's soft edge may reach there.
  expect((await canvasOf(page)).corner[3]).toBeLessThan(64);
  expect(complaints.filter((text) => !/422|willReadFrequently/.test(text))).toEqual([]);
});

it('draws the poster of a film itself and plays it in the preview', async () => {
  await using opened = await openFiles();
  const { page } = opened;
  await page.setInputFiles(
    CHOOSER,
    fileURLToPath(new URL('../server/studio/films/plain.webm', import.meta.url)),
  );
  await page.getByText('Đã nhận, 64 × 32 điểm ảnh.').waitFor();
  await page.getByText('Tiếng của video sẽ không phát').waitFor();
  await page.getByText('Video không được phép trên màn hình này').waitFor();
  expect(await page.getByText('chưa có hình đại diện').count()).toBe(0);
  const before = (await canvasOf(page)).middle.join();
  await expect.poll(async () => (await canvasOf(page)).middle.join(), { timeout: 15_000 }).not.toBe(before);
});

it('looks at pasted slogans, makes drafts of the chosen ones, and tells the space', async () => {
  await using opened = await openFiles();
  const { page } = opened;
  await page
    .getByLabel('Các khẩu hiệu')
    .fill('Chung tay vì môi trường\nNụ cười công sở\nĐăng nhập bằng VNEID');
  await page.getByRole('button', { name: 'Xem thử' }).click();
  await page.getByText('2 trong 3 dòng dùng được.').waitFor();
  await page.getByText('Tên ứng dụng định danh điện tử viết là “VNeID”.').waitFor();
  const states = await page
    .locator('[data-state]')
    .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-state')));
  expect(states).toEqual(['ready', 'duplicate', 'warned']);
  await page.getByLabel('Số văn bản của các dòng này').fill('15/KH-UBND');
  await page.getByRole('button', { name: 'Tạo 2 bản nháp' }).click();
  await page.getByText('Đã tạo 2 bản nháp, bỏ qua 0 dòng đã có.').waitFor();
  await page.getByRole('link', { name: 'Chung tay vì môi trường' }).click();
  await page.getByRole('heading', { name: 'Chung tay vì môi trường' }).waitFor();
  expect(await page.getByLabel('Số văn bản', { exact: true }).inputValue()).toBe('15/KH-UBND');
  await page.getByRole('link', { name: 'Kho tệp' }).click();
  await page.locator('[data-pile=published]').getByText('Đã từng lên màn hình').waitFor();
});
