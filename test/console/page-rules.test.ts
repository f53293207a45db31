// Every page against the rules of WCAG 2.2 A and AA that a machine can judge (axe), in both schemes, both languages and
// at the width of a telephone, a tablet and a desk; and with no words cut off there, at 200 % zoom, or when longer.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../server/console/navigation.ts';
import { launchOfficeChromium } from '../support/chromium.ts';
import { judgeEveryLook } from './axe-judge.ts';
import { openPage } from './console-page.ts';
import { lengthenWords, wordsCutOff } from './overflow.ts';
import { wordsNotSeen } from './painted-words.ts';
import { type LivedIn, liveIn, openAt, pageAddresses, settle } from './every-page.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

const WIDTHS = [360, 768, 1440];
/** A desk at 200 %. */
const ZOOMED = 720;
const PAGE_MS = 180_000;

let pages: BuiltPages;
let browser: Awaited<ReturnType<typeof launchOfficeChromium>>;
let city: LivedIn;

beforeAll(async () => {
  pages = await builtPages();
  browser = await launchOfficeChromium();
  city = await liveIn(pages.console);
}, PAGE_MS);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await city[Symbol.asyncDispose]();
});

/** What is measured to be laid out (tables, pictures) is laid out again after a change of width. */
const twoFrames = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))`;

/** At the widths above, a telephone turned to 200 % (WCAG's reflow), a desk at 200 %, then all again with longer words. */
async function cutOffInAnyLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  const look = async (words: string) => {
    for (const width of [320, ZOOMED, ...WIDTHS]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(twoFrames);
      const lost = await wordsCutOff(page);
      found.push(...lost.map((line) => `${words}, ${width}: ${line}`));
    }
  };
  await look('as they are');
  await lengthenWords(page);
  await look('longer');
  return found;
}

const addresses = await pageAddresses();

describe.each(['vi', 'en'] as const)('in %s', (language) => {
  it.each(addresses)(
    '%s breaks no rule of WCAG 2.2 AA and cuts off no words',
    async (address) => {
      await using opened = await openAt(browser, city, address, { language });
      await settle(opened.page);
      expect(await judgeEveryLook(opened.page, WIDTHS)).toEqual([]);
      expect(await cutOffInAnyLook(opened.page)).toEqual([]);
      expect(opened.complaints).toEqual([]);
    },
    PAGE_MS,
  );

  it('the sign-in neither', async () => {
    await using opened = await openPage(browser, `${city.server.url}/`);
    await settle(opened.page);
    expect(await judgeEveryLook(opened.page, WIDTHS)).toEqual([]);
    expect(await cutOffInAnyLook(opened.page)).toEqual([]);
  });
});

const DIALOGUE = '[role="dialog"], [role="menu"]';
const press = async (page: Page, name: string | RegExp) =>
  await page.getByRole('button', { name }).first().click();

/** File of server/console with something that opens over the page → where, and how. */
const OPENED: Readonly<Record<string, readonly (readonly [string, (page: Page) => Promise<void>])[]>> = {
  'parts/console-frame.tsx': [
    [
      '/',
      async (page) => {
        await page.setViewportSize({ width: 1024, height: 900 });
        await press(page, 'Khác');
      },
    ],
  ],
  'parts/revoke-dialog.tsx': [['/man-hinh', (page) => press(page, 'Gỡ máy này')]],
  'parts/page-header.tsx': [['/', (page) => press(page, /^Tài khoản: /)]],
  'parts/people/person-editor.tsx': [
    ['/nguoi-dung', (page) => press(page, 'Thêm người')],
    ['/nguoi-dung', (page) => press(page, 'Sửa')],
  ],
  'parts/playlists/item-order.tsx': [['/danh-sach-phat', (page) => press(page, /^Chuyển tới vị trí khác/)]],
  'parts/results/hour-drawer.tsx': [['/ket-qua-phat', (page) => press(page, /^23\/11\/2026, 9 giờ/)]],
};

describe('what opens over a page', () => {
  it.each(
    Object.entries(OPENED).flatMap(([file, all]) => all.map(([address, open]) => ({ file, address, open }))),
  )(
    '$file at $address breaks no rule of WCAG 2.2 AA',
    async ({ address, open }) => {
      await using opened = await openAt(browser, city, address);
      const { page } = opened;
      await settle(page);
      await open(page);
      await page.locator(DIALOGUE).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(await judgeEveryLook(page, [360, 1440], DIALOGUE)).toEqual([]);
      expect(opened.complaints).toEqual([]);
    },
    PAGE_MS,
  );

  it('is all in the list', () => {
    const root = fileURLToPath(new URL('../../server/console', import.meta.url));
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.tsx'))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) =>
        /<(?:Modal|Drawer|Dialog|dialog|Menu|Popover|HoverCard)\b/.test(readFileSync(file, 'utf8')),
      )
      .map((file) => relative(root, file));
    expect(files.sort()).toEqual(Object.keys(OPENED).sort());
  });
});

describe('the menu of pages', () => {
  it.each(['vi', 'en'] as const)(
    'stands on one line of a tablet and of every office screen, in %s',
    async (language) => {
      await using opened = await openAt(browser, city, '/', { language });
      await settle(opened.page);
      for (const width of [768, 900, 1024, 1280, 1366, 1440]) {
        await opened.page.setViewportSize({ width, height: 900 });
        const links = await opened.page.locator('nav li').evaluateAll((all) =>
          all
            .map((one) => one.getBoundingClientRect())
            .filter((box) => box.width > 0)
            .map(({ top }) => top),
        );
        expect([width, new Set(links).size]).toEqual([width, 1]);
        // Urgent notices have a button of their own; rare pages stand behind one where there is no room for all.
        const rare = width < 1260 ? PAGES.filter(({ isRare }) => isRare).length - 1 : 0;
        expect([width, links.length]).toEqual([width, PAGES.length - 1 - rare]);
      }
    },
  );
});

describe('the judges', () => {
  it('see a field without a name, pale words, and words that run out of their box', async () => {
    await using opened = await openAt(browser, city, '/khong-co-trang-nay');
    await settle(opened.page);
    await opened.page.evaluate(() => {
      const box = document.createElement('div');
      box.innerHTML = '<input type="text"><p>nhạt</p><div class="narrow"><b>KhôngXuốngDòngĐược</b></div>';
      document.querySelector('main')?.append(box);
      const pale = box.querySelector('p');
      const narrow = box.querySelector<HTMLElement>('.narrow');
      if (pale === null || narrow === null) throw new Error('no sample');
      pale.style.color = '#ccc';
      narrow.style.cssText = 'width: 40px; overflow: hidden; white-space: nowrap';
    });
    const broken = (await judgeEveryLook(opened.page, WIDTHS)).join('\n');
    expect(broken).toContain('label input');
    expect(broken).toContain('color-contrast');
    expect((await cutOffInAnyLook(opened.page)).join('\n')).toContain('KhôngXuốngDòngĐược');
  });

  it('see by the pictures a word that is covered, and two that stand on each other', async () => {
    await using opened = await openAt(browser, city, '/khong-co-trang-nay');
    const { page } = opened;
    await settle(page);
    expect(await wordsNotSeen(page)).toEqual([]);
    await page.evaluate(() => {
      const box = document.createElement('div');
      box.innerHTML = '<p>bị che</p><p>ở dưới</p><p>ở trên</p><div></div>';
      document.querySelector('main')?.append(box);
      const [covered, below, above, lid] = box.children as unknown as HTMLElement[];
      box.style.cssText = 'position: relative; height: 200px';
      for (const [index, one] of [covered, below, above, lid].entries())
        if (one !== undefined)
          one.style.cssText = `position: absolute; margin: 0; left: 0; top: ${index === 0 || index === 3 ? 0 : 90 + index}px`;
      if (lid !== undefined) lid.style.cssText += '; width: 300px; height: 60px; background: #fff';
    });
    const found = await wordsNotSeen(page);
    expect(found.join('\n')).toMatch(/"bị che" is not painted/);
    expect(found).toContain('"ở dưới" and "ở trên" stand on each other');
    expect(found).toHaveLength(2);
  });
});
