// `npm run bench:studio`: what the studio costs, as ratios of processor time within one run, because times mean little on
// a shared machine. Prints lines for docs/measurements.md. STUDIO_SLOGANS: how many slogans go over four screens (500).

import sharp from 'sharp';
import type { ItemContent } from '../../../content/model/item.ts';
import { drawContent } from '../../../server/studio/drawing-of.ts';
import type { Canvas } from '../../../server/studio/card.ts';
import { paint, rasterise } from '../../../server/studio/raster.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { renderItem, type StudioTools } from '../../../server/studio/render.ts';
import { canvasOf, openSeededStudio, templateFor } from './seeded-studio.ts';
import { slogansOf } from './slogans.ts';
import { svgOf } from './svg-of.ts';

const COUNT = Number(process.env['STUDIO_SLOGANS'] ?? 500);
const SIZES = [
  [640, 384],
  [256, 128],
  [384, 192],
  [192, 384],
] as const;

sharp.concurrency(1);
await using studio = await openSeededStudio();
/** Disk writes are the vault's bench, not this one. */
const vault: StudioTools['vault'] = {
  keep: async (content, mime) => ({ sha256: '0'.repeat(64), bytes: content.byteLength, mime }),
  open: async () => undefined,
  adopt: async () => true,
};
const tools = { ...studio.tools, vault };
const organisationName = 'Ủy ban nhân dân phường Ngã Bảy';

/** Processor milliseconds of one call over all pictures, which differ: nothing is remembered from the call before. */
async function cost<T>(work: (one: T) => unknown, over: readonly T[]): Promise<number> {
  const before = process.cpuUsage();
  for (const one of over) await work(one);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / over.length;
}

const canvas = canvasOf(640, 384);
const request = {
  canvas,
  template: templateFor(studio.seed, 'slogan'),
  words: studio.seed.words,
  organisationName,
};
type Slogan = Extract<ItemContent, { kind: 'slogan' }>;
const draw = (content: Slogan, at: Canvas = canvas) => {
  const [card] = drawContent(content, { ...request, canvas: at }, null, null).cards;
  if (card === undefined) throw new Error('nothing drawn');
  return card.drawing;
};
const texts = slogansOf(studio.seed, 200).map((text): Slogan => ({ kind: 'slogan', text }));
// The first ones warm the machine, the others count.
const [warm, counted] = [texts.slice(0, 60), texts.slice(60, 160)];
for (const one of warm) await rasterise(draw(one));
// Laid out here for the first time.
const layoutMs = await cost((one) => draw(one), counted);
const drawings = counted.map((one) => draw(one));
const rasters = await Promise.all(drawings.map(rasterise));
const size = { raw: { width: 640, height: 384, channels: 4 } } as const;
const jpegs = await Promise.all(
  rasters.map(({ rgba }) => sharp(rgba, size).jpeg({ quality: 90 }).toBuffer()),
);
const decode = (jpeg: Buffer) => sharp(jpeg).raw().toBuffer();
const whole = (content: Slogan) =>
  renderItem({ content, canvas, organisationName, durationMs: 10_000 }, tools);
await cost(decode, jpegs);
const decodeMs = await cost(decode, jpegs);
const paintMs = await cost(paint, drawings);
const hashMs = await cost(({ rgba }) => sha256Hex(rgba), rasters);
const encodeMs = (await cost(rasterise, drawings)) - paintMs - hashMs;
const wholeMs = await cost(whole, texts.slice(160));
const ratio = (value: number) => (value / decodeMs).toFixed(2);
process.stdout.write(
  `A slogan at 640×384, in times of decoding a JPEG of the same picture (${decodeMs.toFixed(2)} ms of processor): ` +
    `render ${ratio(layoutMs + paintMs)} = layout ${ratio(layoutMs)} + pixels ${ratio(paintMs)}; ` +
    `beside it SHA-256 of the pixels ${ratio(hashMs)}, PNG and share of white ${ratio(encodeMs)}; ` +
    `all of renderItem ${ratio(wholeMs)}\n`,
);

const contents = slogansOf(studio.seed, COUNT).map((text): Slogan => ({ kind: 'slogan', text }));
while (contents.length < COUNT) contents.push(...contents.slice(0, COUNT - contents.length));
let [svgMs, pngMs, allMs] = [0, 0, 0];
const memory: number[] = [];
for (const [index, one] of contents.entries()) {
  for (const [widthPx, heightPx] of SIZES) {
    const at = canvasOf(widthPx, heightPx);
    const asked = { content: one, canvas: at, organisationName, durationMs: 10_000 };
    allMs += await cost(() => renderItem(asked, tools), [0]);
    const drawing = draw(one, at);
    const svg = svgOf(drawing);
    const { rgba } = await paint(drawing);
    const raw = { raw: { width: widthPx, height: heightPx, channels: 4 } } as const;
    svgMs += await cost(() => sharp(svg).removeAlpha().png({ compressionLevel: 6 }).toBuffer(), [0]);
    pngMs += await cost(() => sharp(rgba, raw).removeAlpha().png({ compressionLevel: 4 }).toBuffer(), [0]);
  }
  if (index % 50 === 49) memory.push(Math.round(process.memoryUsage().rss / 1_048_576));
}
const pictures = contents.length * SIZES.length;
process.stdout.write(
  `${contents.length} slogans × ${SIZES.length} screens: all of renderItem / sharp alone making the same PNG from SVG ${(allMs / svgMs).toFixed(2)}, ` +
    `/ sharp alone writing the PNG ${(allMs / pngMs).toFixed(2)}; ${(allMs / pictures).toFixed(1)} ms of processor a picture; ` +
    `memory every 50 slogans, MB: ${memory.join(' ')}\n`,
);
