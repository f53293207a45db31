// How a picture looks: colours, clear space and a few plain ornaments for each shape of canvas. Pure data, one JSON file a
// template in content/seed/templates, so that a designer adds one without touching code (docs/mau-chu.md).

import { z } from 'zod';
import { Id, type ItemContent } from './item.ts';

const Colour = z.string().regex(/^#[0-9a-f]{6}$/);
/** Of the shorter side of the canvas. */
const Percent = z.number().min(0).max(40);
const Ink = z.enum(['text', 'accent', 'foot']);

/** Stands in the clear space only, so that words are always on the background their contrast was proven against. */
export const Decoration = z.discriminatedUnion('shape', [
  z.strictObject({
    shape: z.literal('bar'),
    edge: z.enum(['left', 'top', 'right', 'bottom']),
    offsetPercent: Percent,
    thicknessPercent: Percent,
    colour: Ink,
  }),
  z.strictObject({
    shape: z.literal('frame'),
    offsetPercent: Percent,
    thicknessPercent: Percent,
    colour: Ink,
  }),
]);
export type Decoration = z.infer<typeof Decoration>;

export const TemplateLayout = z.strictObject({
  /** Clear space at each edge. */
  insetPercent: z.strictObject({ left: Percent, top: Percent, right: Percent, bottom: Percent }),
  align: z.enum(['left', 'centre']),
  /** Capitals larger than this share of the shorter side shout. */
  largestCapPercent: z.number().min(5).max(40),
  decorations: z.array(Decoration),
});
export type TemplateLayout = z.infer<typeof TemplateLayout>;

/** `slogan`: by itself; `card`: under a heading; `picture`: the ground around an image or film. */
export const TemplateUse = z.enum([
  'slogan',
  'card',
  'service',
  'clock',
  'countdown',
  'figures',
  'ticker',
  'picture',
]);
export type TemplateUse = z.infer<typeof TemplateUse>;

export const Template = z.strictObject({
  id: Id,
  name: z.string().min(1),
  /** What it is for, in a sentence for staff. */
  note: z.string().min(1),
  uses: z.array(TemplateUse).min(1),
  /** Taken for these where nobody chose; one template for each use. */
  defaultFor: z.array(TemplateUse),
  colours: z.strictObject({
    background: Colour,
    /** Main words. */
    text: Colour,
    /** Heading, numbers, ornament. */
    accent: Colour,
    /** Name of the office at the foot. */
    foot: Colour,
  }),
  /** Name of the office at the foot, where the canvas has room for it. */
  signed: z.boolean(),
  /** Between heading, words and foot. */
  ornament: z.enum(['lozenge', 'rule', 'none']),
  layouts: z.strictObject({ wide: TemplateLayout, square: TemplateLayout, tall: TemplateLayout }),
});
export type Template = z.infer<typeof Template>;

/** Which of the uses an item is. */
export function templateUseOf(content: ItemContent): TemplateUse {
  switch (content.kind) {
    case 'slogan':
      return content.heading === undefined ? 'slogan' : 'card';
    case 'service':
      return 'service';
    case 'image':
    case 'video':
      return 'picture';
    case 'ticker':
      return 'ticker';
    case 'data':
      return content.data;
  }
}

export type CanvasShape = keyof Template['layouts'];

/** By the sides alone: from 5:4 on a canvas is wide, from 4:5 tall. */
export function shapeOf({ widthPx, heightPx }: { widthPx: number; heightPx: number }): CanvasShape {
  if (widthPx * 4 >= heightPx * 5) return 'wide';
  return heightPx * 4 >= widthPx * 5 ? 'tall' : 'square';
}
