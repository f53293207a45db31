// The city's seed as the server reads it, a studio on a temporary folder, and an independent look at pixels.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { type CitySeed, organisationOn, type SeedItem, seedItemsOn } from '../../../content/model/seed.ts';
import type { Template, TemplateUse } from '../../../content/model/template.ts';
import { readCitySeed } from '../../../server/library/city-content.ts';
import { nodeDisk } from '../../../server/store/disk.ts';
import { type Rendered, renderItem, type StudioTools } from '../../../server/studio/render.ts';
import { openVault } from '../../../server/studio/vault.ts';

export const TODAY = '2026-11-24';
export const SLOGANS = ['cchc-su-hai-long', 'cchc-giai-quyet-som'] as const;
/** One of each kind of picture and the longest text: enough where every one costs a canvas. */
export const SOME_ITEMS: readonly string[] = [
  ...SLOGANS,
  'dich-vu-cong',
  'dong-ho',
  'ten-don-vi',
  'ba-hon',
  'nha-van-hoa-khu-vuc',
  'so-lieu-ba-trong-mot',
];

export async function readSeed(): Promise<CitySeed> {
  return await readCitySeed(fileURLToPath(new URL('../../../content/seed', import.meta.url)), nodeDisk);
}

export function canvasOf(widthPx: number, heightPx: number, pitchUm = 10_000, viewingDistanceM = 40) {
  return { widthPx, heightPx, pitchUm, viewingDistanceM };
}

export function templateFor(seed: CitySeed, use: TemplateUse): Template {
  const template = seed.templates.find(({ defaultFor }) => defaultFor.includes(use));
  if (template === undefined) throw new Error(`the seed has no template for ${use}`);
  return template;
}

export interface SeededStudio extends AsyncDisposable {
  readonly seed: CitySeed;
  readonly directory: string;
  readonly items: readonly SeedItem[];
  readonly tools: StudioTools;
  item(id: string): SeedItem;
  render(content: SeedItem['content'], widthPx: number, heightPx: number): Promise<Rendered>;
  /** Bytes of the picture. */
  picture(rendered: Rendered): Promise<Uint8Array>;
}

export async function openSeededStudio(): Promise<SeededStudio> {
  const seed = await readSeed();
  const directory = await mkdtemp(join(tmpdir(), 'vong-xoay-studio-'));
  const vault = openVault(join(directory, 'vault'));
  const tools = { vault, templates: seed.templates, words: seed.words, terms: seed.terms };
  const items = seedItemsOn(seed, TODAY);
  const organisationName = organisationOn(seed.organisation, TODAY).name;
  return {
    seed,
    directory,
    items,
    tools,
    item(id) {
      const item = items.find((candidate) => candidate.id === id);
      if (item === undefined) throw new Error(`the seed has no item ${id}`);
      return item;
    },
    render: (content, widthPx, heightPx) =>
      renderItem(
        { content, canvas: canvasOf(widthPx, heightPx), organisationName, durationMs: 10_000 },
        tools,
      ),
    async picture({ rendition }) {
      const file = await vault.open(rendition.picture.sha256);
      if (file === undefined) throw new Error('the vault lost the picture');
      return file.content;
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}

/** Decoded by pngjs, which shares no code with the encoder. */
export function decodePng(bytes: Uint8Array): { width: number; height: number; rgba: Uint8Array } {
  const { width, height, data } = PNG.sync.read(Buffer.from(bytes));
  return { width, height, rgba: new Uint8Array(data) };
}

/** Smallest rectangle of pixels that are not the background; edges as in `Ink`, whole pixels. */
export function inkedPixels(rgba: Uint8Array, widthPx: number, background: string) {
  const ground = [1, 3, 5].map((at) => Number.parseInt(background.slice(at, at + 2), 16));
  const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (let at = 0; at < rgba.length; at += 4) {
    if (ground.every((channel, index) => rgba[at + index] === channel)) continue;
    const x = (at / 4) % widthPx;
    const y = Math.floor(at / 4 / widthPx);
    box.left = Math.min(box.left, x);
    box.right = Math.max(box.right, x + 1);
    box.top = Math.min(box.top, y);
    box.bottom = Math.max(box.bottom, y + 1);
  }
  return box;
}
