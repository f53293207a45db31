// Remarks on words: each names what it found, says the remedy, and offers a correction only where it changes no meaning.

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeLegacy } from '../../content/model/legacy-encoding.ts';
import { OfficialTerm } from '../../content/model/seed.ts';
import { remarksOn } from '../../content/model/wording.ts';

const terms = z
  .array(OfficialTerm)
  .parse(JSON.parse(await readFile(new URL('../../content/seed/terms.json', import.meta.url), 'utf8')));
const remarks = (text: string) => remarksOn(text, terms);

describe(remarksOn, () => {
  it('has nothing to say about good words', () => {
    for (const text of [
      'CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân',
      'Đăng nhập bằng VNeID tại dichvucong.gov.vn',
      'Dịch vụ công trực tuyến toàn trình',
    ]) {
      expect(remarks(text)).toEqual([]);
    }
  });

  it.each(['VNI', 'TCVN3'] as const)(
    'shows text of %s after conversion and says nothing else about it',
    (encoding) => {
      const text = 'nộp hồ sơ trực tuyến, đăng ký khai sinh';
      const [remark, ...more] = remarks(encodeLegacy(text, encoding));
      expect(more).toEqual([]);
      expect(remark).toMatchObject({ code: 'LEGACY_ENCODING', better: text });
      expect(remark?.sentence).toContain(`bảng mã cũ ${encoding}`);
      expect(remark?.sentence).toContain(text);
    },
  );

  it('tells letters that only look like Đ, and puts them right on a click', () => {
    expect(remarks('Ðăng ký ðất')).toMatchObject([{ code: 'LOOKALIKE_LETTER', better: 'Đăng ký đất' }]);
  });

  it('tells characters that nobody sees', () => {
    expect(remarks('Đăng\u200b ký\ufeff tại\u00ad phường')).toMatchObject([
      { code: 'HIDDEN_CHARACTER', better: 'Đăng ký tại phường' },
    ]);
  });

  it.each([
    ['Đăng nhập bằng VNEID', 'VNeID', 'Đăng nhập bằng VNeID'],
    ['Nộp tại dichvucong.haugiang.gov.vn', 'dichvucong.gov.vn', null],
    ['Dịch vụ công mức độ 3, 4', 'toàn trình', null],
    ['Đến Bộ phận một cửa', 'Trung tâm Phục vụ hành chính công', null],
    ['Mang theo sổ hộ khẩu', 'thông tin cư trú', null],
  ])('tells that “%s” is not how it is written, and by what document', (text, right, better) => {
    const found = remarks(text);
    expect(found).toMatchObject([{ code: 'OFFICIAL_TERM', better }]);
    expect(found[0]?.sentence).toContain(right);
  });

  it('says each thing once, however often it stands there, and not inside other words', () => {
    expect(remarks('CMND và CMND')).toHaveLength(1);
    expect(remarks('xmức 3x')).toEqual([]);
  });

  it('composes before it compares', () => {
    expect(remarks('mức độ 4'.normalize('NFD'))).toHaveLength(1);
  });

  it('has remedies for people: whole sentences in composed Vietnamese', () => {
    for (const { remedy, right } of terms) {
      expect(remedy).toBe(remedy.normalize('NFC'));
      expect(remedy.endsWith('.')).toBe(true);
      expect(right).toBe(right.normalize('NFC'));
    }
  });
});
