// The week as a real table: screens by days, one button a cell, reached by arrow keys. A cell tells its hours and what is
// promised in words; the bar above them only repeats it for the eye.

import { Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { TFunction } from 'i18next';
import type { CalendarDayView, PromiseView, ScreenCalendar } from '../../../../content/model/api/calendar.ts';
import type { Interval } from '../../../../content/model/instant.ts';
import type { ChosenDay } from '../../pages/calendar-page.tsx';
import { type Place, placeText, useTableFocus } from '../../table-focus.ts';
import { weekdayOf } from '../../zone.ts';
import { Sign } from '../sign.tsx';
import { hoursText, pauseText, promisedShortly } from './calendar-words.ts';
import classes from './week-table.module.css';

/** More would make a cell longer than a screen; the day below the table names all. */
const MOST_LINES = 3;

interface WeekTableProps {
  readonly screens: readonly ScreenCalendar[];
  readonly today: string;
  readonly chosen: ChosenDay | undefined;
  readonly onChoose: (day: ChosenDay) => void;
}

export function WeekTable({ screens, today, chosen, onChoose }: WeekTableProps) {
  const { t } = useTranslation();
  // On a telephone the days stand below each other.
  const isNarrow = useMediaQuery('(max-width: 800px)', undefined, { getInitialValueInEffect: false });
  const days = screens[0]?.days ?? [];
  const todayAt = Math.max(
    0,
    days.findIndex(({ date }) => date === today),
  );
  const [rowCount, columnCount] = isNarrow ? [days.length, screens.length] : [screens.length, days.length];
  const start = isNarrow ? { row: todayAt, column: 0 } : { row: 0, column: todayAt };
  const { table, reach, move, isTabStop } = useTableFocus(rowCount, columnCount, start);
  const cell = (screen: ScreenCalendar, day: CalendarDayView | undefined, place: Place) =>
    day !== undefined && (
      <td
        key={`${screen.screenId}/${day.date}`}
        className={day.date === today ? classes.todayCell : undefined}
      >
        <button
          type="button"
          className={classes.cell}
          data-place={placeText(place)}
          tabIndex={isTabStop(place) ? 0 : -1}
          aria-pressed={chosen?.screenId === screen.screenId && chosen.date === day.date}
          onKeyDown={(event) => move(event, place)}
          onClick={() => {
            reach(place);
            onChoose({ screenId: screen.screenId, date: day.date });
          }}
        >
          <DayCell day={day} zone={screen.zone} />
        </button>
      </td>
    );
  const dayHead = (date: string, scope: 'col' | 'row') => (
    <th scope={scope} key={date} className={date === today ? classes.todayHead : undefined}>
      {dayText(t, date)}
      {date === today && <span className={classes.today}>{t('calendar.today')}</span>}
    </th>
  );
  return (
    <div className={classes.scroll}>
      <table className={`${classes.table} ${isNarrow ? classes.narrow : ''}`} ref={table}>
        <caption className="vx-unseen">{t('calendar.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t(isNarrow ? 'calendar.date' : 'calendar.screen')}</th>
            {isNarrow
              ? screens.map(({ screenId, screenName }) => (
                  <th scope="col" key={screenId}>
                    {screenName}
                  </th>
                ))
              : days.map(({ date }) => dayHead(date, 'col'))}
          </tr>
        </thead>
        <tbody>
          {isNarrow
            ? days.map(({ date }, row) => (
                <tr key={date}>
                  {dayHead(date, 'row')}
                  {screens.map((screen, column) => cell(screen, screen.days[row], { row, column }))}
                </tr>
              ))
            : screens.map((screen, row) => (
                <tr key={screen.screenId}>
                  <th scope="row">{screen.screenName}</th>
                  {screen.days.map((day, column) => cell(screen, day, { row, column }))}
                </tr>
              ))}
        </tbody>
      </table>
    </div>
  );
}

function dayText(t: TFunction, date: string): string {
  const [, month, day] = date.split('-');
  return `${t(`calendar.weekday_${weekdayOf(date) as 1}`)} ${day}/${month}`;
}

function DayCell({ day, zone }: { day: CalendarDayView; zone: string }) {
  const { t } = useTranslation();
  const owed = day.promises.filter(({ guarantee }) => guarantee !== null);
  const fillers = day.promises.length - owed.length;
  return (
    <>
      <DayBar day={day} />
      <span className={classes.hours}>
        {day.open.length > 0
          ? hoursText(day.open, day, zone)
          : t(day.ruled ? 'calendar.closed' : 'calendar.noProgramme')}
      </span>
      {day.pauses.map((pause) => (
        <span className={`${classes.line} vx-bad`} key={`${pause.kind}/${pause.from}`}>
          <Sign name="warn" /> {pauseText(t, pause, day, zone)}
        </span>
      ))}
      {owed.slice(0, MOST_LINES).map((promise) => (
        <PromiseLine key={keyOf(promise)} promise={promise} />
      ))}
      {owed.length > MOST_LINES && (
        <span className={classes.more}>{t('calendar.more', { count: owed.length - MOST_LINES })}</span>
      )}
      {owed.length === 0 && day.open.length > 0 && (
        <span className={classes.more}>{t('calendar.nothingOwed')}</span>
      )}
      {fillers > 0 && <span className={classes.more}>{t('calendar.withFiller')}</span>}
    </>
  );
}

export function keyOf({ playlistId, intervals }: PromiseView): string {
  return `${playlistId}/${intervals[0]?.from ?? 0}`;
}

function PromiseLine({ promise }: { promise: PromiseView }) {
  const { t } = useTranslation();
  const isCampaign = promise.fromDate !== null || promise.untilDate !== null;
  return (
    <span className={classes.line}>
      {isCampaign && <span className={classes.campaign}>{t('calendar.campaign')}</span>}{' '}
      <strong>{promise.name}</strong> {promisedShortly(t, promise)}
    </span>
  );
}

/** The day from midnight to midnight; only for the eye. */
function DayBar({ day }: { day: CalendarDayView }) {
  const place = ({ from, to }: Interval) => ({
    left: `${(100 * Math.max(0, from - day.from)) / (day.to - day.from)}%`,
    width: `${(100 * (Math.min(to, day.to) - Math.max(from, day.from))) / (day.to - day.from)}%`,
  });
  const owed = day.promises.filter(({ guarantee }) => guarantee !== null).flatMap((one) => one.intervals);
  return (
    <span className={classes.bar} aria-hidden="true">
      {day.open.map((one) => (
        <span key={`open/${one.from}`} className={classes.open} style={place(one)} />
      ))}
      {owed.map((one, index) => (
        <span key={`owed/${index}`} className={classes.owed} style={place(one)} />
      ))}
      {day.pauses.map((one) => (
        <span key={`pause/${one.kind}/${one.from}`} className={classes.pause} style={place(one)} />
      ))}
    </span>
  );
}

export function CalendarLegend() {
  const { t } = useTranslation();
  return (
    <Group gap="lg" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
      {(['open', 'owed', 'pause'] as const).map((kind) => (
        <Text component="li" fz="xs" c="dimmed" key={kind}>
          <span className={`${classes.swatch} ${classes[kind]}`} aria-hidden="true" />
          {t(`calendar.legend_${kind}`)}
        </Text>
      ))}
    </Group>
  );
}
