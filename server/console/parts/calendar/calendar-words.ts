// Hours, promises and pauses of the calendar in words.

import type { TFunction } from 'i18next';
import type { CalendarDayView, PauseView, PromiseView } from '../../../../content/model/api/calendar.ts';
import type { Interval } from '../../../../content/model/instant.ts';
import { dateText, timeText } from '../../zone.ts';

/** 05:00–22:00, 23:00–24:00: inside one day, so its end is 24:00 and not 00:00. */
export function hoursText(intervals: readonly Interval[], day: Interval, zone: string): string {
  return intervals
    .map(
      ({ from, to }) =>
        `${timeText(Math.max(from, day.from), zone)}–${to >= day.to ? '24:00' : timeText(to, zone)}`,
    )
    .join(', ');
}

export function promisedShortly(t: TFunction, { guarantee, items }: PromiseView): string {
  if (guarantee === null) return t('playRole.filler');
  return t(guarantee.scope === 'total' ? 'calendar.rateTotal' : 'calendar.rate', {
    count: guarantee.showingsPerHour,
    items,
  });
}

export function pauseText(t: TFunction, pause: PauseView, day: CalendarDayView, zone: string): string {
  const hours =
    pause.from <= day.from && pause.to >= day.to ? t('calendar.allDay') : hoursText([pause], day, zone);
  const title = pause.title === '' ? '' : ` (${pause.title})`;
  return `${t(`calendar.pause_${pause.kind}`)} ${hours}${title}`;
}

export function momentText(at: number, zone: string): string {
  return `${timeText(at, zone)} ${dateText(at, zone)}`;
}
