// The code is read back from the canvas pixels by a decoder that knows nothing of how it was drawn.

import jsQR from 'jsqr';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { drawQr, encodeQr } from '../../../server/studio/qr-code.ts';
import { rasterise } from '../../../server/studio/raster.ts';
import { isLegible } from '../../../server/studio/render.ts';
import { drawServiceCard } from '../../../server/studio/service-card.ts';
import { canvasOf, decodePng, openSeededStudio, templateFor } from './seeded-studio.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
const { content } = studio.item('dich-vu-cong');
if (content.kind !== 'service') throw new Error('dich-vu-cong is no service card');
const service = content;

function readBack(rgba: Uint8Array, widthPx: number, heightPx: number): string | undefined {
  return jsQR(new Uint8ClampedArray(rgba), widthPx, heightPx, { inversionAttempts: 'dontInvert' })?.data;
}

describe('service card', () => {
  it.each([
    [640, 384],
    [256, 128],
    [320, 160],
    [384, 384],
    [192, 384],
  ])('has a code on %i×%i that reads back as the address', async (widthPx, heightPx) => {
    const rendered = await studio.render(service, widthPx, heightPx);
    const { rgba } = decodePng(await studio.picture(rendered));
    expect(readBack(rgba, widthPx, heightPx)).toBe('https://dichvucong.gov.vn');
    expect(isLegible(rendered)).toBe(true);
  });

  it('of every service of the city reads back, on every screen where the report lets it pass', async () => {
    const services = studio.items.flatMap(({ content: one }) => (one.kind === 'service' ? [one] : []));
    let read = 0;
    for (const one of services) {
      for (const [widthPx, heightPx] of [
        [640, 384],
        [256, 128],
        [384, 192],
        [192, 384],
      ] as const) {
        const rendered = await studio.render(one, widthPx, heightPx);
        if (!isLegible(rendered)) continue;
        const { rgba } = decodePng(await studio.picture(rendered));
        expect(readBack(rgba, widthPx, heightPx)).toBe(one.url);
        read += 1;
      }
    }
    expect(read).toBeGreaterThanOrEqual(services.length * 2);
  });

  it('has at least 3 LED pixels a module and a quiet zone of 4', () => {
    for (const [widthPx, heightPx] of [
      [640, 384],
      [256, 128],
      [384, 384],
    ] as const) {
      const request = {
        canvas: canvasOf(widthPx, heightPx),
        template: templateFor(studio.seed, 'service'),
        words: studio.seed.words,
        organisationName: '',
      };
      const card = drawServiceCard(service, request);
      expect(card.qrModulePx).toBeGreaterThanOrEqual(3);
      expect(card.qrModules).toBe(25);
      const side = 33 * (card.qrModulePx ?? 0);
      expect(card.drawing.shapes).toContainEqual(expect.objectContaining({ widthPx: side, heightPx: side }));
    }
  });

  it('keeps its steps where they can be read and says when they cannot', async () => {
    const large = await studio.render(service, 640, 384);
    const small = await studio.render(service, 256, 128);
    expect(large.findings.map((finding) => finding.code)).toEqual(['QR_FAR']);
    expect(small.findings.map((finding) => finding.code)).toContain('PART_LEFT_OUT');
    expect(small.rendition.capHeightPx).toBeGreaterThanOrEqual(14);
  });

  it('is refused where a telephone could not read the code', async () => {
    const tiny = await studio.render(service, 128, 64);
    const codes = tiny.findings.filter((finding) => finding.blocks).map((finding) => finding.code);
    expect(codes).toContain('QR_TOO_SMALL');
    const address = `https://dichvucong.gov.vn/${'thu-tuc-'.repeat(20)}`;
    const long = await studio.render({ ...service, url: address }, 256, 128);
    expect(long.findings.map((finding) => finding.code)).toContain('QR_TOO_SMALL');
  });

  it('does without steps when it has none', async () => {
    const rendered = await studio.render({ ...service, steps: [] }, 640, 384);
    expect(rendered.findings.map((finding) => finding.code)).toEqual(['QR_FAR']);
  });
});

describe('a code', () => {
  it('reads back for any address at 3 pixels a module, in two pure colours', async () => {
    const colours = { dark: '#06142b', light: '#f0f0f0' };
    await fc.assert(
      fc.asyncProperty(fc.webUrl({ withQueryParameters: true }), async (url) => {
        const code = encodeQr(url);
        const sidePx = code.fullSize * 3;
        const drawing = { widthPx: sidePx, heightPx: sidePx, background: '#0a3370' };
        const { rgba } = await rasterise({ ...drawing, shapes: drawQr(code, 0, 0, 3, colours) });
        const reds = new Set(rgba.filter((_, index) => index % 4 === 0));
        expect([...reds].toSorted((a, b) => a - b)).toEqual([0x06, 0xf0]);
        expect(readBack(rgba, sidePx, sidePx)).toBe(url);
      }),
      { numRuns: 60 },
    );
  });
});
