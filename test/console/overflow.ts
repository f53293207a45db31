// Words that do not fit: found on the page as it is laid out, not by comparing pictures, so that a failure names the words.

import type { Page } from 'playwright-core';

/** Makes every word on the page longer by about two fifths, with the tallest letters Vietnamese has. */
export async function lengthenWords(page: Page): Promise<void> {
  await page.evaluate(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const words = node.nodeValue ?? '';
      // The library keeps its variables in style elements of the body: longer names would undo the page's own look.
      if (node.parentElement?.matches('style, script') === true || !/\p{L}{2}/u.test(words)) continue;
      node.nodeValue = words.replaceAll(
        /\p{L}{3,}/gu,
        (word) => `${word}${'ỗ'.repeat(Math.ceil(word.length * 0.4))}`,
      );
    }
  });
}

/** Words that run out of the page or out of a box that hides what runs out, each with where. */
export async function wordsCutOff(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const SLACK_PX = 2;
    const found = new Set<string>();
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width + SLACK_PX) {
      const tooWide = [...document.body.querySelectorAll('*')]
        .filter((one) => one.getBoundingClientRect().right > width + SLACK_PX)
        .map((one) => `<${one.tagName.toLowerCase()} ${one.className}>`);
      found.add(
        `the page is ${document.documentElement.scrollWidth} px wide in ${width}: ${tooWide.slice(-3).join(' ')}`,
      );
    }
    interface Box {
      readonly edge: DOMRect;
      /** What runs out of it is seen to, or not meant to be seen. */
      readonly ends: boolean;
      readonly hides: boolean;
    }
    // Asked once a box: every word asks all boxes around it.
    const boxes = new Map<HTMLElement, Box>();
    const boxOf = (element: HTMLElement): Box => {
      const known = boxes.get(element);
      if (known !== undefined) return known;
      const { overflowX, textOverflow, position } = getComputedStyle(element);
      const edge = element.getBoundingClientRect();
      const isHiddenFromSight = edge.width <= 2 || edge.height <= 2;
      const scrolls = /auto|scroll/.test(overflowX);
      const box = {
        edge,
        ends: isHiddenFromSight || scrolls || textOverflow === 'ellipsis' || position === 'fixed',
        hides: /hidden|clip/.test(overflowX),
      };
      boxes.set(element, box);
      return box;
    };
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const owner = node.parentElement;
      const words = (node.nodeValue ?? '').trim();
      if (
        owner === null ||
        words === '' ||
        !owner.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      )
        continue;
      range.selectNodeContents(node);
      const ink = range.getBoundingClientRect();
      if (ink.width < 2 || ink.height < 2) continue;
      for (
        let box: HTMLElement | null = owner;
        box !== null && box !== document.body;
        box = box.parentElement
      ) {
        const { edge, ends, hides } = boxOf(box);
        if (ends) break;
        if (!hides) continue;
        if (ink.right > edge.right + SLACK_PX || ink.left < edge.left - SLACK_PX) {
          found.add(`"${words.slice(0, 60)}" runs out of <${box.tagName.toLowerCase()} ${box.className}>`);
        }
      }
    }
    return [...found];
  });
}
