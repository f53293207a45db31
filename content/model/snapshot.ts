// A small picture of what a screen shows, and who drew it: the label travels with the picture everywhere, because what a
// player draws of itself proves less than what the PC's desktop was.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';

/** `drawn`: redrawn from the page's own canvas. `page`: the browser's picture of the page. `desktop`: the PC's desktop. */
export const SnapshotSource = z.enum(['drawn', 'page', 'desktop']);
export type SnapshotSource = z.infer<typeof SnapshotSource>;

/** What people read beside the picture, always. */
export const SNAPSHOT_LABELS: Record<SnapshotSource, string> = {
  drawn: 'tự vẽ',
  page: 'ảnh trang phát',
  desktop: 'màn hình máy tính, không phải mặt LED',
};

export const SNAPSHOT_MIMES = ['image/webp', 'image/jpeg', 'image/png'] as const;
/** Larger ones are refused: a month of them must fit beside the journal. */
export const MOST_SNAPSHOT_BYTES = 60_000;
export const SNAPSHOT_DAYS = 90;

/** On its way to the server. Its hash stands in the journal: bytes that do not match it are refused. */
export const Snapshot = z.strictObject({
  sha256: Sha256Hex,
  source: SnapshotSource,
  at: Instant,
  item: Id.nullable(),
  mime: z.enum(SNAPSHOT_MIMES),
  /** Base64. */
  data: z.string().max(Math.ceil(MOST_SNAPSHOT_BYTES / 3) * 4),
});
export type Snapshot = z.infer<typeof Snapshot>;

/** One that the server keeps. */
export const SnapshotView = Snapshot.omit({ data: true }).extend({ label: z.string() });
export type SnapshotView = z.infer<typeof SnapshotView>;
