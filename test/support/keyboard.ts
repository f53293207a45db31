// Somebody without a mouse: every control is found by the Tab key, inside tables, radio groups and tabs by the arrows, and
// must be seen to have the focus when it is reached. What cannot be reached so fails the flow.

import type { ElementHandle, Locator, Page } from 'playwright-core';
import { type Actor, Cost, HELD_MS, type UploadedFile } from './hand.ts';

/** More stops than any page of the console has. */
const MOST_STOPS = 400;
const MOST_OPTIONS = 60;
const MOST_STEPS = 120;

type Control = ElementHandle<HTMLElement | SVGElement>;

export class Keyboard implements Actor {
  readonly cost = new Cost();

  async press(target: Locator): Promise<void> {
    const control = await this.#reach(target);
    const isTicked = await control.evaluate((node) => node instanceof HTMLInputElement);
    await this.#key(target.page(), isTicked ? 'Space' : 'Enter');
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.#reach(target);
    const { keyboard } = target.page();
    await keyboard.press('ControlOrMeta+A');
    await keyboard.type(text);
    this.cost.keys += [...text].length + 1;
  }

  async choose(box: Locator, option: string): Promise<void> {
    const page = box.page();
    await this.#reach(box);
    const isOpen = async () => (await box.getAttribute('aria-expanded')) === 'true';
    if (!(await isOpen())) await this.#key(page, 'Enter');
    const wanted = page.getByRole('option', { name: option, exact: true });
    await wanted.waitFor();
    for (let step = 0; step < MOST_OPTIONS; step += 1) {
      if ((await wanted.getAttribute('data-combobox-selected')) !== null) {
        await this.#key(page, 'Enter');
        return;
      }
      await this.#key(page, 'ArrowDown');
    }
    throw new Error(`the entry “${option}” is not reached by the arrow keys`);
  }

  async hold(target: Locator): Promise<void> {
    await this.#reach(target);
    const { keyboard } = target.page();
    this.cost.keys += 1;
    await keyboard.down('Space');
    await target.page().waitForTimeout(HELD_MS);
    await keyboard.up('Space');
  }

  async giveFile(target: Locator, file: UploadedFile): Promise<void> {
    const choosing = target.page().waitForEvent('filechooser');
    await this.press(target);
    await (await choosing).setFiles(file);
  }

  async strike(target: Locator, key: string): Promise<void> {
    await this.#reach(target);
    await this.#key(target.page(), key);
  }

  /** Tabs until `target` has the focus, which must be seen. */
  async #reach(target: Locator): Promise<Control> {
    const page = target.page();
    await target.waitFor({ state: 'attached' });
    const control = await target.elementHandle();
    if (control === null) throw new Error(`${String(target)} is not there`);
    for (let stop = 0; stop <= MOST_STOPS; stop += 1) {
      const where = await control.evaluate(compareWithFocus);
      if (where === 'there') {
        const unseen = await control.evaluate(findUnseen);
        if (unseen !== null) throw new Error(`${String(target)} has the focus, but ${unseen}`);
        return control;
      }
      if (where === 'in group') {
        await this.#walkInside(control, page);
        continue;
      }
      await this.#key(page, where === 'before' ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`${String(target)} is not reached by ${MOST_STOPS} Tab keys`);
  }

  /** The arrows from the stop of the group to the control. */
  async #walkInside(control: Control, page: Page): Promise<void> {
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const key = await control.evaluate(arrowTowards);
      if (key === null) return;
      await this.#key(page, key);
    }
    throw new Error('the arrow keys do not lead there');
  }

  async #key(page: Page, key: string): Promise<void> {
    this.cost.keys += 1;
    await page.keyboard.press(key);
  }
}

/** Tabs to the end of the page and once through all of it; the number of stops. Throws where the focus is caught. */
export async function walkAround(page: Page): Promise<number> {
  await tabToEnd(page);
  return await tabToEnd(page);
}

/** Until the focus leaves the page, or is where it was before. */
async function tabToEnd(page: Page): Promise<number> {
  const mark = () =>
    page.evaluate(() => {
      const at = document.activeElement;
      if (at === null || at === document.body || at.hasAttribute('data-walked')) return false;
      at.setAttribute('data-walked', '');
      return true;
    });
  let stops = 0;
  while (stops < MOST_STOPS) {
    await page.keyboard.press('Tab');
    if (!(await mark())) break;
    stops += 1;
  }
  await page.evaluate(() => {
    for (const one of document.querySelectorAll('[data-walked]')) one.removeAttribute('data-walked');
  });
  if (stops === MOST_STOPS) throw new Error(`the focus does not come to the end of ${page.url()}`);
  return stops;
}

/** Runs in the page. Where is the node, seen from what has the focus? */
function compareWithFocus(node: HTMLElement | SVGElement): 'there' | 'in group' | 'before' | 'after' {
  const at = document.activeElement;
  if (at === node) return 'there';
  if (at === null || at === document.body) return 'after';
  const group = node.closest('table, [role="tablist"], [role="radiogroup"]');
  const isRoving = node.tabIndex < 0 || (node instanceof HTMLInputElement && node.type === 'radio');
  if (isRoving && group !== null && group.contains(at)) return 'in group';
  return (node.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 ? 'before' : 'after';
}

/** Runs in the page. The next arrow towards the node, null when it has the focus. */
function arrowTowards(node: HTMLElement | SVGElement): string | null {
  const at = document.activeElement;
  if (at === null || at === node) return null;
  const place = (one: Element) => (one.getAttribute('data-place') ?? '').split('/').map(Number);
  const [row = NaN, column = NaN] = place(node);
  const [atRow = NaN, atColumn = NaN] = place(at);
  if (row > atRow) return 'ArrowDown';
  if (row < atRow) return 'ArrowUp';
  if (column < atColumn) return 'ArrowLeft';
  if (column > atColumn) return 'ArrowRight';
  const isBefore = (node.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return isBefore ? 'ArrowLeft' : 'ArrowRight';
}

/** Runs in the page. Why somebody would not see that the node has the focus; null when they do. */
function findUnseen(node: HTMLElement | SVGElement): string | null {
  const { left, top, width, height } = node.getBoundingClientRect();
  const labels = node instanceof HTMLInputElement ? [...(node.labels ?? [])] : [];
  const near = [node, node.parentElement, node.nextElementSibling, ...labels];
  const isMarked = near.some((one) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  });
  if (!isMarked) return 'nothing shows it';
  if (left + width <= 0 || top + height <= 0 || left >= innerWidth || top >= innerHeight)
    return 'it is outside of the window';
  const x = Math.min(Math.max(left + width / 2, 1), innerWidth - 2);
  const y = Math.min(Math.max(top + height / 2, 1), innerHeight - 2);
  const above = document.elementFromPoint(x, y);
  if (above === null || near.some((one) => one !== null && (one.contains(above) || above.contains(one))))
    return null;
  return `it lies under ${above.outerHTML.slice(0, 80)}`;
}
