// Local readings of instants in a screen's zone: dates dd/mm/yyyy and 24-hour times, the starts of days and months.
// Display and download periods only; what is owed is decided by the server's zone rules.

import {
  DAY_MS,
  HOUR_MS,
  type Instant,
  type Interval,
  MINUTE_MS,
  SECOND_MS,
} from '../../content/model/instant.ts';

/** The office's own, until a screen has told its zone. */
export const HOME_ZONE = 'Asia/Ho_Chi_Minh';

interface Reading {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(zone, made);
  return made;
}

function readLocal(at: Instant, zone: string): Reading {
  const parts = formatOf(zone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: of('year'),
    month: of('month'),
    day: of('day'),
    hour: of('hour'),
    minute: of('minute'),
    second: of('second'),
  };
}

function offsetMsAt(at: Instant, zone: string): number {
  const { year, month, day, hour, minute, second } = readLocal(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/** Instant of a local time, given as if it were UTC; asked twice because the offset may change during the day. */
function instantOfLocal(asUtc: number, zone: string): Instant {
  const guess = asUtc - offsetMsAt(asUtc, zone);
  return asUtc - offsetMsAt(guess, zone);
}

function midnight(year: number, month: number, day: number, zone: string): Instant {
  return instantOfLocal(Date.UTC(year, month - 1, day), zone);
}

export function startOfDay(at: Instant, zone: string): Instant {
  const { year, month, day } = readLocal(at, zone);
  return midnight(year, month, day, zone);
}

/** The whole local day that `at` is in. */
export function dayOf(at: Instant, zone: string): Interval {
  const from = startOfDay(at, zone);
  return { from, to: startOfDay(from + DAY_MS + 12 * HOUR_MS, zone) };
}

/** The instant of a local date and minute after its midnight. */
export function instantAt(date: string, minuteOfDay: number, zone: string): Instant {
  return instantOfLocal(Date.parse(`${date}T00:00:00Z`) + minuteOfDay * MINUTE_MS, zone);
}

export function startOfMonth(at: Instant, zone: string): Instant {
  const { year, month } = readLocal(at, zone);
  return midnight(year, month, 1, zone);
}

const two = (value: number) => String(value).padStart(2, '0');

export function timeText(at: Instant, zone: string): string {
  const { hour, minute } = readLocal(at, zone);
  return `${two(hour)}:${two(minute)}`;
}

export function secondsText(at: Instant, zone: string): string {
  const { hour, minute, second } = readLocal(at, zone);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

export function dateText(at: Instant, zone: string): string {
  const { year, month, day } = readLocal(at, zone);
  return `${two(day)}/${two(month)}/${year}`;
}

/** `24/11/2026` as the date `2026-11-24`; null for anything that is no day of the calendar. */
export function parseDateText(text: string): string | null {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) ?? [];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date) ? date : null;
}

/** `24/11/2026 07:30` as an instant of the zone; null for anything that is no time of the calendar. */
export function parseTimeText(text: string, zone: string): Instant | null {
  const [, day = '', hour = '', minute = ''] = /^(\S+)\s+(\d{1,2})[:.](\d{2})$/.exec(text.trim()) ?? [];
  const asUtc = Date.parse(`${parseDateText(day) ?? ''}T${hour.padStart(2, '0')}:${minute}:00Z`);
  return Number.isNaN(asUtc) ? null : instantOfLocal(asUtc, zone);
}

/** Two digits of the local hour: the heading of its column. */
export function hourText(at: Instant, zone: string): string {
  return two(readLocal(at, zone).hour);
}

/** `2026-11-24`, for names of files. */
export function isoDateText(at: Instant, zone: string): string {
  const { year, month, day } = readLocal(at, zone);
  return `${year}-${two(month)}-${two(day)}`;
}

/** ISO weekday of a date, Monday 1 to Sunday 7. */
export function weekdayOf(date: string): number {
  return ((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

export function addDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** The Monday of the week that a date is in. */
export function mondayOf(date: string): string {
  return addDays(date, 1 - weekdayOf(date));
}

/** What is left of something short, to the second: 24:10, 1:02:05. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / SECOND_MS));
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60)];
  return hours === 0 ? `${minutes}:${two(seconds % 60)}` : `${hours}:${two(minutes)}:${two(seconds % 60)}`;
}
