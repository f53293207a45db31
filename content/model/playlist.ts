// A playlist is ordered items with a guarantee (or none: filler, nội dung xen), for certain screens, dates and hours.

import { z } from 'zod';
import { Category, Id } from './item.ts';
import { DailyHours } from './screen.ts';

/**
 * Tần suất cam kết. `per_item`: each item N times an hour (satisfies every reading of "10 phát mỗi giờ").
 * `per_run`: the playlist as one block N times; accounts stay per item. `total`: N showings in all, items in turn.
 */
export const Guarantee = z.strictObject({
  showingsPerHour: z.int().min(1).max(120),
  scope: z.enum(['per_item', 'per_run', 'total']),
  placement: z.enum(['spread', 'together']),
});
export type Guarantee = z.infer<typeof Guarantee>;

/** When a playlist is active, in local dates and hours of the screen; `null` dates mean without end. */
export const Activity = z.strictObject({
  fromDate: z.iso.date().nullable(),
  /** Last day, included. */
  untilDate: z.iso.date().nullable(),
  hours: z.array(DailyHours).min(1),
});
export type Activity = z.infer<typeof Activity>;

export const Playlist = z.strictObject({
  id: Id,
  name: z.string().min(1).max(160),
  category: Category,
  itemIds: z.array(Id).min(1).max(500),
  guarantee: Guarantee.nullable(),
  activity: Activity,
  screenIds: z.array(Id),
});
export type Playlist = z.infer<typeof Playlist>;
