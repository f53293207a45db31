// The page as it is built for LED PCs that stop at Chrome 109: its scripts parse as the language of that browser, and it
// plays with every newer interface taken away.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'acorn';
import { expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { cityOf } from './city.ts';
import { servePage } from './page-bundle.ts';
import { PlayerServer } from './player-server.ts';
import { builtPages } from '../support/built-pages.ts';

/** ECMAScript of Chrome 109. */
const ECMA_VERSION = 2022;

/** Interfaces that came after Chrome 109 and that code of 2026 may lean on. */
function takeAway(): void {
  const gone: readonly (readonly [object, readonly string[]])[] = [
    [Array.prototype, ['toSorted', 'toReversed', 'toSpliced', 'with']],
    [Uint8Array.prototype, ['toSorted', 'toReversed', 'with', 'toBase64', 'toHex']],
    [Uint8Array, ['fromBase64', 'fromHex']],
    [Object, ['groupBy']],
    [Map, ['groupBy']],
    [Array, ['fromAsync']],
    [Promise, ['withResolvers', 'try']],
    [Set.prototype, ['union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf']],
    [String.prototype, ['isWellFormed', 'toWellFormed']],
    [AbortSignal, ['any']],
    [URL, ['canParse', 'parse']],
    [
      Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object,
      ['map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find'],
    ],
    [globalThis, ['scheduler', 'Temporal', 'Float16Array', 'DisposableStack', 'AsyncDisposableStack']],
    [Symbol, ['dispose', 'asyncDispose']],
    [Math, ['f16round', 'sumPrecise']],
    [RegExp, ['escape']],
    [JSON, ['rawJSON']],
  ];
  for (const [owner, names] of gone) for (const name of names) Reflect.deleteProperty(owner, name);
  const { subtle } = crypto;
  const generateKey = subtle.generateKey.bind(subtle) as (...args: unknown[]) => Promise<unknown>;
  Object.defineProperty(subtle, 'generateKey', {
    value: async (algorithm: unknown, ...rest: unknown[]) => {
      if (algorithm === 'Ed25519') throw new DOMException('unrecognized name', 'NotSupportedError');
      return await generateKey(algorithm, ...rest);
    },
  });
}

it('builds into scripts that parse as the language of Chrome 109', async () => {
  const { player } = await builtPages();
  const names = (await readdir(player, { recursive: true })).filter((name) => name.endsWith('.js'));
  expect(names.length).toBeGreaterThanOrEqual(2);
  for (const name of names) {
    const script = await readFile(join(player, name), 'utf8');
    expect(() => parse(script, { ecmaVersion: ECMA_VERSION, sourceType: 'module' })).not.toThrow();
  }
}, 120_000);

it('plays with every interface newer than Chrome 109 taken away', async () => {
  await using browser = await launchChromium();
  await using server = await PlayerServer.start();
  const city = cityOf();
  for (const [sha256, png] of city.assets) server.assets.set(sha256, png);
  server.programmes.push(server.sign(city.programme));
  server.codes.add('mot-lan');
  await servePage(server, 'real-page.ts');
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.addInitScript(takeAway);
  await page.goto(`${server.url}/player/#mot-lan`);
  expect(await page.evaluate(() => 'toSorted' in Array.prototype)).toBe(false);
  await expect.poll(() => server.states.at(-1)?.showing?.pixels ?? null, { timeout: 60_000 }).not.toBeNull();
  await expect.poll(() => server.stored.some(({ type }) => type === 'boot'), { timeout: 60_000 }).toBe(true);
  expect(faults).toEqual([]);
}, 120_000);
