// Measures in the page itself whether each text stands out from what is behind it (WCAG 2.2 AA: 4.5, large text 3).

import type { Page } from 'playwright-core';

/** Texts that do not stand out, with their ratio. Texts over pictures and hatching are not measured. */
export async function findFaintTexts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    type Colour = readonly [number, number, number, number];
    const read = (text: string): Colour => {
      const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
      return [r, g, b, a];
    };
    const over = (top: Colour, below: Colour): Colour => {
      const mix = (a: number, b: number) => a * top[3] + b * (1 - top[3]);
      return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), 1];
    };
    const light = ([r, g, b]: Colour) => {
      const part = (value: number) => {
        const share = value / 255;
        return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      };
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const groundOf = (element: Element | null): Colour | undefined => {
      if (element === null) return [255, 255, 255, 1];
      const style = getComputedStyle(element);
      if (style.backgroundImage !== 'none') return undefined;
      const ground = read(style.backgroundColor);
      if (ground[3] === 1) return ground;
      const below = groundOf(element.parentElement);
      return below === undefined ? undefined : over(ground, below);
    };
    const faint: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = node.textContent?.trim() ?? '';
      if (element === null || text === '' || element.closest('noscript,style,script,:disabled') !== null)
        continue;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      if (box.width <= 1 || box.height <= 1 || style.visibility === 'hidden') continue;
      const ground = groundOf(element);
      if (ground === undefined) continue;
      const ink = over(read(style.color), ground);
      const [high, low] = [light(ink), light(ground)].sort((a, b) => b - a);
      const ratio = ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
      const size = Number.parseFloat(style.fontSize);
      const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)} ${text.slice(0, 60)}`);
    }
    return faint;
  });
}
