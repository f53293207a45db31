// The only owner of sharp. Outlines and rectangles become an opaque sRGB PNG of exactly the canvas, the same bytes
// every time: no text elements, no fonts, no metadata, fixed encoder settings. If this differs, approval means nothing.

import sharp from 'sharp';
import { sha256Hex } from '../store/digest.ts';

export type Shape =
  | { readonly path: string; readonly fill: string }
  | {
      readonly xPx: number;
      readonly yPx: number;
      readonly widthPx: number;
      readonly heightPx: number;
      readonly fill: string;
    };

export interface Drawing {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly background: string;
  readonly shapes: readonly Shape[];
}

export interface Raster {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly png: Uint8Array;
  /** Every pixel as R, G, B, A; A is always 255. */
  readonly rgba: Uint8Array;
  /** Lower-case hex of `rgba`. */
  readonly pixelsSha256: string;
}

/** Made once on linux-x64; another machine that draws it otherwise must say so (design.md 3.18). */
const KNOWN_DRAWING: Drawing = {
  widthPx: 32,
  heightPx: 32,
  background: '#7a0a10',
  shapes: [
    { path: 'M4 28L16 3.5L28 28ZM10 20.25Q16 11 22 20.25Z', fill: '#ffd84a' },
    { xPx: 2, yPx: 30, widthPx: 28, heightPx: 1, fill: '#f0f0f0' },
  ],
};
const KNOWN_PIXELS_SHA256 = 'e0eecafa3fa7e1e9ff36987320e0eeee1daa18f86777c5b312fbc35b7ebe1dc7';

export async function rasterise(drawing: Drawing): Promise<Raster> {
  const { widthPx, heightPx } = drawing;
  const { data, info } = await sharp(Buffer.from(svgOf(drawing)), { density: 72 })
    .flatten({ background: drawing.background })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== widthPx || info.height !== heightPx || info.channels !== 4) {
    throw new Error(
      `drawn ${info.width}×${info.height}×${info.channels} instead of ${widthPx}×${heightPx}×4`,
    );
  }
  const png = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 9, adaptiveFiltering: false, palette: false, progressive: false })
    .toBuffer();
  return { widthPx, heightPx, png, rgba: data, pixelsSha256: sha256Hex(data) };
}

/** Does this machine draw the known picture as it was drawn when it was made? */
export async function drawsAsKnown(): Promise<boolean> {
  return (await rasterise(KNOWN_DRAWING)).pixelsSha256 === KNOWN_PIXELS_SHA256;
}

function svgOf({ widthPx, heightPx, background, shapes }: Drawing): string {
  const body = shapes.map((shape) =>
    'path' in shape
      ? `<path fill="${shape.fill}" d="${shape.path}"/>`
      : `<rect fill="${shape.fill}" x="${shape.xPx}" y="${shape.yPx}" width="${shape.widthPx}" height="${shape.heightPx}"/>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">` +
    `<rect fill="${background}" width="${widthPx}" height="${heightPx}"/>${body.join('')}</svg>`
  );
}
