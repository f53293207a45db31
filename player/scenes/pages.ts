// Pages of one item, each drawn and hashed before the start, shown in turn for equal shares of the showing.

import type { ProgrammeItem } from '../../content/model/programme.ts';
import { pageAt, pagesInputs } from '../../content/model/rendition.ts';
import { sha256OfText } from '../digest.ts';
import { decodePng, hashPixels, makeBuffer, type ScenePicture, type SceneTools } from './scene-picture.ts';

export async function drawPages(
  { rendition, durationMs }: ProgrammeItem,
  hashes: readonly string[],
  tools: SceneTools,
): Promise<ScenePicture> {
  const { widthPx, heightPx } = rendition;
  const { canvas, context } = makeBuffer(widthPx, heightPx);
  const bitmaps: ImageBitmap[] = [];
  const pixels: string[] = [];
  for (const sha256 of hashes) {
    const bitmap = await decodePng(await tools.readAsset(sha256));
    context.drawImage(bitmap, 0, 0);
    pixels.push(await hashPixels(context));
    bitmaps.push(bitmap);
  }
  const draw = (page: number): void => {
    const bitmap = bitmaps[page];
    if (bitmap !== undefined) context.drawImage(bitmap, 0, 0);
  };
  let on = 0;
  draw(on);
  return {
    canvas,
    pixels: sha256OfText(pagesInputs(pixels)),
    refresh: (_at, elapsedMs) => {
      const next = pageAt(bitmaps.length, durationMs, elapsedMs);
      if (next === on) return false;
      on = next;
      draw(on);
      return true;
    },
    dispose: () => {
      for (const bitmap of bitmaps) bitmap.close();
    },
  };
}
