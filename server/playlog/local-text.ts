// Instants as an office writes them: dd/mm/yyyy and 24 hours, in the zone of the screen; and as ISO 8601 for programs.

import { type Instant, localDateOf, offsetAt, type ZoneRules } from '../../content/model/instant.ts';
import { viDateText } from '../../content/model/report-period.ts';

export function localTimeText(rules: ZoneRules, at: Instant): string {
  return `${datesAt(rules, at).vi} ${timeOfDay(rules, at)}`;
}

export function localDateText(rules: ZoneRules, at: Instant): string {
  return datesAt(rules, at).vi;
}

/** `08:14:20` */
export function timeOfDay(rules: ZoneRules, at: Instant): string {
  const secondOfDay = modulo(Math.floor((at + offsetAt(rules, at)) / 1_000), DAY_S);
  const hour = Math.floor(secondOfDay / 3_600);
  return `${two(hour)}:${two(Math.floor(secondOfDay / 60) % 60)}:${two(secondOfDay % 60)}`;
}

/** `08:14` */
export function clockText(rules: ZoneRules, at: Instant): string {
  return timeOfDay(rules, at).slice(0, 5);
}

export function isoTextOf(rules: ZoneRules, at: Instant): string {
  const { iso, zone } = datesAt(rules, at);
  return `${iso}T${timeOfDay(rules, at)}.${String(modulo(at, 1_000)).padStart(3, '0')}${zone}`;
}

const DAY_S = 86_400;

/** Of the day that was asked for last: rows come by the thousand for each day. */
let last = { day: Number.NaN, offsetMs: Number.NaN, iso: '', vi: '', zone: '' };

function datesAt(rules: ZoneRules, at: Instant): typeof last {
  const offsetMs = offsetAt(rules, at);
  const day = Math.floor((at + offsetMs) / (DAY_S * 1_000));
  if (day !== last.day || offsetMs !== last.offsetMs) {
    const iso = localDateOf(rules, at);
    last = { day, offsetMs, iso, vi: viDateText(iso), zone: zoneText(offsetMs) };
  }
  return last;
}

function zoneText(offsetMs: number): string {
  const offsetMinutes = Math.round(offsetMs / 60_000);
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;
const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
