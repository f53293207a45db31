// Instants as an office writes them: dd/mm/yyyy and 24 hours, in the zone of the screen; and as ISO 8601 for programs.

import { type Instant, localDateOf, offsetAt, type ZoneRules } from '../../content/model/instant.ts';
import { viDateText } from '../../content/model/report-period.ts';

export function localTimeText(rules: ZoneRules, at: Instant): string {
  return `${localDateText(rules, at)} ${timeOfDay(rules, at)}`;
}

export function localDateText(rules: ZoneRules, at: Instant): string {
  return viDateText(localDateOf(rules, at));
}

/** `08:14:20` */
export function timeOfDay(rules: ZoneRules, at: Instant): string {
  const DAY_S = 86_400;
  const secondOfDay = (((Math.floor((at + offsetAt(rules, at)) / 1_000) % DAY_S) + DAY_S) % DAY_S) | 0;
  const hour = Math.floor(secondOfDay / 3_600);
  return `${pad(hour, 2)}:${pad(Math.floor(secondOfDay / 60) % 60, 2)}:${pad(secondOfDay % 60, 2)}`;
}

export function isoTextOf(rules: ZoneRules, at: Instant): string {
  const offsetMinutes = Math.round(offsetAt(rules, at) / 60_000);
  const size = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
  const ms = pad(((at % 1_000) + 1_000) % 1_000, 3);
  return `${localDateOf(rules, at)}T${timeOfDay(rules, at)}.${ms}${zone}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
