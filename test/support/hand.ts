// A person at a page, by mouse or by keyboard alone: a flow is written once against `Actor`, done by both, and says what it
// cost. By mouse it types at the speed of people; by keyboard (keyboard.ts) it proves that every control can be reached.

import type { Locator } from 'playwright-core';

/** About 60 words a minute, tone marks included. */
const KEY_MS = 140;
/** Longer than the console asks for. */
export const HELD_MS = 2_300;

export interface UploadedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export interface Actor {
  /** A button, link, check box or radio button, a tab, a cell of a table. */
  press(target: Locator): Promise<void>;
  /** In place of whatever the field holds. */
  type(target: Locator, text: string): Promise<void>;
  /** Opens a list and takes the entry. */
  choose(box: Locator, option: string): Promise<void>;
  /** Keeps a button down for as long as it asks. */
  hold(target: Locator): Promise<void>;
  /** The button that asks the PC for a file. */
  giveFile(target: Locator, file: UploadedFile): Promise<void>;
  /** Puts the focus there and strikes a key that means something to it. */
  strike(target: Locator, key: string): Promise<void>;
  readonly cost: Cost;
}

/** What a flow took of a person. */
export class Cost {
  clicks = 0;
  keys = 0;
  readonly #beganAt = performance.now();

  /** One line for the record of the run; others who took part are added. */
  tell(flow: string, ...others: readonly Cost[]): string {
    const all = [this, ...others];
    const clicks = all.reduce((sum, one) => sum + one.clicks, 0);
    const keys = all.reduce((sum, one) => sum + one.keys, 0);
    const seconds = ((performance.now() - this.#beganAt) / 1_000).toFixed(1);
    return `${flow}: ${clicks} clicks, ${keys} keys, ${seconds} s\n`;
  }
}

export class Hand implements Actor {
  readonly cost = new Cost();

  async press(target: Locator): Promise<void> {
    this.cost.clicks += 1;
    await target.click();
  }

  /** Puts the cursor there by the Tab key or a click that is not counted, as people do in a form. */
  async type(target: Locator, text: string): Promise<void> {
    await target.focus();
    await target.selectText();
    this.cost.keys += [...text].length;
    await target.pressSequentially(text, { delay: KEY_MS });
  }

  async choose(box: Locator, option: string): Promise<void> {
    await this.press(box);
    await this.press(box.page().getByRole('option', { name: option, exact: true }));
  }

  async hold(target: Locator): Promise<void> {
    this.cost.clicks += 1;
    await target.click({ delay: HELD_MS });
  }

  async giveFile(target: Locator, file: UploadedFile): Promise<void> {
    const choosing = target.page().waitForEvent('filechooser');
    await this.press(target);
    await (await choosing).setFiles(file);
  }

  async strike(target: Locator, key: string): Promise<void> {
    await target.focus();
    this.cost.keys += 1;
    await target.page().keyboard.press(key);
  }
}
