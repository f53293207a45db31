// Every page against the rules of WCAG 2.2 A and AA that a machine can judge (axe), in both schemes, both languages and
// at the width of a telephone, a tablet and a desk; and with no words cut off there, at 200 % zoom, or when longer.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults, RunOptions } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { type BuiltPage, buildConsole, openPage } from './console-page.ts';
import { lengthenWords, wordsCutOff } from './overflow.ts';
import { type LivedIn, liveIn, openAt, pageAddresses, settle } from './every-page.ts';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
};
const WIDTHS = [360, 768, 1440];
const PAGE_MS = 60_000;

let pages: BuiltPage;
let browser: Awaited<ReturnType<typeof launchChromium>>;
let city: LivedIn;

beforeAll(async () => {
  pages = await buildConsole();
  browser = await launchChromium();
  city = await liveIn(pages.folder);
}, PAGE_MS);
afterAll(async () => {
  await browser[Symbol.asyncDispose]();
  await city[Symbol.asyncDispose]();
  await pages[Symbol.asyncDispose]();
});

/** What axe finds on the page as it stands, one line each. */
async function judge(page: Page): Promise<string[]> {
  const results = (await page.evaluate(
    async (rules) => (window as never as { axe: { run(r: unknown): Promise<unknown> } }).axe.run(rules),
    RULES,
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} ${target.join(' ')} ${any[0]?.message ?? ''}`),
  );
}

/** Narrow to wide, light and dark, each judged; the widths are those the page is drawn for. */
async function judgeEveryLook(page: Page): Promise<string[]> {
  // Evaluated, not added as an element: the page's own policy rightly refuses that.
  await page.evaluate(axe);
  // A colour on its way from one scheme to the other is no colour of the page.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [still];
  });
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      found.push(...(await judge(page)).map((line) => `${width} ${colorScheme} ${line}`));
    }
  }
  return found;
}

/** What is measured to be laid out (tables, pictures) is laid out again after a change of width. */
const twoFrames = `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))`;

/** At the widths above, a telephone turned to 200 % (WCAG's reflow), a desk at 200 %, then all again with longer words. */
async function cutOffInAnyLook(page: Page): Promise<string[]> {
  const found: string[] = [];
  const look = async (words: string) => {
    for (const width of [320, 720, ...WIDTHS]) {
      await page.setViewportSize({ width, height: 900 });
      await page.evaluate(twoFrames);
      found.push(...(await wordsCutOff(page)).map((line) => `${words}, ${width}: ${line}`));
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
      expect(await judgeEveryLook(opened.page)).toEqual([]);
      expect(await cutOffInAnyLook(opened.page)).toEqual([]);
      expect(opened.complaints).toEqual([]);
    },
    PAGE_MS,
  );

  it('the sign-in neither', async () => {
    await using opened = await openPage(browser, `${city.server.url}/`);
    await settle(opened.page);
    expect(await judgeEveryLook(opened.page)).toEqual([]);
    expect(await cutOffInAnyLook(opened.page)).toEqual([]);
  });
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
    const broken = (await judgeEveryLook(opened.page)).join('\n');
    expect(broken).toContain('label input');
    expect(broken).toContain('color-contrast');
    expect((await cutOffInAnyLook(opened.page)).join('\n')).toContain('KhôngXuốngDòngĐược');
  });
});
