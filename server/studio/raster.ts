// The only owner of sharp. Outlines and rectangles become an opaque sRGB PNG of exactly the canvas, the same bytes
// every time: no text elements, no fonts, no metadata, fixed encoder settings. If this differs, approval means nothing.

import sharp, { type OverlayOptions } from 'sharp';
import { sha256Hex } from '../store/digest.ts';

export type Shape =
  | { readonly path: string; readonly fill: string }
  /** A picture of the vault scaled into the rectangle, which may stand out of the canvas; drawn above all else. */
  | {
      readonly image: Uint8Array;
      readonly xPx: number;
      readonly yPx: number;
      readonly widthPx: number;
      readonly heightPx: number;
    }
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
  /** Share of pixels near full white, where every channel is above 240. */
  readonly whitePercent: number;
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
    .composite(await overlaysOf(drawing))
    .removeAlpha()
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
    .png({ compressionLevel: 6, adaptiveFiltering: false, palette: false, progressive: false })
    .toBuffer();
  return {
    widthPx,
    heightPx,
    png,
    rgba: data,
    pixelsSha256: sha256Hex(data),
    whitePercent: whitePercentOf(data),
  };
}

function whitePercentOf(rgba: Uint8Array): number {
  let white = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    if ((rgba[at] ?? 0) > 240 && (rgba[at + 1] ?? 0) > 240 && (rgba[at + 2] ?? 0) > 240) white += 1;
  }
  return (white * 400) / rgba.length;
}

/** What of each picture lies on the canvas, already scaled: compositing then only copies. */
async function overlaysOf({ widthPx, heightPx, shapes }: Drawing): Promise<OverlayOptions[]> {
  const overlays: OverlayOptions[] = [];
  for (const shape of shapes) {
    if (!('image' in shape)) continue;
    const left = Math.max(0, shape.xPx);
    const top = Math.max(0, shape.yPx);
    const width = Math.min(widthPx, shape.xPx + shape.widthPx) - left;
    const height = Math.min(heightPx, shape.yPx + shape.heightPx) - top;
    if (width <= 0 || height <= 0) continue;
    const input = await sharp(shape.image)
      .resize(shape.widthPx, shape.heightPx, { fit: 'fill' })
      .extract({ left: left - shape.xPx, top: top - shape.yPx, width, height })
      .png({ compressionLevel: 0 })
      .toBuffer();
    overlays.push({ input, left, top });
  }
  return overlays;
}

/** Does this machine draw the known picture as it was drawn when it was made? */
export async function drawsAsKnown(): Promise<boolean> {
  return (await rasterise(KNOWN_DRAWING)).pixelsSha256 === KNOWN_PIXELS_SHA256;
}

function svgOf({ widthPx, heightPx, background, shapes }: Drawing): string {
  const body = shapes.map((shape) => {
    if ('image' in shape) return '';
    if ('path' in shape) return `<path fill="${shape.fill}" d="${shape.path}"/>`;
    return `<rect fill="${shape.fill}" x="${shape.xPx}" y="${shape.yPx}" width="${shape.widthPx}" height="${shape.heightPx}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">` +
    `<rect fill="${background}" width="${widthPx}" height="${heightPx}"/>${body.join('')}</svg>`
  );
}
