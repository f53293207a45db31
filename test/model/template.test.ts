import { describe, expect, it } from 'vitest';
import type { ItemContent } from '../../content/model/item.ts';
import { shapeOf, Template, templateUseOf } from '../../content/model/template.ts';

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

  it('suits one use, which the kind of item and its parts tell', () => {
    const framing = { fit: 'fit', focus: { xPercent: 50, yPercent: 50 }, description: 'a' } as const;
    const contents: ItemContent[] = [
      { kind: 'slogan', text: 'a' },
      { kind: 'slogan', text: 'a', heading: 'b' },
      { kind: 'service', name: 'a', steps: [], address: 'a', url: 'https://a.vn' },
      { kind: 'image', file: 'f'.repeat(64), ...framing },
      { kind: 'video', file: 'f'.repeat(64), poster: 'f'.repeat(64), ...framing },
      { kind: 'ticker', text: 'a', speedPxPerS: 60 },
      { kind: 'data', data: 'clock' },
    ];
    expect(contents.map(templateUseOf)).toEqual([
      'slogan',
      'card',
      'service',
      'picture',
      'picture',
      'ticker',
      'clock',
    ]);
  });
});
