// An item is one thing shown. What a screen shows is never text but a picture made once per version and canvas,
// so the pixels an approver saw are the pixels on the LED. A version is immutable; editing makes the next one.

import { z } from 'zod';
import { Instant } from './instant.ts';

export const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
export type Sha256Hex = z.infer<typeof Sha256Hex>;

/** Stable, sortable id; order by id decides places in the hour, so it never changes. */
export const Id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/);
export type Id = z.infer<typeof Id>;

export const ItemKind = z.enum(['slogan', 'service', 'image', 'video', 'ticker', 'data']);
export type ItemKind = z.infer<typeof ItemKind>;

/** Tuyên truyền, thông báo, quảng cáo: never mixed in a report (Luật Quảng cáo 2012, Điều 1 khoản 2). */
export const Category = z.enum(['propaganda', 'announcement', 'advertising']);
export type Category = z.infer<typeof Category>;

/** What the words are. Rendering turns it into pictures; nothing else does. */
export const ItemContent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('slogan'),
    text: z.string().min(1).max(400),
    heading: z.string().max(120).optional(),
  }),
  z.strictObject({
    kind: z.literal('service'),
    name: z.string().min(1).max(160),
    steps: z.array(z.string().min(1).max(160)).max(4),
    address: z.string().min(1).max(120),
    url: z.url(),
  }),
  z.strictObject({
    kind: z.literal('data'),
    data: z.literal('clock'),
    caption: z.string().max(160).optional(),
  }),
]);
export type ItemContent = z.infer<typeof ItemContent>;

/** Where words come from and how sure we are of them. */
export const Source = z.strictObject({
  document: z.string(),
  quote: z.string().optional(),
  confidencePercent: z.int().min(0).max(100),
  toVerify: z.boolean(),
  note: z.string().optional(),
});
export type Source = z.infer<typeof Source>;

/** A file the player needs, named by the hash of its bytes. */
export const Asset = z.strictObject({
  sha256: Sha256Hex,
  bytes: z.int().positive(),
  mime: z.enum(['image/png', 'video/mp4', 'video/webm']),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});
export type Asset = z.infer<typeof Asset>;

/** Sprites a clock card is assembled from: cells of one PNG, blitted onto the picture by the player. */
export const ClockFace = z.strictObject({
  sprites: Asset,
  /** Source rectangle of each character or weekday name inside the sprite sheet. */
  cells: z.record(
    z.string(),
    z.strictObject({ xPx: z.int(), yPx: z.int(), widthPx: z.int(), heightPx: z.int() }),
  ),
  /** Where lines go on the canvas, centred on `centreXPx`. */
  lines: z.array(
    z.strictObject({
      format: z.enum(['HH:mm', 'dd/MM/yyyy', 'weekday']),
      centreXPx: z.int(),
      topPx: z.int(),
    }),
  ),
});
export type ClockFace = z.infer<typeof ClockFace>;

/** One version of an item drawn for one canvas under one policy; made once, approved as it is (design.md 3.18). */
export const Rendition = z.strictObject({
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** The opaque sRGB PNG (for a clock card, its background). */
  picture: Asset,
  /** SHA-256 of the RGBA bytes of the decoded picture: what the player must find in its drawn buffer. */
  pixelsSha256: Sha256Hex,
  capHeightPx: z.int().nonnegative(),
  clockFace: ClockFace.optional(),
});
export type Rendition = z.infer<typeof Rendition>;

export const VersionState = z.enum(['draft', 'pending', 'approved', 'returned', 'retired']);
export type VersionState = z.infer<typeof VersionState>;

export const ItemVersion = z.strictObject({
  version: z.int().positive(),
  state: VersionState,
  content: ItemContent,
  durationMs: z.int().min(1_000).max(600_000),
  renditions: z.array(Rendition),
  createdAt: Instant,
  createdBy: z.string(),
  /** Who let it on air, or the document that did (verbatim slogans of a report). */
  approvedAt: Instant.optional(),
  approvedBy: z.string().optional(),
});
export type ItemVersion = z.infer<typeof ItemVersion>;

export const Item = z.strictObject({
  id: Id,
  title: z.string().min(1).max(160),
  category: Category,
  source: Source,
  versions: z.array(ItemVersion).min(1),
});
export type Item = z.infer<typeof Item>;
