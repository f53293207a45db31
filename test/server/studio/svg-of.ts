// A drawing without pictures as SVG, for librsvg in sharp: the oracle of the painter and the yardstick of its cost.

import type { Outline } from '../../../server/studio/outline.ts';
import type { Drawing } from '../../../server/studio/raster.ts';

const NAMES = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' };

function pathOf({ commands, scale, xPx, yPx }: Outline): string {
  return commands
    .map(({ command, args }) => {
      const numbers = args.map((value, index) =>
        index % 2 === 0 ? xPx + value * scale : yPx - value * scale,
      );
      return NAMES[command] + numbers.join(' ');
    })
    .join('');
}

export function svgOf({ widthPx, heightPx, background, shapes }: Drawing): Buffer {
  const rect = (x: number, y: number, width: number, height: number, fill: string) =>
    `<rect fill="${fill}" x="${x}" y="${y}" width="${width}" height="${height}"/>`;
  const body = shapes.map((shape) => {
    if ('outlines' in shape) {
      return `<path fill="${shape.fill}" d="${shape.outlines.map(pathOf).join('')}"/>`;
    }
    if ('image' in shape) throw new RangeError('pictures are not part of the comparison');
    return rect(shape.xPx, shape.yPx, shape.widthPx, shape.heightPx, shape.fill);
  });
  const ground = rect(0, 0, widthPx, heightPx, background);
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}">${ground}${body.join('')}</svg>`,
  );
}
