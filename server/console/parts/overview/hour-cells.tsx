// The last twenty-four hours of one screen, each a link to that hour in Kết quả phát: a list with words for screen readers,
// a sign besides the colour for everybody, a line where the day changes.

import { Link } from '@tanstack/react-router';
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
      {cells.map((cell, column) => {
        const hour = hourText(cell.from, screen.zone);
        const date = dateText(cell.from, screen.zone);
        return (
          <li key={cell.from} className={hour === '00' ? classes.midnight : undefined}>
            <Link
              to="/ket-qua-phat"
              search={{ mh: screen.id, gio: cell.from }}
              preload={false}
              className={`${classes.cell} ${states[cell.state]}`}
              data-place={placeText({ row, column })}
              data-state={cell.state}
              tabIndex={stopColumn === column ? 0 : -1}
              aria-label={t('results.cell', { date, hour, state: cellText(t, cell) })}
              title={t('results.cell', { date, hour, state: cellText(t, cell) })}
            >
              <span className={states['sign']}>{cell.overdue ? '??' : STATE_SIGN[cell.state]}</span>
            </Link>
            <span className={classes.hour} aria-hidden="true">
              {hour}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

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
