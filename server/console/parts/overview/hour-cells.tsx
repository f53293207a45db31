// The last twenty-four hours of one screen, each a link to that hour in Kết quả phát: a list with words for screen readers,
// a sign besides the colour for everybody, a line where the day changes.

import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { ResultCell } from '../../../../content/model/result-grid.ts';
import { cellText } from '../../cell-text.ts';
import { STATE_SIGN } from '../../state-sign.ts';
import { placeText, useCellWalk } from '../../table-focus.ts';
import { dateText, hourText } from '../../zone.ts';
import states from '../day-table.module.css';
import classes from './hour-cells.module.css';

interface HourCellsProps {
  readonly screen: { readonly id: string; readonly name: string; readonly zone: string };
  readonly cells: readonly ResultCell[];
  readonly row: number;
  /** The one cell that the Tab key stops at, where it is in this row. */
  readonly stopColumn: number | null;
}

export function HourCells({ screen, cells, row, stopColumn }: HourCellsProps) {
  const { t } = useTranslation();
  return (
    <ol className={classes.cells} aria-label={t('board.strip', { screen: screen.name })}>
      {cells.map(({ from, state, due, counted, overdue }, column) => (
        <HourCell
          key={from}
          screenId={screen.id}
          zone={screen.zone}
          place={placeText({ row, column })}
          isStop={stopColumn === column}
          {...{ from, state, due, counted, overdue }}
        />
      ))}
    </ol>
  );
}

interface HourCellProps extends Pick<ResultCell, 'from' | 'state' | 'due' | 'counted' | 'overdue'> {
  readonly screenId: string;
  readonly zone: string;
  readonly place: string;
  readonly isStop: boolean;
}

/** Draws again only when its own hour did: of a hundred screens there are 2,400, and a report changes one in each strip. */
const HourCell = memo(function HourCell({ screenId, zone, place, isStop, ...cell }: HourCellProps) {
  const { t } = useTranslation();
  const hour = hourText(cell.from, zone);
  const words = t('results.cell', { date: dateText(cell.from, zone), hour, state: cellText(t, cell) });
  return (
    <li className={hour === '00' ? classes.midnight : undefined}>
      <Link
        to="/ket-qua-phat"
        search={{ mh: screenId, gio: cell.from }}
        preload={false}
        className={`${classes.cell} ${states[cell.state]}`}
        data-place={place}
        data-state={cell.state}
        tabIndex={isStop ? 0 : -1}
        aria-label={words}
        title={words}
      >
        <span className={states['sign']}>{cell.overdue ? '??' : STATE_SIGN[cell.state]}</span>
      </Link>
      <span className={classes.hour} aria-hidden="true">
        {hour}
      </span>
    </li>
  );
});

/** One strip by itself: a stop of the Tab key, arrows inside. */
export function DayStrip({ screen, cells }: Pick<HourCellsProps, 'screen' | 'cells'>) {
  const { ref, stop, press } = useCellWalk<HTMLDivElement>(1, cells.length, {
    row: 0,
    column: cells.length - 1,
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the links inside are what has the focus
    <div ref={ref} onKeyDown={press}>
      <HourCells screen={screen} cells={cells} row={0} stopColumn={stop.column} />
    </div>
  );
}
