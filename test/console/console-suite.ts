// One built console and one browser for the tests of a file, and a fresh fake server on the city's afternoon for each.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { launchOfficeChromium } from '../support/chromium.ts';
import { AFTERNOON } from './city-day.ts';
import { type ConsoleServer, startConsoleServer } from './console-server.ts';
import { type BuiltPages, builtPages } from '../support/built-pages.ts';

export interface ConsoleSuite {
  readonly browser: Browser;
  readonly server: ConsoleServer;
  /** What the console sent to a route, oldest first. */
  callsOf(name: string): ConsoleServer['calls'][number]['given'][];
}

/** To be called at the top of a test file: what it returns is there while a test runs. */
export function openConsoleSuite(): ConsoleSuite {
  let built: BuiltPages;
  let browser: Browser;
  let server: ConsoleServer;
  beforeAll(async () => {
    built = await builtPages();
    browser = await launchOfficeChromium();
  });
  beforeEach(async () => {
    server = await startConsoleServer(built.console, () => AFTERNOON);
    return async () => server[Symbol.asyncDispose]();
  });
  afterAll(async () => {
    await browser.close();
  });
  return {
    get browser() {
      return browser;
    },
    get server() {
      return server;
    },
    callsOf: (name) => server.calls.filter((call) => call.name === name).map(({ given }) => given),
  };
}
