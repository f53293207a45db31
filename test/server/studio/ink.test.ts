// Measured on decoded pixels, not on our own arithmetic: nothing clipped, no letter smaller than stated.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CardRequest, innerBox, layoutOf } from '../../../server/studio/card.ts';
import { decorationsOf } from '../../../server/studio/ground.ts';
import { judgeLegibility } from '../../../server/studio/legibility.ts';
import { rasterise } from '../../../server/studio/raster.ts';
import { drawSlogan } from '../../../server/studio/slogan-card.ts';
import { typefaceOf } from '../../../server/studio/typeface.ts';
import { canvasOf, decodePng, inkedPixels, readSeed, templateFor } from './seeded-studio.ts';
import { MARKED_LETTERS, vietnameseText } from './vietnamese.ts';

const seed = await readSeed();
const template = templateFor(seed, 'slogan');
const slogans = seed.templates.filter(({ uses }) => uses.includes('slogan'));

function requestFor(widthPx: number, heightPx: number, used = template): CardRequest {
  return { canvas: canvasOf(widthPx, heightPx), template: used, words: seed.words, organisationName: '' };
}

/** What the words inked: decorations stand in the clear space and are taken off by their own rectangles. */
async function drawAndMeasure(text: string, request: CardRequest) {
  const card = drawSlogan({ kind: 'slogan', text }, request);
  const { png } = await rasterise(card.drawing);
  // Laid out and drawn a second time: the same bytes.
  const again = await rasterise(drawSlogan({ kind: 'slogan', text }, request).drawing);
  expect(Buffer.compare(again.png, png)).toBe(0);
  const { rgba, width } = decodePng(png);
  const { background } = request.template.colours;
  const ground = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  for (const bar of decorationsOf(layoutOf(request), request.canvas, request.template.colours)) {
    for (let y = bar.yPx; y < bar.yPx + bar.heightPx; y += 1) {
      for (let x = bar.xPx; x < bar.xPx + bar.widthPx; x += 1) rgba.set(ground, (y * width + x) * 4);
    }
  }
  return { card, pixels: inkedPixels(rgba, width, background) };
}

const canvases = fc.constantFrom([640, 384], [256, 128], [192, 96], [384, 384], [128, 256], [512, 96]);

const looks = fc.constantFrom(...slogans);

describe('ink', () => {
  it('stays inside the safe margins and is as large as stated, for any Vietnamese text', async () => {
    await fc.assert(
      fc.asyncProperty(vietnameseText, canvases, looks, async (text, [widthPx = 0, heightPx = 0], used) => {
        const request = requestFor(widthPx, heightPx, used);
        const { card, pixels } = await drawAndMeasure(text, request);
        const inner = innerBox(request);
        const findings = judgeLegibility({
          card,
          canvas: request.canvas,
          template: used,
          text,
          message: text,
          missing: [],
        });
        const isInside =
          pixels.left >= inner.left &&
          pixels.top >= inner.top &&
          pixels.right <= inner.right &&
          pixels.bottom <= inner.bottom;
        expect(isInside).toBe(true);
        expect(findings.some((finding) => finding.code === 'INK_OUTSIDE')).toBe(false);
        // A letter smaller than stated would leave the stated outline empty.
        expect(Math.abs(pixels.top - card.ink.top)).toBeLessThan(1.5);
        expect(Math.abs(pixels.bottom - card.ink.bottom)).toBeLessThan(1.5);
        expect(Math.abs(pixels.left - card.ink.left)).toBeLessThan(1.5);
        expect(Math.abs(pixels.right - card.ink.right)).toBeLessThan(1.5);
        expect(findings.some((finding) => finding.code === 'CAP_TOO_SMALL')).toBe((card.capPx ?? 0) < 14);
      }),
      { numRuns: 120 },
    );
  });

  it('makes an H exactly as high as the stated cap height', async () => {
    for (const [widthPx, heightPx] of [
      [640, 384],
      [256, 128],
      [192, 96],
      [64, 32],
    ] as const) {
      const { card, pixels } = await drawAndMeasure('H', requestFor(widthPx, heightPx));
      expect(pixels.bottom - pixels.top).toBe(card.capPx);
    }
  });

  it.each(['Ễ', 'Ặ', 'Ữ', 'Ẳ', 'Ẫ', 'Ộ', 'Ợ', 'Ử', 'ỹ', 'ậ', 'ẵ', 'g̣'])(
    'shows all of %s: the same ink on a tight canvas as in the middle of a wide one',
    async (letter) => {
      const typeface = typefaceOf('semibold');
      const capPx = 40;
      const emPx = capPx / typeface.capHeightEm;
      const draw = async (sidePx: number, xPx: number, baselinePx: number) => {
        const outlines = typeface.outlines(letter, xPx, baselinePx, emPx);
        const background = template.colours.background;
        const { rgba } = await rasterise({
          widthPx: sidePx,
          heightPx: sidePx,
          background,
          shapes: [{ outlines, fill: '#ffffff' }],
        });
        return inkedPixels(rgba, sidePx, background);
      };
      const far = await draw(400, 200, 200);
      const card = drawSlogan({ kind: 'slogan', text: letter }, requestFor(160, 96));
      const { ink } = typeface.measure(letter);
      const tight = await draw(160, 60, 90);
      expect([tight.right - tight.left, tight.bottom - tight.top]).toEqual([
        far.right - far.left,
        far.bottom - far.top,
      ]);
      // A row that the outline covers by a hair rounds to the ground.
      expect(Math.abs(far.top - 200 - ink.top * emPx)).toBeLessThan(1);
      expect(Math.abs(far.bottom - 200 - ink.bottom * emPx)).toBeLessThan(1);
      expect(card.ink.top).toBeGreaterThanOrEqual(0);
    },
  );

  it('keeps all 134 letters apart at the smallest allowed size', async () => {
    const typeface = typefaceOf('semibold');
    const seen = new Map<string, string>();
    for (const letter of MARKED_LETTERS) {
      const outlines = typeface.outlines(letter, 8, 40, 14 / typeface.capHeightEm);
      const shapes = [{ outlines, fill: template.colours.text }];
      const { pixelsSha256 } = await rasterise({ widthPx: 40, heightPx: 56, background: '#000000', shapes });
      expect(seen.get(pixelsSha256) ?? letter).toBe(letter);
      seen.set(pixelsSha256, letter);
    }
    expect(seen.size).toBe(134);
  });
});
