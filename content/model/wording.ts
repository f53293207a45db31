// A look at the words before anybody approves them: text of an old encoding, letters that only look Vietnamese, characters
// nobody sees, official names written wrong. Each remark says what is better; nothing is ever changed without a click.

import { decodeLegacy, detectLegacy } from './legacy-encoding.ts';
import type { OfficialTerm } from './seed.ts';

export type WordingCode = 'LEGACY_ENCODING' | 'LOOKALIKE_LETTER' | 'HIDDEN_CHARACTER' | 'OFFICIAL_TERM';

export interface WordingRemark {
  readonly code: WordingCode;
  readonly sentence: string;
  /** The whole text with this one thing put right; null where only a person can decide. */
  readonly better: string | null;
}

const LOOKALIKES: Readonly<Record<string, string>> = { '\u00d0': 'Đ', '\u0189': 'Đ', '\u00f0': 'đ' };
/** Soft hyphen, zero-width characters, direction marks, BOM. */
const HIDDEN = /[\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** In the order in which they should be put right. */
export function remarksOn(text: string, terms: readonly OfficialTerm[]): WordingRemark[] {
  const encoding = detectLegacy(text);
  if (encoding !== null) {
    const better = decodeLegacy(text, encoding);
    const font = encoding === 'VNI' ? 'VNI-Times' : '.VnTime';
    return [
      {
        code: 'LEGACY_ENCODING',
        sentence: `Chữ này theo bảng mã cũ ${encoding} (phông ${font}), lên màn hình sẽ thành ký tự lạ. Bấm Chuyển để đổi thành: “${better}”.`,
        better,
      },
    ];
  }
  return [...lookalikesIn(text), ...hiddenIn(text), ...termsIn(text, terms)];
}

function lookalikesIn(text: string): WordingRemark[] {
  const found = [...new Set([...text].filter((letter) => LOOKALIKES[letter] !== undefined))];
  if (found.length === 0) return [];
  const better = [...text].map((letter) => LOOKALIKES[letter] ?? letter).join('');
  const names = found.map((letter) => `“${letter}”`).join(', ');
  return [
    {
      code: 'LOOKALIKE_LETTER',
      sentence: `Chữ ${names} trông giống “Đ” nhưng là chữ của tiếng khác. Bấm Chuyển để đổi thành “Đ”, “đ” tiếng Việt.`,
      better,
    },
  ];
}

function hiddenIn(text: string): WordingRemark[] {
  const count = text.match(HIDDEN)?.length ?? 0;
  if (count === 0) return [];
  return [
    {
      code: 'HIDDEN_CHARACTER',
      sentence: `Có ${count} ký tự ẩn, thường do chép từ trang web. Bấm Chuyển để bỏ.`,
      better: text.replace(HIDDEN, ''),
    },
  ];
}

function termsIn(text: string, terms: readonly OfficialTerm[]): WordingRemark[] {
  return terms.flatMap(({ wrong, remedy, matchCase, right }) => {
    const longestFirst = wrong.toSorted((a, b) => b.length - a.length).map(escaped);
    const pattern = new RegExp(
      `(?<![\\p{L}\\p{N}.])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`,
      matchCase ? 'gu' : 'giu',
    );
    const found = [...new Set(text.normalize('NFC').match(pattern) ?? [])];
    if (found.length === 0) return [];
    const names = found.map((name) => `“${name}”`).join(', ');
    // Only a slip of the pen may be put right by a click; another name is another statement.
    const better = matchCase ? text.normalize('NFC').replace(pattern, right) : null;
    return [{ code: 'OFFICIAL_TERM' as const, sentence: `${names}: ${remedy}`, better }];
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
