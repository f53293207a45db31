// Words into a box: the largest letters that fit, whole pixels of cap height, lines of about equal length, marks of
// Ễ Ặ Ữ never touching the line above. Pure: equal input gives equal lines. Fits are proven with exact ink.

import type { Words } from '../../content/model/seed.ts';
import { breakLines, compoundsIn, type Grain, leastLines, type LineUnit, unitsOf } from './line-break.ts';
import { type Ink, NO_INK, type Typeface, unionInk } from './typeface.ts';

/** Whole pixels; `right` and `bottom` are the first pixel outside. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface LayoutRequest {
  readonly text: string;
  readonly typeface: Typeface;
  readonly words: Words;
  readonly box: Box;
  /** Larger letters are not wanted even when they fit. */
  readonly maxCapPx: number;
  /** Smaller letters cannot be read: before that compounds are broken. */
  readonly leastCapPx: number;
  readonly align: 'left' | 'centre';
  readonly vertical: 'top' | 'middle' | 'bottom';
}

export interface LaidLine {
  readonly text: string;
  /** Which part of a text with line ends this line belongs to, from 0. */
  readonly paragraph: number;
  readonly penXPx: number;
  readonly baselinePx: number;
}

export interface LaidText {
  readonly capPx: number;
  readonly emPx: number;
  readonly lines: readonly LaidLine[];
  /** 0: all lines equally long and none ends badly; towards 1: ragged. */
  readonly unevenness: number;
  /** Exact edges of all ink on the canvas. */
  readonly ink: Ink;
  /** False when not even the smallest letters stay inside the box. */
  readonly fits: boolean;
}

/** Under this nothing is a letter any more; a text that needs less is reported as not fitting. */
const LEAST_CAP_PX = 4;
/** Least distance of baselines, in cap heights (1.24 em); tall marks ask for more and get it. */
const LEAST_PITCH_CAPS = 1.68;
/** Clear space between the lowest ink of a line and the highest of the next. */
const LEAST_CLEARANCE_CAPS = 0.2;
/** Extra space between paragraphs. */
const PARAGRAPH_CAPS = 0.55;
/** How far below the largest fit a better broken text is still looked for. */
const LEAST_SIZE_SHARE = 0.78;
/** What uneven lines cost, in shares of the letter size. */
const UNEVEN_COST = 0.5;
/** A tower of short lines reads slowly: cost of each line above the fourth. */
const TOWER_COST = 0.07;
const EASY_LINES = 4;
/** Cost of each line that ends in "của" or another word belonging to the next. */
const STUMBLE_COST = 0.1;
/** Finer breaks are taken only when coarser ones leave no readable letters. */
const GRAINS: readonly Grain[] = ['compounds', 'pairs', 'words'];

/** Lays out NFC text. Always returns lines; `fits` tells whether they may be shown. */
export function layOut(request: LayoutRequest): LaidText {
  let largest: LaidText | null = null;
  for (const grain of GRAINS) {
    const laid = bestFit(request, paragraphsOf(request, grain))?.laid;
    if (laid === undefined) continue;
    if (laid.capPx >= request.leastCapPx) return laid;
    if (largest === null || laid.capPx > largest.capPx) largest = laid;
  }
  if (largest !== null) return largest;
  const letters = paragraphsOf(request, 'letters');
  return bestFit(request, letters)?.laid ?? place(request, letters, LEAST_CAP_PX);
}

function paragraphsOf(request: LayoutRequest, grain: Grain): LineUnit[][] {
  return request.text
    .split('\n')
    .map((line) => unitsOf(line, grain, request.words, request.typeface))
    .filter((units) => units.length > 0);
}

/** Large letters against even lines: the best product of both among sizes near the largest that fits. */
function bestFit(
  request: LayoutRequest,
  paragraphs: readonly LineUnit[][],
): { laid: LaidText; score: number } | null {
  let best: { laid: LaidText; score: number } | null = null;
  let largestPx = 0;
  for (
    let capPx = request.maxCapPx;
    capPx >= Math.max(LEAST_CAP_PX, largestPx * LEAST_SIZE_SHARE);
    capPx -= 1
  ) {
    if (isHopeless(request, paragraphs, capPx)) continue;
    const laid = place(request, paragraphs, capPx);
    if (!laid.fits) continue;
    if (largestPx === 0) largestPx = capPx;
    const towerCost = TOWER_COST * Math.max(0, laid.lines.length - EASY_LINES);
    const stumbleCost = STUMBLE_COST * stumblesIn(laid, request.words);
    const score = capPx * (1 - UNEVEN_COST * laid.unevenness) * (1 - towerCost) * (1 - stumbleCost);
    if (best === null || score > best.score) best = { laid, score };
  }
  return best;
}

function stumblesIn({ lines }: LaidText, { notLast }: Words): number {
  return lines.filter(({ text }, index) => {
    const last = text.slice(text.lastIndexOf(' ') + 1).toLocaleLowerCase('vi');
    return index < lines.length - 1 && notLast.includes(last);
  }).length;
}

/** Cheap, and true for most sizes that are tried: too many lines, or a unit wider than the box. */
function isHopeless(
  { typeface, box }: LayoutRequest,
  paragraphs: readonly LineUnit[][],
  capPx: number,
): boolean {
  const widthEm = ((box.right - box.left) / capPx) * typeface.capHeightEm;
  // Side bearings are not ink: half an em of doubt leaves the decision to the exact measure.
  if (paragraphs.some((units) => units.some((unit) => unit.advanceEm > widthEm + 0.5))) return true;
  const lines = paragraphs.reduce((sum, units) => sum + leastLines(units, widthEm), 0);
  return ((lines - 1) * LEAST_PITCH_CAPS + 1) * capPx > box.bottom - box.top;
}

function place(request: LayoutRequest, paragraphs: readonly LineUnit[][], capPx: number): LaidText {
  const { typeface, box } = request;
  const emPx = capPx / typeface.capHeightEm;
  const widthEm = (box.right - box.left) / emPx;
  const brokenParagraphs = paragraphs.map((units) => breakLines(units, widthEm));
  const broken = brokenParagraphs.flatMap(({ lines }, paragraph) =>
    lines.map((text) => ({ text, paragraph, ...typeface.measure(text) })),
  );
  const unevenness = Math.max(0, ...brokenParagraphs.map((paragraph) => paragraph.unevenness));
  const pitchPx = pitchOf(broken, capPx, emPx);

  let baselinePx = 0;
  let ink = NO_INK;
  const lines = broken.map((line, index): LaidLine => {
    const previous = broken[index - 1];
    if (previous !== undefined) {
      const gapPx = previous.paragraph === line.paragraph ? 0 : Math.round(PARAGRAPH_CAPS * capPx);
      baselinePx += pitchPx + gapPx;
    }
    const penXPx = penOf(line.ink, emPx, request);
    ink = unionInk(ink, {
      left: penXPx + line.ink.left * emPx,
      top: baselinePx + line.ink.top * emPx,
      right: penXPx + line.ink.right * emPx,
      bottom: baselinePx + line.ink.bottom * emPx,
    });
    return { text: line.text, paragraph: line.paragraph, penXPx, baselinePx };
  });

  if (lines.length === 0) return { capPx, emPx, lines, unevenness, ink: NO_INK, fits: true };
  const downPx = shiftOf(request, ink, capPx, baselinePx);
  const shifted = { ...ink, top: ink.top + downPx, bottom: ink.bottom + downPx };
  return {
    capPx,
    emPx,
    unevenness,
    lines: lines.map((line) => ({ ...line, baselinePx: line.baselinePx + downPx })),
    ink: shifted,
    fits:
      shifted.left >= box.left &&
      shifted.right <= box.right &&
      shifted.top >= box.top &&
      shifted.bottom <= box.bottom,
  };
}

/** Compounds of the glossary that stand on two lines, in order. */
export function tornCompounds(laid: LaidText, words: Words): string[] {
  const paragraphs = new Map<number, string[]>();
  for (const { paragraph, text } of laid.lines) {
    paragraphs.set(paragraph, [...(paragraphs.get(paragraph) ?? []), text]);
  }
  return [...paragraphs.values()].flatMap((lines) => {
    const whole = lines.flatMap((line) => compoundsIn(line, words));
    return compoundsIn(lines.join(' '), words).filter((compound) => {
      const at = whole.indexOf(compound);
      if (at >= 0) whole.splice(at, 1);
      return at < 0;
    });
  });
}

/** One distance for all lines of a text, so that a single tall mark does not make them uneven. */
function pitchOf(lines: readonly { ink: Ink }[], capPx: number, emPx: number): number {
  const ink = lines.reduce((all, line) => unionInk(all, line.ink), NO_INK);
  const inkPx = ink.left < ink.right ? (ink.bottom - ink.top) * emPx : 0;
  return Math.ceil(Math.max(LEAST_PITCH_CAPS * capPx, inkPx + LEAST_CLEARANCE_CAPS * capPx));
}

/** Whole-pixel pen, so that the same word has the same pixels wherever it stands. */
function penOf(ink: Ink, emPx: number, { box, align }: LayoutRequest): number {
  if (ink.left >= ink.right) return box.left;
  if (align === 'left') return box.left + Math.ceil(Math.max(0, -ink.left * emPx));
  const widthPx = (ink.right - ink.left) * emPx;
  return Math.round(box.left + (box.right - box.left - widthPx) / 2 - ink.left * emPx);
}

/** Middle means the middle of the capitals, as the eye sees it; ink that would leave the box pushes back. */
function shiftOf({ box, vertical }: LayoutRequest, ink: Ink, capPx: number, lastBaselinePx: number): number {
  const least = Math.ceil(box.top - ink.top);
  if (vertical === 'top') return least;
  const most = Math.floor(box.bottom - ink.bottom);
  if (vertical === 'bottom') return most;
  const optical = Math.round((box.top + box.bottom - (lastBaselinePx - capPx)) / 2);
  return Math.max(least, Math.min(most, optical));
}
