// Periods of a report, in local dates of the screen, both ends included. A city reports by calendar months and by the
// administrative reporting month, which runs from the 15th to the 14th (Nghị định 09/2019/NĐ-CP, Điều 12).

import { z } from 'zod';
import {
  dayBefore,
  isoDateOf,
  dayNumberOf,
  type Instant,
  type Interval,
  offsetAt,
  DAY_MS,
  weekdayOf,
  type ZoneRules,
} from './instant.ts';

export const DatePeriod = z
  .strictObject({ fromDate: z.iso.date(), untilDate: z.iso.date() })
  .refine(({ fromDate, untilDate }) => fromDate <= untilDate, {
    error: 'Ngày bắt đầu phải trước hoặc trùng ngày kết thúc.',
  });
export type DatePeriod = z.infer<typeof DatePeriod>;

export const PERIOD_PRESETS = [
  'today',
  'yesterday',
  'this_week',
  'last_week',
  'this_month',
  'last_month',
  'this_report_month',
  'last_report_month',
  'this_quarter',
  'this_year',
] as const;
export type PeriodPreset = (typeof PERIOD_PRESETS)[number];

/** The first day of the reporting month; it ends on the day before in the next month. */
const REPORT_MONTH_STARTS_ON = 15;

/** The dates a preset means on `today` (`yyyy-mm-dd`). A period that is not over ends in the future or today. */
export function periodOf(preset: PeriodPreset, today: string): DatePeriod {
  const { year, month, day } = partsOf(today);
  switch (preset) {
    case 'today':
      return { fromDate: today, untilDate: today };
    case 'yesterday': {
      const date = dayBefore(today);
      return { fromDate: date, untilDate: date };
    }
    case 'this_week':
      return week(dayNumberOf(year, month, day));
    case 'last_week':
      return week(dayNumberOf(year, month, day) - 7);
    case 'this_month':
      return months(year, month, 1, 1);
    case 'last_month':
      return months(year, month - 1, 1, 1);
    case 'this_report_month':
      return months(year, day >= REPORT_MONTH_STARTS_ON ? month : month - 1, 1, REPORT_MONTH_STARTS_ON);
    case 'last_report_month':
      return months(year, day >= REPORT_MONTH_STARTS_ON ? month - 1 : month - 2, 1, REPORT_MONTH_STARTS_ON);
    case 'this_quarter':
      return months(year, month - ((month - 1) % 3), 3, 1);
    case 'this_year':
      return months(year, 1, 12, 1);
  }
}

/** From local midnight of the first day to local midnight after the last. */
export function intervalOf(rules: ZoneRules, { fromDate, untilDate }: DatePeriod): Interval {
  return { from: midnightOf(rules, fromDate, 0), to: midnightOf(rules, untilDate, 1) };
}

/** Dates of a local day, `dd/mm/yyyy`. */
export function viDateText(date: string): string {
  const [year, month, day] = date.split('-');
  return `${day}/${month}/${year}`;
}

function midnightOf(rules: ZoneRules, date: string, daysLater: number): Instant {
  const { year, month, day } = partsOf(date);
  const local = (dayNumberOf(year, month, day) + daysLater) * DAY_MS;
  const guess = local - offsetAt(rules, local);
  return local - offsetAt(rules, guess);
}

function months(year: number, month: number, count: number, firstDay: number): DatePeriod {
  const start = (offset: number) => {
    const index = year * 12 + (month - 1) + offset;
    return dayNumberOf(Math.floor(index / 12), (index % 12) + 1, firstDay);
  };
  return { fromDate: isoDateOf(start(0)), untilDate: isoDateOf(start(count) - 1) };
}

/** Monday to Sunday. */
function week(dayNumber: number): DatePeriod {
  const monday = dayNumber + 1 - weekdayOf(dayNumber);
  return { fromDate: isoDateOf(monday), untilDate: isoDateOf(monday + 6) };
}

function partsOf(date: string): { year: number; month: number; day: number } {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return { year, month, day };
}
