// docs/security.md says what holds each line: here it is held to that. Files it names exist, claims it quotes are names of
// tests in them, every item of ASVS 5.0.0 levels 1 and 2 stands in it once, and pages are written without markup.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const PATH = /`((?:server|player|content|scripts|test|docs)\/[\w./-]+\.\w+|Dockerfile|\.dockerignore)`/g;

/** How many items of levels 1 and 2 each section has; those of level 3 are the rest of its numbers. */
const ITEMS = `
  V1.1 1-2 V1.2 1-9 V1.3 1-11 V1.4 1-3 V1.5 1-2 V2.1 1-3 V2.2 1-3 V2.3 1-4 V2.4 1-1
  V3.2 1-2 V3.3 1-4 V3.4 1-6 V3.5 1-5 V3.7 1-2 V4.1 1-3 V4.2 1-1 V4.3 1-2 V4.4 1-4 V5.1 1-1 V5.2 1-3 V5.3 1-2 V5.4 1-3
  V6.1 1-3 V6.2 1-12 V6.3 1-4 V6.4 1-4 V6.5 1-5 V6.6 1-3 V6.8 1-4 V7.1 1-3 V7.2 1-4 V7.3 1-2 V7.4 1-5 V7.5 1-2 V7.6 1-2
  V8.1 1-2 V8.2 1-3 V8.3 1-1 V8.4 1-1 V9.1 1-3 V9.2 1-4
  V10.1 1-2 V10.2 1-2 V10.3 1-4 V10.4 1-11 V10.5 1-5 V10.6 1-2 V10.7 1-3
  V11.1 1-2 V11.2 1-3 V11.3 1-3 V11.4 1-4 V11.5 1-1 V11.6 1-1 V12.1 1-3 V12.2 1-2 V12.3 1-4
  V13.1 1-1 V13.2 1-5 V13.3 1-2 V13.4 1-5 V14.1 1-2 V14.2 1-4 V14.3 1-3 V15.1 1-3 V15.2 1-3 V15.3 1-7
  V16.1 1-1 V16.2 1-5 V16.3 1-4 V16.4 1-3 V16.5 1-3 V17.1 1-1 V17.2 1-4 V17.3 1-2`;

const wanted = [...ITEMS.matchAll(/(V\d+\.\d+) 1-(\d+)/g)].flatMap(([, section = '', count]) =>
  Array.from({ length: Number(count) }, (_, index) => `${section}.${index + 1}`),
);

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|html)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('docs/security.md', () => {
  it('names files that are there', () => {
    const named = [...page.matchAll(PATH)].map(([, path = '']) => path);
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('quotes claims that are names of tests in the file it names', () => {
    const quoted = [...page.matchAll(/`(test\/[\w./-]+\.ts)`((?:,? “[^”]+”)+)/g)].flatMap(
      ([, path = '', claims = '']) =>
        [...claims.matchAll(/“([^”]+)”/g)].map(([, claim = '']) => ({ path, claim })),
    );
    expect(quoted.length).toBeGreaterThan(30);
    const missing = quoted.filter(
      ({ path, claim }) => !readFileSync(join(root, path), 'utf8').includes(claim),
    );
    expect(missing).toEqual([]);
  });

  it('has every item of ASVS levels 1 and 2 once, each with an answer', () => {
    expect(wanted).toHaveLength(253);
    const rows = page.split('\n').filter((line) => /^\| V\d/.test(line));
    for (const row of rows) expect(row.split('|')[2]?.trim()).toMatch(/^[✓◐✗–]$/u);
    const found = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/V\d+\.\d+\.\d+/g)].map(String),
    );
    const order = (ids: readonly string[]) =>
      ids.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    expect(order(found)).toEqual(order(wanted));
  });
});

describe('pages of the console, the player and the verifier', () => {
  it('write no markup and run no text', () => {
    const sources = ['server/console', 'player', 'scripts/verify-playlog'].flatMap(sourcesIn);
    expect(sources.length).toBeGreaterThan(100);
    const dangerous =
      /\b(?:inner|outer)HTML\b|insertAdjacentHTML|dangerouslySetInnerHTML|document\.write|\beval\(|new Function\(|srcdoc/;
    expect(sources.filter((path) => dangerous.test(readFileSync(path, 'utf8')))).toEqual([]);
  });
});
