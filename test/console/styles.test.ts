// Every class that a part asks of its style sheet is in it, and none stands there for nobody: a class that is taken away
// while somebody uses it is no error to any compiler, only a page that looks wrong.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../server/console', import.meta.url));
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

/** Style sheet → names of its classes that its users ask for. */
const asked = new Map<string, Set<string>>();
/** Style sheet → does somebody ask by a name that is reckoned? */
const reckoned = new Set<string>();

for (const file of files.filter((path) => path.endsWith('.tsx') || path.endsWith('.ts'))) {
  const text = readFileSync(file, 'utf8');
  for (const [, name = '', path = ''] of text.matchAll(/import (\w+) from '([^']+\.module\.css)'/g)) {
    const sheet = join(dirname(file), path);
    const names = asked.get(sheet) ?? new Set<string>();
    asked.set(sheet, names);
    for (const [, one = ''] of text.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))) names.add(one);
    for (const [, one = ''] of text.matchAll(new RegExp(`\\b${name}\\['([^']+)'\\]`, 'g'))) names.add(one);
    if (new RegExp(`\\b${name}\\[[^']|[({,] ?${name}[ ,)}]`).test(text)) reckoned.add(sheet);
  }
}

const sheets = files.filter((path) => path.endsWith('.module.css'));

describe.each(sheets.map((sheet) => [relative(root, sheet), sheet] as const))('%s', (_name, sheet) => {
  const text = readFileSync(sheet, 'utf8').replaceAll(/\/\*.*?\*\/|:global\([^)]*\)/gs, '');
  const defined = new Set([...text.matchAll(/\.([a-zA-Z]\w*)(?=[^{}]*\{)/g)].map(([, name = '']) => name));
  const wanted = asked.get(sheet) ?? new Set<string>();

  it('has every class that is asked of it', () => {
    expect([...wanted].filter((name) => !defined.has(name))).toEqual([]);
  });

  it('has no class that nobody asks for', () => {
    if (reckoned.has(sheet)) return;
    expect([...defined].filter((name) => !wanted.has(name))).toEqual([]);
  });
});
