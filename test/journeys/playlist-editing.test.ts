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

describe('taking back', () => {
  const GIVEN = { category: 'propaganda', purpose: 'programme', durationMs: 15_000 };
  const GROUNDS = { document: '', department: '', validUntil: null };
  const TWO = ['Phân loại rác tại nguồn', 'Đội mũ bảo hiểm khi đi xe máy'];
  const undo = (page: Page) => page.getByRole('button', { name: 'Hoàn tác' });
  const addTwo = async () => {
    for (const title of TWO) {
      const content = { kind: 'slogan', text: title };
      const response = await call('/api/items', postJson({ ...GIVEN, title, content, grounds: GROUNDS }));
      expect(response.status).toBe(200);
    }
  };
  const openAt = async (address: string) => {
    const opened = await openEditor();
    await opened.page.goto(`${server.url}${address}`);
    return opened;
  };

  it('steps back and forth through the order of a list, by button and by keys, and leaves letters to their field', async () => {
    await using opened = await openEditor();
    const { page, complaints } = opened;
    const before = await titlesIn(page);
    const becomes = async (titles: readonly (string | undefined)[]) =>
      await expect.poll(() => titlesIn(page), { timeout: 15_000 }).toEqual(titles);
    await page.getByRole('button', { name: `Bỏ khỏi danh sách: ${before[0]}` }).click();
    await page.getByRole('button', { name: `Xuống một bậc: ${before[1]}` }).click();
    const after = [before[2], before[1]];
    await becomes(after);

    await page.keyboard.press('Control+z');
    await becomes(before.slice(1));
    await undo(page).click();
    await becomes(before);
    await page.getByText('Đã hoàn tác. Còn hoàn tác được 0 bước.').waitFor();
    await page.keyboard.press('Control+y');
    await page.keyboard.press('Control+Shift+Z');
    await becomes(after);

    const name = page.getByLabel('Tên danh sách');
    await name.fill(`${PLAYLIST} mới`);
    await name.press('Control+z');
    await becomes(after);
    await page.getByRole('button', { name: 'Bỏ thay đổi' }).click();
    await becomes(before);
    expect(await undo(page).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('brings a list back from the trash', async () => {
    const { category, itemIds, activity, screenIds } = await stored();
    const draft = { name: 'Dịp thử', category, itemIds, guarantee: null, activity, screenIds };
    const { playlist } = SavedPlaylist.parse(await (await call('/api/playlists', postJson(draft))).json());
    await using opened = await openAt(`/danh-sach-phat?ds=${playlist.id}`);
    const { page } = opened;
    await page.getByRole('button', { name: 'Bỏ vào thùng rác' }).click();
    await page.getByRole('button', { name: 'Bỏ vào thùng rác' }).click();
    await page.getByText('Đã bỏ danh sách “Dịp thử” vào thùng rác.').waitFor();
    await undo(page).click();
    await page.getByText('Đã lấy lại danh sách “Dịp thử”, phát tiếp từ phút tới.').waitFor();
    const lists = z.array(PlaylistView).parse(await (await call('/api/playlists')).json());
    expect(lists.find(({ id }) => id === playlist.id)).toMatchObject({ removedAt: null, itemIds });
    await call(`/api/playlists/${playlist.id}`, {
      ...postJson({ basedOn: playlist.revision + 2 }),
      method: 'DELETE',
    });
  });

  it('puts a deleted item where it stood on its lists, and says of which list that could not be done', async () => {
    const before = await stored();
    const [itemId] = before.itemIds;
    const remove = async (page: Page) => {
      await page.getByRole('button', { name: 'Xóa', exact: true }).click();
      await page.getByRole('button', { name: 'Xóa và lấy ra khỏi các danh sách' }).click();
      await page.getByText(/Đã chuyển “.+” vào thùng rác\./).waitFor();
      expect((await stored()).itemIds).not.toContain(itemId);
    };
    await using opened = await openAt(`/noi-dung/${itemId}`);
    const { page } = opened;
    await remove(page);
    // The page that was asked is gone: the keys work wherever the person is now.
    await page.keyboard.press('Control+z');
    await page.getByText(/Đã lấy lại “.+”\./).waitFor();
    expect((await stored()).itemIds).toEqual(before.itemIds);

    await page.goto(`${server.url}/noi-dung/${itemId}`);
    await remove(page);
    const { revision, id, name, category, itemIds, guarantee, activity, screenIds } = await stored();
    const theirs = { name, category, itemIds: itemIds.toReversed(), guarantee, activity, screenIds };
    await call(`/api/playlists/${id}`, { ...postJson({ basedOn: revision, draft: theirs }), method: 'PUT' });
    await undo(page).click();
    await page.getByText(`Chưa đưa lại được vào danh sách: ${PLAYLIST}.`).waitFor();
    expect((await stored()).itemIds).toEqual(theirs.itemIds);
    expect((await call(`/api/items/${itemId}`)).ok).toBe(true);
  });

  it('undoes what was done to several items at once', async () => {
    await addTwo();
    const { itemIds } = await stored();
    await using opened = await openAt('/noi-dung');
    const { page, complaints } = opened;
    for (const title of TWO) await page.getByRole('checkbox', { name: `Chọn: ${title}` }).check();
    await page.getByRole('button', { name: 'Gửi duyệt 2 bản nháp' }).click();
    await page.getByText('Đã gửi duyệt 2 nội dung.').waitFor();

    await page.getByRole('combobox', { name: 'Đưa vào danh sách phát' }).click();
    await page.getByRole('option', { name: PLAYLIST }).click();
    await page.getByRole('button', { name: 'Đưa vào', exact: true }).click();
    await page.getByText(`Đã đưa các nội dung đã chọn vào “${PLAYLIST}”.`).waitFor();
    expect((await stored()).itemIds).toHaveLength(itemIds.length + 2);
    await undo(page).click();
    await page.getByText(`Danh sách “${PLAYLIST}” đã trở lại như trước.`).waitFor();
    expect((await stored()).itemIds).toEqual(itemIds);

    await page.getByRole('button', { name: 'Chuyển vào thùng rác' }).click();
    await page.getByText('Đã chuyển 2 nội dung vào thùng rác.').waitFor();
    await page.getByText('Đã chọn 2 nội dung').waitFor({ state: 'detached' });
    await undo(page).click();
    await page.getByText('Đã lấy lại 2 nội dung.').waitFor();
    for (const title of TWO) await page.getByRole('checkbox', { name: `Chọn: ${title}` }).waitFor();
    expect(complaints).toEqual([]);
  });
});
