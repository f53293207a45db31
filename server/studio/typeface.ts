// The only owner of fontkit and of the bundled letters (Be Vietnam Pro). Words become outlines and exact ink boxes,
// so no machine's own fonts ever reach a screen. If this fails nothing can be drawn; what was drawn stays.

import { createRequire } from 'node:module';
import { type Font, type FontCollection, openSync } from 'fontkit';
import type { Command, Outline } from './outline.ts';

export type Weight = 'medium' | 'semibold' | 'bold';

/** Edges of what is inked, y downwards from the baseline. Empty ink has `left >= right`. */
export interface Ink {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** In em: multiply by the size in pixels. `advance` is the pen's way to the next word. */
export interface Measure {
  readonly advance: number;
  readonly ink: Ink;
}

export interface Typeface {
  /** Height of H in em. */
  readonly capHeightEm: number;
  measure(text: string): Measure;
  /** With the pen starting at `xPx` on the baseline. */
  outlines(text: string, xPx: number, baselinePx: number, emPx: number): Outline[];
  /** Characters it cannot draw, each once, in order of appearance. */
  missing(text: string): string[];
}

const FILES: Record<Weight, string> = {
  medium: '500Medium/BeVietnamPro_500Medium.ttf',
  semibold: '600SemiBold/BeVietnamPro_600SemiBold.ttf',
  bold: '700Bold/BeVietnamPro_700Bold.ttf',
};

export const NO_INK: Ink = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };

export function unionInk(a: Ink, b: Ink): Ink {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

const opened = new Map<Weight, Typeface>();

export function typefaceOf(weight: Weight): Typeface {
  const known = opened.get(weight);
  if (known !== undefined) return known;
  const path = createRequire(import.meta.url).resolve(`@expo-google-fonts/be-vietnam-pro/${FILES[weight]}`);
  const typeface = typefaceFrom(single(openSync(path)));
  opened.set(weight, typeface);
  return typeface;
}

function single(font: Font | FontCollection): Font {
  if ('layout' in font) return font;
  throw new TypeError('the bundled typeface is a collection');
}

interface PlacedText {
  readonly glyphs: readonly { readonly id: number; readonly x: number; readonly y: number }[];
  readonly advance: number;
  readonly ink: Ink;
}

/** The same words are measured at every size that is tried, and for every screen; beyond this many all are forgotten. */
const MOST_REMEMBERED = 4_096;

/** Font units with y upwards until the last step, so that equal text gives equal numbers at every size. */
function typefaceFrom(font: Font): Typeface {
  const unitsPerEm = font.unitsPerEm;
  const outlines = new Map<number, { commands: readonly Command[]; ink: Ink }>();

  function glyph(id: number) {
    const known = outlines.get(id);
    if (known !== undefined) return known;
    const path = font.getGlyph(id).path;
    const { minX, minY, maxX, maxY } = path.bbox;
    const inked = path.commands.length > 0;
    const made = {
      commands: path.commands,
      ink: inked ? { left: minX, top: -maxY, right: maxX, bottom: -minY } : NO_INK,
    };
    outlines.set(id, made);
    return made;
  }

  const placed = new Map<string, PlacedText>();

  function place(text: string): PlacedText {
    const known = placed.get(text);
    if (known !== undefined) return known;
    const made = placeAnew(text);
    if (placed.size >= MOST_REMEMBERED) placed.clear();
    placed.set(text, made);
    return made;
  }

  function placeAnew(text: string): PlacedText {
    const glyphs: { id: number; x: number; y: number }[] = [];
    let ink = NO_INK;
    let advance = 0;
    if (text === '') return { glyphs, advance, ink };
    const run = font.layout(text, undefined, 'latn');
    for (const [index, { id }] of run.glyphs.entries()) {
      const position = run.positions[index];
      if (position === undefined) continue;
      const [x, y] = [advance + position.xOffset, position.yOffset];
      const own = glyph(id).ink;
      glyphs.push({ id, x, y });
      ink = unionInk(ink, {
        left: own.left + x,
        top: own.top - y,
        right: own.right + x,
        bottom: own.bottom - y,
      });
      advance += position.xAdvance;
    }
    return { glyphs, advance, ink };
  }

  return {
    capHeightEm: font.capHeight / unitsPerEm,
    measure(text) {
      const { advance, ink } = place(text);
      return {
        advance: advance / unitsPerEm,
        ink: {
          left: ink.left / unitsPerEm,
          top: ink.top / unitsPerEm,
          right: ink.right / unitsPerEm,
          bottom: ink.bottom / unitsPerEm,
        },
      };
    },
    outlines(text, xPx, baselinePx, emPx) {
      const scale = emPx / unitsPerEm;
      return place(text).glyphs.map(({ id, x, y }) => ({
        commands: glyph(id).commands,
        scale,
        xPx: xPx + x * scale,
        yPx: baselinePx - y * scale,
      }));
    },
    missing(text) {
      const absent = [...text].filter(
        (character) => !/\s/u.test(character) && !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
      );
      return [...new Set(absent)];
    },
  };
}
