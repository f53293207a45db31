// A small table of numbers: title, rows of name and number, and always where and when they come from. Rows that would be
// too small to read are left out from the end and reported; the source never is.

import type { ItemContent } from '../../content/model/item.ts';
import { shapeOf } from '../../content/model/template.ts';
import {
  type Card,
  type CardRequest,
  drawingOf,
  inkOf,
  innerBox,
  largestCapPx,
  leastCapPx,
  type Part,
  setText,
} from './card.ts';
import type { Box } from './layout.ts';
import type { Outline } from './outline.ts';
import { type Ink, NO_INK, typefaceOf, unionInk } from './typeface.ts';

type FiguresContent = Extract<ItemContent, { kind: 'data'; data: 'figures' }>;
type Row = FiguresContent['rows'][number];

/** Distance of rows and the room they need above, in cap heights: tall marks and some air. */
const ROW_CAPS = 2.3;
/** More rows than this stand in two columns on a wide canvas. */
const ONE_COLUMN_ROWS = 4;

export function drawFigures(content: FiguresContent, request: CardRequest): Card {
  const { canvas, template, words } = request;
  const { colours } = template;
  const box = innerBox(request);
  const least = leastCapPx(canvas);
  const heightPx = box.bottom - box.top;
  const title = setText(
    {
      text: content.title,
      weight: 'bold',
      box: { ...box, bottom: box.top + Math.max(Math.ceil(least * 2), Math.round(heightPx * 0.3)) },
      maxCapPx: largestCapPx(request),
      fill: colours.text,
      align: 'left',
      vertical: 'top',
    },
    words,
  );
  const source = setText(
    {
      text: `${content.source}, ngày ${localDate(content.asOfDate)}`,
      weight: 'medium',
      box: { ...box, top: box.bottom - Math.max(Math.ceil(least * 2), Math.round(heightPx * 0.22)) },
      maxCapPx: Math.max(least, Math.round(title.capPx * 0.55)),
      fill: colours.foot,
      align: 'left',
      vertical: 'bottom',
    },
    words,
  );
  const room = { ...box, top: Math.ceil(title.ink.bottom), bottom: Math.floor(source.ink.top) };
  const isInColumns = shapeOf(canvas) === 'wide' && content.rows.length > ONE_COLUMN_ROWS;
  const table = largestTable(content.rows, request, room, isInColumns ? 2 : 1, title.capPx);
  const parts: Part[] = [title, ...(table === null ? [] : [table]), source];
  return {
    drawing: drawingOf(request, parts),
    capPx: Math.min(...parts.map((part) => part.capPx)),
    ink: inkOf(parts, NO_INK),
    leftOut: table?.rows === content.rows.length ? [] : ['rows'],
    qrModulePx: null,
    qrModules: 0,
    torn: [],
  };
}

/** All rows as large as they go; fewer when even the smallest readable letters have no room for all. */
function largestTable(
  rows: readonly Row[],
  request: CardRequest,
  box: Box,
  columns: number,
  maxCapPx: number,
): (Part & { rows: number }) | null {
  const least = leastCapPx(request.canvas);
  for (let count = rows.length; count > 0; count -= 1) {
    for (let capPx = maxCapPx; capPx >= least; capPx -= 1) {
      const part = tableOf(rows.slice(0, count), request, box, columns, capPx);
      if (part.fits) return { ...part, rows: count };
    }
  }
  return null;
}

function tableOf(
  rows: readonly Row[],
  { template, canvas }: CardRequest,
  box: Box,
  columns: number,
  capPx: number,
): Part {
  const perColumn = Math.ceil(rows.length / columns);
  const gutterPx = columns === 1 ? 0 : Math.round(canvas.widthPx * 0.06);
  const columnPx = Math.floor((box.right - box.left - gutterPx * (columns - 1)) / columns);
  const pitchPx = Math.round(capPx * ROW_CAPS);
  const usedPx = pitchPx * perColumn;
  const topPx = Math.round((box.top + box.bottom - usedPx) / 2);
  let ink: Ink = NO_INK;
  const labels: Outline[] = [];
  const values: Outline[] = [];
  let isNarrow = true;
  for (const [index, { label, value }] of rows.entries()) {
    const column = Math.floor(index / perColumn);
    const left = box.left + column * (columnPx + gutterPx);
    const baselinePx = topPx + (index % perColumn) * pitchPx + Math.round((pitchPx + capPx) / 2);
    const name = wordAt(label, 'medium', capPx, left, baselinePx);
    const number = wordAt(value, 'bold', capPx, left + columnPx, baselinePx, true);
    labels.push(...name.outlines);
    values.push(...number.outlines);
    ink = unionInk(unionInk(ink, name.ink), number.ink);
    isNarrow &&= name.ink.right + capPx <= number.ink.left;
  }
  return {
    shapes: [
      { outlines: labels, fill: template.colours.text },
      { outlines: values, fill: template.colours.accent },
    ],
    ink,
    capPx,
    fits: isNarrow && ink.left >= box.left && ink.right <= box.right && usedPx <= box.bottom - box.top,
  };
}

function wordAt(
  text: string,
  weight: 'medium' | 'bold',
  capPx: number,
  edgePx: number,
  baselinePx: number,
  endsThere = false,
) {
  const typeface = typefaceOf(weight);
  const emPx = capPx / typeface.capHeightEm;
  const { ink } = typeface.measure(text);
  const xPx = endsThere ? Math.floor(edgePx - ink.right * emPx) : Math.ceil(edgePx - ink.left * emPx);
  return {
    outlines: typeface.outlines(text, xPx, baselinePx, emPx),
    ink: {
      left: xPx + ink.left * emPx,
      right: xPx + ink.right * emPx,
      top: baselinePx + ink.top * emPx,
      bottom: baselinePx + ink.bottom * emPx,
    },
  };
}

function localDate(date: string): string {
  return date.split('-').toReversed().join('/');
}
