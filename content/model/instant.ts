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

const pad = (value: number, digits: number) => String(value).padStart(digits, '0');
const modulo = (value: number, by: number) => ((value % by) + by) % by;

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar (Hinnant, days_from_civil). */
export function dayNumberOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const yearOfEra = y - era * 400;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The date of a day number; the inverse of `dayNumberOf`. */
export function dateOf(dayNumber: number): { year: number; month: number; day: number } {
  const z = dayNumber + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1,
  };
}

/** ISO weekday, Monday 1 to Sunday 7. */
export function weekdayOf(dayNumber: number): number {
  return modulo(dayNumber + 3, 7) + 1;
}

/** Number of the local day in which `at` lies. */
export function localDayOf(rules: ZoneRules, at: Instant): number {
  return Math.floor((at + offsetAt(rules, at)) / DAY_MS);
}

/** Local time minus UTC; before the first entry its offset is assumed, after the last the last one. */
export function offsetAt(rules: ZoneRules, at: Instant): number {
  return offsetStretchAt(rules, at).offsetMs;
}

/** The longest stretch around `at` with one offset. */
function offsetStretchAt(rules: ZoneRules, at: Instant): Interval & { offsetMs: number } {
  let stretch = { from: -Infinity, to: Infinity, offsetMs: rules.offsets[0]?.offsetMs ?? 0 };
  for (const entry of rules.offsets) {
    if (entry.offsetMs === stretch.offsetMs) continue;
    if (entry.at > at) return { ...stretch, to: entry.at };
    stretch = { from: entry.at, to: Infinity, offsetMs: entry.offsetMs };
  }
  return stretch;
}

/** Cuts an interval at the offset changes inside it: in each piece local time runs straight. */
export function offsetPieces(rules: ZoneRules, within: Interval): (Interval & { offsetMs: number })[] {
  const pieces: (Interval & { offsetMs: number })[] = [];
  for (let from = within.from; from < within.to; ) {
    const { to, offsetMs } = offsetStretchAt(rules, from);
    pieces.push({ from, to: Math.min(to, within.to), offsetMs });
    from = to;
  }
  return pieces;
}

export function localTimeOf(rules: ZoneRules, at: Instant): LocalTime {
  const local = at + offsetAt(rules, at);
  const dayNumber = Math.floor(local / DAY_MS);
  return {
    ...dateOf(dayNumber),
    weekday: weekdayOf(dayNumber),
    minuteOfDay: Math.floor((local - dayNumber * DAY_MS) / MINUTE_MS),
  };
}

/** `yyyy-mm-dd` of a day. */
export function isoDateOf(dayNumber: number): string {
  const { year, month, day } = dateOf(dayNumber);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `yyyy-mm-dd` on the wall calendar of the zone. */
export function localDateOf(rules: ZoneRules, at: Instant): string {
  return isoDateOf(localDayOf(rules, at));
}

/** The date after `date` (`yyyy-mm-dd`). */
export function nextDate(date: string): string {
  return dateAway(date, 1);
}

export function dayBefore(date: string): string {
  return dateAway(date, -1);
}

function dateAway(date: string, days: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return isoDateOf(dayNumberOf(year, month, day) + days);
}

/** The clock hour `at` lies in: cut at local hh:00 and at each offset change, so it may be shorter than an hour. */
export function clockHourAt(rules: ZoneRules, at: Instant): Interval {
  const { from, to, offsetMs } = offsetStretchAt(rules, at);
  const start = Math.floor((at + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
  return { from: Math.max(start, from), to: Math.min(start + HOUR_MS, to) };
}

/** Every clock hour that has an instant in `[from, to)`, whole, in order. */
export function* clockHoursBetween(rules: ZoneRules, from: Instant, to: Instant): Generator<Interval> {
  for (let at = from; at < to; ) {
    const hour = clockHourAt(rules, at);
    yield hour;
    at = hour.to;
  }
}

/** Counts hours since the epoch; turns the rotations. Short hours may share one. */
export function hourNumberOf(hour: Interval): number {
  return Math.floor(hour.from / HOUR_MS);
}

/**
 * Offsets of an IANA zone for `days` days, read from Intl: the only place that knows zone names. Throws RangeError on
 * an unknown zone. Changes are found day by day and then to the millisecond; two within one day would be missed.
 */
export function zoneRulesOf(zone: string, from: Instant, days = 400): ZoneRules {
  const offsetMsAt = offsetReader(zone);
  const until = from + days * DAY_MS;
  const offsets = [{ at: from, offsetMs: offsetMsAt(from) }];
  let known = offsetMsAt(from);
  for (let at = from; at < until; at += DAY_MS) {
    const next = Math.min(at + DAY_MS, until);
    const offsetMs = offsetMsAt(next);
    if (offsetMs === known) continue;
    let before = at;
    let after = next;
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetMsAt(middle) === known) before = middle;
      else after = middle;
    }
    offsets.push({ at: after, offsetMs });
    known = offsetMs;
  }
  return { zone, offsets, until };
}

function offsetReader(zone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    const day = dayNumberOf(read('year'), read('month'), read('day'));
    const second = read('hour') * 3_600 + read('minute') * 60 + read('second');
    return day * DAY_MS + second * SECOND_MS - Math.floor(at / SECOND_MS) * SECOND_MS;
  };
}
