// The only owner of fontkit and of the bundled letters (Be Vietnam Pro). Words become outlines and exact ink boxes,
// so no machine's own fonts ever reach a screen. If this fails nothing can be drawn; what was drawn stays.

import { createRequire } from 'node:module';
import { type Font, type FontCollection, openSync } from 'fontkit';

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
  /** SVG path data with the pen starting at `xPx` on the baseline. */
  outline(text: string, xPx: number, baselinePx: number, emPx: number): string;
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

interface PlacedGlyph {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}

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

  function place(text: string): { glyphs: PlacedGlyph[]; advance: number } {
    const glyphs: PlacedGlyph[] = [];
    let x = 0;
    if (text === '') return { glyphs, advance: x };
    const run = font.layout(text, undefined, 'latn');
    for (const [index, { id }] of run.glyphs.entries()) {
      const position = run.positions[index];
      if (position === undefined) continue;
      glyphs.push({ id, x: x + position.xOffset, y: position.yOffset });
      x += position.xAdvance;
    }
    return { glyphs, advance: x };
  }

  return {
    capHeightEm: font.capHeight / unitsPerEm,
    measure(text) {
      const { glyphs, advance } = place(text);
      let ink = NO_INK;
      for (const { id, x, y } of glyphs) {
        const own = glyph(id).ink;
        ink = unionInk(ink, {
          left: own.left + x,
          top: own.top - y,
          right: own.right + x,
          bottom: own.bottom - y,
        });
      }
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
    outline(text, xPx, baselinePx, emPx) {
      const scale = emPx / unitsPerEm;
      return place(text)
        .glyphs.map(({ id, x, y }) =>
          pathData(glyph(id).commands, scale, xPx + x * scale, baselinePx - y * scale),
        )
        .join('');
    },
    missing(text) {
      const absent = [...text].filter(
        (character) => !/\s/u.test(character) && !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0),
      );
      return [...new Set(absent)];
    },
  };
}

interface Command {
  readonly command: 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'bezierCurveTo' | 'closePath';
  readonly args: readonly number[];
}

const LETTERS: Record<Command['command'], string> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
};

/** Rounded to 1/1000 px: far below what a pixel can show, and the same decimal text on every machine. */
function pathData(commands: readonly Command[], scale: number, xPx: number, yPx: number): string {
  return commands
    .map(({ command, args }) => {
      const numbers = args.map((value, index) =>
        String(Math.round((index % 2 === 0 ? xPx + value * scale : yPx - value * scale) * 1000) / 1000),
      );
      return LETTERS[command] + numbers.join(' ');
    })
    .join('');
}
