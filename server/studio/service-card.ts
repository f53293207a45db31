// An online public service: its name, the steps, the address and the address again as a code for the telephone.
// The code keeps whole LED pixels a module; steps that would be too small to read are left out and reported.

import type { ItemContent } from '../../content/model/item.ts';
import {
  type Card,
  type CardRequest,
  drawingOf,
  inkOf,
  innerBox,
  leastCapPx,
  type Part,
  setText,
} from './card.ts';
import type { Box } from './layout.ts';
import { drawQr, encodeQr, LEAST_MODULE_PX, type QrCode } from './qr-code.ts';
import { NO_INK, typefaceOf } from './typeface.ts';

type ServiceContent = Extract<ItemContent, { kind: 'service' }>;

/** Not full white and not full black: easier on eyes and power supplies, and no worse to decode. */
const QR_COLOURS = { dark: '#06142b', light: '#f0f0f0' };
/** A canvas this much wider than high puts the code beside the words, otherwise below. */
const WIDE_RATIO = 1.25;

export function drawServiceCard(content: ServiceContent, request: CardRequest): Card {
  const { canvas } = request;
  const box = innerBox(request);
  const code = encodeQr(content.url);
  const isWide = canvas.widthPx >= canvas.heightPx * WIDE_RATIO;
  const modulePx = modulePxOf(code, box, isWide);
  const { place, text } = divide(code, modulePx, box, isWide);
  const full = column(content, request, text, true);
  const parts = full?.parts ?? column(content, request, text, false)?.parts ?? [];
  const lostHotline = content.hotline !== undefined && full?.hasHotline !== true;
  const qrParts =
    modulePx === 0 ? [] : [{ shapes: drawQr(code, place.left, place.top, modulePx, QR_COLOURS), ink: place }];
  return {
    drawing: drawingOf(request, [...qrParts, ...parts]),
    capPx: Math.min(...parts.map((part) => part.capPx)),
    ink: inkOf([...qrParts, ...parts], NO_INK),
    leftOut: [
      ...(content.steps.length > 0 && full === null ? (['steps'] as const) : []),
      ...(lostHotline ? (['hotline'] as const) : []),
    ],
    qrModulePx: modulePx,
    qrModules: code.size,
    torn: [],
  };
}

/** Large, but leaving the words more than half of the picture; small canvases give the code what it needs. */
function modulePxOf(code: QrCode, box: Box, isWide: boolean): number {
  const widthPx = box.right - box.left;
  const heightPx = box.bottom - box.top;
  const wanted = isWide
    ? Math.min(heightPx * 0.72, widthPx * 0.4)
    : Math.min(widthPx * 0.72, heightPx * 0.45);
  const possible = Math.min(widthPx, heightPx);
  const wantedPx = Math.floor(wanted / code.fullSize);
  if (wantedPx >= LEAST_MODULE_PX) return wantedPx;
  return Math.min(LEAST_MODULE_PX, Math.floor(possible / code.fullSize));
}

function divide(code: QrCode, modulePx: number, box: Box, isWide: boolean): { place: Box; text: Box } {
  const sidePx = code.fullSize * modulePx;
  const gapPx = Math.max(4, Math.round((box.right - box.left) * 0.03));
  if (isWide) {
    const top = Math.round((box.top + box.bottom - sidePx) / 2);
    const place = { left: box.right - sidePx, top, right: box.right, bottom: top + sidePx };
    return { place, text: { ...box, right: place.left - gapPx } };
  }
  const left = Math.round((box.left + box.right - sidePx) / 2);
  const place = { left, top: box.bottom - sidePx, right: left + sidePx, bottom: box.bottom };
  return { place, text: { ...box, bottom: place.top - gapPx } };
}

/** Name above, steps in the middle, address below; null when the steps would be too small. */
function column(
  content: ServiceContent,
  request: CardRequest,
  box: Box,
  withSteps: boolean,
): { parts: Part[]; hasHotline: boolean } | null {
  const { canvas, template, words } = request;
  const { colours } = template;
  const least = leastCapPx(canvas);
  const heightPx = box.bottom - box.top;
  const shares = withSteps ? { name: 0.32, address: 0.2 } : { name: 0.58, address: 0.38 };
  const name = setText(
    {
      text: content.name,
      weight: 'bold',
      box: { ...box, bottom: box.top + Math.floor(heightPx * shares.name) },
      maxCapPx: Math.max(least, Math.round(canvas.heightPx * 0.1)),
      fill: colours.accent,
      align: 'left',
      vertical: 'top',
    },
    words,
  );
  const addressBox = { ...box, top: box.bottom - Math.floor(heightPx * shares.address) };
  const addressRequest = {
    text: content.address,
    weight: 'semibold' as const,
    maxCapPx: Math.max(least, Math.min(name.capPx, Math.round(canvas.heightPx * 0.08))),
    fill: colours.accent,
    align: 'left' as const,
    vertical: 'bottom' as const,
  };
  const address = setText({ ...addressRequest, box: addressBox }, words);
  if (!withSteps) return { parts: [name, address], hasHotline: false };
  const middle = { ...box, top: Math.ceil(name.ink.bottom), bottom: Math.floor(address.ink.top) };
  const maxCapPx = Math.min(name.capPx, address.capPx);
  if (maxCapPx < least) return null;
  const call = content.hotline === undefined ? [] : [`Gọi ${content.hotline.number}`];
  // The telephone goes before the steps do: the code leads to them.
  for (const lines of call.length === 0 ? [content.steps] : [[...content.steps, ...call], content.steps]) {
    const steps = stepsOf(lines, request, middle, maxCapPx);
    if (steps !== null) return { parts: [name, steps, address], hasHotline: lines !== content.steps };
  }
  return null;
}

/** Steps numbered in the margin, all of one size; null when too small to read or not inside the box. */
function stepsOf(steps: readonly string[], request: CardRequest, box: Box, maxCapPx: number): Part | null {
  const { canvas, template, words } = request;
  if (steps.length === 0) return null;
  for (let capPx = maxCapPx; capPx >= leastCapPx(canvas); capPx -= 1) {
    const indentPx = Math.round(capPx * 1.7);
    const clearPx = Math.round(capPx * 0.9);
    const inner = {
      left: box.left + indentPx,
      top: box.top + clearPx,
      right: box.right,
      bottom: box.bottom - clearPx,
    };
    const part = setText(
      {
        text: steps.join('\n'),
        weight: 'medium',
        box: inner,
        maxCapPx: capPx,
        fill: template.colours.text,
        align: 'left',
      },
      words,
    );
    if (!part.fits || part.capPx < capPx) continue;
    const typeface = typefaceOf('semibold');
    const outlines = part.laid.lines
      .filter((line, index) => part.laid.lines[index - 1]?.paragraph !== line.paragraph)
      .flatMap((line) =>
        typeface.outlines(`${line.paragraph + 1}`, box.left, line.baselinePx, part.laid.emPx),
      );
    return {
      ...part,
      shapes: [...part.shapes, { outlines, fill: template.colours.accent }],
      ink: { ...part.ink, left: box.left },
    };
  }
  return null;
}
