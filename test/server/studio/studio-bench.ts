// `npm run bench:studio`: what the studio costs, as ratios of processor time within one run, because times mean little on
// a shared machine. Prints lines for docs/measurements.md. STUDIO_SLOGANS: how many slogans go over four screens (500).

import sharp from 'sharp';
import type { ItemContent } from '../../../content/model/item.ts';
import { drawContent } from '../../../server/studio/drawing-of.ts';
import type { Drawing } from '../../../server/studio/raster.ts';
import { rasterise } from '../../../server/studio/raster.ts';
import { renderItem, type StudioTools } from '../../../server/studio/render.ts';
import { canvasOf, openSeededStudio, templateFor } from './seeded-studio.ts';
import { slogansOf } from './slogans.ts';

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

/** Processor milliseconds of one run. */
async function cost(work: () => Promise<unknown>, runs: number): Promise<number> {
  for (let run = 0; run < 3; run += 1) await work();
  const before = process.cpuUsage();
  for (let run = 0; run < runs; run += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / runs;
}

/** What sharp alone needs for the drawing: the SVG to pixels and a PNG, no layout, no report. */
async function bare(drawing: Drawing): Promise<void> {
  await rasterise(drawing);
}

const { content } = studio.item('cchc-giai-quyet-som');
const canvas = canvasOf(640, 384);
const request = {
  canvas,
  template: templateFor(studio.seed, 'slogan'),
  words: studio.seed.words,
  organisationName,
};
const drawn = drawContent(content, request, null, null);
const [card] = drawn.cards;
if (card === undefined) throw new Error('nothing drawn');
const { rgba } = await rasterise(card.drawing);
const jpeg = await sharp(rgba, { raw: { width: 640, height: 384, channels: 4 } })
  .jpeg({ quality: 90 })
  .toBuffer();

const decodeMs = await cost(() => sharp(jpeg).raw().toBuffer(), 60);
const layoutMs = await cost(async () => drawContent(content, request, null, null), 40);
const rasterMs = await cost(() => bare(card.drawing), 40);
const renderMs = await cost(
  () => renderItem({ content, canvas, organisationName, durationMs: 10_000 }, tools),
  40,
);
const ratio = (value: number) => (value / decodeMs).toFixed(1);
process.stdout.write(
  `render of a slogan at 640×384 / decoding a JPEG of the same picture: ${ratio(renderMs)} (layout ${ratio(layoutMs)}, pixels and PNG ${ratio(rasterMs)}); decoding ${decodeMs.toFixed(1)} ms\n`,
);

const contents = slogansOf(studio.seed, COUNT).map((text): ItemContent => ({ kind: 'slogan', text }));
while (contents.length < COUNT) contents.push(...contents.slice(0, COUNT - contents.length));
let [bareMs, wholeMs] = [0, 0];
const memory: number[] = [];
for (const [index, one] of contents.entries()) {
  for (const [widthPx, heightPx] of SIZES) {
    const at = canvasOf(widthPx, heightPx);
    const before = process.cpuUsage();
    await renderItem({ content: one, canvas: at, organisationName, durationMs: 10_000 }, tools);
    const whole = process.cpuUsage(before);
    wholeMs += (whole.user + whole.system) / 1_000;
    const drawing =
      drawContent(one, { ...request, canvas: at }, null, null).cards[0]?.drawing ?? card.drawing;
    const start = process.cpuUsage();
    await bare(drawing);
    const alone = process.cpuUsage(start);
    bareMs += (alone.user + alone.system) / 1_000;
  }
  if (index % 50 === 49) memory.push(Math.round(process.memoryUsage().rss / 1_048_576));
}
process.stdout.write(
  `${contents.length} slogans × ${SIZES.length} screens: whole / bare sharp ${(wholeMs / bareMs).toFixed(2)}, ${(wholeMs / contents.length / SIZES.length).toFixed(1)} ms of processor a picture; memory every 50 slogans, MB: ${memory.join(' ')}\n`,
);
