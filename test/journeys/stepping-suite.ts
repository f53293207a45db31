// The player's page whose time goes by steps, and one browser, for journeys of whole hours.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { writePage } from '../player/page-bundle.ts';
import { launchChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/server.ts';

export interface SteppingSuite {
  readonly browser: Browser;
  /** Folder of the page. */
  readonly page: string;
}

/** To be called at the top of a test file: what it returns is there while a test runs. */
export function openSteppingSuite(): SteppingSuite {
  let browser: Browser & AsyncDisposable;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    browser = await launchChromium();
    folder = await temporaryFolder();
    await writePage(folder.path, 'stepping-page.ts');
  });
  afterAll(async () => {
    await browser.close();
    await folder[Symbol.asyncDispose]();
  });
  return {
    get browser() {
      return browser;
    },
    get page() {
      return folder.path;
    },
  };
}
