// Opens a page in Chromium as the office has it, keeping every complaint of the browser.

import type { Browser, Page } from 'playwright-core';

/** Long enough for a busy machine, short enough that a broken page does not hold up the suite. */
const PATIENCE_MS = 15_000;

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and warnings, content policy violations and uncaught faults. */
  readonly complaints: string[];
}

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly pixelRatio?: number;
  readonly scheme?: 'light' | 'dark';
  /** The instant the server lives in, where that is not the machine's. */
  readonly serverNow?: () => number;
  readonly beforeOpen?: (page: Page) => Promise<void>;
}

export async function openPage(browser: Browser, address: string, look: Look = {}): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1440, height: look.height ?? 900 },
    deviceScaleFactor: look.pixelRatio ?? 1,
    colorScheme: look.scheme ?? 'light',
    reducedMotion: 'reduce',
    locale: 'vi-VN',
    // Another zone than the screen's, so that a time told in the browser's zone is seen.
    timezoneId: 'America/New_York',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (fault) => complaints.push(String(fault)));
  const { serverNow } = look;
  if (serverNow !== undefined) {
    // Node dates its answers by the machine's clock; the console learns the server's time from them.
    await page.route('**/api/**', async (route) => {
      // A connection that the server closed while it lay idle is no fault of the page.
      const response = await route.fetch({ maxRetries: 3 }).catch(() => null);
      // The server is being restarted, or the page is on its way out.
      if (response === null) return await route.abort().catch(() => undefined);
      const headers = { ...response.headers(), date: new Date(serverNow()).toUTCString() };
      await route.fulfill({ response, headers });
    });
  }
  await look.beforeOpen?.(page);
  // A busy machine is not what is judged here.
  await page.goto(address, { timeout: 60_000 });
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      // An answer may be on its way through the route above.
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      await context.close();
    },
  };
}

/** The same with the session of somebody: `cookie` as `addPeople` gives it. */
export async function openAs(
  browser: Browser,
  url: string,
  cookie: string,
  path: string,
  look: Look = {},
): Promise<OpenedPage> {
  const [name = '', value = ''] = cookie.split('=');
  return await openPage(browser, `${url}${path}`, {
    ...look,
    beforeOpen: async (page) => {
      await page.context().addCookies([{ name, value, url }]);
      await look.beforeOpen?.(page);
    },
  });
}

/** Through the form, as people do. */
export async function signIn(page: Page, who: { name: string; password: string }): Promise<void> {
  await page.getByLabel('Họ tên').fill(who.name);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(who.password);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}
