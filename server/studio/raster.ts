// The only owner of sharp. A drawing becomes an opaque sRGB PNG of exactly the canvas, the same bytes every time: painted
// by our own arithmetic, no fonts, no metadata, fixed encoder settings. If this differs, approval means nothing.

import sharp from 'sharp';
import { sha256Hex } from '../store/digest.ts';
import { type Outline, polygon } from './outline.ts';
import { fillOutline, fillRectangle, layOver, type Pixels, plainPixels, type Rectangle } from './paint.ts';

export type Shape =
  | { readonly outlines: readonly Outline[]; readonly fill: string }
  | (Rectangle & { readonly fill: string })
  /** A picture of the vault scaled into the rectangle, which may stand out of the canvas; drawn above all else. */
  | (Rectangle & { readonly image: Uint8Array });

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

export async function rasterise(drawing: Drawing): Promise<Raster> {
  const { rgba, widthPx, heightPx } = await paint(drawing);
  return {
    widthPx,
    heightPx,
    png: await encode(rgba, widthPx, heightPx),
    rgba,
    pixelsSha256: sha256Hex(rgba),
    whitePercent: whitePercentOf(rgba),
  };
}

/** The pixels alone. */
export async function paint({ widthPx, heightPx, background, shapes }: Drawing): Promise<Pixels> {
  const pixels = plainPixels(widthPx, heightPx, background);
  for (const shape of shapes) {
    if ('outlines' in shape) {
      for (const outline of shape.outlines) fillOutline(pixels, outline, shape.fill);
    } else if ('fill' in shape) {
      fillRectangle(pixels, shape, shape.fill);
    }
  }
  for (const shape of shapes) {
    if ('image' in shape) await layPicture(pixels, shape);
  }
  return pixels;
}

async function encode(rgba: Uint8Array, width: number, height: number): Promise<Uint8Array> {
  return await sharp(rgba, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 4, adaptiveFiltering: false, palette: false, progressive: false })
    .toBuffer();
}

function whitePercentOf(rgba: Uint8Array): number {
  let white = 0;
  for (let at = 0; at < rgba.length; at += 4) {
    if ((rgba[at] ?? 0) > 240 && (rgba[at + 1] ?? 0) > 240 && (rgba[at + 2] ?? 0) > 240) white += 1;
  }
  return (white * 400) / rgba.length;
}

/** Only what lies on the canvas is scaled and decoded. */
async function layPicture(
  pixels: Pixels,
  { image, xPx, yPx, widthPx, heightPx }: Rectangle & { readonly image: Uint8Array },
): Promise<void> {
  const left = Math.max(0, xPx);
  const top = Math.max(0, yPx);
  const width = Math.min(pixels.widthPx, xPx + widthPx) - left;
  const height = Math.min(pixels.heightPx, yPx + heightPx) - top;
  if (width <= 0 || height <= 0) return;
  const rgba = await sharp(image)
    .resize(widthPx, heightPx, { fit: 'fill' })
    .extract({ left: left - xPx, top: top - yPx, width, height })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
  layOver(pixels, { widthPx: width, heightPx: height, rgba }, left, top);
}

/** Made once on linux-x64; another machine that draws it otherwise must say so (design.md 3.18). */
const KNOWN_PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAPUlEQVQI12P4z8DA0PBf5ITcr19RQCbD////m7hO2NjYMLAmb/lQwcCjZHEixYjBNyKZkYl5y50PUScWAAAUIBRk2HpYowAAAABJRU5ErkJggg==';
const KNOWN_DRAWING: Drawing = {
  widthPx: 32,
  heightPx: 32,
  background: '#7a0a10',
  shapes: [
    { outlines: [polygon([4, 28, 16, 3.5, 28.25, 28])], fill: '#ffd84a' },
    { xPx: 2, yPx: 30, widthPx: 28, heightPx: 1, fill: '#f0f0f0' },
    { xPx: 20, yPx: 1, widthPx: 11, heightPx: 9, image: Buffer.from(KNOWN_PICTURE, 'base64') },
  ],
};
const KNOWN_PIXELS_SHA256 = 'bfa7f12052ddcbe4c7b73ab62990d42b34c8936bae14e8b56a35dff497621b67';

/** Does this machine draw the known picture, with a photograph scaled in it, as it was drawn when it was made? */
export async function drawsAsKnown(): Promise<boolean> {
  return (await rasterise(KNOWN_DRAWING)).pixelsSha256 === KNOWN_PIXELS_SHA256;
}
