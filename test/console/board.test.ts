// Several screens on the first page: which come first, what each line answers, where its strip of hours leads.

import type { ScreenView } from '../../content/model/api.ts';
import { HOUR_MS } from '../../content/model/instant.ts';
import { describe, expect, it } from 'vitest';
import { AFTERNOON, SCREEN } from './city-day.ts';
import { openPage } from './console-page.ts';
import { openConsoleSuite } from './console-suite.ts';
import { findFaintTexts } from './contrast.ts';

const suite = openConsoleSuite();

const CENTRE = 'Màn hình LED vòng xoay trung tâm';
/** The roundabout and others that are well; the last one is away. */
function showScreens(count: number): void {
  const { day } = suite.server;
  const [centre] = day.screens;
  if (centre === undefined) throw new Error('the day has no screen');
  const well = centre.accounts.map((account) => ({
    ...account,
    shown: 4,
    madeGood: 0,
    open: 6,
    missed: 0,
    missing: [],
  }));
  const others = Array.from({ length: count - 1 }, (_, index): ScreenView => {
    const number = index + 1;
    const isAway = number === count - 1;
    return {
      ...centre,
      id: `man-hinh-${number}`,
      name: `Cổng chào số ${number}`,
      accounts: well.map((account) => ({ ...account, screen: `man-hinh-${number}` })),
      player: isAway
        ? { ...centre.player, connected: false, lastSeenAt: AFTERNOON - 750_000 }
        : centre.player,
    };
  });
  day.screens = [...others, centre];
}

/** Whose state was asked for since then; empty stands for all. */
function askedScreens(sinceCall: number): unknown[] {
  const asked = suite.server.calls.slice(sinceCall).filter(({ name }) => name === 'listScreens');
  return asked.map(({ given }) => (given['query'] as Record<string, unknown>)['ids']);
}

describe('the first page with several screens', () => {
  it('answers for each screen in one line and puts those that need somebody first', async () => {
    showScreens(4);
    await using opened = await openPage(suite.browser, suite.server.url);
    const lines = opened.page.locator('[data-screen]');
    await opened.page.getByRole('heading', { level: 1, name: 'Tổng quan' }).waitFor();
    await lines.nth(3).waitFor();
    const names = await lines.getByRole('heading', { level: 3 }).allTextContents();
    expect(names).toEqual(['Cổng chào số 3', CENTRE, 'Cổng chào số 1', 'Cổng chào số 2']);
    const centre = opened.page.locator(`[data-screen="${SCREEN}"]`);
    // Nine hours are over: 05 to 13. Each counts by its worst account: 09 has 5 of 10, 12 has 3.
    await centre.getByText('Hôm nay thiếu 1 giờ · 78/90 lượt').waitFor();
    await centre.getByText('Giờ này 2/10, chắc chắn thiếu 1 lượt').waitFor();
    await lines.nth(2).getByText('Giờ này 4/10, đúng tiến độ').waitFor();
    await lines.nth(0).getByText('Hình máy gửi lần cuối').waitFor();
    const problems = opened.page.getByRole('region', { name: 'Việc cần xử lý (2)' });
    await problems.getByText(/^Cổng chào số 3: Mất kết nối với máy điều khiển LED 12 phút\./).waitFor();
    await problems.getByText(`${CENTRE}: Giờ này chắc chắn thiếu.`).waitFor();
    expect(opened.complaints).toEqual([]);
  });

  it('leads from an hour of the strip to that hour in the results, by keyboard, across midnight', async () => {
    showScreens(3);
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const strip = page.getByRole('list', { name: `24 giờ qua của ${CENTRE}` });
    await strip.waitFor();
    const hours = await strip
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
    expect(hours).toHaveLength(24);
    expect(hours[0]).toBe('23/11/2026, 15 giờ: 10 trên 10, đạt');
    expect(hours[9]).toBe('24/11/2026, 00 giờ: ngoài giờ');
    expect(hours[18]).toBe('24/11/2026, 09 giờ: 5 trên 10, thiếu');
    expect(hours[23]).toBe('24/11/2026, 14 giờ: 2 trên 10, đang chạy');
    expect(await page.locator('[data-place][tabindex="0"]').count()).toBe(1);
    await strip.getByRole('link').last().focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: /24\/11\/2026.*09/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('gio')).toBe(
      String(AFTERNOON - (AFTERNOON % HOUR_MS) - 5 * HOUR_MS),
    );
  });

  it('opens one screen in full and comes back', async () => {
    showScreens(3);
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    await page.locator(`[data-screen="${SCREEN}"]`).getByRole('link', { name: CENTRE }).click();
    await page.getByRole('heading', { level: 1, name: CENTRE }).waitFor();
    await page.getByText('Hôm nay: đạt 7/9 giờ đã qua').waitFor();
    await page.getByRole('region', { name: '24 giờ qua' }).getByText('78/90 lượt').waitFor();
    await page.getByRole('link', { name: 'Tất cả màn hình' }).click();
    await page.getByRole('heading', { level: 1, name: 'Tổng quan' }).waitFor();
  });

  it('finds one of a hundred screens without accents, and those that lost their connection', async () => {
    showScreens(100);
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const lines = page.locator('[data-screen]');
    await lines.nth(99).waitFor({ state: 'attached' });
    await page.getByLabel('Tìm màn hình').fill('cong chao so 57');
    await page.getByText('Đang hiện 1 trên 100 màn hình').waitFor();
    await page.getByLabel('Tìm màn hình').fill('');
    await page.getByText('Mất kết nối (1)', { exact: true }).click();
    await page.getByText('Đang hiện 1 trên 100 màn hình').waitFor();
    expect(await lines.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['Cổng chào số 99']);
  });

  it('asks for and draws anew only the line whose screen changed', async () => {
    showScreens(30);
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const lines = page.locator('[data-screen]');
    // The hours come by an answer of their own, and are drawn between frames.
    await lines.nth(29).locator('[data-place]').first().waitFor({ state: 'attached' });
    await page.evaluate(() => {
      const seen = new Set<string>();
      Reflect.set(window, 'changedLines', seen);
      new MutationObserver((changes) => {
        for (const { target } of changes) {
          const place = target instanceof Element ? target : target.parentElement;
          const line = place?.closest('[data-screen]')?.getAttribute('data-screen');
          if (line != null) seen.add(line);
        }
      }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    });
    const { day } = suite.server;
    day.screens = day.screens.map((screen) =>
      screen.id === 'man-hinh-7'
        ? { ...screen, accounts: screen.accounts.map((account) => ({ ...account, shown: 5, open: 5 })) }
        : screen,
    );
    const before = suite.server.calls.length;
    suite.server.push('screen:changed', 'man-hinh-7');
    await page.locator('[data-screen="man-hinh-7"]').getByText('Giờ này 5/10').waitFor();
    expect(askedScreens(before)).toEqual(['man-hinh-7']);
    expect(await page.evaluate(() => [...(Reflect.get(window, 'changedLines') as Set<string>)])).toEqual([
      'man-hinh-7',
    ]);
  });

  it('takes in a screen that came, lets one go that went, and asks for all when most changed', async () => {
    showScreens(30);
    await using opened = await openPage(suite.browser, suite.server.url);
    const { page } = opened;
    const lines = page.locator('[data-screen]');
    await lines.nth(29).waitFor({ state: 'attached' });
    const { day } = suite.server;
    const [first] = day.screens;
    if (first === undefined) throw new Error('the day has no screen');
    day.screens = [...day.screens, { ...first, id: 'cho-noi', name: 'Chợ nổi Ngã Bảy' }];
    suite.server.push('screen:changed', 'cho-noi');
    await page.locator('[data-screen="cho-noi"]').waitFor({ state: 'attached' });
    day.screens = day.screens.filter(({ id }) => id !== 'man-hinh-7');
    suite.server.push('screen:changed', 'man-hinh-7');
    await page.locator('[data-screen="man-hinh-7"]').waitFor({ state: 'detached' });
    day.screens = day.screens.map((screen) => ({ ...screen, name: `${screen.name} (mới)` }));
    const before = suite.server.calls.length;
    for (const { id } of day.screens) suite.server.push('screen:changed', id);
    await page.getByText('Cổng chào số 28 (mới)').first().waitFor({ state: 'attached' });
    expect(askedScreens(before)).toEqual(['']);
  });

  it.each([
    [360, 'light', 3],
    [768, 'dark', 12],
    [1440, 'light', 12],
  ] as const)(
    'is legible and nowhere wider than the page at %i px, %s, %i screens',
    async (width, scheme, count) => {
      showScreens(count);
      await using opened = await openPage(suite.browser, suite.server.url, { width, scheme });
      await opened.page
        .locator('[data-screen]')
        .nth(count - 1)
        .waitFor({ state: 'attached' });
      expect(await findFaintTexts(opened.page)).toEqual([]);
      expect(await opened.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      const small = await opened.page.evaluate(
        () =>
          [...document.querySelectorAll('[data-place]')]
            .map((cell) => cell.getBoundingClientRect())
            .filter((box) => box.width < 24 || box.height < 24).length,
      );
      expect(small).toBe(0);
      const folder = process.env['PICTURES'];
      if (folder !== undefined) {
        await opened.page.screenshot({ path: `${folder}/board-${width}-${scheme}.png`, fullPage: true });
      }
    },
  );
});
