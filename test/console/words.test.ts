// The two catalogues of the console: same keys, same values to fill in, NFC, and no English or codes in the Vietnamese.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAudited, type RouteDeclaration, ROUTES } from '../../content/model/api.ts';

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

function readCatalogue(language: 'vi' | 'en'): Map<string, string> {
  const file = new URL(`../../server/console/words/${language}.json`, import.meta.url);
  const found = new Map<string, string>();
  const walk = (catalogue: Catalogue, path: string) => {
    for (const [key, value] of Object.entries(catalogue)) {
      if (typeof value === 'string') found.set(`${path}${key}`, value);
      else walk(value, `${path}${key}.`);
    }
  };
  walk(JSON.parse(readFileSync(file, 'utf8')) as Catalogue, '');
  return found;
}

const vi = readCatalogue('vi');
const en = readCatalogue('en');
const holesOf = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();
const wordsOf = (text: string) => text.replaceAll(/\{\{\w+\}\}/g, ' ').match(/\p{L}{2,}/gu) ?? [];

/** Words that are spelt alike in both languages, and names of formats and keys that have no other name. */
const BOTH = new Set(
  'Vòng Xoay LED QR cd in In do Enter CSV JSONL Excel Word PDF ZIP Video video Ctrl Esc cm mm JPG PNG WebP MP WebM'.split(
    ' ',
  ),
);

/** Everything the trail writes down: calls that change something or take something away, and what the server does itself. */
const DEEDS = [
  ...Object.entries<RouteDeclaration>(ROUTES)
    .filter(([, route]) => isAudited(route))
    .map(([name]) => name),
  'backUp',
];

describe('the words of the console', () => {
  it('name every deed that the trail can hold, in both languages', () => {
    for (const words of [vi, en]) expect(DEEDS.filter((deed) => !words.has(`deed.${deed}`))).toEqual([]);
  });

  it('name no deed that nobody can do', () => {
    const named = [...vi.keys()].flatMap((key) => /^deed\.(\w+)$/.exec(key)?.[1] ?? []);
    expect(named.filter((deed) => !DEEDS.includes(deed) && deed !== 'other')).toEqual([]);
  });

  it('say the same things in both languages', () => {
    expect([...vi.keys()]).toEqual([...en.keys()]);
    expect(vi.size).toBeGreaterThan(200);
  });

  it('are filled in with the same values in both languages', () => {
    const differing = [...vi].filter(
      ([key, text]) => holesOf(text).join() !== holesOf(en.get(key) ?? '').join(),
    );
    expect(differing).toEqual([]);
  });

  it('are composed Unicode', () => {
    expect([...vi.values(), ...en.values()].filter((text) => text !== text.normalize('NFC'))).toEqual([]);
  });

  it('have no English in the Vietnamese', () => {
    const english = new Set([...en.values()].flatMap(wordsOf));
    const strangers = [...vi.values()]
      .flatMap(wordsOf)
      .filter((word) => english.has(word) && !BOTH.has(word));
    expect([...new Set(strangers)]).toEqual([]);
  });

  it('have no codes and none of the words an office understands otherwise', () => {
    const wrong = /_|\b[A-Z]{6,}\b|máy phát|niêm phong|đối soát|nhận diện|chữ ký/u;
    expect([...vi.values()].filter((text) => wrong.test(text))).toEqual([]);
  });
});
