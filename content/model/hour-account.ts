// Plays + plan -> due, shown, made good, missed, each missing showing with one reason. Silence is never success.

import { z } from 'zod';
import { Instant, Interval } from './instant.ts';
import { Category, Id } from './item.ts';

/** Why one owed showing is missing, in order of precedence (design.md 3.8). */
export const MissingReason = z.enum([
  'not_running',
  'page_crash',
  'hidden',
  'covered',
  'content_missing',
  'clock',
  'notice',
  'yield',
  'programme_not_received',
  'journal_lost',
  'unknown',
]);
export type MissingReason = z.infer<typeof MissingReason>;

/** đạt, thiếu, đang chạy, chưa có số liệu, ngoài giờ, chưa tới. */
export const AccountState = z.enum(['met', 'short', 'running', 'no_data', 'not_due', 'ahead']);
export type AccountState = z.infer<typeof AccountState>;

/** One screen x account x hour. `due = shown + madeGood + missed + open`, always. */
export const HourAccount = z.strictObject({
  screen: Id,
  hour: Interval,
  account: z.string(),
  playlist: Id,
  category: Category,
  title: z.string(),
  showingsPerHour: z.int(),
  due: z.int().nonnegative(),
  /** Counted in their own slot. */
  shown: z.int().nonnegative(),
  /** Counted as make-good inside the hour. */
  madeGood: z.int().nonnegative(),
  /** Certainly missing; `missing` has one entry for each. */
  missed: z.int().nonnegative(),
  /** Neither seen nor certainly missing: still to come, or the journal has not arrived. */
  open: z.int().nonnegative(),
  missing: z.array(z.strictObject({ k: z.int(), plannedAt: Instant, reason: MissingReason })),
  /** Complete showings of the item beyond the promise; they count for nothing. */
  extra: z.int().nonnegative(),
  state: AccountState,
});
export type HourAccount = z.infer<typeof HourAccount>;
