// What a scene needs to draw itself: a back buffer of the canvas's size, pictures by hash, the local time.

import type { Instant, LocalTime } from '../../content/model/instant.ts';
import { sha256OfBytes } from '../digest.ts';

export interface SceneTools {
  /** Verified bytes of a picture; rejects when they are not here. */
  readonly readAsset: (sha256: string) => Promise<Uint8Array<ArrayBuffer>>;
  readonly localTimeAt: (at: Instant) => LocalTime;
}

/** A drawn back buffer. `refresh` draws it again where the moment changed it, and says whether it did. */
export interface ScenePicture {
  readonly canvas: HTMLCanvasElement;
  readonly pixels: string;
  readonly refresh?: (at: Instant, elapsedMs: number) => boolean;
  /** It is on from now. */
  readonly start?: () => void;
  /** Frames of its own that were presented, where it has any. */
  readonly frames?: () => number;
  readonly hasFailed?: () => boolean;
  readonly dispose?: () => void;
}

/** A canvas in main memory, opaque, whose pixels can be read back exactly. */
export function makeBuffer(
  widthPx: number,
  heightPx: number,
): { canvas: HTMLCanvasElement; context: CanvasRenderingContext2D } {
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = heightPx;
  return { canvas, context: contextOf(canvas) };
}

export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) throw new Error('no 2d canvas');
  context.imageSmoothingEnabled = false;
  return context;
}

/** The picture as stored: no colour conversion, so the pixels are those that were approved. Rejects on a broken file. */
export async function decodePng(bytes: Uint8Array<ArrayBuffer>): Promise<ImageBitmap> {
  const blob = new Blob([bytes], { type: 'image/png' });
  return await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
}

/** SHA-256 of the RGBA bytes of the whole canvas. */
export async function hashPixels(context: CanvasRenderingContext2D): Promise<string> {
  const { width, height } = context.canvas;
  const { data } = context.getImageData(0, 0, width, height, { colorSpace: 'srgb' });
  return await sha256OfBytes(new Uint8Array(data.buffer));
}
