// What all cards share: the canvas, the template, the foot with the office's name, the neutral ornament.
// Every part states the ink it puts down, so that a card can be checked before it is drawn.

import type { Template, Words } from '../../content/model/seed.ts';
import { type Box, type LaidText, layOut } from './layout.ts';
import type { Drawing, Shape } from './raster.ts';
import { type Ink, type Typeface, type Weight, typefaceOf, unionInk } from './typeface.ts';

/** The part of a screen that decides what its pictures look like; a `Screen` is one. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pitchUm: number;
  readonly viewingDistanceM: number;
}

export interface CardRequest {
  readonly canvas: Canvas;
  readonly template: Template;
  readonly words: Words;
  readonly organisationName: string;
}

/** A part of the item that the canvas had no legible room for. */
export type LeftOut = 'heading' | 'steps' | 'caption';

export interface Card {
  readonly drawing: Drawing;
  /** Smallest cap height among the words that make the item; everything else drawn is at least `leastCapPx`. */
  readonly capPx: number;
  /** All ink of letters and codes. */
  readonly ink: Ink;
  readonly leftOut: readonly LeftOut[];
  /** Null when the card has no code; 0 when there was no room for one. */
  readonly qrModulePx: number | null;
  readonly qrModules: number;
}

/** Below this Vietnamese marks collapse whatever the distance (vietnam.md section 10). */
export const HARD_LEAST_CAP_PX = 14;

/** Smallest cap height readable from the screen's viewing distance: marks are about a fifth of the letter. */
export function leastCapPx({ pitchUm, viewingDistanceM }: Canvas): number {
  return Math.max(HARD_LEAST_CAP_PX, Math.ceil((2.8 * viewingDistanceM * 1000) / pitchUm));
}

export function innerBox({ canvas, template }: CardRequest): Box {
  const shorter = Math.min(canvas.widthPx, canvas.heightPx);
  const marginPx = Math.max(2, Math.round((shorter * template.marginPercent) / 100));
  return {
    left: marginPx,
    top: marginPx,
    right: canvas.widthPx - marginPx,
    bottom: canvas.heightPx - marginPx,
  };
}

export interface Part {
  readonly shapes: readonly Shape[];
  readonly ink: Ink;
  readonly capPx: number;
  readonly fits: boolean;
}

export interface TextRequest {
  readonly text: string;
  readonly weight: Weight;
  readonly box: Box;
  readonly maxCapPx: number;
  readonly fill: string;
  readonly align?: 'left' | 'centre';
  readonly vertical?: 'top' | 'middle' | 'bottom';
}

export function setText(request: TextRequest, words: Words): Part & { laid: LaidText } {
  const typeface = typefaceOf(request.weight);
  const laid = layOut({
    text: request.text,
    typeface,
    words,
    box: request.box,
    maxCapPx: request.maxCapPx,
    leastCapPx: HARD_LEAST_CAP_PX,
    align: request.align ?? 'centre',
    vertical: request.vertical ?? 'middle',
  });
  return { ...textPart(laid, typeface, request.fill), laid };
}

function textPart(laid: LaidText, typeface: Typeface, fill: string): Part {
  const path = laid.lines
    .map((line) => typeface.outline(line.text, line.penXPx, line.baselinePx, laid.emPx))
    .join('');
  return { shapes: path === '' ? [] : [{ path, fill }], ink: laid.ink, capPx: laid.capPx, fits: laid.fits };
}

export interface Foot extends Part {
  /** First row of pixels that belongs to the foot; words stay above. */
  readonly topPx: number;
}

/** The office's name on one line under the ornament, or null where it would be too small to read or crowd the words. */
export function footOf(request: CardRequest, box: Box): Foot | null {
  const { canvas, template, words, organisationName } = request;
  if (!template.signed || organisationName === '') return null;
  const capPx = Math.max(leastCapPx(canvas), Math.round(canvas.heightPx * 0.042));
  // With rule and gaps the foot may take a fifth of the picture: readable, but never competing with the words.
  const textHeightPx = Math.ceil(capPx * 2);
  const gapPx = Math.round(capPx * 0.75);
  const rulePx = ornament(canvas, 0, '').halfPx;
  if ((textHeightPx + 2 * (gapPx + rulePx)) * 5 > canvas.heightPx) return null;
  const part = setText(
    {
      text: organisationName,
      weight: 'medium',
      box: { ...box, top: box.bottom - textHeightPx },
      maxCapPx: capPx,
      fill: template.colours.foot,
      vertical: 'bottom',
    },
    words,
  );
  if (!part.fits || part.capPx < leastCapPx(canvas) || part.laid.lines.length > 1) return null;
  const ruleYPx = Math.floor(part.ink.top) - gapPx - rulePx;
  const rule = ornament(canvas, ruleYPx, template.colours.accent);
  return { ...part, shapes: [...rule.shapes, ...part.shapes], topPx: ruleYPx - rulePx - gapPx };
}

/** Two thin rules with a lozenge between, centred on row `yPx`. No emblem, no flag. */
export function ornament(
  { widthPx, heightPx }: Canvas,
  yPx: number,
  fill: string,
): { shapes: Shape[]; halfPx: number } {
  const halfPx = Math.max(3, Math.round(Math.min(widthPx, heightPx) / 64));
  const thickPx = Math.max(1, Math.round(halfPx / 3));
  const centrePx = Math.round(widthPx / 2);
  const lengthPx = Math.round(widthPx * 0.16);
  const gapPx = halfPx * 2;
  const ruleYPx = yPx - Math.floor(thickPx / 2);
  const midPx = ruleYPx + thickPx / 2;
  return {
    halfPx,
    shapes: [
      { xPx: centrePx - gapPx - lengthPx, yPx: ruleYPx, widthPx: lengthPx, heightPx: thickPx, fill },
      { xPx: centrePx + gapPx, yPx: ruleYPx, widthPx: lengthPx, heightPx: thickPx, fill },
      {
        path: `M${centrePx} ${midPx - halfPx}l${halfPx} ${halfPx}l${-halfPx} ${halfPx}l${-halfPx} ${-halfPx}Z`,
        fill,
      },
    ],
  };
}

export function drawingOf(
  { canvas, template }: CardRequest,
  parts: readonly { shapes: readonly Shape[] }[],
): Drawing {
  return {
    widthPx: canvas.widthPx,
    heightPx: canvas.heightPx,
    background: template.colours.background,
    shapes: parts.flatMap((part) => part.shapes),
  };
}

export function inkOf(parts: readonly { ink: Ink }[], start: Ink): Ink {
  return parts.reduce((all, part) => unionInk(all, part.ink), start);
}
