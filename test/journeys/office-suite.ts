// The console, the player's real page and one browser, for journeys that need both sides of the wire.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';
import { launchChromium } from '../support/chromium.ts';

export interface OfficeSuite {
  readonly browser: Browser;
  readonly pages: BuiltPages;
}

/** To be called at the top of a test file: what it returns is there while a test runs. */
export function openOfficeSuite(): OfficeSuite {
  let pages: BuiltPages;
  let browser: Browser & AsyncDisposable;
  beforeAll(async () => {
    pages = await builtPages();
    browser = await launchChromium();
  }, 2 * MINUTE_MS);
  afterAll(async () => browser[Symbol.asyncDispose]());
  return {
    get browser() {
      return browser;
    },
    get pages() {
      return pages;
    },
  };
}
