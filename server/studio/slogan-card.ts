// A slogan by itself, or under a heading (a quiet card): the words as large as they go, the rest out of their way.
// Heading and foot never push the words below a readable size: they go first, and a lost heading is reported.

import type { ItemContent } from '../../content/model/item.ts';
import { shapeOf } from '../../content/model/template.ts';
import {
  type Card,
  type CardRequest,
  drawingOf,
  footOf,
  inkOf,
  innerBox,
  largestCapPx,
  layoutOf,
  leastCapPx,
  type Part,
  setText,
  type Source,
} from './card.ts';
import { ornament } from './ground.ts';
import { type Box, type LaidText, tornCompounds } from './layout.ts';
import type { Shape } from './raster.ts';
import { NO_INK } from './typeface.ts';

type Slogan = Extract<ItemContent, { kind: 'slogan' }>;

/** The foot is left out when the words would not be at least this much larger. */
const LEAST_HIERARCHY = 1.5;

/** The logo takes this share of the shorter side, and at least so many pixels, or is left out. */
const LOGO_SHARE = 0.2;
const LEAST_LOGO_PX = 24;

export function drawSlogan(content: Slogan, request: CardRequest, logo: Source | null = null): Card {
  const placed = placeLogo(logo, request, innerBox(request));
  const card = drawWords(content, request, placed.box);
  if (logo === null) return card;
  if (placed.shapes.length === 0) return { ...card, leftOut: [...card.leftOut, 'logo'] };
  return { ...card, drawing: { ...card.drawing, shapes: [...card.drawing.shapes, ...placed.shapes] } };
}

/** Beside the words on a wide canvas, above them otherwise. */
function placeLogo(logo: Source | null, request: CardRequest, box: Box): { box: Box; shapes: Shape[] } {
  const { widthPx, heightPx } = request.canvas;
  const sidePx = Math.round(Math.min(widthPx, heightPx) * LOGO_SHARE);
  if (logo === null || sidePx < LEAST_LOGO_PX) return { box, shapes: [] };
  const scale = sidePx / Math.max(logo.widthPx, logo.heightPx);
  const size = { widthPx: Math.round(logo.widthPx * scale), heightPx: Math.round(logo.heightPx * scale) };
  const isWide = shapeOf(request.canvas) === 'wide';
  const gapPx = Math.round(sidePx / 4);
  const xPx = isWide ? box.left : Math.round((box.left + box.right - size.widthPx) / 2);
  const yPx = isWide ? Math.round((box.top + box.bottom - size.heightPx) / 2) : box.top;
  const rest = isWide
    ? { ...box, left: box.left + size.widthPx + gapPx }
    : { ...box, top: box.top + size.heightPx + gapPx };
  return { box: rest, shapes: [{ image: logo.content, xPx, yPx, ...size }] };
}

function drawWords(content: Slogan, request: CardRequest, box: Box): Card {
  const signed = attempt(content, request, box, true);
  if (
    signed.footCapPx !== null &&
    signed.words.fits &&
    signed.words.capPx >= signed.footCapPx * LEAST_HIERARCHY
  ) {
    return cardOf(content, request, signed);
  }
  return cardOf(content, request, attempt(content, request, box, false));
}

interface Attempt {
  readonly words: Part & { readonly laid: LaidText };
  readonly heading: Part | null;
  readonly rest: readonly { shapes: readonly Shape[]; ink: typeof NO_INK }[];
  readonly footCapPx: number | null;
}

function attempt(content: Slogan, request: CardRequest, box: Box, wantsFoot: boolean): Attempt {
  const { template, words, organisationName } = request;
  const repeatsName = organisationName !== '' && content.text.includes(organisationName);
  const foot = wantsFoot && !repeatsName ? footOf(request, box) : null;
  const bottomPx = foot?.topPx ?? box.bottom;
  const heading = headingOf(content, request, { ...box, bottom: bottomPx });
  const part = setText(
    {
      text: content.text,
      weight: 'semibold',
      box: { ...box, top: heading?.bottomPx ?? box.top, bottom: bottomPx },
      maxCapPx: largestCapPx(request),
      fill: template.colours.text,
      align: layoutOf(request).align,
    },
    words,
  );
  const rest = [heading?.part, heading?.rule, foot].filter((each) => each !== undefined && each !== null);
  return { words: part, heading: heading?.part ?? null, rest, footCapPx: foot?.capPx ?? null };
}

/** Heading above its ornament, at most a third of the box; null when that is too little to read it. */
function headingOf(content: Slogan, request: CardRequest, box: Box) {
  if (content.heading === undefined) return null;
  const { canvas, template, words } = request;
  const least = leastCapPx(canvas);
  const maxCapPx = Math.max(least, Math.round(Math.min(canvas.widthPx, canvas.heightPx) * 0.06));
  const oneLinePx = Math.ceil(maxCapPx * 2);
  const mostPx = Math.floor((box.bottom - box.top) * 0.34);
  const text = content.heading;
  const { align } = layoutOf(request);
  const set = (heightPx: number) =>
    setText(
      {
        text,
        weight: 'medium',
        box: { ...box, bottom: box.top + heightPx },
        maxCapPx,
        fill: template.colours.accent,
        align,
        vertical: 'top',
      },
      words,
    );
  const isReadable = (part: Part) => part.fits && part.capPx >= least;
  const part = [oneLinePx, mostPx]
    .filter((px) => px <= mostPx)
    .map(set)
    .find(isReadable);
  if (part === undefined) return null;
  const gapPx = Math.round(part.capPx * 0.9);
  const ruleYPx = Math.ceil(part.ink.bottom) + gapPx;
  const rule = ornament(template.ornament, canvas, box, align, ruleYPx, template.colours.accent);
  return { part, rule: { shapes: rule.shapes, ink: NO_INK }, bottomPx: ruleYPx + rule.halfPx + gapPx };
}

function cardOf(content: Slogan, request: CardRequest, { words, heading, rest }: Attempt): Card {
  const lost = content.heading !== undefined && heading === null;
  return {
    drawing: drawingOf(request, [...rest, words]),
    capPx: heading === null ? words.capPx : Math.min(words.capPx, heading.capPx),
    ink: inkOf([...rest, words], NO_INK),
    leftOut: lost ? ['heading'] : [],
    qrModulePx: null,
    qrModules: 0,
    torn: tornCompounds(words.laid, request.words),
  };
}
