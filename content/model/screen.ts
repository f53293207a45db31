// A screen is a LED canvas in a place: so many LED pixels at an offset on the output, open at certain local hours.

import { z } from 'zod';
import { Category, Id } from './item.ts';

/** Minutes after local midnight. `until` may be 1440 (24:00); `until <= from` runs past midnight into the next day. */
export const DailyHours = z.strictObject({
  /** ISO weekdays, Monday 1 to Sunday 7, of the day on which the hours begin. */
  days: z.array(z.int().min(1).max(7)).min(1),
  fromMinute: z.int().min(0).max(1439),
  untilMinute: z.int().min(0).max(1440),
});
export type DailyHours = z.infer<typeof DailyHours>;

/** What an administrator mandates per category: nobody publishes under it (design.md 3.10). */
export const Floor = z.strictObject({
  category: Category,
  /** Least showings per hour of every guaranteed item of the category. */
  showingsPerHour: z.int().min(1).max(120),
  /** May an open hour be without any item of the category? */
  mayBeEmpty: z.boolean(),
  /** The hours they are owed in, whatever the opening hours say. */
  baselineHours: z.array(DailyHours).min(1),
});
export type Floor = z.infer<typeof Floor>;

/** How bright white may be, and when. Percentages are of the signal: what luminance they make is measured on site. */
export const Brightness = z.strictObject({
  /** Luminance of white at full signal, cd/m²: from the commissioning meter, or the maker's figure until then. */
  fullNits: z.int().positive().max(20_000),
  dayNits: z.int().positive().max(20_000),
  /** 300 cd/m² unless somebody decides otherwise (vietnam.md section 3). */
  nightNits: z.int().positive().max(20_000),
  night: z.discriminatedUnion('by', [
    /** From the end of civil twilight to its beginning, where the screen stands. Millionths of a degree. */
    z.strictObject({
      by: z.literal('sun'),
      latitudeUdeg: z.int().min(-90_000_000).max(90_000_000),
      longitudeUdeg: z.int().min(-180_000_000).max(180_000_000),
    }),
    z.strictObject({
      by: z.literal('times'),
      fromMinute: z.int().min(0).max(1439),
      untilMinute: z.int().min(0).max(1439),
    }),
  ]),
});
export type Brightness = z.infer<typeof Brightness>;

export const Screen = z.strictObject({
  id: Id,
  name: z.string().min(1).max(160),
  widthPx: z.int().min(16).max(4096),
  heightPx: z.int().min(16).max(4096),
  offsetXPx: z.int().min(0),
  offsetYPx: z.int().min(0),
  /** IANA zone name. */
  zone: z.string().min(1),
  openingHours: z.array(DailyHours).min(1),
  /** LED pitch in micrometres (P10 is 10000), viewing distance in metres: they set the smallest readable letter. */
  pitchUm: z.int().positive(),
  viewingDistanceM: z.int().positive(),
  policy: z.strictObject({ motion: z.boolean(), sequences: z.boolean() }),
  floors: z.array(Floor),
  /** Left out: the sending card's own sensor dims, the player does not. */
  brightness: Brightness.optional(),
});
export type Screen = z.infer<typeof Screen>;
