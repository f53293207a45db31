// The composer in Chromium against a real server: the preview is the server's bytes at any zoom, every part of a slogan
// and a service can be written, and what comes from old Word files is told and changed by a click only.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PNG } from 'pngjs';
import { z } from 'zod';
import { ROUTES } from '../../content/model/api.ts';
import { PlaylistView } from '../../content/model/api/playlists.ts';
import { encodeLegacy } from '../../content/model/legacy-encoding.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';
import { openPage, signIn } from './console-page.ts';
import { countDifferingPixels } from './pixels.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

let built: BuiltPages;
let browser: Browser;
let server: TestServer;
let ask: TestFetch;

beforeAll(async () => {
  built = await builtPages();
  browser = await launchOfficeChromium();
  server = await startTestServer({ pages: built });
  ask = await server.asAdmin();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await browser.close();
});

async function openComposer(pixelRatio = 1) {
  const opened = await openPage(browser, `${server.url}/`, { pixelRatio, width: 1600, height: 1400 });
  const { page } = opened;
  await signIn(page, ADMIN);
  await page.getByRole('link', { name: 'Nội dung', exact: true }).first().waitFor();
  await page.goto(`${server.url}/noi-dung/moi`);
  await page.getByLabel('Lời trên màn hình').waitFor();
  return opened;
}

const LIST = 'Tuyên truyền cải cách hành chính';
const TEXT = 'Chung tay xây dựng Ngã Bảy văn minh';

/** What the server answers for the same words. */
async function drawn(content: object) {
  const response = await ask('/api/previews', postJson({ content, durationMs: 15_000 }));
  const { renditions, findings } = ROUTES.previewItem.reply.parse(await response.json());
  const [rendition] = renditions;
  if (rendition === undefined) throw new Error('nothing drawn');
  return { rendition, findings };
}

async function pictureOf(sha256: string): Promise<PNG> {
  const response = await ask(`/assets/${sha256}`);
  return PNG.sync.read(Buffer.from(await response.arrayBuffer()));
}

/** SHA-256 of the pixels in the preview's canvas, as the browser has them. */
async function shownPixels(page: Page): Promise<string> {
  return await page.locator('canvas').evaluate(async (canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const context = canvas.getContext('2d');
    const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', pixels.buffer));
    return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
}

it.each([1, 1.25, 2])(
  'shows, while one types, the very pixels that the server drew, at %f device pixels',
  async (pixelRatio) => {
    await using opened = await openComposer(pixelRatio);
    const { page, complaints } = opened;
    await page.getByLabel('Lời trên màn hình').fill(TEXT);
    const { rendition } = await drawn({ kind: 'slogan', text: TEXT });
    await expect.poll(() => shownPixels(page), { timeout: 15_000 }).toBe(rendition.pixelsSha256);
    await page.getByText('Đọc được trên mọi màn hình.').waitFor();
    await page.getByText('đúng như trên màn hình.').waitFor();
    const canvas = page.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const box = await canvas.boundingBox();
    const near = { x: (box?.x ?? 0) * pixelRatio, y: (box?.y ?? 0) * pixelRatio };
    const screenshot = PNG.sync.read(await page.screenshot());
    const sent = await pictureOf(rendition.picture.sha256);
    const k = Math.round(((box?.width ?? 0) * pixelRatio) / sent.width);
    expect(k).toBeGreaterThanOrEqual(1);
    expect(countDifferingPixels(screenshot, sent, k, near)).toBe(0);
    expect(complaints.filter((text) => !text.includes('willReadFrequently'))).toEqual([]);
  },
);

it('writes a design, a mandate and pages into the draft, each design shown as the picture it makes', async () => {
  await using opened = await openComposer();
  const { page } = opened;
  await page.getByLabel('Lời trên màn hình').fill(TEXT);
  await page.getByRole('button', { name: 'Chọn mẫu' }).click();
  const card = page.locator('[data-template=xanh-la]');
  const { rendition } = await drawn({ kind: 'slogan', text: TEXT, template: 'xanh-la' });
  await card.locator(`img[src*="${rendition.picture.sha256}"]`).waitFor();
  await card.getByRole('radio').check();
  await expect.poll(() => shownPixels(page), { timeout: 15_000 }).toBe(rendition.pixelsSha256);

  const long = Array.from({ length: 12 }, () => 'chung tay').join(' ');
  await page.getByLabel('Lời trên màn hình').fill(long);
  await page.getByText('Hãy rút ngắn, trừ khi phải đưa nguyên văn.').waitFor();
  await page.getByLabel('Nguyên văn theo văn bản số').fill('12/CV-UBND');
  await page.getByText('Giữ nguyên văn theo văn bản số 12/CV-UBND').waitFor();
  await page.getByLabel('Lời dài thì chia thành nhiều hình nối tiếp').check();
  await page.getByRole('button', { name: 'Lưu nháp' }).click();
  await page.waitForURL(/noi-dung\/nd-/);
  const id = page.url().split('/').at(-1) ?? '';
  const file = await (await ask(`/api/items/${id}`)).json();
  expect(file.versions[0].content).toEqual({
    kind: 'slogan',
    text: long,
    template: 'xanh-la',
    verbatim: '12/CV-UBND',
    paged: true,
  });
});

it('takes the chosen list along to the page of the saved item, and offers it to no other new one', async () => {
  await using opened = await openComposer();
  const { page } = opened;
  const list = page.getByRole('combobox', { name: 'Đưa vào danh sách phát' });
  await page.getByLabel('Lời trên màn hình').fill('Ngã Bảy sạch và xanh');
  await list.click();
  await page.getByRole('option', { name: LIST }).click();
  await page.getByRole('button', { name: 'Lưu nháp' }).click();
  await page.waitForURL(/noi-dung\/nd-/);
  await page.getByRole('heading', { name: 'Ngã Bảy sạch và xanh' }).waitFor();
  expect(await list.inputValue()).toBe(LIST);
  const address = page.url();
  await page.goto(`${server.url}/noi-dung/moi`);
  await page.getByLabel('Lời trên màn hình').waitFor();
  expect(await list.inputValue()).toBe('');

  await page.goto(address);
  await expect.poll(() => list.inputValue(), { timeout: 15_000 }).toBe(LIST);
  await page.getByRole('button', { name: 'Gửi duyệt' }).click();
  await page.getByText('Đã gửi duyệt.').waitFor();
  expect(await list.inputValue()).toBe('');
  const lists = z.array(PlaylistView).parse(await (await ask('/api/playlists')).json());
  expect(lists.find(({ name }) => name === LIST)?.itemIds).toContain(address.split('/').at(-1));

  const link = await page.getByLabel('Liên kết gửi người duyệt').inputValue();
  await page.goto(link);
  const card = page.getByRole('article', { name: 'Ngã Bảy sạch và xanh' });
  await expect.poll(() => card.evaluate((one) => one === document.activeElement)).toBe(true);
});

it('says on the page of the saved item why a new one could not be sent for approval', async () => {
  await using opened = await openComposer();
  const { page } = opened;
  await page.route('**/api/items/*/submission', (route) => route.abort());
  await page.getByLabel('Lời trên màn hình').fill('Không vứt rác xuống kênh');
  await page.getByRole('button', { name: 'Gửi duyệt' }).click();
  await page.waitForURL(/noi-dung\/nd-/);
  await page.getByText('Đã lưu nháp nhưng chưa gửi duyệt được.').waitFor();
  await page.getByText('Chưa gửi được tới máy chủ vì mất kết nối.').waitFor();
});

it('has the words again when somebody goes to another form and back', async () => {
  await using opened = await openComposer();
  const { page } = opened;
  const turnTo = async (form: string) => {
    await page.getByRole('combobox', { name: 'Dạng' }).click();
    await page.getByRole('option', { name: form }).click();
  };
  await page.getByLabel('Lời trên màn hình').fill(TEXT);
  await turnTo('Dịch vụ công');
  await page.getByLabel('Tên dịch vụ').fill('Đăng ký khai sinh');
  await turnTo('Khẩu hiệu');
  expect(await page.getByLabel('Lời trên màn hình').inputValue()).toBe(TEXT);
  await turnTo('Dịch vụ công');
  expect(await page.getByLabel('Tên dịch vụ').inputValue()).toBe('Đăng ký khai sinh');
});

it('takes a logo and a telephone number, the number only with who called it and when', async () => {
  await using opened = await openComposer();
  const { page } = opened;
  await page.getByLabel('Lời trên màn hình').fill(TEXT);
  await page.getByRole('button', { name: 'Thêm', exact: true }).click();
  const logo = new PNG({ width: 64, height: 64 });
  logo.data.fill(255);
  await page.setInputFiles('input[type=file][multiple]', {
    name: 'logo.png',
    mimeType: 'image/png',
    buffer: PNG.sync.write(logo),
  });
  await page.getByRole('img', { name: 'Biểu trưng' }).waitFor();
  await page.getByRole('button', { name: 'Bỏ', exact: true }).click();
  expect(await page.getByRole('img', { name: 'Biểu trưng' }).count()).toBe(0);

  await page.getByRole('combobox', { name: 'Dạng' }).click();
  await page.getByRole('option', { name: 'Dịch vụ công' }).click();
  await page.getByLabel('Tên dịch vụ').fill('Đăng ký khai sinh');
  const save = page.getByRole('button', { name: 'Lưu nháp' });
  expect(await save.isEnabled()).toBe(true);
  await page.getByLabel('Số điện thoại', { exact: true }).fill('0293 3867 000');
  expect(await save.isDisabled()).toBe(true);
  await page.getByLabel('Người gọi kiểm tra').fill('Trần Thị Lan');
  await page.getByLabel('Ngày gọi kiểm tra').fill('20/11/2026');
  await save.click();
  await page.waitForURL(/noi-dung\/nd-/);
  const file = await (await ask(`/api/items/${page.url().split('/').at(-1)}`)).json();
  expect(file.versions[0].content.hotline).toEqual({
    number: '0293 3867 000',
    verifiedBy: 'Trần Thị Lan',
    verifiedOn: '2026-11-20',
  });
});

/** As Word puts it on the clipboard: HTML with its fonts beside the plain text. */
async function paste(page: Page, html: string, plain: string): Promise<void> {
  await page.getByLabel('Lời trên màn hình').evaluate(
    (field, [asHtml, asText]) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/html', asHtml ?? '');
      clipboardData.setData('text/plain', asText ?? '');
      field.focus();
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      document.execCommand('insertText', false, asText);
    },
    [html, plain],
  );
}

it.each([
  [
    '.VnTime',
    'TCVN3',
    false,
    (text: string) => `<p><span style="font-family:&quot;.VnTime&quot;">${text}</span></p>`,
  ],
  ['.VnTimeH', 'TCVN3', true, (text: string) => `<p><font face=".VnTimeH">${text}</font></p>`],
  [
    'VNI-Times',
    'VNI',
    false,
    (text: string) =>
      `<style><!-- p.MsoNormal { mso-style-parent:""; font-family: "VNI-Times", serif; } --></style><p class=MsoNormal>${text}</p>`,
  ],
] as const)(
  'tells that text pasted in %s is of an old encoding, and changes it by a click only',
  async (font, encoding, capitals, htmlOf) => {
    await using opened = await openComposer();
    const { page } = opened;
    const words = capitals ? 'NỤ CƯỜI CÔNG SỞ' : 'Nụ cười công sở';
    const legacy = encodeLegacy(words, encoding, capitals);
    await paste(page, htmlOf(legacy), legacy);
    const field = page.getByLabel('Lời trên màn hình');
    await page.getByText(`Chữ dán từ phông cũ ${font}: “${legacy}” là “${words}”.`).waitFor();
    expect(await field.inputValue()).toBe(legacy);
    await page.getByRole('button', { name: 'Chuyển' }).click();
    expect(await field.inputValue()).toBe(words);
    expect(await page.getByText('Chữ dán từ phông cũ').count()).toBe(0);
  },
);
