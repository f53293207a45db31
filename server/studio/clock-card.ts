// Clock and countdown: a still background and a sheet of signs that the player places each minute. The signs stand on
// the background's own colour and cells of one line are equally high, so that placing them is copying and nothing else.

import { allClockSigns, clockCell, type ClockFormat } from '../../content/model/clock-face.ts';
import type { ClockFace, ItemContent } from '../../content/model/item.ts';
import {
  type Card,
  type CardRequest,
  drawingOf,
  type Foot,
  footOf,
  inkOf,
  innerBox,
  leastCapPx,
  type Part,
  setText,
} from './card.ts';
import { type Box, tornCompounds } from './layout.ts';
import type { Outline } from './outline.ts';
import type { Drawing, Shape } from './raster.ts';
import { type Ink, NO_INK, type Typeface, typefaceOf, type Weight } from './typeface.ts';

type ClockContent = Extract<ItemContent, { kind: 'data'; data: 'clock' }>;
type CountdownContent = Extract<ItemContent, { kind: 'data'; data: 'countdown' }>;

export interface ClockCard extends Card {
  readonly sheet: Drawing;
  readonly cells: ClockFace['cells'];
  readonly lines: ClockFace['lines'];
}

interface LineStyle {
  readonly format: ClockFormat;
  readonly weight: Weight;
  /** Wanted cap height as a share of the box's height. */
  readonly share: number;
  readonly tint: 'text' | 'accent';
}

const CLOCK_LINES: readonly LineStyle[] = [
  { format: 'weekday', weight: 'medium', share: 0.12, tint: 'accent' },
  { format: 'HH:mm', weight: 'semibold', share: 0.36, tint: 'text' },
  { format: 'dd/MM/yyyy', weight: 'medium', share: 0.13, tint: 'text' },
];
const COUNTDOWN_LINES: readonly LineStyle[] = [
  { format: 'days-left', weight: 'bold', share: 0.72, tint: 'accent' },
];
/** Wider numbers of days are not kept room for. */
const DAYS_DIGITS = 3;
/** Clear pixels above and below the signs, so that a soft edge is never cut. */
const EDGE_PX = 1;

export function drawClockCard(content: ClockContent, request: CardRequest): ClockCard {
  const { template } = request;
  const box = innerBox(request);
  const wanted = content.caption ?? request.organisationName;
  const foot = footOf({ ...request, organisationName: wanted }, box);
  const caption = foot ?? (content.caption === undefined ? null : captionOf(content.caption, request, box));
  const room = { ...box, bottom: caption === null ? box.bottom : caption.topPx };
  const { stack, leftOut } = fullestStack(request, room);
  const shown = caption === null ? [] : [caption];
  const { sheet, cells } = cutSigns(stack.styles, template.colours.background, template.colours);
  return {
    drawing: drawingOf(request, shown),
    capPx: Math.min(...stack.styles.map((style) => style.capPx)),
    ink: inkOf([...shown, { ink: stack.ink }], NO_INK),
    leftOut: [
      ...(content.caption !== undefined && caption === null ? (['caption'] as const) : []),
      ...leftOut,
    ],
    qrModulePx: null,
    qrModules: 0,
    torn: [],
    sheet,
    cells,
    lines: stack.lines,
  };
}

/** On a small wall lines give way until the rest can be read; the time itself never does. */
const GIVING_WAY = [[], ['weekday'], ['date'], ['weekday', 'date']] as const;
const FORMATS = { weekday: 'weekday', date: 'dd/MM/yyyy' } as const;

function fullestStack(request: CardRequest, room: Box) {
  const tries = GIVING_WAY.map((leftOut) => {
    const formats: readonly ClockFormat[] = leftOut.map((part) => FORMATS[part]);
    const kept = CLOCK_LINES.filter(({ format }) => !formats.includes(format));
    return { stack: stackLines(kept, request, room), leftOut };
  });
  const [whole] = tries;
  if (whole === undefined) throw new Error('a clock has lines');
  // Where not even the time fits, all of it is drawn for the report to refuse.
  return tries.find(({ stack }) => stack.fits) ?? whole;
}

/** "Còn", the number of days, "ngày đến" and the event. */
export function drawCountdownCard(content: CountdownContent, request: CardRequest): ClockCard {
  const { canvas, template, words } = request;
  const box = innerBox(request);
  const heightPx = box.bottom - box.top;
  const least = leastCapPx(canvas);
  const maxCapPx = Math.max(least, Math.round(heightPx * 0.11));
  const set = (text: string, from: number, to: number, vertical: 'top' | 'bottom') =>
    setText(
      {
        text,
        weight: 'semibold',
        box: {
          ...box,
          top: box.top + Math.round(heightPx * from),
          bottom: box.top + Math.round(heightPx * to),
        },
        maxCapPx,
        fill: template.colours.text,
        vertical,
      },
      words,
    );
  const above = set('Còn', 0, 0.22, 'top');
  const below = set(`ngày đến ${content.event}`, 0.55, 1, 'bottom');
  const middle = { ...box, top: Math.ceil(above.ink.bottom), bottom: Math.floor(below.ink.top) };
  const stack = stackLines(COUNTDOWN_LINES, request, middle);
  const { sheet, cells } = cutSigns(stack.styles, template.colours.background, template.colours);
  return {
    drawing: drawingOf(request, [above, below]),
    capPx: Math.min(above.capPx, below.capPx, ...stack.styles.map((style) => style.capPx)),
    ink: inkOf([above, below, { ink: stack.ink }], NO_INK),
    leftOut: [],
    qrModulePx: null,
    qrModules: 0,
    torn: tornCompounds(below.laid, words),
    sheet,
    cells,
    lines: stack.lines.map((line) => ({ ...line, targetDate: content.targetDate })),
  };
}

/** Where the foot has no room, the caption still gets a line if that can be read. */
function captionOf(text: string, request: CardRequest, box: Box): (Part & Pick<Foot, 'topPx'>) | null {
  const capPx = leastCapPx(request.canvas);
  const heightPx = Math.ceil(capPx * 2);
  if (heightPx * 4 > box.bottom - box.top) return null;
  const part = setText(
    {
      text,
      weight: 'medium',
      box: { ...box, top: box.bottom - heightPx },
      maxCapPx: capPx,
      fill: request.template.colours.foot,
      vertical: 'bottom',
    },
    request.words,
  );
  return part.fits && part.capPx >= capPx ? { ...part, topPx: Math.floor(part.ink.top) } : null;
}

interface SizedLine extends LineStyle {
  readonly capPx: number;
  readonly emPx: number;
  readonly typeface: Typeface;
  /** All signs of the line together, around a baseline at 0. */
  readonly topPx: number;
  readonly heightPx: number;
}

function stackLines(wanted: readonly LineStyle[], request: CardRequest, box: Box) {
  const { canvas } = request;
  const heightPx = box.bottom - box.top;
  const least = leastCapPx(canvas);
  let styles: SizedLine[] = [];
  // Shrinks all together until they fit; the clock itself never asks for less than two thirds of its wish alone.
  for (let percent = 100; percent >= 20; percent -= 2) {
    styles = wanted.map((style) => {
      const wantedPx = Math.round((style.share * heightPx * percent) / 100);
      return sized(style, Math.max(style.format === 'HH:mm' ? least + 2 : least, wantedPx));
    });
    const isNarrow = styles.every((style) => widestPx(style) <= box.right - box.left);
    if (isNarrow && styles.reduce((sum, style) => sum + style.heightPx, 0) <= heightPx) break;
  }
  const usedPx = styles.reduce((sum, style) => sum + style.heightPx, 0);
  const gapPx = Math.max(0, Math.floor((heightPx - usedPx) / (styles.length + 1)));
  const centreXPx = Math.round((box.left + box.right) / 2);
  let topPx = box.top + Math.max(0, Math.floor((heightPx - usedPx - gapPx * (styles.length - 1)) / 2));
  const halfPx = Math.max(...styles.map(widestPx)) / 2;
  const ink: Ink = { left: centreXPx - halfPx, right: centreXPx + halfPx, top: topPx, bottom: topPx };
  const lines: ClockFace['lines'] = [];
  for (const style of styles) {
    lines.push({ format: style.format, centreXPx, topPx });
    topPx += style.heightPx + gapPx;
  }
  const fits = usedPx <= heightPx && styles.every((style) => widestPx(style) <= box.right - box.left);
  return { styles, lines, fits, ink: { ...ink, bottom: topPx - gapPx } };
}

function sized(style: LineStyle, capPx: number): SizedLine {
  const typeface = typefaceOf(style.weight);
  const emPx = capPx / typeface.capHeightEm;
  const measures = allClockSigns(style.format).map((sign) => typeface.measure(sign));
  const topPx = Math.floor(Math.min(...measures.map(({ ink }) => ink.top)) * emPx) - EDGE_PX;
  const bottomPx = Math.ceil(Math.max(...measures.map(({ ink }) => ink.bottom)) * emPx) + EDGE_PX;
  return { ...style, capPx, emPx, typeface, topPx, heightPx: bottomPx - topPx };
}

/** As wide as the sign stands in running text: digits of one width would leave holes around every 1. */
function cellWidthPx(line: SizedLine, sign: string): number {
  const { advance, ink } = line.typeface.measure(sign);
  return Math.ceil(Math.max(advance, ink.right - ink.left) * line.emPx);
}

function widestPx(line: SizedLine): number {
  const signs = allClockSigns(line.format);
  const widest = Math.max(...signs.map((sign) => cellWidthPx(line, sign)));
  if (line.format === 'weekday') return widest;
  if (line.format === 'days-left') return DAYS_DIGITS * widest;
  const digits = line.format === 'HH:mm' ? 4 : 8;
  const marks = line.format === 'HH:mm' ? 1 : 2;
  return digits * widest + marks * cellWidthPx(line, signs.at(-1) ?? '');
}

/** One row a line; weekdays one under the other. */
function cutSigns(
  styles: readonly SizedLine[],
  background: string,
  colours: { text: string; accent: string },
) {
  const cells: ClockFace['cells'] = {};
  const shapes: Shape[] = [];
  let widthPx = 1;
  let yPx = 0;
  for (const line of styles) {
    let xPx = 0;
    const outlines: Outline[] = [];
    for (const sign of allClockSigns(line.format)) {
      const cellPx = cellWidthPx(line, sign);
      if (line.format === 'weekday' && xPx > 0) {
        xPx = 0;
        yPx += line.heightPx;
      }
      const { advance, ink } = line.typeface.measure(sign);
      const leftPx = Math.max(0, -ink.left * line.emPx);
      const penXPx = xPx + Math.max(leftPx, (cellPx - advance * line.emPx) / 2);
      outlines.push(...line.typeface.outlines(sign, penXPx, yPx - line.topPx, line.emPx));
      const cell = { xPx, yPx, widthPx: cellPx, heightPx: line.heightPx };
      cells[clockCell(line.format, sign)] = cell;
      // A plain name too, for a player that knows only characters: the size at which every line fits.
      if (cells[sign] === undefined || line.format !== 'HH:mm') cells[sign] = cell;
      xPx += cellPx;
      widthPx = Math.max(widthPx, xPx);
    }
    shapes.push({ outlines, fill: colours[line.tint] });
    yPx += line.heightPx;
  }
  return { cells, sheet: { widthPx, heightPx: yPx, background, shapes } };
}
