// Our painter against others: the area of any polygon, and librsvg's letters. Approved pixels rest on it.

import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { type Outline, polygon } from '../../../server/studio/outline.ts';
import {
  fillOutline,
  fillRectangle,
  layOver,
  type Pixels,
  plainPixels,
} from '../../../server/studio/paint.ts';
import { typefaceOf } from '../../../server/studio/typeface.ts';
import { svgOf } from './svg-of.ts';
import { MARKED_LETTERS } from './vietnamese.ts';

/** How much is covered in pixels, painted white on black. */
function covered({ rgba }: Pixels): number {
  return rgba.reduce((sum, value, index) => (index % 4 === 0 ? sum + value / 255 : sum), 0);
}

function painted(outline: Outline, sidePx: number): Pixels {
  const pixels = plainPixels(sidePx, sidePx, '#000000');
  fillOutline(pixels, outline, '#ffffff');
  return pixels;
}

const coordinate = fc.double({ min: -20, max: 80, noNaN: true });
const point = fc.tuple(coordinate, coordinate);

/** Sutherland and Hodgman against the square, then Gauss: another way to the same area. */
function areaInside(points: readonly (readonly [number, number])[], sidePx: number): number {
  let shape = points.map(([x, y]) => [x, y] as const);
  for (const [axis, limit, sign] of [
    [0, 0, 1],
    [0, sidePx, -1],
    [1, 0, 1],
    [1, sidePx, -1],
  ] as const) {
    const depth = (p: readonly [number, number]) => (p[axis] - limit) * sign;
    shape = shape.flatMap((to, index) => {
      const from = shape.at(index - 1) ?? to;
      const t = depth(from) / (depth(from) - depth(to));
      const cut = [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t] as const;
      if (depth(to) >= 0) return depth(from) >= 0 ? [to] : [cut, to];
      return depth(from) >= 0 ? [cut] : [];
    });
  }
  const twice = shape.reduce((sum, [x, y], index) => {
    const [beforeX = x, beforeY = y] = shape.at(index - 1) ?? [];
    return sum + beforeX * y - x * beforeY;
  }, 0);
  return Math.abs(twice) / 2;
}

it('covers exactly the area of any triangle, also where it stands out of the canvas', () => {
  fc.assert(
    fc.property(point, point, point, (a, b, c) => {
      const area = areaInside([a, b, c], 60);
      // Each pixel rounds to a 255th, and only pixels that an edge crosses do.
      expect(Math.abs(covered(painted(polygon([...a, ...b, ...c]), 60)) - area)).toBeLessThan(0.25);
    }),
    // A flat edge that leaves the canvas: bent at the border instead of cut there, it missed more than half a pixel.
    {
      numRuns: 400,
      examples: [
        [
          [61.213_491_513_297_54, 0],
          [0, 0],
          [0, 1.156_037_059_266_09],
        ],
      ],
    },
  );
});

it('draws every Vietnamese letter as librsvg does, but for the rounding of its sampling', async () => {
  const typeface = typefaceOf('semibold');
  const letters = MARKED_LETTERS.filter((_, index) => index % 3 === 0);
  for (const letter of letters) {
    const emPx = 30 / typeface.capHeightEm;
    const outlines = typeface.outlines(letter, 12.37, 62.5, emPx);
    const ours = plainPixels(80, 80, '#000000');
    for (const outline of outlines) fillOutline(ours, outline, '#ffffff');
    const svg = svgOf({
      widthPx: 80,
      heightPx: 80,
      background: '#000000',
      shapes: [{ outlines, fill: '#ffffff' }],
    });
    const theirs = await sharp(svg).removeAlpha().raw().toBuffer();
    let [most, sum] = [0, 0];
    for (let at = 0; at < 80 * 80; at += 1) {
      const difference = Math.abs((ours.rgba[at * 4] ?? 0) - (theirs[at * 3] ?? 0));
      most = Math.max(most, difference);
      sum += difference;
    }
    expect({ letter, isNear: most < 26, isEven: sum / covered(ours) < 4 }).toEqual({
      letter,
      isNear: true,
      isEven: true,
    });
  }
});

it('cuts cubic curves as finely: a circle of four of them has its area', () => {
  const k = 0.5522847498;
  const circle: Outline = {
    commands: [
      { command: 'moveTo', args: [1, 0] },
      { command: 'bezierCurveTo', args: [1, k, k, 1, 0, 1] },
      { command: 'bezierCurveTo', args: [-k, 1, -1, k, -1, 0] },
      { command: 'bezierCurveTo', args: [-1, -k, -k, -1, 0, -1] },
      { command: 'bezierCurveTo', args: [k, -1, 1, -k, 1, 0] },
      { command: 'closePath', args: [] },
    ],
    scale: 24,
    xPx: 30.25,
    yPx: 29.75,
  };
  expect(Math.abs(covered(painted(circle, 60)) - Math.PI * 24 * 24)).toBeLessThan(2);
});

it('does not darken where two contours of one letter overlap', () => {
  const square = (xPx: number) => polygon([xPx, 5, xPx, 15, xPx + 10, 15, xPx + 10, 5]);
  const both = { ...square(5), commands: [...square(5).commands, ...square(10).commands] };
  expect(covered(painted(both, 30))).toBe(150);
});

it('cuts rectangles at the canvas and lays pictures over by their opacity', () => {
  const pixels = plainPixels(4, 2, '#102030');
  fillRectangle(pixels, { xPx: -3, yPx: 1, widthPx: 5, heightPx: 9 }, '#a0b0c0');
  fillRectangle(pixels, { xPx: 9, yPx: 0, widthPx: 5, heightPx: 9 }, '#ffffff');
  const half = { widthPx: 2, heightPx: 1, rgba: Uint8Array.of(255, 0, 0, 128, 255, 0, 0, 0) };
  layOver(pixels, half, 3, 0);
  layOver(pixels, half, -1, 0);
  const at = (x: number, y: number) => [...pixels.rgba.subarray((y * 4 + x) * 4, (y * 4 + x) * 4 + 4)];
  expect([0, 1, 2, 3].map((x) => at(x, 1))).toEqual([
    [0xa0, 0xb0, 0xc0, 255],
    [0xa0, 0xb0, 0xc0, 255],
    [0x10, 0x20, 0x30, 255],
    [0x10, 0x20, 0x30, 255],
  ]);
  expect(at(3, 0)).toEqual([136, 16, 24, 255]);
  expect(at(0, 0)).toEqual([0x10, 0x20, 0x30, 255]);
});
