// A half-typed receiver of alerts, whose address may hold a password: as safe from an ended session and a lost network as
// any other form (nothing-typed-lost.test.ts), and yet put by nowhere.

import { expect, it } from 'vitest';
import { openPage, signIn } from '../console/console-page.ts';
import { builtPages } from '../support/built-pages.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer } from '../support/server.ts';

it('the receiver of alerts is in its form again after the session ended and the network was gone, and put by nowhere', async () => {
  await using server = await startTestServer({ pages: await builtPages() });
  await server.asAdmin();
  await using browser = await launchOfficeChromium();
  await using opened = await openPage(browser, `${server.url}/cai-dat`);
  const { page } = opened;
  const press = async (name: string) => await page.getByRole('button', { name, exact: true }).click();
  const fields = async () => [
    await page.getByLabel('Địa chỉ nhận').inputValue(),
    await page.getByLabel('Khóa bí mật').inputValue(),
  ];
  await signIn(page, ADMIN);
  await press('Đặt nơi nhận');
  await page.getByLabel('Địa chỉ nhận').fill('https://tin.vidu.vn/mot-bi-mat');
  await press('Tạo khóa');
  const typed = await fields();
  expect(typed[1]).toMatch(/^[0-9a-f]{48}$/);

  await page.context().clearCookies();
  await server.restart();
  // The page hears of it by itself.
  await page.getByText('Phiên làm việc đã hết.').waitFor();
  await signIn(page, ADMIN);
  await page.getByLabel('Khóa bí mật').waitFor();
  expect(await fields()).toEqual(typed);

  await page.route('**/api/alert-settings/webhook', (route) => route.abort());
  await press('Lưu nơi nhận');
  await page.getByText('Chưa gửi được tới máy chủ vì mất kết nối.').waitFor();
  expect(await fields()).toEqual(typed);
  const put = await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  for (const text of typed) expect(put).not.toContain(text);
  await press('Thôi, không đổi');
  await press('Đặt nơi nhận');
  expect(await fields()).toEqual(['', '']);
});
