// Danh sách phát in Chromium with the real server: put in order by step and by number, tried out before saving, saved and
// published; what somebody else saved in between, and a session that ended, cost nothing that was typed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { PlaylistView, SavedPlaylist } from '../../content/model/api/playlists.ts';
import { openPage, signIn } from '../console/console-page.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

const PLAYLIST = 'Tuyên truyền cải cách hành chính';
const SLOGANS = [
  'Khẩu hiệu: sự hài lòng của tổ chức, cá nhân',
  'Khẩu hiệu: giải quyết sớm thủ tục hành chính',
];

let pages: BuiltPages;
let browser: Browser & AsyncDisposable;
let server: TestServer;
let call: TestFetch;

beforeAll(async () => {
  pages = await builtPages();
  browser = await launchOfficeChromium();
  server = await startTestServer({ pages });
  call = await server.asAdmin();
});
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** The editor of the city's playlist, open in a browser that has just signed in. */
async function openEditor() {
  const opened = await openPage(browser, `${server.url}/danh-sach-phat`);
  await signIn(opened.page, ADMIN);
  await opened.page.getByRole('heading', { name: PLAYLIST }).waitFor();
  return opened;
}

const titlesIn = async (page: Page): Promise<string[]> =>
  await page
    .getByRole('list', { name: 'Nội dung theo thứ tự' })
    .getByRole('listitem')
    .evaluateAll((rows) => rows.map((row) => row.querySelector('p')?.textContent ?? ''));

async function stored(): Promise<PlaylistView> {
  const playlists = z.array(PlaylistView).parse(await (await call('/api/playlists')).json());
  const found = playlists.find(({ name }) => name === PLAYLIST);
  if (found === undefined) throw new Error('the playlist of the city is gone');
  return found;
}

describe('the playlist page', () => {
  it('orders by step and by number, and saves what it showed', async () => {
    await using opened = await openEditor();
    const { page, complaints } = opened;
    expect((await titlesIn(page)).slice(0, 2)).toEqual(SLOGANS);

    await page.getByRole('button', { name: `Xuống một bậc: ${SLOGANS[0]}` }).click();
    expect((await titlesIn(page)).slice(0, 2)).toEqual(SLOGANS.toReversed());

    await page.getByRole('button', { name: `Lên một bậc: ${SLOGANS[0]}` }).click();
    expect((await titlesIn(page)).slice(0, 2)).toEqual(SLOGANS);

    await page.getByRole('button', { name: `Chuyển tới vị trí khác: ${SLOGANS[0]}` }).click();
    await page.getByRole('textbox', { name: 'Vị trí' }).fill('3');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Vị trí' }).waitFor({ state: 'hidden' });
    expect((await titlesIn(page)).at(-1)).toBe(SLOGANS[0]);

    await page.getByText('Vừa trong mọi giờ của 400 ngày tới.').waitFor();
    await page.getByRole('button', { name: 'Lưu và phát từ phút tới' }).click();
    await page.getByText(/bản lịch phát số 2/).waitFor();
    const { itemIds } = await stored();
    expect(itemIds).toEqual(['cchc-giai-quyet-som', 'dich-vu-cong', 'cchc-su-hai-long']);
    expect(complaints).toEqual([]);
  });

  it('says with the arithmetic what will not fit, before anything is saved', async () => {
    await using opened = await openEditor();
    const { page } = opened;
    const { revision } = await stored();
    await page.getByLabel('Số lần mỗi giờ').fill('120');
    await page.getByRole('combobox', { name: 'Thêm nội dung' }).fill('ngay gio');
    await page.getByRole('option').first().click();
    await page.getByText(/cần [\d.]+ s trong 3\.600 s/).waitFor();
    expect((await stored()).revision).toBe(revision);
  });

  it('keeps both versions when somebody else saves in between, and shows what differs', async () => {
    await using opened = await openEditor();
    const { page } = opened;
    await page.getByLabel('Số lần mỗi giờ').fill('12');
    await page.getByText('Chưa lưu.').waitFor();

    const { revision, id, name, category, itemIds, guarantee, activity, screenIds } = await stored();
    const theirs = { name, category, itemIds: itemIds.toReversed(), guarantee, activity, screenIds };
    const response = await call(`/api/playlists/${id}`, {
      ...postJson({ basedOn: revision, draft: theirs }),
      method: 'PUT',
    });
    expect(SavedPlaylist.parse(await response.json()).playlist.revision).toBe(revision + 1);

    await page.getByRole('button', { name: 'Lưu và phát từ phút tới' }).click();
    await page.getByText(/vừa lưu danh sách này trong khi bạn đang sửa/).waitFor();
    await page.getByRole('button', { name: 'Giữ bản của tôi để lưu' }).click();
    await page.getByRole('button', { name: 'Lưu và phát từ phút tới' }).click();
    await page.getByText('Đã lưu.').waitFor();
    expect((await stored()).guarantee?.showingsPerHour).toBe(12);

    const revisions = page.getByRole('region', { name: 'Các bản đã lưu' }).getByRole('listitem');
    const versionOf = (number: number) => revisions.filter({ hasText: `Bản ${number} ·` });
    await versionOf(revision + 2)
      .getByText('Đang dùng')
      .waitFor();
    await versionOf(revision + 1)
      .getByRole('button', { name: 'Dùng lại bản này' })
      .click();
    await versionOf(revision + 3)
      .getByText('Đang dùng')
      .waitFor();
    expect((await stored()).itemIds).toEqual(theirs.itemIds);
  });

  it('still has what was typed after the session has ended in the middle of it', async () => {
    await using opened = await openEditor();
    const { page } = opened;
    await page.getByLabel('Tên danh sách').fill('Tuyên truyền mùa nước nổi');
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Lưu và phát từ phút tới' }).click();
    await page.getByText('Phiên làm việc đã hết.').waitFor();
    await signIn(page, ADMIN);
    expect(await page.getByLabel('Tên danh sách').inputValue()).toBe('Tuyên truyền mùa nước nổi');
  });
});
