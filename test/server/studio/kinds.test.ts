// The kinds beyond slogan, service and clock: countdown, figures, ticker, pages, logo, image, film. What the player gets,
// and what the report says about them.

import sharp from 'sharp';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type ItemContent, Rendition } from '../../../content/model/item.ts';
import { pagesInputs, tickerInputs } from '../../../content/model/rendition.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { takeFile } from '../../../server/studio/intake.ts';
import { placeOf } from '../../../server/studio/picture-card.ts';
import { renderItem } from '../../../server/studio/render.ts';
import { sampleOf } from '../../../server/studio/sample.ts';
import { openVault } from '../../../server/studio/vault.ts';
import { canvasOf, decodePng, openSeededStudio } from './seeded-studio.ts';

const studio = await openSeededStudio();
afterAll(() => studio[Symbol.asyncDispose]());
const vault = openVault(`${studio.directory}/vault`);
const DAY = { year: 2026, month: 11, day: 24, weekday: 2, minuteOfDay: 485 };

type Policy = { motion: boolean; sequences: boolean };
async function render(
  content: ItemContent,
  [widthPx, heightPx]: readonly [number, number],
  policy: Policy = { motion: true, sequences: true },
  durationMs = 10_000,
  today = '2026-11-24',
) {
  const canvas = { ...canvasOf(widthPx, heightPx), policy };
  const rendered = await renderItem(
    { content, canvas, organisationName: '', durationMs, today },
    studio.tools,
  );
  expect(Rendition.parse(rendered.rendition)).toEqual(rendered.rendition);
  return { ...rendered, codes: rendered.findings.map(({ code }) => code) };
}
async function once(bytes: Uint8Array, name: string) {
  async function* stream() {
    yield bytes;
  }
  return (await takeFile(stream(), name, '2026-11-24', vault)).sha256;
}
const framing = { fit: 'fit', focus: { xPercent: 50, yPercent: 50 }, description: 'ảnh' } as const;

describe('a countdown', () => {
  const content: ItemContent = {
    kind: 'data',
    data: 'countdown',
    event: 'Tết Đinh Mùi',
    targetDate: '2027-02-06',
  };

  it('is a background and a line of days that the player fills in', async () => {
    const { rendition, codes } = await render(content, [640, 384]);
    expect(rendition.clockFace?.lines).toMatchObject([{ format: 'days-left', targetDate: '2027-02-06' }]);
    expect(codes).toEqual([]);
    const at = async (day: number) => sha256Hex(await sampleOf(rendition, vault, { ...DAY, day }));
    expect(await at(24)).not.toBe(await at(25));
  });

  it('says when its day is over', async () => {
    const { findings } = await render(content, [640, 384], undefined, 10_000, '2027-02-07');
    expect(findings).toMatchObject([
      {
        code: 'DATE_PAST',
        blocks: false,
        sentence: 'Ngày 06/02/2027 đã qua, số đếm chỉ còn 0. Hãy chọn ngày khác hoặc gỡ nội dung.',
      },
    ]);
  });
});

describe('a figures card', () => {
  const { content } = studio.item('so-lieu-ba-trong-mot');

  it.each([
    [640, 384],
    [384, 384],
    [384, 640],
  ] as const)('shows all rows with source and date on %i×%i', async (widthPx, heightPx) => {
    const { rendition, findings } = await render(content, [widthPx, heightPx], undefined, 60_000);
    expect(findings.filter(({ code }) => code !== 'OFFICIAL_TERM')).toEqual([]);
    expect(rendition.capHeightPx).toBeGreaterThanOrEqual(14);
  });

  it('says when rows had to go', async () => {
    expect((await render(content, [256, 128])).codes).toContain('PART_LEFT_OUT');
  });
});

describe('a ticker', () => {
  const content: ItemContent = { kind: 'ticker', text: 'Ễ Ặ Ữ gy, '.repeat(4), speedPxPerS: 60 };

  it('is a strip with all its ink, whose proof is the hash of its inputs', async () => {
    const { rendition, codes } = await render(content, [640, 384], undefined, 120_000);
    expect(codes).toEqual([]);
    const { ticker, picture } = rendition;
    if (ticker === undefined) throw new Error('no strip');
    expect(rendition.pixelsSha256).toBe(sha256Hex(tickerInputs(picture, ticker)));
    const strip = await vault.open(ticker.strip.sha256);
    const { rgba, width, height } = decodePng(strip?.content ?? new Uint8Array());
    expect([width, height]).toEqual([ticker.strip.widthPx, ticker.strip.heightPx]);
    const inked = (x: number, y: number) => (rgba[(y * width + x) * 4 + 1] ?? 0) > 40;
    const edges = [0, height - 1].some((y) =>
      Array.from({ length: width }, (_, x) => inked(x, y)).some(Boolean),
    );
    expect(edges).toBe(false);
    expect(ticker.topPx).toBeGreaterThanOrEqual(0);
    expect(ticker.topPx + height).toBeLessThanOrEqual(384);
  });

  it('is refused where the screen allows no motion, and warns when it is cut', async () => {
    const { findings } = await render(content, [640, 384], { motion: false, sequences: false }, 5_000);
    expect(findings.map(({ code, blocks }) => [code, blocks])).toEqual([
      ['MOTION_FORBIDDEN', true],
      ['TICKER_CUT', false],
    ]);
  });

  it('never makes a strip wider than browsers draw', async () => {
    const { rendition } = await render({ ...content, text: 'W'.repeat(400) }, [640, 384]);
    expect(rendition.ticker?.strip.widthPx).toBeLessThanOrEqual(16_384);
  });
});

describe('a long slogan', () => {
  const { content } = studio.item('cchc-giai-quyet-som');
  const paged = { ...content, paged: true } as ItemContent;

  it('becomes readable pages on a small canvas whose policy allows sequences', async () => {
    const { rendition, findings } = await render(paged, [192, 96]);
    expect(rendition.pages?.length).toBeGreaterThanOrEqual(2);
    expect(rendition.capHeightPx).toBeGreaterThanOrEqual(14);
    expect(findings.filter(({ blocks }) => blocks)).toEqual([]);
    const pixels = rendition.pages?.map(({ pixelsSha256 }) => pixelsSha256) ?? [];
    expect(rendition.pixelsSha256).toBe(sha256Hex(pagesInputs(pixels)));
    expect(rendition.pages?.[0]?.picture).toEqual(rendition.picture);
  });

  it('stays one picture where the policy forbids sequences, or nobody asked, or one is enough', async () => {
    const policy = { motion: true, sequences: false };
    expect((await render(paged, [192, 96], policy)).rendition.pages).toBeUndefined();
    expect((await render(content, [192, 96])).rendition.pages).toBeUndefined();
    expect((await render(paged, [640, 384])).rendition.pages).toBeUndefined();
  });

  it('warns when its pages pass too quickly', async () => {
    const { codes } = await render(paged, [192, 96], undefined, 5_000);
    expect(codes).toContain('DWELL_SHORT');
  });

  it('is shown word for word by order, and the report names the document', async () => {
    const text = Array.from({ length: 20 }, () => 'chữ').join(' ');
    const { findings } = await render(
      { kind: 'slogan', text, verbatim: '22/BC-UBND' },
      [640, 384],
      undefined,
      60_000,
    );
    expect(findings[0]?.sentence).toContain('Giữ nguyên văn theo văn bản số 22/BC-UBND');
  });
});

describe('a picture', () => {
  const quarters = sharp({
    create: { width: 200, height: 100, channels: 3, background: '#ff0000' },
  }).composite([
    { input: { create: { width: 100, height: 100, channels: 3, background: '#0000ff' } }, left: 100, top: 0 },
  ]);

  it('fits with ground around it, or fills with the focus in sight', async () => {
    const file = await once(await quarters.png().toBuffer(), 'a.png');
    const colourAt = async (content: ItemContent, x: number, y: number) => {
      const { rendition } = await render(content, [100, 100]);
      const { rgba } = decodePng((await vault.open(rendition.picture.sha256))?.content ?? new Uint8Array());
      return [...rgba.subarray((y * 100 + x) * 4, (y * 100 + x) * 4 + 3)];
    };
    const image = { kind: 'image', file, ...framing } as const;
    expect(await colourAt(image, 50, 5)).toEqual([0x0b, 0x15, 0x22]);
    expect(await colourAt(image, 10, 50)).toEqual([255, 0, 0]);
    const left = { ...image, fit: 'fill', focus: { xPercent: 0, yPercent: 0 } } as const;
    const right = { ...left, focus: { xPercent: 100, yPercent: 0 } };
    expect(await colourAt(left, 90, 5)).toEqual([255, 0, 0]);
    expect(await colourAt(right, 10, 5)).toEqual([0, 0, 255]);
  });

  it('covers the canvas exactly when it fills, wherever the focus is, and lies inside when it fits', () => {
    const side = fc.integer({ min: 1, max: 5_000 });
    const percent = fc.integer({ min: 0, max: 100 });
    fc.assert(
      fc.property(side, side, side, side, percent, percent, (a, b, c, d, xPercent, yPercent) => {
        const source = { widthPx: a, heightPx: b };
        const canvas = { widthPx: c, heightPx: d };
        const focus = { xPercent, yPercent };
        const fill = placeOf(source, canvas, { fit: 'fill', focus });
        expect(fill.xPx <= 0 && fill.yPx <= 0).toBe(true);
        expect(fill.xPx + fill.widthPx >= c && fill.yPx + fill.heightPx >= d).toBe(true);
        const fit = placeOf(source, canvas, { fit: 'fit', focus });
        expect(fit.widthPx <= c && fit.heightPx <= d && fit.xPx >= 0 && fit.yPx >= 0).toBe(true);
      }),
    );
  });

  it('says that its words are not measured, and when it is too small for the canvas', async () => {
    const file = await once(await quarters.png().toBuffer(), 'a.png');
    expect((await render({ kind: 'image', file, ...framing }, [640, 384])).codes).toEqual([
      'IMAGE_SMALL',
      'IMAGE_WORDS',
    ]);
  });

  it('that is nearly white warns of glare and power', async () => {
    const white = await sharp({ create: { width: 640, height: 384, channels: 3, background: '#fefefe' } })
      .png()
      .toBuffer();
    const file = await once(white, 'w.png');
    const { findings } = await render({ kind: 'image', file, ...framing }, [640, 384]);
    expect(findings[0]?.sentence).toMatch(/^100 % hình gần trắng sáng, nên dưới 20 %/);
  });

  it('is kept from the moment an item uses it, and one that is not there is said to be gone', async () => {
    const grey = sharp({ create: { width: 9, height: 9, channels: 3, background: '#777777' } });
    const file = await once(await grey.png().toBuffer(), 'b.png');
    expect(await vault.listKept()).not.toContain(file);
    await render({ kind: 'image', file, ...framing }, [64, 32]);
    expect(await vault.listKept()).toContain(file);
    await expect(render({ kind: 'image', file: '0'.repeat(64), ...framing }, [64, 32])).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
  });

  it('as logo stands beside the words, and is reported where there is no room', async () => {
    const logo = await once(await quarters.png().toBuffer(), 'a.png');
    const content: ItemContent = { kind: 'slogan', text: 'Chính quyền thân thiện', logo };
    const plain: ItemContent = { kind: 'slogan', text: 'Chính quyền thân thiện' };
    const withLogo = await render(content, [640, 384]);
    expect(withLogo.rendition.pixelsSha256).not.toBe(
      (await render(plain, [640, 384])).rendition.pixelsSha256,
    );
    expect(withLogo.codes).toEqual([]);
    expect((await render(content, [256, 96])).codes).toContain('PART_LEFT_OUT');
  });
});

describe('a film', () => {
  it('is its poster with the file drawn over it, proven by the hash of the file', async () => {
    const bytes = await readFile(new URL('films/plain.mp4', import.meta.url));
    const file = await once(bytes, 'phim.mp4');
    const poster = await once(
      await sharp({ create: { width: 64, height: 32, channels: 3, background: '#123456' } })
        .png()
        .toBuffer(),
      'p.png',
    );
    const { rendition, findings } = await render(
      { kind: 'video', file, poster, ...framing },
      [64, 64],
      { motion: true, sequences: false },
      3_000,
    );
    expect(rendition).toMatchObject({
      pixelsSha256: file,
      video: {
        file: { sha256: sha256Hex(bytes), mime: 'video/mp4', widthPx: 64, heightPx: 32 },
        durationMs: 1_000,
        codec: 'avc1.4d000a',
        place: { xPx: 0, yPx: 16, widthPx: 64, heightPx: 32 },
      },
    });
    expect(findings.map(({ code, blocks }) => [code, blocks])).toEqual([
      ['FILM_UNSEEN', false],
      ['FILM_LENGTH', false],
    ]);
    const still = await render({ kind: 'video', file, poster, ...framing }, [64, 64], {
      motion: false,
      sequences: false,
    });
    expect(still.findings[0]).toMatchObject({ code: 'MOTION_FORBIDDEN', blocks: true });
  });
});

describe('a service card', () => {
  it('shows a verified telephone number after the steps, and reports it where there is no room', async () => {
    const { content } = studio.item('dich-vu-cong');
    const hotline = { number: '1022', verifiedBy: 'Lan', verifiedOn: '2026-11-24' };
    const called = { ...content, hotline } as ItemContent;
    const withCall = await render(called, [640, 384]);
    const without = await render(content, [640, 384]);
    expect(withCall.rendition.pixelsSha256).not.toBe(without.rendition.pixelsSha256);
    expect(withCall.codes).not.toContain('PART_LEFT_OUT');
    expect((await render(called, [256, 128])).findings.map(({ sentence }) => sentence).join()).toContain(
      'số điện thoại',
    );
  });
});
