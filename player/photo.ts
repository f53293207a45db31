// The agent's photograph of what this page shows, cut to the canvas: of the desktop where the agent sees it, else of the
// page as the browser has it. Whatever goes wrong, there is none, and the page draws its snapshot itself.

import { desktopRectOf } from './accompany.ts';
import type { Companion } from './companion.ts';

export interface CutPhoto {
  readonly source: 'desktop' | 'page';
  readonly picture: ImageBitmap;
}

/** Null where the agent sees nothing. Rejects when it does not answer. */
export async function photograph(
  companion: Pick<Companion, 'photograph'>,
  canvas: HTMLCanvasElement,
): Promise<CutPhoto | null> {
  const rect = desktopRectOf(canvas);
  const photo = await companion.photograph(rect);
  if (photo === null) return null;
  const { source } = photo;
  if (source === 'desktop') {
    const data = new ImageData(new Uint8ClampedArray(photo.rgba.buffer), rect.width, rect.height);
    return { source, picture: await createImageBitmap(data) };
  }
  const { left, top } = canvas.getBoundingClientRect();
  const scaled = (cssPx: number) => Math.round(cssPx * devicePixelRatio);
  const page = new Blob([photo.png], { type: 'image/png' });
  return {
    source,
    picture: await createImageBitmap(page, scaled(left), scaled(top), rect.width, rect.height),
  };
}
