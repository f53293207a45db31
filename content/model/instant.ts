// Instants, zones and clock hours. A zone reaches the player as a list of offsets (ZoneRules), never as a name to
// look up: an old PC has no trustworthy zone database, and an hour cut elsewhere is a promise broken.

import { z } from 'zod';

/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export const Instant = z.int().min(-8_640_000_000_000_000).max(8_640_000_000_000_000);
export type Instant = z.infer<typeof Instant>;

/** Half-open `[from, to)`. */
export const Interval = z.strictObject({ from: Instant, to: Instant });
export type Interval = z.infer<typeof Interval>;

/** Time as handed to code that decides: `now` may jump when the clock is corrected, `mono` never does. */
export interface Clock {
  /** Best known true time. */
  now(): Instant;
  /** Milliseconds since an arbitrary start of this boot; only differences mean anything. */
  mono(): number;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Offsets of one IANA zone over a stretch of time: `offsetMs` rules from `at` until the next entry. */
export const ZoneRules = z.strictObject({
  zone: z.string().min(1),
  offsets: z.array(z.strictObject({ at: Instant, offsetMs: z.int() })).min(1),
  /** Known up to here; beyond it the last offset is assumed. */
  until: Instant,
});
export type ZoneRules = z.infer<typeof ZoneRules>;

/** Local wall-clock reading. `weekday` is ISO: Monday 1 to Sunday 7. `minuteOfDay` is 0 to 1439. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly minuteOfDay: number;
}
