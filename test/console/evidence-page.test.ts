// Bằng chứng in Chromium: what is wrong with what to do, and the LED log written by who may.

import { expect, it } from 'vitest';
import { DAY_START, SCREEN } from './city-day.ts';
import { openPage } from './console-page.ts';
import { openConsoleSuite } from './console-suite.ts';

const suite = openConsoleSuite();

it('tells every alarm with what to do, and shows the batch that was set apart', async () => {
  await using opened = await openPage(suite.browser, suite.server.url);
  const { page } = opened;
  await page.getByRole('link', { name: 'Bằng chứng', exact: true }).click();
  await page.getByText(/1 lô bản ghi bị để riêng vì không khớp chuỗi\. \(từ 13:23 24\/11\/2026\)/).waitFor();
  await page.getByText(/Các lô này được giữ nguyên và không được tính/).waitFor();
  await page.getByText('Kiểm tra thư mục hoặc địa chỉ nhận chốt sổ').waitFor();
  await page.getByRole('cell', { name: 'rẽ nhánh' }).waitFor();
  await page.getByRole('cell', { name: '0123456789abcdef · 00112233 · 12–40' }).waitFor();
  expect(opened.complaints).toEqual([]);
});

it('writes the LED log in the time of the screen, and says what is wrong with a time first', async () => {
  await using opened = await openPage(suite.browser, suite.server.url);
  const { page } = opened;
  await page.getByRole('link', { name: 'Bằng chứng', exact: true }).click();
  const log = page.getByRole('region', { name: 'Sổ đóng/mở LED' });
  const add = log.getByRole('button', { name: 'Ghi vào sổ' });
  await log.getByLabel('Lúc', { exact: true }).fill('25:00');
  await log.getByText('Ghi giờ như 09:30.').waitFor();
  await log.getByLabel('Lúc', { exact: true }).fill('9h30');
  await log.getByLabel('Đến lúc').fill('09:10');
  await log.getByText('Lúc kết thúc phải sau lúc bắt đầu.').waitFor();
  expect(await add.isDisabled()).toBe(true);
  await log.getByLabel('Đến lúc').fill('10:15');
  await log.getByLabel('Ghi rõ').fill('Cắt điện để thay mô-đun.');
  await add.click();
  await page.getByText('Màn hình LED tắt (khai báo): 09:30 24/11/2026 – 10:15 24/11/2026').waitFor();
  const minute = 60_000;
  expect(
    suite.server.calls.filter(({ name }) => name === 'declareScreenLog').map(({ given }) => given),
  ).toEqual([
    {
      params: { screenId: SCREEN },
      query: {},
      body: {
        from: DAY_START + 570 * minute,
        to: DAY_START + 615 * minute,
        cause: 'led_off',
        text: 'Cắt điện để thay mô-đun.',
      },
    },
  ]);
});

it('offers an auditor the list, and nothing to write into the LED log', async () => {
  suite.server.session = {
    person: { id: 'nguoi-2', name: 'Trần Văn Bé', roles: ['auditor'], screenIds: null },
    claimed: true,
  };
  await using opened = await openPage(suite.browser, suite.server.url);
  const { page } = opened;
  await page.getByRole('link', { name: 'Bằng chứng', exact: true }).click();
  await page.getByText('Chưa có khai báo nào.').waitFor();
  expect(await page.getByRole('button', { name: 'Ghi vào sổ' }).count()).toBe(0);
});
