// One day of one screen in full words: everything that a cell of the week has no room for.

import { Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CalendarDayView, ScreenCalendar } from '../../../../content/model/api/calendar.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { weekdayOf } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { promiseText } from '../playlists/promise-text.ts';
import { Sign } from '../sign.tsx';
import { hoursText, pauseText } from './calendar-words.ts';
import { keyOf } from './week-table.tsx';

export function DayPromises({ screen, day }: { screen: ScreenCalendar; day: CalendarDayView }) {
  const { t } = useTranslation();
  const { zone } = screen;
  return (
    <Panel
      title={t('calendar.dayTitle', {
        screen: screen.screenName,
        weekday: t(`calendar.weekday_${weekdayOf(day.date) as 1}`),
        date: viDateText(day.date),
      })}
    >
      <Stack gap="sm">
        <Text fz="sm">
          {day.open.length === 0
            ? t('calendar.closedAll')
            : t('calendar.openAt', { hours: hoursText(day.open, day, zone) })}
        </Text>
        {day.pauses.map((pause) => (
          <Text fz="sm" className="vx-bad" fw={500} key={`${pause.kind}/${pause.from}`}>
            <Sign name="warn" /> {pauseText(t, pause, day, zone)}
          </Text>
        ))}
        {day.promises.length === 0 && <Text fz="sm">{t('calendar.nothingPromised')}</Text>}
        {day.promises.map((promise) => {
          const { fromDate, untilDate } = promise;
          return (
            <div key={keyOf(promise)}>
              <Text fz="sm" fw={600}>
                <Link to="/danh-sach-phat" search={{ ds: promise.playlistId }}>
                  {promise.name}
                </Link>
              </Text>
              <Text fz="sm">
                {promiseText(t, promise.guarantee)} · {t('calendar.items', { count: promise.items })} ·{' '}
                {hoursText(promise.intervals, day, zone)}
              </Text>
              {(fromDate !== null || untilDate !== null) && (
                <Text fz="sm" c="dimmed">
                  {t('calendar.campaignDates', {
                    from: fromDate === null ? t('playlists.noStart') : viDateText(fromDate),
                    until: untilDate === null ? t('playlists.noEnd') : viDateText(untilDate),
                  })}
                </Text>
              )}
            </div>
          );
        })}
      </Stack>
    </Panel>
  );
}
