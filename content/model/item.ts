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

/** `fit`: all of the picture with a ground around it; `fill`: the whole canvas, cut around the focus. */
const Framing = {
  fit: z.enum(['fit', 'fill']),
  /** What stays in sight when `fill` cuts, in per cent of the picture. */
  focus: z.strictObject({ xPercent: z.int().min(0).max(100), yPercent: z.int().min(0).max(100) }),
  /** What it shows, in words: for history, reports and search. */
  description: z.string().min(1).max(400),
};
/** Template by id; absent: the default one of this use. */
const template = Id.optional();

/** A telephone number goes on a wall only with the name and day of whoever called it. */
export const Hotline = z.strictObject({
  number: z.string().min(3).max(20),
  verifiedBy: z.string().min(1).max(80),
  verifiedOn: z.iso.date(),
});
export type Hotline = z.infer<typeof Hotline>;

const DataContent = z.discriminatedUnion('data', [
  z.strictObject({
    kind: z.literal('data'),
    data: z.literal('clock'),
    caption: z.string().max(160).optional(),
    template,
  }),
  z.strictObject({
    kind: z.literal('data'),
    data: z.literal('countdown'),
    /** What the days lead to: "Đại hội Đảng bộ phường". */
    event: z.string().min(1).max(120),
    targetDate: z.iso.date(),
    template,
  }),
  z.strictObject({
    kind: z.literal('data'),
    data: z.literal('figures'),
    title: z.string().min(1).max(120),
    rows: z
      .array(z.strictObject({ label: z.string().min(1).max(60), value: z.string().min(1).max(24) }))
      .min(1)
      .max(8),
    /** A number without source and date is not information. */
    source: z.string().min(1).max(160),
    asOfDate: z.iso.date(),
    template,
  }),
]);

/** What the words are. Rendering turns it into pictures; nothing else does. Files are named by hash, in the vault. */
export const ItemContent = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('slogan'),
    text: z.string().min(1).max(400),
    heading: z.string().max(120).optional(),
    logo: Sha256Hex.optional(),
    /** Number of the document that orders these very words. */
    verbatim: z.string().min(1).max(120).optional(),
    /** May be shown as several pictures in turn, where the screen's policy allows sequences. */
    paged: z.boolean().optional(),
    template,
  }),
  z.strictObject({
    kind: z.literal('service'),
    name: z.string().min(1).max(160),
    steps: z.array(z.string().min(1).max(160)).max(4),
    address: z.string().min(1).max(120),
    url: z.url(),
    hotline: Hotline.optional(),
    template,
  }),
  z.strictObject({ kind: z.literal('image'), file: Sha256Hex, ...Framing }),
  z.strictObject({ kind: z.literal('video'), file: Sha256Hex, poster: Sha256Hex, ...Framing }),
  z.strictObject({
    kind: z.literal('ticker'),
    text: z.string().min(1).max(400),
    /** Whole pixels in each frame of a 60 Hz output, so that letters do not shiver. */
    speedPxPerS: z.literal([60, 120, 180]),
    template,
  }),
  DataContent,
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

/** Sprites a clock or countdown is assembled from: cells of one PNG, blitted onto the picture by the player. */
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
      format: z.enum(['HH:mm', 'dd/MM/yyyy', 'weekday', 'days-left']),
      /** Local date that `days-left` counts to; present on those lines only. */
      targetDate: z.iso.date().optional(),
      centreXPx: z.int(),
      topPx: z.int(),
    }),
  ),
});
export type ClockFace = z.infer<typeof ClockFace>;

/** A film: drawn into `place` over the picture, without sound, again from its start when the showing is longer. */
export const FilmTrack = z.strictObject({
  file: Asset,
  durationMs: z.int().positive(),
  /** RFC 6381, for `canPlayType`: "avc1.4d401f". */
  codec: z.string().min(1).max(40),
  /** Where the whole frame lands; `fill` lets it stand out of the canvas, which cuts it. */
  place: z.strictObject({
    xPx: z.int(),
    yPx: z.int(),
    widthPx: z.int().positive(),
    heightPx: z.int().positive(),
  }),
});
export type FilmTrack = z.infer<typeof FilmTrack>;

/** Running words: one long picture pushed through the canvas from right to left, over the still picture. */
export const TickerStrip = z.strictObject({
  strip: Asset,
  topPx: z.int(),
  speedPxPerS: z.int().min(1).max(600),
});
export type TickerStrip = z.infer<typeof TickerStrip>;

/** One version of an item drawn for one canvas under one policy; made once, approved as it is (design.md 3.18). */
export const Rendition = z.strictObject({
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** The opaque sRGB PNG: all of a still; background of clock and ticker; poster of a film; first page. */
  picture: Asset,
  /**
   * What the `pixels` of a play must be, unless a clock face makes it change with the minute. A still: SHA-256 of the
   * RGBA bytes of the decoded picture, which the player must find in its drawn buffer. A film: the hash of its file.
   * Ticker and pages: the hash of the inputs (`rendition.ts`).
   */
  pixelsSha256: Sha256Hex,
  capHeightPx: z.int().nonnegative(),
  clockFace: ClockFace.optional(),
  video: FilmTrack.optional(),
  ticker: TickerStrip.optional(),
  /** Pages of one item, shown in turn for equal shares of the showing; the first is `picture`. */
  pages: z
    .array(z.strictObject({ picture: Asset, pixelsSha256: Sha256Hex }))
    .min(2)
    .max(6)
    .optional(),
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
