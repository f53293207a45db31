// A small city for pages: real PNG files of plain colours, with pixel hashes computed by another decoder than the page's.

import { createHash } from 'node:crypto';
import { PNG } from 'pngjs';
import type { Programme, ProgrammeItem } from '../../content/model/programme.ts';
import { programmeOf } from '../support/programme-builder.ts';

export const WIDTH = 64;
export const HEIGHT = 48;
const TEN = ['a', 'b', 'c'];
const FILLERS = ['f1', 'f2'];

const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A picture that differs in every pixel and for every seed. */
export function pngOf(seed: number, widthPx = WIDTH, heightPx = HEIGHT): Buffer {
  const png = new PNG({ width: widthPx, height: heightPx, colorType: 2 });
  for (let index = 0; index < widthPx * heightPx; index += 1) {
    png.data.set(
      [(index * 7 + seed) % 256, (index * 13 + seed * 5) % 256, (index * 31 + seed * 11) % 256, 255],
      index * 4,
    );
  }
  return PNG.sync.write(png, { colorType: 2 });
}

export function pixelsOf(png: Buffer): string {
  return hash(PNG.sync.read(png).data);
}

export interface City {
  readonly programme: Programme;
  readonly assets: ReadonlyMap<string, Buffer>;
}

/** Three items ten times an hour, two fillers, an idle card. */
export function cityOf(sketch: Partial<Parameters<typeof programmeOf>[0]> = {}): City {
  const assets = new Map<string, Buffer>();
  const programme = programmeOf({
    items: [
      ...TEN.map((id) => ({ id, durationMs: 10_000 })),
      ...FILLERS.map((id) => ({ id, durationMs: 60_000 })),
    ],
    playlists: [
      { id: 'cchc', itemIds: TEN, guarantee: 10 },
      { id: 'xen', itemIds: FILLERS, guarantee: null },
    ],
    screen: { widthPx: WIDTH, heightPx: HEIGHT },
    ...sketch,
  });
  const withPicture = (item: ProgrammeItem, index: number): ProgrammeItem => {
    const png = pngOf(index + 1);
    assets.set(hash(png), png);
    const picture = {
      sha256: hash(png),
      bytes: png.byteLength,
      mime: 'image/png',
      widthPx: WIDTH,
      heightPx: HEIGHT,
    } as const;
    const rendition = {
      widthPx: WIDTH,
      heightPx: HEIGHT,
      picture,
      pixelsSha256: pixelsOf(png),
      capHeightPx: 20,
    };
    return { ...item, rendition };
  };
  return {
    programme: {
      ...programme,
      items: programme.items.map(withPicture),
      idle: withPicture(programme.idle, 98),
    },
    assets,
  };
}
