// The scripts that the page is built into, looked through for interfaces that Chrome got after 109, by Mozilla's table of
// them. A name that some older interface has too cannot be told apart by looking: those are found by running the page with
// the newer ones taken away (chrome-109.test.ts).

import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type AnyNode, parse } from 'acorn';
import { expect, it } from 'vitest';
import { builtPages } from '../support/built-pages.ts';

const OLDEST_CHROME = 109;
const ECMA_VERSION = 2022;

/** Newer than Chrome 109 and named all the same: why that is safe. */
const GUARDED: Readonly<Record<string, string>> = {
  '.canParse': 'zod looks whether it is there, and has another way',
  '.fromHex': '@noble/hashes looks whether it is there, and has its own',
  '.toHex': '@noble/hashes looks whether it is there, and has its own',
};
/** Names of our own properties, of styles or of a library's, that some newer interface happens to have too. */
const OUR_NAMES = (
  '.contentEncoding .destroy .isValid .lines .local .margin .neg .opacity .override .path .quality ' +
  '.queue .records .run .take .when .writeBuffer'
).split(' ');

interface Compat {
  readonly support?: { readonly chrome?: Support | readonly Support[] };
}
interface Support {
  readonly version_added?: string | boolean | null;
  readonly flags?: unknown;
}
interface Table {
  readonly [name: string]: Table | undefined;
}

/** What the table says of the thing itself. */
const compatOf = (table: Table): Compat | undefined => table['__compat'];

/** Chrome that brought it; none yet: infinity. */
function sinceOf({ support }: Compat): number {
  const supports = [support?.chrome ?? []].flat().filter(({ flags }) => flags === undefined);
  const versions = supports.map(({ version_added: added }) =>
    typeof added === 'string' ? Number(added.replace('≤', '')) : Infinity,
  );
  return Math.min(Infinity, ...versions.filter((version) => !Number.isNaN(version)));
}

interface Known {
  readonly globals: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
}

/** Names that no interface of Chrome 109 has. */
function newerNames(): Known {
  const data = createRequire(import.meta.url)('@mdn/browser-compat-data') as Record<string, Table>;
  const tables = [data['api'], data['javascript']?.['builtins']].filter((table) => table !== undefined);
  const globals = new Map<string, number>();
  const members = new Map<string, number>();
  const note = (names: Map<string, number>, name: string, compat: Compat | undefined): void => {
    if (compat !== undefined) names.set(name, Math.min(names.get(name) ?? Infinity, sinceOf(compat)));
  };
  for (const [name, owner] of tables.flatMap((table) => Object.entries(table))) {
    if (owner === undefined || name === '__compat') continue;
    note(globals, name, compatOf(owner));
    for (const [member, entry] of Object.entries(owner)) {
      if (member === '__compat' || entry === undefined) continue;
      note(members, member.replace(/_(static|event)$/, ''), compatOf(entry));
    }
  }
  const newer = (names: Map<string, number>) =>
    new Set([...names].flatMap(([name, since]) => (since > OLDEST_CHROME ? [name] : [])));
  return { globals: newer(globals), members: newer(members) };
}

function isNode(value: unknown): value is AnyNode {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** Calls and members by name, wherever they stand. */
function usesOf(node: AnyNode, { globals, members }: Known, found: Set<string>): void {
  if (node.type === 'MemberExpression' && !node.computed && node.property.type === 'Identifier') {
    if (members.has(node.property.name)) found.add(`.${node.property.name}`);
    usesOf(node.object, { globals, members }, found);
    return;
  }
  if (node.type === 'NewExpression' || node.type === 'CallExpression' || node.type === 'MemberExpression') {
    const target = node.type === 'MemberExpression' ? node.object : node.callee;
    if (target.type === 'Identifier' && globals.has(target.name)) found.add(target.name);
  }
  for (const child of Object.values(node).flat()) {
    if (isNode(child)) usesOf(child, { globals, members }, found);
  }
}

it('uses no interface that Chrome got after 109, but for those that are known to be safe', async () => {
  const known = newerNames();
  expect(known.members.has('toSorted')).toBe(true);
  expect(known.members.has('getContext')).toBe(false);
  const { player } = await builtPages();
  const names = (await readdir(player, { recursive: true })).filter((name) => name.endsWith('.js'));
  const found = new Set<string>();
  for (const name of names) {
    const script = await readFile(join(player, name), 'utf8');
    usesOf(parse(script, { ecmaVersion: ECMA_VERSION, sourceType: 'module' }), known, found);
  }
  expect([...found].sort()).toEqual([...Object.keys(GUARDED), ...OUR_NAMES].sort());
}, 120_000);
