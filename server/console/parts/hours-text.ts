// Days and hours of a week in words: T2–CN 05:00–22:00.

import type { TFunction } from 'i18next';
import type { DailyHours } from '../../../content/model/screen.ts';

export function clockText(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** Null while somebody is still typing. */
export function minuteOf(clock: string): number | null {
  const [hour, minute] = clock.split(':').map(Number);
  if (hour === undefined || minute === undefined || Number.isNaN(hour) || Number.isNaN(minute)) return null;
  return hour * 60 + minute;
}

export function dailyHoursText(t: TFunction, hours: readonly DailyHours[]): string {
  return hours
    .map(({ days, fromMinute, untilMinute }) => {
      const names =
        days.length === 7
          ? t('settings.everyDay')
          : days.map((day) => t(`playlists.day_${day as 1}`)).join(' ');
      return `${names} ${clockText(fromMinute)}–${clockText(untilMinute)}`;
    })
    .join('; ');
}
