// Lines and sizes, before any pixel: pure, so tried on thousands of texts.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, tornCompounds } from '../../../server/studio/layout.ts';
import { typefaceOf } from '../../../server/studio/typeface.ts';
import { readSeed } from './seeded-studio.ts';
import { slogansOf } from './slogans.ts';
import { MARKED_LETTERS, vietnameseText } from './vietnamese.ts';

const seed = await readSeed();
const { words } = seed;
const typeface = typefaceOf('semibold');

function lay(text: string, widthPx: number, heightPx: number, maxCapPx = Math.round(heightPx / 4)) {
  return layOut({
    text,
    typeface,
    words,
    box: { left: 10, top: 10, right: 10 + widthPx, bottom: 10 + heightPx },
    maxCapPx,
    leastCapPx: 14,
    align: 'centre',
    vertical: 'middle',
  });
}

describe('layout', () => {
  it('never loses, adds or reorders a word', () => {
    fc.assert(
      fc.property(
        vietnameseText,
        fc.integer({ min: 60, max: 700 }),
        fc.integer({ min: 40, max: 400 }),
        (text, w, h) => {
          const lines = lay(text, w, h).lines.map((line) => line.text);
          expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('keeps all ink inside the box whenever it says that it fits', () => {
    fc.assert(
      fc.property(
        vietnameseText,
        fc.integer({ min: 60, max: 700 }),
        fc.integer({ min: 40, max: 400 }),
        (text, w, h) => {
          const { ink, fits, capPx, emPx } = lay(text, w, h);
          const isInside = ink.left >= 10 && ink.top >= 10 && ink.right <= 10 + w && ink.bottom <= 10 + h;
          expect(fits).toBe(isInside);
          expect(capPx).toBeCloseTo(emPx * typeface.capHeightEm, 9);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives the same lines every time', () => {
    fc.assert(
      fc.property(vietnameseText, (text) => {
        expect(lay(text, 400, 240)).toEqual(lay(text, 400, 240));
      }),
      { numRuns: 50 },
    );
  });

  it('never lets marks of one line touch the line above', () => {
    fc.assert(
      fc.property(vietnameseText, (text) => {
        const { lines, emPx, capPx } = lay(text, 300, 300);
        for (const [index, line] of lines.entries()) {
          const above = lines[index - 1];
          if (above === undefined) continue;
          const lowest = above.baselinePx + typeface.measure(above.text).ink.bottom * emPx;
          const highest = line.baselinePx + typeface.measure(line.text).ink.top * emPx;
          expect(highest - lowest).toBeGreaterThanOrEqual(0.2 * capPx);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keeps compounds of the list on one line where they fit', () => {
    const lines = lay('CCHC góp phần giải quyết sớm thủ tục hành chính cho tổ chức, cá nhân', 600, 300).lines;
    const broken = ['góp phần', 'giải quyết', 'thủ tục hành chính', 'tổ chức', 'cá nhân'].filter(
      (compound) => !lines.some((line) => line.text.includes(compound)),
    );
    expect(broken).toEqual([]);
  });

  it('tears no compound of two hundred slogans wherever letters can be read otherwise, and names those it tears', async () => {
    for (const text of slogansOf(seed, 200)) {
      for (const [widthPx, heightPx] of [
        [600, 340],
        [360, 180],
      ] as const) {
        const laid = lay(text, widthPx, heightPx);
        expect({ text, torn: tornCompounds(laid, words) }).toEqual({ text, torn: [] });
      }
    }
    const narrow = lay('giải quyết thủ tục hành chính', 110, 300);
    expect(narrow.capPx).toBeGreaterThanOrEqual(14);
    expect(tornCompounds(narrow, words)).toEqual(['thủ tục hành chính']);
  });

  it('does not end a line in a preposition when it can help it', () => {
    const lines = lay('CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân', 600, 300).lines;
    expect(lines.map((line) => line.text)).toEqual([
      'CCHC góp phần',
      'mang lại sự hài lòng',
      'của tổ chức, cá nhân',
    ]);
  });

  it('breaks an address before a dot, and a word only when nothing else is left', () => {
    expect(lay('dichvucong.gov.vn', 130, 100, 16).lines.map((line) => line.text)).toEqual([
      'dichvucong',
      '.gov.vn',
    ]);
    const forced = lay('HHHHHHHHHHHHHHHHHHHHHHHHHHHHHH', 80, 100);
    expect(forced.fits).toBe(true);
    expect(forced.lines.length).toBeGreaterThan(1);
  });

  it('says so when not even the smallest letters fit', () => {
    const laid = lay('Ủy ban nhân dân phường Ngã Bảy '.repeat(12).trim(), 40, 20);
    expect(laid.fits).toBe(false);
    expect(laid.lines.length).toBeGreaterThan(0);
  });

  it('gives an empty text no lines', () => {
    expect(lay(' ', 100, 100)).toMatchObject({ lines: [], fits: true });
  });

  it('keeps line ends that were typed', () => {
    const laid = lay('Một\nHai ba', 600, 300);
    expect(laid.lines.map((line) => [line.text, line.paragraph])).toEqual([
      ['Một', 0],
      ['Hai ba', 1],
    ]);
  });

  it('chooses larger letters for a larger box', () => {
    const text = 'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân';
    const sizes = [1, 1.5, 2, 3].map((scale) => lay(text, 240 * scale, 120 * scale, 200).capPx);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(sizes[3]).toBeGreaterThanOrEqual((sizes[0] ?? 0) * 2.8);
  });

  it('has every Vietnamese letter, and names what it has not', () => {
    expect(MARKED_LETTERS.length).toBe(134);
    expect(typeface.missing(MARKED_LETTERS.join(''))).toEqual([]);
    expect(typeface.missing('Xin chào ☎ 漢 ☎')).toEqual(['☎', '漢']);
  });
});
