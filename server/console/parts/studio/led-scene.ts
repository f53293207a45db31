// What a rendition looks like at a moment, drawn by the same rules as the player's: still, clock, ticker, pages, film.
// For looking only; nothing here proves a showing.

import { clockCell, clockSigns } from '../../../../content/model/clock-face.ts';
import type { LocalTime } from '../../../../content/model/instant.ts';
import type { Rendition } from '../../../../content/model/item.ts';
import { pageAt, stripLeftPx } from '../../../../content/model/rendition.ts';
import { pathOf } from '../../api.ts';

export interface LedScene {
  readonly isMoving: boolean;
  draw(context: CanvasRenderingContext2D, elapsedMs: number, local: LocalTime): void;
  close(): void;
}

const assetPath = (sha256: string) => pathOf('readAsset', { params: { sha256 } });

async function readPicture(sha256: string): Promise<ImageBitmap> {
  const response = await fetch(assetPath(sha256));
  if (!response.ok) throw new Error(`picture ${response.status}`);
  return await createImageBitmap(await response.blob(), { colorSpaceConversion: 'none' });
}

/** Rejects when a file is not there or cannot be drawn. */
export async function openLedScene(rendition: Rendition, durationMs: number): Promise<LedScene> {
  const { picture, clockFace, ticker, pages, video } = rendition;
  const ground = await readPicture(picture.sha256);
  if (clockFace !== undefined) {
    const sprites = await readPicture(clockFace.sprites.sha256);
    return {
      isMoving: true,
      close: () => undefined,
      draw(context, _elapsedMs, local) {
        context.drawImage(ground, 0, 0);
        for (const line of clockFace.lines) {
          const cells = clockSigns(line, local).flatMap(
            (sign) => clockFace.cells[clockCell(line.format, sign)] ?? [],
          );
          const widthPx = cells.reduce((sum, cell) => sum + cell.widthPx, 0);
          let left = line.centreXPx - Math.floor(widthPx / 2);
          for (const { xPx, yPx, widthPx: w, heightPx: h } of cells) {
            context.drawImage(sprites, xPx, yPx, w, h, left, line.topPx, w, h);
            left += w;
          }
        }
      },
    };
  }
  if (ticker !== undefined) {
    const strip = await readPicture(ticker.strip.sha256);
    return {
      isMoving: true,
      close: () => undefined,
      draw(context, elapsedMs) {
        context.drawImage(ground, 0, 0);
        context.drawImage(strip, stripLeftPx(ticker, rendition.widthPx, elapsedMs), ticker.topPx);
      },
    };
  }
  if (pages !== undefined) {
    const pictures = await Promise.all(pages.map((page) => readPicture(page.picture.sha256)));
    return {
      isMoving: true,
      close: () => undefined,
      draw(context, elapsedMs) {
        const page = pictures[pageAt(pictures.length, durationMs, elapsedMs % durationMs)];
        context.drawImage(page ?? ground, 0, 0);
      },
    };
  }
  if (video !== undefined) return filmScene(ground, video);
  return { isMoving: false, close: () => undefined, draw: (context) => context.drawImage(ground, 0, 0) };
}

function filmScene(ground: ImageBitmap, { file, place }: NonNullable<Rendition['video']>): LedScene {
  const film = document.createElement('video');
  Object.assign(film, { muted: true, loop: true, playsInline: true, src: assetPath(file.sha256) });
  // A browser that cannot play it goes on showing the poster.
  film.play().catch(() => undefined);
  return {
    isMoving: true,
    close() {
      film.pause();
      film.removeAttribute('src');
      film.load();
    },
    draw(context) {
      context.drawImage(ground, 0, 0);
      if (film.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
      context.drawImage(film, place.xPx, place.yPx, place.widthPx, place.heightPx);
    },
  };
}
