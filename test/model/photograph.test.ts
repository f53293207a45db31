// A photograph and the record it speaks for.

import { describe, expect, it } from 'vitest';
import { CheckCode, matchPhotograph, MOST_DIFFERENCE_MS } from '../../content/model/photograph.ts';

const AT = 1_790_000_000_000;
const hash = (letter: string) => letter.repeat(64);
const CODES = [
  { at: AT, detail: 'BCDF', sha256: hash('1') },
  { at: AT + 60_000, detail: 'GHJK', sha256: hash('2') },
  { at: AT + 75_000, detail: 'off', sha256: hash('3') },
];
const playAt = (at: number, letter: string) => ({
  item: `item-${letter}`,
  title: letter,
  at,
  shownMs: 20_000,
  sha256: hash(letter),
});
const PLAYS = [playAt(AT + 40_000, 'b'), playAt(AT, 'a'), playAt(AT + 200_000, 'c')];

describe('a photograph', () => {
  it('taken while its code hung there speaks for the one play of that instant', () => {
    const match = matchPhotograph({ code: 'BCDF', takenAt: AT + 45_000 }, CODES, PLAYS);
    expect(match).toEqual({
      shown: { from: AT, to: AT + 60_000 },
      record: hash('1'),
      differenceMs: 0,
      plays: [PLAYS[0]],
    });
  });

  it('by a clock that differs speaks for all plays of the minute, and says by how much', () => {
    const late = matchPhotograph({ code: 'BCDF', takenAt: AT + 90_000 }, CODES, PLAYS);
    expect(late).toMatchObject({ differenceMs: 30_001, plays: [{ title: 'a' }, { title: 'b' }] });
    expect(matchPhotograph({ code: 'BCDF', takenAt: AT - 5 }, CODES, PLAYS)?.differenceMs).toBe(-5);
  });

  it('counts a code only until it was taken away, and only near its time', () => {
    expect(matchPhotograph({ code: 'GHJK', takenAt: AT + 75_000 }, CODES, [])?.shown.to).toBe(AT + 75_000);
    expect(matchPhotograph({ code: 'ZZZZ', takenAt: AT }, CODES, PLAYS)).toBe(null);
    const far = AT + 60_000 + MOST_DIFFERENCE_MS + 1;
    expect(matchPhotograph({ code: 'BCDF', takenAt: far }, CODES, PLAYS)).toBe(null);
  });

  it('takes the nearest of two same codes', () => {
    const again = [...CODES, { at: AT + 600_000, detail: 'BCDF', sha256: hash('4') }];
    expect(matchPhotograph({ code: 'BCDF', takenAt: AT + 590_000 }, again, [])?.record).toBe(hash('4'));
  });
});

it('a check code has four letters, none of them a vowel', () => {
  expect(['BCDF', 'ABCD', 'BCD', 'bcdf', 'BCYF'].map((code) => CheckCode.safeParse(code).success)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
