// The built console, the player's real page and one browser, for journeys that need both sides of the wire.

import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll } from 'vitest';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { type BuiltPage, buildConsole } from '../console/console-page.ts';
import { launchChromium } from '../support/chromium.ts';
import { temporaryFolder } from '../support/server.ts';

export interface OfficeSuite {
  readonly browser: Browser;
  /** Folders, as a server takes them. */
  readonly pages: { readonly player: string; readonly console: string };
}

/** To be called at the top of a test file: what it returns is there while a test runs. */
export function openOfficeSuite(): OfficeSuite {
  let player: Awaited<ReturnType<typeof temporaryFolder>>;
  let console: BuiltPage;
  let browser: Browser & AsyncDisposable;
  beforeAll(async () => {
    player = await temporaryFolder();
    await build({
      configFile: fileURLToPath(new URL('../../player/vite.config.ts', import.meta.url)),
      logLevel: 'error',
      build: { outDir: player.path, emptyOutDir: true },
    });
    console = await buildConsole();
    browser = await launchChromium();
  }, 2 * MINUTE_MS);
  afterAll(async () => {
    await browser[Symbol.asyncDispose]();
    await console[Symbol.asyncDispose]();
    await player[Symbol.asyncDispose]();
  });
  return {
    get browser() {
      return browser;
    },
    get pages() {
      return { player: player.path, console: console.folder };
    },
  };
}
