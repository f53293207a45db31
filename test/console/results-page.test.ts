// Kết quả phát in Chromium: a month as days by hours walked through by keyboard, a short hour opened to its reasons and
// records, a period typed as people write dates, a note added, a file taken.

import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DAY_START, SCREEN } from './city-day.ts';
import { openPage } from './console-page.ts';
import { openConsoleSuite } from './console-suite.ts';

const suite = openConsoleSuite();

const SHORT_HOUR = '24/11/2026, 9 giờ: 5 trên 10, thiếu';
async function openResults(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Kết quả phát', exact: true }).click();
  await page.getByRole('button', { name: SHORT_HOUR }).waitFor();
}

const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

describe('the grid of a period', () => {
  it('is a table of the month, newest day first, that says every state in words and adds up', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    const rows = page.locator('table').first().locator('tbody tr');
    expect(await rows.count()).toBe(24);
    expect(await rows.first().locator('th').innerText()).toMatch(/24\/11\/2026$/);
    expect(await rows.first().locator('button').count()).toBe(24);
    await page.getByRole('button', { name: '24/11/2026, 12 giờ: 3 trên 10, chưa có số liệu' }).waitFor();
    await page.getByRole('button', { name: '24/11/2026, 16 giờ: chưa tới' }).waitFor();
    await page.getByText(/% giờ đạt: \d+ giờ đạt, 1 giờ thiếu, 1 giờ chưa có số liệu/).waitFor();
    const sumOf = async (sum: string) =>
      Number((await page.locator(`[data-sum="${sum}"]`).innerText()).replaceAll('.', ''));
    const parts = await Promise.all(['shown', 'madeGood', 'missed', 'noData', 'ahead'].map(sumOf));
    expect(parts.reduce((a, b) => a + b, 0)).toBe(await sumOf('due'));
    expect(opened.complaints).toEqual([]);
  });

  it('is one stop of the Tab key, walked by arrows, Home, End and Page keys, opened by Enter', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    const table = page.locator('table').first();
    expect(await table.locator('button[tabindex="0"]').count()).toBe(1);
    await table.locator('button[tabindex="0"]').focus();
    expect(await focused(page)).toBe('24/11/2026, 0 giờ: ngoài giờ');
    for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowRight');
    expect(await focused(page)).toBe(SHORT_HOUR);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe('23/11/2026, 9 giờ: 10 trên 10, đạt');
    await page.keyboard.press('PageDown');
    expect(await focused(page)).toBe('16/11/2026, 9 giờ: 10 trên 10, đạt');
    await page.keyboard.press('End');
    expect(await focused(page)).toBe('16/11/2026, 23 giờ: ngoài giờ');
    await page.keyboard.press('Control+Home');
    expect(await focused(page)).toBe('24/11/2026, 0 giờ: ngoài giờ');
    for (let step = 0; step < 9; step += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('Các lượt thiếu').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe(SHORT_HOUR);
  });

  it('takes dates as people write them and says what is wrong with others', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByLabel('Từ ngày').fill('31/02/2026');
    await page.getByText('Hãy ghi ngày theo mẫu 24/11/2026.').waitFor();
    await page.getByLabel('Từ ngày').fill('25/11/2026');
    await page.getByLabel('Đến hết ngày').fill('24/11/2026');
    await page.getByText('Ngày kết thúc phải từ ngày bắt đầu trở đi.').waitFor();
    await page.getByLabel('Từ ngày').fill('20/11/2026');
    await page.getByLabel('Từ ngày').press('Enter');
    await page.getByRole('heading', { name: 'Từ 20/11/2026 đến 24/11/2026' }).waitFor();
    await page.getByRole('button', { name: SHORT_HOUR }).waitFor();
    expect(await page.locator('table').first().locator('tbody tr').count()).toBe(5);
    await page.getByRole('combobox', { name: 'Kỳ' }).click();
    await page.getByRole('option', { name: 'Kỳ báo cáo này (15–14)' }).click();
    await page.getByRole('heading', { name: 'Từ 15/11/2026 đến 14/12/2026' }).waitFor();
  });

  it('asks again by itself when the server says that the screen has changed', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    suite.server.day.hours = suite.server.day.hours.map((account) =>
      account.hour.from === DAY_START + 12 * 3_600_000
        ? { ...account, state: 'met', shown: 10, open: 0 }
        : account,
    );
    suite.server.push('screen:changed');
    await page.getByRole('button', { name: '24/11/2026, 12 giờ: 10 trên 10, đạt' }).waitFor();
  });
});

describe('an hour', () => {
  it('opens to its counts, minutes, reasons and records', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByRole('button', { name: SHORT_HOUR }).click();
    const drawer = page.getByRole('dialog', { name: 'Ngày 24/11/2026, 09 giờ' });
    const row = drawer.locator('[data-account="khau-hieu-hai-long"]');
    await row.waitFor();
    expect((await row.locator('td').allInnerTexts()).slice(0, 4)).toEqual(['10', '5', '0', '5']);
    await drawer.getByText('09:12:00 máy điều khiển LED không chạy').first().waitFor();
    await drawer.getByText('Bản ghi gốc (17)').click();
    await drawer.getByText(/^09:00:00 · CCHC góp phần mang lại/).click();
    await drawer.getByText('"item":"khau-hieu-hai-long"').first().waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('takes a note under the name of who writes it, and keeps what is typed until it is filed', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByRole('button', { name: SHORT_HOUR }).click();
    await page.getByLabel('Thêm giải trình').fill('Mất điện khu vực theo thông báo của Điện lực.');
    await page.goto(suite.server.url);
    await openResults(page);
    await page.getByRole('button', { name: SHORT_HOUR }).click();
    await page.getByRole('button', { name: 'Ghi giải trình' }).click();
    await page.getByText('Nguyễn Thị Hạnh, 14:23 24/11/2026').waitFor();
    await expect.poll(() => page.getByLabel('Thêm giải trình').inputValue()).toBe('');
    const from = DAY_START + 9 * 3_600_000;
    expect(suite.callsOf('explainHours')).toEqual([
      {
        params: { screenId: SCREEN },
        query: {},
        body: {
          from,
          to: from + 3_600_000,
          accounts: null,
          text: 'Mất điện khu vực theo thông báo của Điện lực.',
        },
      },
    ]);
  });
});

describe('a photograph of the wall', () => {
  it('is taken in with its code and time, and says what it fits', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByRole('button', { name: SHORT_HOUR }).click();
    const part = page.getByRole('region', { name: 'Ảnh chụp tại chỗ' });
    await part.getByLabel('Mã trên ảnh').fill('abcd');
    await part.getByText('Mã có 4 chữ cái, không có nguyên âm.').waitFor();
    await part.getByLabel('Mã trên ảnh').fill('bcdf');
    await part.getByLabel('Giờ chụp, nếu tệp không còn ghi').fill('09:05:10');
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      part.getByRole('button', { name: 'Chọn ảnh và tải lên…' }).click(),
    ]);
    await chooser.setFiles({ name: 'anh.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('anh') });
    await part.getByText('Khớp: mã BCDF hiện 09:04:40–09:05:40, ảnh chụp 09:05:10.').waitFor();
    expect(suite.callsOf('uploadPhotograph').map(({ query }) => query)).toEqual([
      { code: 'BCDF', takenAt: DAY_START + 9 * 3_600_000 + 310_000, name: 'anh.jpg' },
    ]);
  });
});

describe('a spot check', () => {
  it('is a link with its QR code, shown once, and can be taken back', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByRole('button', { name: 'Cấp liên kết' }).click();
    await page.getByRole('img', { name: 'Mã QR của liên kết' }).waitFor();
    await page
      .getByRole('link', { name: `${suite.server.url}/tai-cho/0123456789abcdef0123456789abcdef` })
      .waitFor();
    const given = page.locator('[data-spot-check]');
    expect(await given.innerText()).toContain('24/11/2026, 14:23–14:38');
    expect(await given.getByRole('link', { name: 'Kết quả, để in' }).getAttribute('href')).toBe(
      `/api/screens/${SCREEN}/spot-checks/kiem-tra-1`,
    );
    await given.getByRole('button', { name: 'Thu hồi' }).click();
    await given.getByText('đã thu hồi').waitFor();
    expect(await page.getByRole('img', { name: 'Mã QR của liên kết' }).count()).toBe(0);
    expect(opened.complaints).toEqual([]);
  });
});

describe('downloads', () => {
  it('are ordered for the chosen period, waited for and saved under the name the server gives', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await openResults(page);
    await page.getByRole('combobox', { name: 'Kỳ' }).click();
    await page.getByRole('option', { name: 'Kỳ báo cáo này (15–14)' }).click();
    await page.getByRole('combobox', { name: 'Dạng tệp' }).click();
    await page.getByRole('option', { name: 'Từng lượt phát (CSV)' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Tải về' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('luot-phat_2026-11-15_2026-12-14.csv');
    expect(await readFile(await file.path(), 'utf8')).toBe('\uFEFFLúc;Nội dung\r\n');
    expect(suite.callsOf('orderDownload').map(({ body }) => body)).toEqual([
      {
        format: 'csv',
        screenIds: [SCREEN],
        fromDate: '2026-11-15',
        untilDate: '2026-12-14',
        playlistIds: [],
        itemIds: [],
        seed: '',
      },
    ]);
    await page.getByRole('region', { name: 'Các tệp đã đặt' }).getByText('đã xong').waitFor();
  });

  it('that fail say what to do', async () => {
    suite.server.failing.set('orderDownload', 'LEDGER_UNAVAILABLE');
    await using opened = await openPage(suite.browser, suite.server.url);
    await openResults(opened.page);
    await opened.page.getByRole('button', { name: 'Tải về' }).click();
    await opened.page
      .getByText('Sổ lượt phát tạm thời không ghi được. Màn hình vẫn phát bình thường.')
      .waitFor();
  });
});
