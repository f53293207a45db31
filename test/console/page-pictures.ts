// Takes the pictures of the staff guide and of every page from the running product, so that they can be taken again:
// `npm run pictures`. Each page as the first administrator sees it on an office PC, in both schemes.

import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { launchChromium } from '../support/chromium.ts';
import { type LivedIn, liveIn, openAt, pageAddresses, settle } from './every-page.ts';
import { builtPages } from '../support/built-pages.ts';

const FOLDER = fileURLToPath(new URL('../../docs/pages/', import.meta.url));
const WIDTH = 1280;
const MOST_HEIGHT = 2_400;
const SHOWN_WIDTH = 900;

/** `/noi-dung/x` -> `noi-dung-x`. */
function nameOf(address: string): string {
  return address === '/' ? 'tong-quan' : address.slice(1).replaceAll(/[^a-z0-9]+/g, '-');
}

async function take(
  browser: Browser,
  city: LivedIn,
  address: string,
  scheme: 'light' | 'dark',
): Promise<void> {
  await using opened = await openAt(browser, city, address, { scheme, width: WIDTH });
  const { page } = opened;
  await settle(page);
  // Pictures below the fold are fetched when they come near.
  const height = Math.min(MOST_HEIGHT, await page.evaluate(() => document.documentElement.scrollHeight));
  await page.setViewportSize({ width: WIDTH, height });
  await page.waitForLoadState('networkidle');
  // The folder of this run is nobody's; a real one stands in its place.
  await page.evaluate((folder) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      node.nodeValue = (node.nodeValue ?? '').replaceAll(folder, '/var/lib/vongxoay');
  }, city.server.dataDir);
  const png = await page.screenshot();
  const file = `${FOLDER}${nameOf(address)}-${scheme}.webp`;
  await sharp(png).resize({ width: SHOWN_WIDTH }).webp({ quality: 78 }).toFile(file);
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const pages = await builtPages();
await using browser = await launchChromium();
await using city = await liveIn(pages.console);
for (const address of await pageAddresses()) {
  for (const scheme of ['light', 'dark'] as const) await take(browser, city, address, scheme);
  console.log(`pictures of ${address}`);
}
