// The rules of WCAG 2.2 A and AA that a machine can judge (axe), put to a page or to one dialogue of it.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults, RunOptions } from 'axe-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
};
/** What style sheets say of turned telephones is the same at every width: asked once. */
const WITHOUT_SHEETS: RunOptions = { ...ALL, preload: false };
/** Only these see a scheme; all others read the tree and the layout, which are the same in both. */
const BY_COLOUR: RunOptions = {
  runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] },
  resultTypes: ['violations'],
};

/** What axe finds below `root` as it stands, one line each. */
async function judge(page: Page, root: string, rules: RunOptions): Promise<string[]> {
  const results = (await page.evaluate(
    async ([within, asked]) =>
      (window as never as { axe: { run(c: unknown, r: unknown): Promise<unknown> } }).axe.run(within, asked),
    [root, rules] as const,
  )) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, any }) => `${id} ${target.join(' ')} ${any[0]?.message ?? ''}`),
  );
}

/** Narrow to wide, light and dark, each judged; the widths are those the page is drawn for. */
export async function judgeEveryLook(
  page: Page,
  widths: readonly number[],
  root = 'html',
): Promise<string[]> {
  // Evaluated, not added as an element: the page's own policy rightly refuses that.
  await page.evaluate(axe);
  // A colour on its way from one scheme to the other is no colour of the page.
  await page.evaluate(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
    document.adoptedStyleSheets = [still];
  });
  const found: string[] = [];
  for (const [index, width] of widths.entries()) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const rules = colorScheme === 'dark' ? BY_COLOUR : index === 0 ? ALL : WITHOUT_SHEETS;
      found.push(...(await judge(page, root, rules)).map((line) => `${width} ${colorScheme} ${line}`));
    }
  }
  return found;
}
