// Days by hours as a real table: one button a cell, one stop of the Tab key, arrows inside; every state with a sign and
// words besides its colour. Rows are memoised, so a push that changes one day draws one row.

import { memo, useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { viDateText } from '../../../../content/model/report-period.ts';
import { cellText, hasCount } from '../../cell-text.ts';
import type { PlacedCell, ResultDay } from '../../result-days.ts';
import { STATE_SIGN } from '../../state-sign.ts';
import { placeText, useCellWalk } from '../../table-focus.ts';
import { spokenLanguage } from '../../words.ts';
import states from '../day-table.module.css';
import { StateLegend } from '../state-legend.tsx';
import classes from './result-table.module.css';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const two = (value: number) => String(value).padStart(2, '0');

interface ResultTableProps {
  readonly days: readonly ResultDay[];
  readonly caption: string;
  /** Start of the running hour. */
  readonly nowFrom: number;
  readonly opened: number | null;
  readonly onOpen: (cell: PlacedCell) => void;
}

/** Two months stand at once; the rest of a year follows when there is time for it. */
const AT_ONCE = 62;

export function ResultTable({ days, caption, nowFrom, opened, onOpen }: ResultTableProps) {
  const { t } = useTranslation();
  const drawn = useDeferredValue(Math.max(AT_ONCE, days.length), AT_ONCE);
  const { ref, stop, choose, press } = useCellWalk<HTMLTableElement>(days.length, HOURS.length, {
    row: 0,
    column: 0,
  });
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.table} ref={ref} onKeyDown={press}>
          <caption className="vx-unseen">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{t('results.day')}</th>
              {HOURS.map((hour) => (
                <th scope="col" key={hour} aria-label={t('day.hourLabel', { hour })}>
                  {two(hour)}
                </th>
              ))}
              <th scope="col">{t('results.metHours')}</th>
            </tr>
          </thead>
          <tbody>
            {days.slice(0, drawn).map((day, row) => (
              <DayRow
                key={day.date}
                day={day}
                row={row}
                stopColumn={stop.row === row ? stop.column : null}
                nowFrom={day.cells.some((cell) => cell?.from === nowFrom) ? nowFrom : null}
                opened={day.cells.some((cell) => cell?.from === opened) ? opened : null}
                onOpen={(cell, column) => {
                  choose({ row, column });
                  onOpen(cell);
                }}
              />
            ))}
          </tbody>
        </table>
      </div>
      <StateLegend />
    </>
  );
}

interface DayRowProps {
  readonly day: ResultDay;
  readonly row: number;
  readonly stopColumn: number | null;
  readonly nowFrom: number | null;
  readonly opened: number | null;
  readonly onOpen: (cell: PlacedCell, column: number) => void;
}

function DayRowPlain({ day, row, stopColumn, nowFrom, opened, onOpen }: DayRowProps) {
  const { t } = useTranslation();
  const over = day.cells.filter((cell) => cell !== null && ['met', 'short', 'no_data'].includes(cell.state));
  const met = over.filter((cell) => cell?.state === 'met').length;
  return (
    <tr>
      <th scope="row">
        <span className={classes.weekday}>{weekdayText(day.date)}</span> {viDateText(day.date)}
      </th>
      {HOURS.map((column) => {
        const cell = day.cells[column] ?? null;
        const isNow = cell !== null && cell.from === nowFrom;
        return (
          <td key={column} className={isNow ? classes.now : undefined}>
            <Cell
              cell={cell}
              said={t('results.cell', {
                date: viDateText(day.date),
                hour: column,
                state: cellText(t, cell),
              })}
              place={placeText({ row, column })}
              isStop={stopColumn === column}
              isOpen={cell !== null && cell.from === opened}
              onOpen={() => cell !== null && onOpen(cell, column)}
            />
          </td>
        );
      })}
      <td className={classes.total}>
        {over.length === 0 ? '' : t('hour.count', { counted: met, due: over.length })}
      </td>
    </tr>
  );
}

/** The row draws again only when something in it changed; opening goes by what the cell is, not by who listens. */
const DayRow = memo(
  DayRowPlain,
  (a, b) =>
    a.row === b.row &&
    a.stopColumn === b.stopColumn &&
    a.nowFrom === b.nowFrom &&
    a.opened === b.opened &&
    a.day.date === b.day.date &&
    a.day.cells.every((cell, place) => isSame(cell, b.day.cells[place] ?? null)),
);

function isSame(a: PlacedCell | null, b: PlacedCell | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.state === b.state &&
    a.counted === b.counted &&
    a.due === b.due &&
    a.overdue === b.overdue &&
    a.screenId === b.screenId
  );
}

interface CellProps {
  readonly cell: PlacedCell | null;
  readonly said: string;
  readonly place: string;
  readonly isStop: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
}

function Cell({ cell, said, place, isStop, isOpen, onOpen }: CellProps) {
  const state = cell?.state ?? 'not_due';
  return (
    <button
      type="button"
      className={`${states.cell} ${classes.cell} ${states[state]}`}
      data-place={place}
      data-state={state}
      tabIndex={isStop ? 0 : -1}
      aria-haspopup={cell === null ? undefined : 'dialog'}
      aria-expanded={cell === null ? undefined : isOpen}
      aria-label={said}
      onClick={onOpen}
    >
      {hasCount(cell) && <span>{cell.counted}</span>}
      <span className={states['sign']}>{cell?.overdue === true ? '??' : STATE_SIGN[state]}</span>
    </button>
  );
}

const weekdays = new Map<string, Intl.DateTimeFormat>();

/** Of a date without a zone. */
function weekdayText(date: string): string {
  const language = spokenLanguage();
  const format =
    weekdays.get(language) ?? new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' });
  weekdays.set(language, format);
  return format.format(Date.parse(`${date}T00:00:00Z`));
}
