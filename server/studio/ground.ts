// Everything of a picture that is not words: bars and frames in the clear space, and the neutral ornament between parts.
// No emblem and no flag: their use is the law's, not a template's.

import type { Decoration, Template, TemplateLayout } from '../../content/model/template.ts';
import type { Box } from './layout.ts';
import { polygon } from './outline.ts';
import type { Shape } from './raster.ts';

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Rectangles of the layout's decorations, whole pixels, at least one thick. */
export function decorationsOf(
  layout: TemplateLayout,
  canvas: Size,
  colours: Template['colours'],
): Extract<Shape, { xPx: number }>[] {
  return layout.decorations.flatMap((decoration) => {
    const shorter = Math.min(canvas.widthPx, canvas.heightPx);
    const offsetPx = Math.round((shorter * decoration.offsetPercent) / 100);
    const thickPx = Math.max(1, Math.round((shorter * decoration.thicknessPercent) / 100));
    const fill = colours[decoration.colour];
    return edgesOf(decoration).map((edge) => ({
      ...barAt(edge, decoration, canvas, offsetPx, thickPx),
      fill,
    }));
  });
}

type Edge = Extract<Decoration, { shape: 'bar' }>['edge'];

function edgesOf(decoration: Decoration): readonly Edge[] {
  return decoration.shape === 'bar' ? [decoration.edge] : ['left', 'top', 'right', 'bottom'];
}

/** A bar runs the whole side; the sides of a frame end where they meet. */
function barAt(
  edge: Edge,
  { shape }: Decoration,
  { widthPx, heightPx }: Size,
  offsetPx: number,
  thickPx: number,
) {
  const startPx = shape === 'frame' ? offsetPx : 0;
  const across = { xPx: startPx, widthPx: widthPx - 2 * startPx, heightPx: thickPx };
  const down = { yPx: startPx, heightPx: heightPx - 2 * startPx, widthPx: thickPx };
  switch (edge) {
    case 'top':
      return { ...across, yPx: offsetPx };
    case 'bottom':
      return { ...across, yPx: heightPx - offsetPx - thickPx };
    case 'left':
      return { ...down, xPx: offsetPx };
    case 'right':
      return { ...down, xPx: widthPx - offsetPx - thickPx };
  }
}

/** Centred on row `yPx`: two thin rules with a lozenge between, or one short rule at the words' side. */
export function ornament(
  kind: Template['ornament'],
  { widthPx, heightPx }: Size,
  box: Box,
  align: 'left' | 'centre',
  yPx: number,
  fill: string,
): { shapes: Shape[]; halfPx: number } {
  const halfPx = Math.max(3, Math.round(Math.min(widthPx, heightPx) / 64));
  const thickPx = Math.max(1, Math.round(halfPx / 3));
  const lengthPx = Math.round(widthPx * 0.16);
  const ruleYPx = yPx - Math.floor(thickPx / 2);
  const centrePx = Math.round((box.left + box.right) / 2);
  if (kind === 'none') return { halfPx: 0, shapes: [] };
  if (kind === 'rule') {
    const heightOfRule = Math.max(1, Math.round(halfPx / 2));
    const xPx = align === 'left' ? box.left : centrePx - Math.round(lengthPx / 2);
    return { halfPx, shapes: [{ xPx, yPx: ruleYPx, widthPx: lengthPx, heightPx: heightOfRule, fill }] };
  }
  const gapPx = halfPx * 2;
  const midPx = ruleYPx + thickPx / 2;
  return {
    halfPx,
    shapes: [
      { xPx: centrePx - gapPx - lengthPx, yPx: ruleYPx, widthPx: lengthPx, heightPx: thickPx, fill },
      { xPx: centrePx + gapPx, yPx: ruleYPx, widthPx: lengthPx, heightPx: thickPx, fill },
      {
        outlines: [
          polygon(
            [
              [centrePx, midPx - halfPx],
              [centrePx + halfPx, midPx],
              [centrePx, midPx + halfPx],
              [centrePx - halfPx, midPx],
            ].flat(),
          ),
        ],
        fill,
      },
    ],
  };
}
