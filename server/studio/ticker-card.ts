// Running words: one line as a long strip that the player pushes through the canvas. Only for screens whose policy allows
// motion; the report says so for all others.

import type { ItemContent } from '../../content/model/item.ts';
import { type Card, type CardRequest, drawingOf, footOf, inkOf, innerBox, leastCapPx } from './card.ts';
import type { Drawing } from './raster.ts';
import { typefaceOf } from './typeface.ts';

type TickerContent = Extract<ItemContent, { kind: 'ticker' }>;

export interface TickerCard extends Card {
  readonly strip: Drawing;
  readonly stripTopPx: number;
}

/** Wanted cap height as a share of the room, and of the width: some ten letters should be in sight at once. */
const CAP_SHARE = 0.26;
const CAP_OF_WIDTH = 1 / 7;
/** Browsers draw no picture wider than this everywhere. */
const WIDEST_STRIP_PX = 16_000;
const EDGE_PX = 2;

export function drawTicker({ text }: TickerContent, request: CardRequest): TickerCard {
  const { canvas, template } = request;
  const box = innerBox(request);
  const foot = footOf(request, box);
  const bottomPx = foot?.topPx ?? box.bottom;
  const typeface = typefaceOf('semibold');
  const line = text.split(/\s+/).join(' ');
  const { ink, advance } = typeface.measure(line);
  const wantedPx = Math.max(
    leastCapPx(canvas),
    Math.round(Math.min((bottomPx - box.top) * CAP_SHARE, canvas.widthPx * CAP_OF_WIDTH)),
  );
  const widestCapPx = Math.floor((WIDEST_STRIP_PX / Math.max(1, advance)) * typeface.capHeightEm);
  const capPx = Math.max(1, Math.min(wantedPx, widestCapPx));
  const emPx = capPx / typeface.capHeightEm;
  const riseEm = Math.min(ink.top, -typeface.capHeightEm);
  const baselinePx = Math.ceil(-riseEm * emPx) + EDGE_PX;
  const heightPx = baselinePx + Math.ceil(Math.max(0, ink.bottom) * emPx) + EDGE_PX;
  const widthPx = Math.max(1, Math.ceil((ink.right - Math.min(0, ink.left)) * emPx) + 2 * EDGE_PX);
  const penXPx = EDGE_PX + Math.max(0, -ink.left * emPx);
  const outlines = typeface.outlines(line, penXPx, baselinePx, emPx);
  const stripTopPx = Math.round((box.top + bottomPx - heightPx) / 2);
  return {
    drawing: drawingOf(request, foot === null ? [] : [foot]),
    capPx,
    ink: inkOf(foot === null ? [] : [foot], {
      left: 0,
      right: canvas.widthPx,
      top: stripTopPx + EDGE_PX,
      bottom: stripTopPx + heightPx - EDGE_PX,
    }),
    leftOut: [],
    qrModulePx: null,
    qrModules: 0,
    torn: [],
    strip: {
      widthPx,
      heightPx,
      background: template.colours.background,
      shapes: [{ outlines, fill: template.colours.text }],
    },
    stripTopPx,
  };
}
