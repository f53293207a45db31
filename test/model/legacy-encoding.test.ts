// Both tables proven there and back over every letter, and the detection on real sentences of every encoding.

import { describe, expect, it } from 'vitest';
import {
  decodeLegacy,
  detectLegacy,
  encodeLegacy,
  legacyOfFont,
} from '../../content/model/legacy-encoding.ts';
import { MARKED_LETTERS } from '../server/studio/vietnamese.ts';

const SMALL = MARKED_LETTERS.filter((letter) => letter === letter.toLocaleLowerCase('vi'));
const CAPITALS = MARKED_LETTERS.filter((letter) => !SMALL.includes(letter));
const SENTENCES = [
  'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân',
  'Cộng hòa xã hội chủ nghĩa Việt Nam',
  'Nộp hồ sơ trực tuyến, đăng ký khai sinh cho trẻ em dưới 6 tuổi',
  'Ủy ban nhân dân phường Ngã Bảy thông báo',
];

describe('TCVN3', () => {
  it.each(SMALL)('has one code for %s, there and back', (letter) => {
    const code = encodeLegacy(letter, 'TCVN3');
    expect(code).toHaveLength(1);
    expect(decodeLegacy(code, 'TCVN3')).toBe(letter);
  });

  it.each(CAPITALS)('shows %s in an H font by the code of the small letter', (letter) => {
    const code = encodeLegacy(letter, 'TCVN3', true);
    expect(code).toHaveLength(1);
    expect(decodeLegacy(code, 'TCVN3', true)).toBe(letter);
  });

  it('has a different code for each', () => {
    expect(new Set(SMALL.map((letter) => encodeLegacy(letter, 'TCVN3'))).size).toBe(67);
  });

  it('has codes of their own for the seven capitals without tone', () => {
    for (const letter of 'ĂÂÊÔƠƯĐ') expect(decodeLegacy(encodeLegacy(letter, 'TCVN3'), 'TCVN3')).toBe(letter);
  });

  it('reads the soft hyphen as ư, which careless programs throw away', () => {
    expect(decodeLegacy('ph\u00adêng', 'TCVN3')).toBe('phường');
  });

  it('reads what is known from the wild', () => {
    expect(decodeLegacy('Céng hßa x· héi chñ nghÜa ViÖt Nam', 'TCVN3')).toBe(
      'Cộng hòa xã hội chủ nghĩa Việt Nam',
    );
  });
});

describe('VNI', () => {
  it.each(MARKED_LETTERS)('has one or two signs for %s, there and back', (letter) => {
    const code = encodeLegacy(letter, 'VNI');
    expect(code.length === 1 || code.length === 2).toBe(true);
    expect(decodeLegacy(code, 'VNI')).toBe(letter);
  });

  it('takes the longer match first and a small mark after a capital', () => {
    expect(decodeLegacy('toå chöùc', 'VNI')).toBe('tổ chức');
    expect(decodeLegacy('TOÅ CHÖÙC', 'VNI')).toBe('TỔ CHỨC');
    expect(decodeLegacy('Uûy ban', 'VNI')).toBe('Ủy ban');
    expect(decodeLegacy('hoa', 'VNI')).toBe('hoa');
  });
});

describe('both', () => {
  it.each(SENTENCES)('carry %s whole', (sentence) => {
    expect(decodeLegacy(encodeLegacy(sentence, 'VNI'), 'VNI')).toBe(sentence);
    const small = sentence.toLocaleLowerCase('vi');
    expect(decodeLegacy(encodeLegacy(small, 'TCVN3'), 'TCVN3')).toBe(small);
  });

  it.each(SENTENCES)('are recognised by content: %s', (sentence) => {
    const small = sentence.toLocaleLowerCase('vi');
    expect(detectLegacy(encodeLegacy(sentence, 'VNI'))).toBe('VNI');
    expect(detectLegacy(encodeLegacy(small, 'TCVN3'))).toBe('TCVN3');
  });

  it.each([
    ...SENTENCES,
    ...SENTENCES.map((sentence) => sentence.normalize('NFD')),
    'Thành công là nhà',
    'Hòa bình, thành công',
    'Café crème à la carte',
    'Nop ho so truc tuyen tai dichvucong.gov.vn',
    'Señor Müller',
    '',
    '“3 Hơn”',
    'ÆÇÈ ÆÇÈ ÆÇÈ',
  ])('leave what is no old encoding alone: %s', (text) => {
    expect(detectLegacy(text)).toBeNull();
  });
});

describe(legacyOfFont, () => {
  it('knows the old fonts by name, and the H fonts of capitals', () => {
    expect(legacyOfFont('.VnTime')).toEqual({ encoding: 'TCVN3', capitals: false });
    expect(legacyOfFont('".VnTimeH"')).toEqual({ encoding: 'TCVN3', capitals: true });
    expect(legacyOfFont('.VnArial NarrowH')).toEqual({ encoding: 'TCVN3', capitals: true });
    expect(legacyOfFont("'VNI-Times'")).toEqual({ encoding: 'VNI', capitals: false });
    expect(legacyOfFont('Times New Roman')).toBeNull();
  });
});
