// The staff guide is only of use while it says what the console says.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import words from '../../server/console/words/vi.json';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const guide = await readFile(`${docs}huong-dan.md`, 'utf8');

function* sentencesOf(catalogue: object): Generator<string> {
  for (const value of Object.values(catalogue) as unknown[]) {
    if (typeof value === 'string') yield value;
    else if (typeof value === 'object' && value !== null) yield* sentencesOf(value);
  }
}

it('names buttons, fields and pages by the very words of the console', () => {
  const said = new Set(sentencesOf(words));
  const named = [...guide.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) =>
    (name ?? '').replaceAll(/\s+/g, ' '),
  );
  expect(named.length).toBeGreaterThan(60);
  expect([...new Set(named)].filter((name) => name !== 'đậm' && !said.has(name))).toEqual([]);
});

it('shows pictures that are there, and its links lead to its own headings and files', () => {
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
      .replaceAll(' ', '-');
  const headings = new Set([...guide.matchAll(/^## (.+)$/gm)].map(([, heading]) => anchorOf(heading ?? '')));
  const targets = [...guide.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target ?? '');
  const broken = targets.filter((target) =>
    target.startsWith('#') ? !headings.has(target.slice(1)) : !existsSync(docs + target),
  );
  expect(targets.length).toBeGreaterThan(20);
  expect(broken).toEqual([]);
});
