// What the first page of the console costs a slow line: every script from the sign-in to the overview.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { launchOfficeChromium } from '../support/chromium.ts';
import { ADMIN, startTestServer } from '../support/server.ts';
import { openPage, signIn } from './console-page.ts';
import { builtPages } from '../support/built-pages.ts';

const MOST_BYTES = 300 * 1024;
/** Splitting is for this: a page that nobody opened is not loaded. */
const OTHER_PAGE = /(?:people|trail|playlists|files|approvals|handover)-page/;

it('the first page needs at most 300 KB of scripts, gzipped, and none of another page', async () => {
  const pages = await builtPages();
  await using server = await startTestServer({ pages });
  await server.asAdmin();
  await using browser = await launchOfficeChromium();
  const scripts = new Set<string>();
  await using opened = await openPage(browser, server.url, {
    beforeOpen: async (page) => {
      page.on('request', (request) => {
        if (request.resourceType() === 'script') scripts.add(new URL(request.url()).pathname);
      });
    },
  });
  await signIn(opened.page, ADMIN);
  await opened.page.getByRole('heading', { level: 1, name: /vòng xoay/ }).waitFor();
  await opened.page.waitForLoadState('networkidle');
  const sizes = await Promise.all(
    [...scripts].map(
      async (path) => gzipSync(await readFile(join(pages.console, path)), { level: 9 }).length,
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`first page: ${scripts.size} scripts, ${Math.round(bytes / 1024)} KB gzipped\n`);
  expect([...scripts].filter((path) => OTHER_PAGE.test(path))).toEqual([]);
  expect(bytes).toBeGreaterThan(10_000);
  expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
});
