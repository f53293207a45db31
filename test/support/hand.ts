// A person at a page: clicks and types at the speed of people, and counts both, so that a journey can say what it cost.

import type { Locator } from 'playwright-core';

/** About 60 words a minute, tone marks included. */
const KEY_MS = 140;

export class Hand {
  clicks = 0;
  keys = 0;
  readonly #beganAt = performance.now();

  async click(target: Locator): Promise<void> {
    this.clicks += 1;
    await target.click();
  }

  /** Puts the cursor there by the Tab key or a click that is not counted, as people do in a form. */
  async type(target: Locator, text: string): Promise<void> {
    await target.focus();
    this.keys += [...text].length;
    await target.pressSequentially(text, { delay: KEY_MS });
  }

  /** One line for the record of the run. */
  tell(flow: string): string {
    const seconds = ((performance.now() - this.#beganAt) / 1_000).toFixed(1);
    return `${flow}: ${this.clicks} clicks, ${this.keys} keys, ${seconds} s`;
  }

  get tookMs(): number {
    return performance.now() - this.#beganAt;
  }
}
