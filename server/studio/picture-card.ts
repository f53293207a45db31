// Pictures and films on a canvas of another shape: all of it with ground around, or all of the canvas with the focus kept
// in sight. The same place is used for a film and its poster, so that the first frame stands where the poster stood.

import type { ItemContent } from '../../content/model/item.ts';
import { type Card, type CardRequest, drawingOf, type Source } from './card.ts';
import { NO_INK } from './typeface.ts';

type Framing = Pick<Extract<ItemContent, { kind: 'image' }>, 'fit' | 'focus'>;

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Place extends Size {
  readonly xPx: number;
  readonly yPx: number;
}

/** Where the whole picture lands; with `fill` it stands out of the canvas on two sides. */
export function placeOf(source: Size, canvas: Size, { fit, focus }: Framing): Place {
  const ratios = [canvas.widthPx / source.widthPx, canvas.heightPx / source.heightPx];
  const scale = fit === 'fit' ? Math.min(...ratios) : Math.max(...ratios);
  const widthPx = Math.max(1, Math.round(source.widthPx * scale));
  const heightPx = Math.max(1, Math.round(source.heightPx * scale));
  if (fit === 'fit') {
    return {
      xPx: Math.round((canvas.widthPx - widthPx) / 2),
      yPx: Math.round((canvas.heightPx - heightPx) / 2),
      widthPx,
      heightPx,
    };
  }
  return {
    xPx: offsetOf(canvas.widthPx, widthPx, focus.xPercent),
    yPx: offsetOf(canvas.heightPx, heightPx, focus.yPercent),
    widthPx,
    heightPx,
  };
}

/** The focus comes as near to the middle as it can without baring the ground. */
function offsetOf(canvasPx: number, sourcePx: number, percent: number): number {
  const wantedPx = Math.round(canvasPx / 2 - (sourcePx * percent) / 100);
  return Math.min(0, Math.max(canvasPx - sourcePx, wantedPx));
}

/** A picture, or the poster of a film; neither has letters of ours. */
export function drawPicture(source: Source, place: Place, request: CardRequest): Card {
  const drawing = drawingOf(request, []);
  return {
    drawing: { ...drawing, shapes: [...drawing.shapes, { image: source.content, ...place }] },
    capPx: null,
    ink: NO_INK,
    leftOut: [],
    qrModulePx: null,
    qrModules: 0,
    torn: [],
  };
}
