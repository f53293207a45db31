// What all cards share: the canvas, the template, set words, the foot with the office's name.
// Every part states the ink it puts down, so that a card can be checked before it is drawn.

import type { Screen } from '../../content/model/screen.ts';
import type { Words } from '../../content/model/seed.ts';
import { shapeOf, type Template, type TemplateLayout } from '../../content/model/template.ts';
import { decorationsOf, ornament } from './ground.ts';
import { type Box, type LaidText, layOut } from './layout.ts';
import type { Drawing, Shape } from './raster.ts';
import { type Ink, type Typeface, type Weight, typefaceOf, unionInk } from './typeface.ts';

/** The part of a screen that decides what its pictures look like; a `Screen` is one. */
export interface Canvas {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pitchUm: number;
  readonly viewingDistanceM: number;
  /** What the screen's administrator allows to move; nothing when absent. */
  readonly policy?: Screen['policy'];
}

/** A picture of the vault that a card shows, decoded nowhere but in the raster. */
export interface Source {
  readonly content: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface CardRequest {
  readonly canvas: Canvas;
  readonly template: Template;
  readonly words: Words;
  readonly organisationName: string;
}

/** A part of the item that the canvas had no legible room for. */
export type LeftOut = 'heading' | 'steps' | 'caption' | 'logo' | 'hotline' | 'rows' | 'weekday' | 'date';

export interface Card {
  readonly drawing: Drawing;
  /**
   * Smallest cap height among the words that make the item; everything else drawn is at least `leastCapPx`. Null: it
   * carries no letters of ours.
   */
  readonly capPx: number | null;
  /** All ink of letters and codes. */
  readonly ink: Ink;
  readonly leftOut: readonly LeftOut[];
  /** Null when the card has no code; 0 when there was no room for one. */
  readonly qrModulePx: number | null;
  readonly qrModules: number;
  /** Compounds of the glossary that a line end had to tear apart. */
  readonly torn: readonly string[];
}

/** Below this Vietnamese marks collapse whatever the distance (vietnam.md section 10). */
export const HARD_LEAST_CAP_PX = 14;

/** Smallest cap height readable from the screen's viewing distance: marks are about a fifth of the letter. */
export function leastCapPx({ pitchUm, viewingDistanceM }: Canvas): number {
  return Math.max(HARD_LEAST_CAP_PX, Math.ceil((2.8 * viewingDistanceM * 1000) / pitchUm));
}

/**
 * What one picture for several screens of one size is drawn for: the farthest eye on the finest panel, and only what all of
 * them allow to move.
 */
export function sharedCanvas(canvases: readonly Canvas[]): Canvas {
  const [first, ...others] = canvases;
  if (first === undefined) throw new RangeError('a picture for no screen');
  const hardest = others.reduce((a, b) => (leastCapPx(b) > leastCapPx(a) ? b : a), first);
  const { widthPx, heightPx, pitchUm, viewingDistanceM } = hardest;
  const motion = canvases.every(({ policy }) => policy?.motion === true);
  const sequences = canvases.every(({ policy }) => policy?.sequences === true);
  return { widthPx, heightPx, pitchUm, viewingDistanceM, policy: { motion, sequences } };
}

export function layoutOf({ canvas, template }: Pick<CardRequest, 'canvas' | 'template'>): TemplateLayout {
  return template.layouts[shapeOf(canvas)];
}

/** Where words may stand: nothing of the template's decorations reaches into it. */
export function innerBox({ canvas, template }: Pick<CardRequest, 'canvas' | 'template'>): Box {
  const { insetPercent } = layoutOf({ canvas, template });
  const shorter = Math.min(canvas.widthPx, canvas.heightPx);
  const px = (percent: number) => Math.max(2, Math.round((shorter * percent) / 100));
  return {
    left: px(insetPercent.left),
    top: px(insetPercent.top),
    right: canvas.widthPx - px(insetPercent.right),
    bottom: canvas.heightPx - px(insetPercent.bottom),
  };
}

/** Larger capitals are not wanted even when they fit. */
export function largestCapPx(request: Pick<CardRequest, 'canvas' | 'template'>): number {
  const { canvas } = request;
  const shorter = Math.min(canvas.widthPx, canvas.heightPx);
  const share = layoutOf(request).largestCapPercent / 100;
  return Math.max(leastCapPx(canvas), Math.round(shorter * share));
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
  const outlines = laid.lines.flatMap((line) =>
    typeface.outlines(line.text, line.penXPx, line.baselinePx, laid.emPx),
  );
  return { shapes: [{ outlines, fill }], ink: laid.ink, capPx: laid.capPx, fits: laid.fits };
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
  const { align } = layoutOf(request);
  const rulePx = ornament(template.ornament, canvas, box, align, 0, '').halfPx;
  if ((textHeightPx + 2 * (gapPx + rulePx)) * 5 > canvas.heightPx) return null;
  const part = setText(
    {
      text: organisationName,
      weight: 'medium',
      box: { ...box, top: box.bottom - textHeightPx },
      maxCapPx: capPx,
      fill: template.colours.foot,
      align,
      vertical: 'bottom',
    },
    words,
  );
  if (!part.fits || part.capPx < leastCapPx(canvas) || part.laid.lines.length > 1) return null;
  const ruleYPx = Math.floor(part.ink.top) - gapPx - rulePx;
  const rule = ornament(template.ornament, canvas, box, align, ruleYPx, template.colours.accent);
  return { ...part, shapes: [...rule.shapes, ...part.shapes], topPx: ruleYPx - rulePx - gapPx };
}

export function drawingOf(
  { canvas, template }: Pick<CardRequest, 'canvas' | 'template'>,
  parts: readonly { shapes: readonly Shape[] }[],
): Drawing {
  return {
    widthPx: canvas.widthPx,
    heightPx: canvas.heightPx,
    background: template.colours.background,
    shapes: [
      ...decorationsOf(layoutOf({ canvas, template }), canvas, template.colours),
      ...parts.flatMap((part) => part.shapes),
    ],
  };
}

export function inkOf(parts: readonly { ink: Ink }[], start: Ink): Ink {
  return parts.reduce((all, part) => unionInk(all, part.ink), start);
}
