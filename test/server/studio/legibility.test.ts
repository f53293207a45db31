// Each finding: when it is raised, whether it blocks, and that it tells the remedy.

import { afterAll, describe, expect, it } from 'vitest';
import { contrast, countSyllables, judgeLegibility, type Shown } from '../../../server/studio/legibility.ts';
import { renderItem } from '../../../server/studio/render.ts';
import { canvasOf, openSeededStudio, templateFor } from './seeded-studio.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
const slogan = (text: string) => ({ kind: 'slogan', text }) as const;

const good: Shown = {
  card: {
    drawing: { widthPx: 640, heightPx: 384, background: '#000000', shapes: [] },
    capPx: 40,
    ink: { left: 20, top: 20, right: 600, bottom: 300 },
    leftOut: [],
    qrModulePx: null,
    qrModules: 0,
    torn: [],
  },
  canvas: canvasOf(640, 384),
  template: templateFor(studio.seed, 'slogan'),
  text: 'Nụ cười công sở',
  message: 'Nụ cười công sở',
  missing: [],
};
const judge = (change: Partial<Shown>, card: Partial<Shown['card']> = {}) =>
  judgeLegibility({ ...good, ...change, card: { ...good.card, ...card } });

describe('legibility', () => {
  it('has nothing to say about a good picture', () => {
    expect(judge({})).toEqual([]);
  });

  it('blocks capitals under 14 LED pixels whatever the distance', () => {
    expect(judge({ canvas: canvasOf(640, 384, 10_000, 5) }, { capPx: 13 })).toMatchObject([
      { code: 'CAP_TOO_SMALL', blocks: true },
    ]);
    expect(judge({}, { capPx: 14 })).toEqual([]);
  });

  it.each([
    [10_000, 40, 14],
    [10_000, 60, 17],
    [6_000, 40, 19],
    [5_000, 40, 23],
  ])('asks at pitch %i µm and %i m for %i pixels, as a warning', (pitchUm, distanceM, capPx) => {
    const canvas = canvasOf(640, 384, pitchUm, distanceM);
    expect(judge({ canvas }, { capPx })).toEqual([]);
    const below = judge({ canvas }, { capPx: capPx - 1 });
    expect(below.map((finding) => finding.blocks)).toEqual([capPx === 14]);
    expect(below[0]?.sentence).toContain(`${capPx - 1} điểm`);
  });

  it('blocks ink outside the canvas, on each side', () => {
    for (const ink of [{ left: -0.1 }, { top: -0.1 }, { right: 640.1 }, { bottom: 384.1 }]) {
      const findings = judge({}, { ink: { ...good.card.ink, ...ink } });
      expect(findings).toMatchObject([{ code: 'INK_OUTSIDE', blocks: true }]);
    }
  });

  it('names each character that the letters lack', async () => {
    const rendered = await studio.render(slogan('Gọi ☎ ngay 👍'), 640, 384);
    expect(rendered.findings).toMatchObject([{ code: 'MISSING_GLYPH', blocks: true }]);
    expect(rendered.findings[0]?.sentence).toBe(
      'Bộ chữ không có ký tự “☎” (U+260E), “👍” (U+1F44D). Hãy xóa hoặc thay bằng ký tự khác.',
    );
  });

  it('warns of low contrast with the measured ratio', () => {
    const template = { ...good.template, colours: { ...good.template.colours, text: '#8a5a5a' } };
    const findings = judge({ template });
    expect(findings).toMatchObject([{ code: 'LOW_CONTRAST', blocks: false }]);
    expect(findings[0]?.sentence).toMatch(/\d,\d:1/);
  });

  it('warns when the showing is too short to read, by 2 s and half a second a syllable', () => {
    const text = Array.from({ length: 18 }, () => 'chữ').join(' ');
    expect(judge({ text, durationMs: 10_000 })).toMatchObject([{ code: 'DWELL_SHORT', blocks: false }]);
    expect(judge({ text, durationMs: 11_000 })).toEqual([]);
    expect(judge({ durationMs: 9_000 }).map((finding) => finding.code)).toEqual(['DWELL_SHORT']);
    expect(judge({ text })).toEqual([]);
  });

  it('warns of more than 16 syllables and never blocks for length: a mandated text is shown word for word', async () => {
    const message = Array.from({ length: 17 }, () => 'chữ').join(' ');
    expect(judge({ message })).toMatchObject([{ code: 'TEXT_LONG', blocks: false }]);
    const long = await studio.render(slogan(Array.from({ length: 40 }, () => 'phố').join(' ')), 640, 384);
    expect(long.findings.every((finding) => !finding.blocks)).toBe(true);
  });

  it('counts written syllables', () => {
    expect(countSyllables('CCHC góp phần mang lại sự hài lòng của tổ chức, cá nhân')).toBe(13);
    expect(countSyllables('CCHC góp phần giải quyết sớm thủ tục hành chính cho tổ chức, cá nhân')).toBe(15);
    expect(countSyllables(' - ')).toBe(0);
  });

  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#123456', '#123456')).toBe(1);
  });

  it('warns of a heading that had to go', async () => {
    const heading = 'Mô hình sáng kiến cải cách hành chính';
    const content = { ...slogan('“4 tại chỗ”: tiếp nhận, thẩm định'), heading };
    const rendered = await studio.render(content, 192, 64);
    expect(rendered.findings.map((finding) => finding.code)).toContain('PART_LEFT_OUT');
  });

  it('blocks a picture without a word', async () => {
    for (const text of [' ', '\u00a0\n', '…']) {
      const { findings } = await studio.render(slogan(text), 640, 384);
      const codes = findings.filter((finding) => finding.blocks).map((finding) => finding.code);
      expect(codes).toEqual(['NO_WORDS']);
    }
  });

  it('puts what blocks first, and every finding is one or two sentences with a remedy or reason', async () => {
    const canvas = canvasOf(192, 96, 5_000, 60);
    const content = studio.item('dich-vu-cong').content;
    const { findings } = await renderItem(
      { content, canvas, organisationName: '', durationMs: 2_000 },
      studio.tools,
    );
    const blocks = findings.map((finding) => finding.blocks);
    expect(blocks).toEqual(blocks.toSorted((a, b) => Number(b) - Number(a)));
    expect(findings.length).toBeGreaterThan(2);
    for (const { sentence } of findings) {
      expect(sentence).toBe(sentence.normalize('NFC'));
      expect(sentence.endsWith('.')).toBe(true);
    }
  });
});
