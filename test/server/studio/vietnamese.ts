// Every letter of Vietnamese, and random words made of them, for tests that must not miss a mark.

import fc from 'fast-check';

const VOWELS = ['a', 'ă', 'â', 'e', 'ê', 'i', 'o', 'ô', 'ơ', 'u', 'ư', 'y'];
const TONES = ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'];

/** The 67 lower-case letters with marks and their capitals: 134. */
export const MARKED_LETTERS = [
  ...VOWELS.flatMap((vowel) => TONES.map((tone) => (vowel + tone).normalize('NFC'))),
  'đ',
]
  .filter((letter) => !/^[a-z]$/.test(letter))
  .flatMap((letter) => [letter, letter.toLocaleUpperCase('vi')]);

const LETTERS = [...MARKED_LETTERS, ...'bcdghklmnpqrstvxaeiouyBCDGHKLMNPQRSTVX0123456789'];

const word = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 1, maxLength: 7 })
  .map((letters) => letters.join(''));
const shouted = word.map((text) => text.toLocaleUpperCase('vi'));
const address = fc.constantFrom(
  'dichvucong.gov.vn',
  'https://dichvucong.gov.vn',
  '22/BC-UBND',
  '“3 Hơn”:',
  '100 %',
);

export const vietnameseText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: word },
      { weight: 3, arbitrary: shouted },
      { weight: 1, arbitrary: address },
    ),
    {
      minLength: 1,
      maxLength: 18,
    },
  )
  .map((words) => words.join(' ').slice(0, 120).trim());
