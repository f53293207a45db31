// Words that the layout has and the eye does not: two screenshots, with the letters and without them, must differ where a
// word stands; and no two words may stand on each other.

import type { Page } from 'playwright-core';
import { PNG } from 'pngjs';

interface Line {
  readonly words: string;
  readonly node: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every line of text that should be seen, in the place it has on the whole page. */
async function linesOf(page: Page): Promise<Line[]> {
  return await page.evaluate(() => {
    const found: Line[] = [];
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(), index = 0; node !== null; node = walker.nextNode(), index += 1) {
      const words = (node.nodeValue ?? '').trim();
      const owner = node.parentElement;
      if (owner === null || !/[\p{L}\p{N}]/u.test(words)) continue;
      if (!owner.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      // What only screen readers hear, and what a scroller has not come to yet or a clamp leaves out.
      let seen = { left: 0, top: 0, right: document.documentElement.scrollWidth, bottom: Infinity };
      for (
        let box: HTMLElement | null = owner;
        box !== null && box !== document.body;
        box = box.parentElement
      ) {
        const { overflowX, overflowY } = getComputedStyle(box);
        if (`${overflowX}${overflowY}`.replaceAll('visible', '') === '') continue;
        const { left, top, right, bottom } = box.getBoundingClientRect();
        seen = {
          left: Math.max(seen.left, left),
          top: Math.max(seen.top, top + scrollY),
          right: Math.min(seen.right, right),
          bottom: Math.min(seen.bottom, bottom + scrollY),
        };
      }
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        // The rest of a line that ends in an ellipsis is nowhere.
        const x = Math.max(box.left, seen.left);
        const width = Math.min(box.right, seen.right) - x;
        const y = box.top + scrollY;
        const middle = y + box.height / 2;
        const isIn = width > 3 && box.height > 3 && middle > seen.top && middle < seen.bottom;
        if (isIn && seen.bottom - seen.top > 3)
          found.push({ words: words.slice(0, 60), node: index, x, y, width, height: box.height });
      }
    }
    return found;
  });
}

/** Resolves to how many styles the page had adopted before. */
async function adoptStyle(page: Page, rules: string): Promise<number> {
  return await page.evaluate((text) => {
    const style = new CSSStyleSheet();
    style.replaceSync(text);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
    return document.adoptedStyleSheets.length - 1;
  }, rules);
}

/** A window as high as the page: what loads or is laid out only in sight is there, and nothing moves any more. */
async function unroll(page: Page): Promise<void> {
  const width = page.viewportSize()?.width ?? 0;
  await adoptStyle(page, '* { content-visibility: visible !important; }');
  for (let height = 0, tries = 0; tries < 5; tries += 1) {
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    if (whole === height) return;
    height = whole;
    await page.setViewportSize({ width, height });
    await page.waitForLoadState('networkidle');
    await page.evaluate(
      `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))`,
    );
  }
}

async function photograph(page: Page): Promise<PNG> {
  return PNG.sync.read(await page.screenshot());
}

/** Pixels of the line that its letters change. */
function inkOf(line: Line, shown: PNG, bare: PNG): number {
  let ink = 0;
  const right = Math.min(shown.width, Math.ceil(line.x + line.width));
  const bottom = Math.min(shown.height, bare.height, Math.ceil(line.y + line.height));
  for (let y = Math.max(0, Math.floor(line.y)); y < bottom; y += 1)
    for (let x = Math.max(0, Math.floor(line.x)); x < right; x += 1)
      if (
        shown.data.readUInt32BE((y * shown.width + x) * 4) !==
        bare.data.readUInt32BE((y * bare.width + x) * 4)
      )
        ink += 1;
  return ink;
}

/** The middle of a line: letters may reach into the leading, which neighbours share. */
const overlap = (a: Line, b: Line): boolean => {
  const rise = Math.min(a.height, b.height) / 3;
  const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return wide > 2 && high > rise;
};

export async function wordsNotSeen(page: Page): Promise<string[]> {
  await page.evaluate(() => scrollTo(0, 0));
  await unroll(page);
  const lines = await linesOf(page);
  const shown = await photograph(page);
  const before = await adoptStyle(
    page,
    '* { -webkit-text-fill-color: transparent !important; text-decoration-color: transparent !important; text-shadow: none !important; }',
  );
  const bare = await photograph(page);
  await page.evaluate((kept) => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, kept);
  }, before);
  const found = lines
    .filter((line) => inkOf(line, shown, bare) === 0)
    .map(({ words, x, y }) => `"${words}" is not painted at ${Math.round(x)}, ${Math.round(y)}`);
  const sorted = lines.toSorted((a, b) => a.y - b.y);
  for (const [index, line] of sorted.entries()) {
    for (let next = index + 1; next < sorted.length; next += 1) {
      const other = sorted[next];
      if (other === undefined || other.y > line.y + line.height) break;
      if (other.node !== line.node && overlap(line, other))
        found.push(`"${line.words}" and "${other.words}" stand on each other`);
    }
  }
  return [...new Set(found)];
}
