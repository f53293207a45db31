// Periods as offices ask for them, the administrative reporting month (15th to 14th) among them.

import { expect, it } from 'vitest';
import { DownloadOrder } from '../../content/model/download.ts';
import { DatePeriod, periodOf, viDateText } from '../../content/model/report-period.ts';

const span = (preset: Parameters<typeof periodOf>[0], today: string) => {
  const { fromDate, untilDate } = periodOf(preset, today);
  return `${fromDate} ${untilDate}`;
};

it('knows days, months, quarters and years', () => {
  expect(span('today', '2026-03-01')).toBe('2026-03-01 2026-03-01');
  expect(span('yesterday', '2026-03-01')).toBe('2026-02-28 2026-02-28');
  expect(span('this_month', '2026-02-10')).toBe('2026-02-01 2026-02-28');
  expect(span('last_month', '2026-01-10')).toBe('2025-12-01 2025-12-31');
  expect(span('this_quarter', '2026-05-10')).toBe('2026-04-01 2026-06-30');
  expect(span('this_year', '2026-05-10')).toBe('2026-01-01 2026-12-31');
});

it('begins weeks on Monday', () => {
  expect(span('this_week', '2026-11-23')).toBe('2026-11-23 2026-11-29');
  expect(span('this_week', '2026-11-29')).toBe('2026-11-23 2026-11-29');
  expect(span('last_week', '2026-11-29')).toBe('2026-11-16 2026-11-22');
});

it('cuts the reporting month on the 15th', () => {
  expect(span('this_report_month', '2026-01-14')).toBe('2025-12-15 2026-01-14');
  expect(span('this_report_month', '2026-01-15')).toBe('2026-01-15 2026-02-14');
  expect(span('last_report_month', '2026-01-14')).toBe('2025-11-15 2025-12-14');
  expect(span('last_report_month', '2026-01-15')).toBe('2025-12-15 2026-01-14');
});

it('refuses a period that ends before it begins', () => {
  const wrong = { fromDate: '2026-01-02', untilDate: '2026-01-01' };
  expect(DatePeriod.safeParse(wrong).success).toBe(false);
  expect(DownloadOrder.safeParse({ ...wrong, format: 'csv', screenIds: ['a'] }).success).toBe(false);
  expect(viDateText('2026-01-02')).toBe('02/01/2026');
});
