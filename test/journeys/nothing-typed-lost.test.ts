// Every form of the console, half filled, through what happens in an office: the session runs out, the server restarts,
// the network is gone, a colleague saves first. Not a word is lost.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Locator, Page } from 'playwright-core';
import { ItemFile } from '../../content/model/api/editing.ts';
import { ServerSettings } from '../../content/model/api/settings.ts';
import { type BuiltPage, buildConsole, openPage, signIn } from '../console/console-page.ts';
import { launchChromium } from '../support/chromium.ts';
import { ADMIN, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const WAITING = 'bon-tai-cho';

interface Form {
  readonly name: string;
  readonly address: string;
  /** What has to be clicked before the field is there. */
  readonly open?: (page: Page) => Promise<void>;
  readonly field: (page: Page) => Locator;
}

const region = (page: Page, name: string) => page.getByRole('region', { name });

const FORMS: readonly Form[] = [
  { name: 'a new item', address: '/noi-dung/moi', field: (page) => page.getByLabel('Tên gọi trong nội bộ') },
  { name: 'an item', address: `/noi-dung/${WAITING}`, field: (page) => page.getByLabel('Đơn vị đề nghị') },
  { name: 'a playlist', address: '/danh-sach-phat', field: (page) => page.getByLabel('Tên danh sách') },
  { name: 'a screen', address: '/man-hinh', field: (page) => page.getByLabel('Tên màn hình') },
  {
    name: 'the names of the office',
    address: '/cai-dat',
    field: (page) => page.getByLabel('Đơn vị cấp trên'),
  },
  { name: 'a handover', address: '/ban-giao', field: (page) => page.getByLabel('Ghi chú') },
  {
    name: 'a blackout',
    address: '/tin-khan',
    field: (page) => region(page, 'Tắt hình').getByLabel('Lý do'),
  },
  {
    name: 'a yield',
    address: '/tin-khan',
    field: (page) => region(page, 'Nhường màn hình').getByLabel('Nhường cho ai'),
  },
  {
    name: 'an order of suspension',
    address: '/tin-khan',
    field: (page) => region(page, 'Tạm dừng theo văn bản').getByLabel('Số văn bản'),
  },
  {
    name: 'an account',
    address: '/nguoi-dung',
    open: (page) => page.getByRole('button', { name: 'Thêm người' }).click(),
    field: (page) => page.getByRole('dialog').getByLabel('Họ tên'),
  },
  {
    name: 'the reason of a return',
    address: '/duyet',
    open: async (page) => {
      const field = page.getByLabel('Lý do trả lại');
      const returning = page.getByRole('button', { name: /^Trả lại: / });
      await field.or(returning).first().waitFor();
      if (!(await field.isVisible())) await returning.first().click();
    },
    field: (page) => page.getByLabel('Lý do trả lại'),
  },
];

let pages: BuiltPage;
let browser: Browser & AsyncDisposable;
let server: TestServer;
let call: TestFetch;

beforeAll(async () => {
  pages = await buildConsole();
  browser = await launchChromium();
  server = await startTestServer({ pages: { console: pages.folder, player: pages.folder } });
  call = await server.asAdmin();
  const file = ItemFile.parse(await (await call(`/api/items/${WAITING}`)).json());
  const version = file.versions.at(-1)?.version;
  expect((await call(`/api/items/${WAITING}/submission`, postJson({ version }))).ok).toBe(true);
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await pages[Symbol.asyncDispose]();
});

async function enter(page: Page): Promise<void> {
  await signIn(page, ADMIN);
  await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
}

async function goTo(page: Page, { address, open }: Form): Promise<void> {
  await page.goto(`${server.url}${address}`);
  await open?.(page);
}

describe('what was typed', () => {
  it('is in every form again after the session ran out and the server restarted, and after the network was gone', async () => {
    await using opened = await openPage(browser, `${server.url}/`);
    const { page } = opened;
    await enter(page);
    for (const [index, form] of FORMS.entries()) {
      await goTo(page, form);
      await form.field(page).fill(`Gõ dở ${index}`);
    }

    await page.context().clearCookies();
    await server.restart();
    await page.reload();
    await enter(page);
    for (const [index, form] of FORMS.entries()) {
      await goTo(page, form);
      await expect.poll(() => form.field(page).inputValue(), { message: form.name }).toBe(`Gõ dở ${index}`);
      await page.context().setOffline(true);
      await form.field(page).fill(`Gõ lúc mất mạng ${index}`);
      await page.context().setOffline(false);
    }
    for (const [index, form] of FORMS.entries()) {
      await goTo(page, form);
      await expect
        .poll(() => form.field(page).inputValue(), { message: form.name })
        .toBe(`Gõ lúc mất mạng ${index}`);
    }
  }, 180_000);

  it('stays beside what a colleague saved first, and can be saved on top of it', async () => {
    await using opened = await openPage(browser, `${server.url}/cai-dat`);
    const { page } = opened;
    await enter(page);
    const mine = page.getByLabel('Địa danh trong văn bản');
    await mine.fill('Ngã Bảy của tôi');

    const { organisation } = ServerSettings.parse(await (await call('/api/settings')).json());
    const before = organisation?.names ?? [];
    const names = before.map(({ capsName: _caps, untilDate, ...draft }) => ({
      ...draft,
      ...(untilDate === null ? { documentSymbol: 'BC-PHƯỜNG' } : {}),
    }));
    const put = { ...postJson({ before, names }), method: 'PUT' };
    expect((await call('/api/organisation', put)).ok).toBe(true);

    await page.getByRole('button', { name: 'Lưu tên đơn vị' }).click();
    await page.getByText('Có người vừa đổi tên đơn vị. Điều bạn gõ vẫn còn').waitFor();
    expect(await mine.inputValue()).toBe('Ngã Bảy của tôi');
    await page.getByRole('button', { name: 'Giữ bản của tôi để lưu' }).click();
    await page.getByRole('button', { name: 'Lưu tên đơn vị' }).click();
    await page.getByText('Đã lưu tên đơn vị.').waitFor();
  }, 60_000);
});
