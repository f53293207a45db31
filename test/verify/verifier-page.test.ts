// kiem-tra.html as an auditor has it: one file on disk, opened in Chromium without any network.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { buildVerifierPage } from '../../scripts/build-verifier.ts';
import { DownloadBench } from '../server/playlog/download-bench.ts';
import { launchChromium } from '../support/chromium.ts';
import { seededRandom } from '../support/fault-random.ts';
import { temporaryFolder } from '../support/server.ts';
import { mutate, unpack } from './bundle-mutations.ts';

const PAGE_MS = 120_000;

async function answerOf(page: Page, path: string, keys: string): Promise<{ said: string; kind: string }> {
  await page.locator('#keys').fill(keys);
  await page.locator('#file').setInputFiles(path);
  const answer = page.locator('#answer.good, #answer.bad');
  await answer.waitFor();
  return { said: await page.locator('body').innerText(), kind: (await answer.getAttribute('class')) ?? '' };
}

describe('the verifier page opened from disk', () => {
  it(
    'passes an untouched bundle in both languages and names the first bad record of another, with no network',
    async () => {
      await using folder = await temporaryFolder();
      await using bench = await DownloadBench.open();
      const { bytes, path } = await bench.make({ format: 'bundle' });
      const keys = [...bench.playlog.keyEntries().map(({ keyId }) => keyId), bench.serverKey.keyId].join(
        ', ',
      );
      const pagePath = join(folder.path, 'kiem-tra.html');
      await writeFile(pagePath, await buildVerifierPage());
      await using browser = await launchChromium();
      const context = await browser.newContext({ offline: true });
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(pagePath).href);

      const good = await answerOf(page, path, keys);
      expect(good.kind).toBe('good');
      expect(good.said).toContain('KHÔNG BỊ SỬA: mọi dòng');
      expect(good.said).toContain('UNTOUCHED: every line');

      const unpacked = await unpack(bytes);
      const random = seededRandom(1);
      let tampered = await mutate(bytes, unpacked, random);
      while (!tampered.kind.startsWith('alter in ledger/')) tampered = await mutate(bytes, unpacked, random);
      const badPath = join(folder.path, 'sua.zip');
      await writeFile(badPath, tampered.bytes);
      await page.goto(pathToFileURL(pagePath).href);
      const bad = await answerOf(page, badPath, keys);
      expect(bad.kind).toBe('bad');
      const place = /(ledger\/[^ ]+\.jsonl:\d+)/.exec(bad.said)?.[1] ?? '';
      expect(tampered.places).toContain(place.replace(/:\d+$/, ''));
      expect(bad.said).toContain(`ĐÃ BỊ SỬA HOẶC HỎNG tại ${place}`);
      expect(bad.said).toContain(`CHANGED OR DAMAGED at ${place}`);
      // Nothing but the page itself: no address was even tried.
      expect(asked.filter((url) => !url.startsWith('file:'))).toEqual([]);
    },
    PAGE_MS,
  );
});
