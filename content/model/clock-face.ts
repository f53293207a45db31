// Which sprites of a clock card a moment needs. Studio (which cuts the sprites) and player (which places them) both
// ask here, so a clock never lacks a digit. The words are the screen's; only the local reading is handed in.

import { dayNumberOf, type LocalTime } from './instant.ts';
import type { ClockFace } from './item.ts';

export type ClockFormat = ClockFace['lines'][number]['format'];
/** What decides the words of a line; `targetDate` only for `days-left`. */
export type ClockLine = Pick<ClockFace['lines'][number], 'format' | 'targetDate'>;

/** More are not counted down: nobody waits longer, and the picture keeps its size. */
const MOST_DAYS = 9_999;

/** ISO weekday 1 (Monday) to 7. */
export const WEEKDAY_NAMES = [
  'Thứ Hai',
  'Thứ Ba',
  'Thứ Tư',
  'Thứ Năm',
  'Thứ Sáu',
  'Thứ Bảy',
  'Chủ Nhật',
] as const;

/** What one line of the clock says, sign by sign: characters, or the whole weekday. */
export function clockSigns({ format, targetDate = '' }: ClockLine, local: LocalTime): string[] {
  switch (format) {
    case 'HH:mm':
      return [...`${padded(Math.floor(local.minuteOfDay / 60), 2)}:${padded(local.minuteOfDay % 60, 2)}`];
    case 'dd/MM/yyyy':
      return [...`${padded(local.day, 2)}/${padded(local.month, 2)}/${padded(local.year, 4)}`];
    case 'weekday':
      return [WEEKDAY_NAMES[local.weekday - 1] ?? ''];
    case 'days-left':
      return [...`${daysLeft(targetDate, local)}`];
  }
}

/** Whole days from the local day to `targetDate` (`yyyy-mm-dd`): 0 on the day itself and ever after. */
export function daysLeft(targetDate: string, { year, month, day }: LocalTime): number {
  const part = (from: number, to: number) => Number(targetDate.slice(from, to));
  const days = dayNumberOf(part(0, 4), part(5, 7), part(8, 10)) - dayNumberOf(year, month, day);
  return Math.max(0, Math.min(MOST_DAYS, days));
}

/** Name of the cell that shows `sign` on a line of that format; lines differ in size, so each has its own signs. */
export function clockCell(format: ClockFormat, sign: string): string {
  return `${format} ${sign}`;
}

/** Every sign a line of that format can ever need. */
export function allClockSigns(format: ClockFormat): string[] {
  if (format === 'weekday') return [...WEEKDAY_NAMES];
  if (format === 'days-left') return [...'0123456789'];
  return [...'0123456789', format === 'HH:mm' ? ':' : '/'];
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
