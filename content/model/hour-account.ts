// Plays + plan -> due, shown, made good, missed, each missing showing with one reason. Silence is never success.

import { z } from 'zod';
import { ScreenLogCause } from './declaration.ts';
import { DAY_MS, Instant, Interval } from './instant.ts';
import { Category, Id } from './item.ts';

/** Why one owed showing is missing, in order of precedence (design.md 3.8); the last ones are declared, not proved. */
export const MissingReason = z.enum([
  'not_running',
  'page_crash',
  'hidden',
  'covered',
  'content_missing',
  'clock',
  /** Two players showed something at once: only one of them had the LED. */
  'conflict',
  /** The player ran and was too slow: a busy or frozen PC. */
  'late',
  'blackout',
  'notice',
  'yield',
  'programme_not_received',
  'journal_lost',
  ...ScreenLogCause.options,
  'suspended',
  'unknown',
]);
export type MissingReason = z.infer<typeof MissingReason>;

/** What a declaration gives as the cause of a missing showing; reports mark it khai báo. */
export const DeclaredCause = z.enum([...ScreenLogCause.options, 'suspended', 'journal_lost']);
export type DeclaredCause = z.infer<typeof DeclaredCause>;

/** đạt, thiếu, đang chạy, chưa có số liệu, miễn, ngoài giờ, chưa tới. */
export const AccountState = z.enum(['met', 'short', 'running', 'no_data', 'excused', 'not_due', 'ahead']);
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
  /** Owed against the floor's baseline hours, whatever the opening hours say; null where no floor rules. */
  baselineDue: z.int().nonnegative().nullable(),
  /** Counted in their own slot. */
  shown: z.int().nonnegative(),
  /** Counted as make-good inside the hour. */
  madeGood: z.int().nonnegative(),
  /** Certainly missing; `missing` has one entry for each. */
  missed: z.int().nonnegative(),
  /** Neither seen nor certainly missing: still to come, or the journal has not arrived. */
  open: z.int().nonnegative(),
  /** `declared` is what people gave as the cause; `reason` rests on it alone where the two are the same. */
  missing: z.array(
    z.strictObject({
      k: z.int(),
      plannedAt: Instant,
      reason: MissingReason,
      declared: DeclaredCause.nullable(),
    }),
  ),
  /** Of `missed`, those excused by a suspension order. */
  excused: z.int().nonnegative(),
  /** Complete showings of the item beyond the promise; they count for nothing. */
  extra: z.int().nonnegative(),
  state: AccountState,
});
export type HourAccount = z.infer<typeof HourAccount>;

/** An hour without data this long after its end is shown as overdue; it is still not settled by that. */
export const OVERDUE_MS = 7 * DAY_MS;

export function isOverdue({ state, hour }: Pick<HourAccount, 'state' | 'hour'>, now: Instant): boolean {
  return state === 'no_data' && now >= hour.to + OVERDUE_MS;
}
