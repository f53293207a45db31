// The first page in Chromium against a server made from the ROUTES table: what staff see of a day at the roundabout.

import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { AFTERNOON } from './city-day.ts';
import { openPage } from './console-page.ts';
import { openConsoleSuite } from './console-suite.ts';
import { findFaintTexts } from './contrast.ts';
import { countDifferingPixels } from './pixels.ts';

const suite = openConsoleSuite();

const SLOGAN = 'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân';
const SERVICE = 'Dịch vụ công trực tuyến: dichvucong.gov.vn';

function showDisconnected(): void {
  suite.server.day.screens = suite.server.day.screens.map((screen) => ({
    ...screen,
    player: { ...screen.player, connected: false, lastSeenAt: AFTERNOON - 12 * 60_000 },
  }));
}

describe('the first page', () => {
  it('loads under the content policy without a complaint of the browser', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByRole('heading', { name: 'Màn hình LED vòng xoay trung tâm' }).waitFor();
    await opened.page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    await opened.page.getByText('14:22:00').waitFor();
    expect(await opened.page.evaluate(() => document.fonts.check("600 16px 'Be Vietnam Pro'", 'Ẵ'))).toBe(
      true,
    );
    expect(opened.complaints).toEqual([]);
  });

  it('answers first whether today and this hour are kept', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByText('Hôm nay: đạt 7/9 giờ đã qua, thiếu 1 giờ, 1 giờ chưa có số liệu.').waitFor();
    await opened.page.getByText('Giờ này chắc chắn thiếu.').waitFor();
    expect(await opened.page.getByText(/^Giờ tại màn hình/).textContent()).toContain('14:23:2');
  });

  it('tells each item against its pace, with every showing at its minute', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const row = opened.page.locator('[data-account="khau-hieu-hai-long"]');
    await row.getByText('đúng tiến độ').waitFor();
    expect(await row.getByRole('img').getAttribute('aria-label')).toBe(`${SLOGAN}: đã phát 4 trên 10 lượt`);
    expect(await row.getByRole('listitem').allTextContents()).toEqual([
      '14:00 · đã phát',
      '14:06 · có phát, không tính',
      '14:09 · phát bù',
      '14:12 · đã phát',
      '14:18 · đã phát',
      '14:24 · lượt tới',
      '14:30 · chưa tới',
      '14:36 · chưa tới',
      '14:42 · chưa tới',
      '14:48 · chưa tới',
      '14:54 · chưa tới',
    ]);
    const short = opened.page.locator('[data-account="dich-vu-cong"]');
    expect(await short.getByText('chắc chắn thiếu 1 lượt').count()).toBe(1);
    expect(await short.getByRole('listitem').nth(1).textContent()).toBe(
      '14:10 · thiếu, máy điều khiển LED không chạy',
    );
  });

  it.each([1, 1.1, 1.25, 1.5, 1.75, 2, 2.625])(
    'draws the very picture pixel by pixel at %f device pixels',
    async (pixelRatio) => {
      await using opened = await openPage(suite.browser, suite.server.url, { pixelRatio, height: 1000 });
      const { page } = opened;
      await page.getByText('14:22:00').waitFor();
      const picture = page.getByRole('img', { name: `Hình trên màn hình: ${SLOGAN}` });
      await picture.evaluate(async (image: HTMLImageElement) => image.decode());
      const box = await picture.boundingBox();
      const shown = PNG.sync.read(await page.screenshot({ scale: 'device' }));
      const sent = PNG.sync.read(suite.server.day.pictures[0]?.png ?? Buffer.alloc(0));
      const near = { x: (box?.x ?? 0) * pixelRatio, y: (box?.y ?? 0) * pixelRatio };
      expect(countDifferingPixels(shown, sent, Math.floor(pixelRatio), near)).toBe(0);
    },
  );

  it('shows the last picture grey and says since when nothing was heard', async () => {
    showDisconnected();
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByRole('heading', { name: 'Hình máy gửi lần cuối' }).waitFor();
    await opened.page.getByText('Lúc 14:11:20; từ đó chưa nhận được tin nào của máy').waitFor();
    await opened.page.getByText(/^Mất kết nối với máy điều khiển LED 12 phút\./).waitFor();
    const silent = opened.page.locator('[data-account="khau-hieu-hai-long"]');
    expect(await silent.getByText('chưa có số liệu').count()).toBe(1);
    expect(await silent.getByText('đúng tiến độ').count()).toBe(0);
    const picture = opened.page.getByRole('img', { name: `Hình trên màn hình: ${SLOGAN}` });
    expect(await picture.evaluate((image) => getComputedStyle(image).filter)).toContain('grayscale(1)');
  });

  it('names each weakness of the player with its next step', async () => {
    suite.server.day.screens = suite.server.day.screens.map((screen) => ({
      ...screen,
      player: {
        ...screen.player,
        state: screen.player.state && {
          ...screen.player.state,
          visible: false,
          clock: { state: 'unsynced' as const, offsetMs: 0, uncertaintyMs: 900_000 },
          storage: { persisted: false, secureContext: false, home: 'memory' as const },
        },
      },
    }));
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page
      .getByText('Trang phát đang bị che hoặc thu nhỏ: lượt phát lúc này không được tính.')
      .waitFor();
    await opened.page.getByText(/^Đồng hồ của máy chưa khớp: lượt phát/).waitFor();
    await opened.page.getByText(/^Máy chỉ ghi lượt phát trong bộ nhớ tạm/).waitFor();
    await opened.page.getByText(/^Trang phát mở bằng địa chỉ không bảo mật/).waitFor();
    expect(await opened.page.getByText('hoạt động bình thường').count()).toBe(0);
  });

  it('walks the hours by keyboard and explains a cell', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const cell = (hour: string, title = SLOGAN) =>
      opened.page.getByRole('button', { name: `${title}, ${hour} giờ: ` });
    await cell('14').focus();
    expect(await opened.page.locator('table [tabindex="0"][data-place]').count()).toBe(1);
    for (let step = 0; step < 5; step += 1) await opened.page.keyboard.press('ArrowLeft');
    expect(await cell('09').evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await cell('09').getAttribute('aria-label')).toBe(`${SLOGAN}, 09 giờ: 5 trên 10, thiếu`);
    await opened.page.keyboard.press('Enter');
    await opened.page.getByText('09:12:00: máy điều khiển LED không chạy').waitFor();
    await opened.page.keyboard.press('ArrowDown');
    await opened.page.keyboard.press('ArrowDown');
    await opened.page.keyboard.press('End');
    expect(await cell('23', SERVICE).evaluate((button) => button === document.activeElement)).toBe(true);
  });

  it('gives the reasons of short hours and calls silence unknown', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    const reasons = 'máy điều khiển LED không chạy (4), đồng hồ của máy chưa khớp (1)';
    await opened.page.getByText(`09 giờ, ${SLOGAN}: thiếu 5 trên 10 lượt, vì ${reasons}.`).waitFor();
    await opened.page
      .getByText(`12 giờ, ${SERVICE}: mới biết 3 trên 10 lượt; chưa nhận đủ nhật ký`)
      .waitFor();
    const silent = opened.page.getByRole('button', {
      name: `${SERVICE}, 12 giờ: 3 trên 10, chưa có số liệu`,
    });
    expect(await silent.evaluate((cell) => getComputedStyle(cell).backgroundImage)).toContain('gradient');
  });

  it('follows a push without a reload', async () => {
    await using opened = await openPage(suite.browser, suite.server.url);
    await opened.page.getByText('Đang nhận số liệu trực tiếp').waitFor();
    await opened.page.locator('[data-account="dich-vu-cong"]').getByText('2/10').waitFor();
    suite.server.day.screens = suite.server.day.screens.map((screen) => ({
      ...screen,
      accounts: screen.accounts.map((account) =>
        account.account === 'dich-vu-cong' ? { ...account, shown: 3, open: 6 } : account,
      ),
    }));
    suite.server.push('screen:changed');
    await opened.page.locator('[data-account="dich-vu-cong"]').getByText('3/10').waitFor();
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [768, 'light'],
    [1440, 'light'],
    [1440, 'dark'],
  ] as const)('is legible and nowhere wider than the page at %i px, %s', async (width, scheme) => {
    await using opened = await openPage(suite.browser, suite.server.url, { width, scheme });
    await opened.page.getByText('14:22:00').waitFor();
    await opened.page.getByRole('button', { name: /^Bản thảo chưa xếp/ }).click();
    await opened.page.getByRole('button', { name: `${SLOGAN}, 09 giờ` }).click();
    expect(await findFaintTexts(opened.page)).toEqual([]);
    expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    const small = await opened.page.evaluate(() =>
      [...document.querySelectorAll('main button, header button')]
        .map((button) => ({ name: button.textContent, box: button.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 24 || box.height < 24)
        .map(({ name }) => name),
    );
    expect(small).toEqual([]);
  });
});
