// A slogan by itself, or under a heading (a quiet card): the words as large as they go, the rest out of their way.
// Heading and foot never push the words below a readable size: they go first, and a lost heading is reported.

import type { ItemContent } from '../../content/model/item.ts';
import {
  type Card,
  type CardRequest,
  drawingOf,
  footOf,
  inkOf,
  innerBox,
  leastCapPx,
  ornament,
  type Part,
  setText,
} from './card.ts';
import type { Box } from './layout.ts';
import type { Shape } from './raster.ts';
import { NO_INK } from './typeface.ts';

type Slogan = Extract<ItemContent, { kind: 'slogan' }>;

/** Words larger than this share of the height shout. */
const LARGEST_CAP_SHARE = 0.19;
/** The foot is left out when the words would not be at least this much larger. */
const LEAST_HIERARCHY = 1.5;

export function drawSlogan(content: Slogan, request: CardRequest): Card {
  const box = innerBox(request);
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
  readonly words: Part;
  readonly heading: Part | null;
  readonly rest: readonly { shapes: readonly Shape[]; ink: typeof NO_INK }[];
  readonly footCapPx: number | null;
}

function attempt(content: Slogan, request: CardRequest, box: Box, wantsFoot: boolean): Attempt {
  const { canvas, template, words, organisationName } = request;
  const repeatsName = organisationName !== '' && content.text.includes(organisationName);
  const foot = wantsFoot && !repeatsName ? footOf(request, box) : null;
  const bottomPx = foot?.topPx ?? box.bottom;
  const heading = headingOf(content, request, { ...box, bottom: bottomPx });
  const part = setText(
    {
      text: content.text,
      weight: 'semibold',
      box: { ...box, top: heading?.bottomPx ?? box.top, bottom: bottomPx },
      maxCapPx: Math.max(leastCapPx(canvas), Math.round(canvas.heightPx * LARGEST_CAP_SHARE)),
      fill: template.colours.text,
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
  const maxCapPx = Math.max(least, Math.round(canvas.heightPx * 0.06));
  const oneLinePx = Math.ceil(maxCapPx * 2);
  const mostPx = Math.floor((box.bottom - box.top) * 0.34);
  const text = content.heading;
  const set = (heightPx: number) =>
    setText(
      {
        text,
        weight: 'medium',
        box: { ...box, bottom: box.top + heightPx },
        maxCapPx,
        fill: template.colours.accent,
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
  const rule = ornament(canvas, Math.ceil(part.ink.bottom) + gapPx, template.colours.accent);
  const ruleYPx = Math.ceil(part.ink.bottom) + gapPx;
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
  };
}
