import { describe, expect, it } from 'vitest';
import { shapeOf, Template } from '../../content/model/template.ts';

describe('a template', () => {
  it('is laid out for three shapes of canvas, told apart by the sides alone', () => {
    const shapes = (sizes: readonly (readonly [number, number])[]) =>
      sizes.map(([widthPx, heightPx]) => shapeOf({ widthPx, heightPx }));
    expect(
      shapes([
        [640, 384],
        [500, 400],
        [499, 400],
        [384, 384],
        [400, 499],
        [400, 500],
        [128, 256],
      ]),
    ).toEqual(['wide', 'wide', 'square', 'square', 'square', 'tall', 'tall']);
    expect(Template.safeParse({ id: 'a', layouts: { wide: {} } }).success).toBe(false);
  });
});
