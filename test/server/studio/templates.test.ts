// Templates are data a designer may add: each must prove its contrast, keep its decorations off the words on every shape
// of canvas, and draw a readable slogan.

import { describe, expect, it } from 'vitest';
import { TemplateUse } from '../../../content/model/template.ts';
import { innerBox, layoutOf } from '../../../server/studio/card.ts';
import { decorationsOf } from '../../../server/studio/ground.ts';
import { contrast } from '../../../server/studio/legibility.ts';
import { canvasOf, readSeed } from './seeded-studio.ts';

const { templates } = await readSeed();
const SIZES = [
  [640, 384],
  [256, 128],
  [128, 64],
  [384, 384],
  [192, 384],
  [128, 256],
  [1920, 240],
] as const;

describe('the templates', () => {
  it('are six to eight, in three families of state colours, each named by its file', () => {
    expect(templates.length).toBeGreaterThanOrEqual(6);
    expect(templates.length).toBeLessThanOrEqual(8);
    expect(new Set(templates.map(({ id }) => id)).size).toBe(templates.length);
    expect(new Set(templates.map(({ colours }) => colours.background)).size).toBeGreaterThanOrEqual(3);
  });

  it('have exactly one default for every use', () => {
    for (const use of TemplateUse.options) {
      const defaults = templates.filter(({ defaultFor }) => defaultFor.includes(use));
      expect({ use, ids: defaults.map(({ id }) => id) }).toEqual({ use, ids: [expect.any(String)] });
      expect(defaults.every(({ uses }) => uses.includes(use))).toBe(true);
    }
  });

  it.each(templates.map((template) => [template.id, template] as const))(
    '%s: every colour of words stands out from the ground at least 7 to 1',
    (_id, { colours }) => {
      for (const ink of ['text', 'accent', 'foot'] as const) {
        const isEnough = contrast(colours[ink], colours.background) >= 7;
        expect({ ink, isEnough }).toEqual({ ink, isEnough: true });
      }
    },
  );

  it.each(templates.map((template) => [template.id, template] as const))(
    '%s: no decoration reaches into the words or out of the canvas',
    (_id, template) => {
      for (const [widthPx, heightPx] of SIZES) {
        const canvas = canvasOf(widthPx, heightPx);
        const box = innerBox({ canvas, template });
        for (const bar of decorationsOf(layoutOf({ canvas, template }), canvas, template.colours)) {
          const isApart =
            bar.xPx + bar.widthPx <= box.left ||
            bar.xPx >= box.right ||
            bar.yPx + bar.heightPx <= box.top ||
            bar.yPx >= box.bottom;
          const isOnCanvas =
            bar.xPx >= 0 &&
            bar.yPx >= 0 &&
            bar.xPx + bar.widthPx <= widthPx &&
            bar.yPx + bar.heightPx <= heightPx;
          expect({ widthPx, heightPx, bar, isApart, isOnCanvas }).toMatchObject({
            isApart: true,
            isOnCanvas: true,
          });
        }
      }
    },
  );
});
