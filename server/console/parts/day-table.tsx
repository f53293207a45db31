// Today's hours as a real table: one button a cell, reached by arrow keys, each state with a sign and words besides its
// colour; an open cell explains itself below. On a narrow page the hours stand as rows.

import { Stack, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import type { HourAccount } from '../../../content/model/hour-account.ts';
import { useNow } from '../clock.ts';
import { buildDayGrid, type DayGrid, type GridItem, hoursOwed } from '../day-grid.ts';
import { countedOf } from '../pace.ts';
import { hoursQuery } from '../queries.ts';
import { STATE_SIGN } from '../state-sign.ts';
import { type Place, placeText, useTableFocus } from '../table-focus.ts';
import { dateText, dayOf, hourText } from '../zone.ts';
import { CellDetail, DayExplanations } from './day-explanations.tsx';
import classes from './day-table.module.css';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import { StateLegend } from './state-legend.tsx';

export function DayTable({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const day = dayOf(useNow(), screen.zone);
  const { data, error, refetch } = useQuery(hoursQuery(screen.id, day));
  const grid = buildDayGrid(data ?? [], day);
  return (
    <Panel title={t('day.title')} aside={<Text c="dimmed">{dateText(day.from, screen.zone)}</Text>}>
      <Stack gap="md">
        {error !== null && (
          <ProblemNotice
            problem={error}
            {...(data === undefined ? {} : { lead: t('problem.stale') })}
            onRetry={() => void refetch()}
          />
        )}
        {data !== undefined && grid.items.length === 0 && <Text fz="sm">{t('day.none')}</Text>}
        {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
        {grid.items.length > 0 && <GridTable grid={grid} screen={screen} />}
        {data !== undefined && grid.items.length > 0 && (
          <DayExplanations accounts={data} zone={screen.zone} />
        )}
      </Stack>
    </Panel>
  );
}

function GridTable({ grid, screen }: { grid: DayGrid; screen: ScreenView }) {
  const { t } = useTranslation();
  const { zone } = screen;
  const isNarrow = useMediaQuery('(max-width: 1000px)', undefined, { getInitialValueInEffect: false });
  const hours = isNarrow ? hoursOwed(grid) : grid.hours;
  const [rowCount, columnCount] = isNarrow
    ? [hours.length, grid.items.length]
    : [grid.items.length, hours.length];
  const nowAt = Math.max(0, hours.indexOf(screen.hour.from));
  const [open, setOpen] = useState<{ account: string; hour: number }>();
  const start = isNarrow ? { row: nowAt, column: 0 } : { row: 0, column: nowAt };
  const { table, reach, move, isTabStop } = useTableFocus(rowCount, columnCount, start);

  const cell = (item: GridItem, hour: number, place: Place) => (
    <td key={`${item.account}@${hour}`}>
      <Cell
        account={grid.cellAt(item.account, hour)}
        title={item.title}
        hour={hourText(hour, zone)}
        place={place}
        isTabStop={isTabStop(place)}
        isOpen={open?.account === item.account && open.hour === hour}
        onOpen={() => {
          reach(place);
          setOpen((before) =>
            before?.account === item.account && before.hour === hour
              ? undefined
              : { account: item.account, hour },
          );
        }}
        onKey={(event) => move(event, place)}
      />
    </td>
  );
  const opened = open === undefined ? undefined : grid.cellAt(open.account, open.hour);

  return (
    <>
      <div className={classes.scroll}>
        <table className={`${classes.table} ${isNarrow ? classes.narrow : ''}`} ref={table}>
          <caption className="vx-unseen">
            {t('day.caption', { date: dateText(screen.hour.from, zone) })}
          </caption>
          {isNarrow ? (
            <>
              <thead>
                <tr>
                  <th scope="col">{t('day.hour')}</th>
                  {grid.items.map((item) => (
                    <th scope="col" key={item.account} title={item.title}>
                      <span className={classes.clamped}>{item.title}</span>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {hours.map((hour, row) => (
                  <tr key={hour}>
                    <th scope="row" aria-label={t('day.hourLabel', { hour: hourText(hour, zone) })}>
                      {hourText(hour, zone)}
                    </th>
                    {grid.items.map((item, column) => cell(item, hour, { row, column }))}
                  </tr>
                ))}
                <tr>
                  <th scope="row">{t('day.total')}</th>
                  {grid.items.map((item) => (
                    <Total key={item.account} item={item} />
                  ))}
                </tr>
              </tbody>
            </>
          ) : (
            <>
              <thead>
                <tr>
                  <th scope="col">{t('day.item')}</th>
                  {hours.map((hour) => (
                    <th
                      scope="col"
                      key={hour}
                      aria-label={t('day.hourLabel', { hour: hourText(hour, zone) })}
                      className={hour === screen.hour.from ? classes.nowHead : undefined}
                    >
                      {hourText(hour, zone)}
                    </th>
                  ))}
                  <th scope="col">{t('day.total')}</th>
                </tr>
              </thead>
              <tbody>
                {grid.items.map((item, row) => (
                  <tr key={item.account}>
                    <th scope="row">
                      <span className={classes.clamped} title={item.title}>
                        {item.title}
                      </span>
                      <span className={classes.rate}>{t('hour.rate', { count: item.showingsPerHour })}</span>
                    </th>
                    {hours.map((hour, column) => cell(item, hour, { row, column }))}
                    <Total item={item} />
                  </tr>
                ))}
              </tbody>
            </>
          )}
        </table>
      </div>
      <StateLegend />
      <div aria-live="polite">{opened !== undefined && <CellDetail account={opened} zone={zone} />}</div>
    </>
  );
}

function Total({ item }: { item: GridItem }) {
  const { t } = useTranslation();
  const values = { counted: item.counted, due: item.due };
  return (
    <td className={classes.total}>
      <span role="img" aria-label={t('day.totalLabel', values)}>
        {t('hour.count', values)}
      </span>
    </td>
  );
}

interface CellProps {
  readonly account: HourAccount | undefined;
  readonly title: string;
  readonly hour: string;
  readonly place: Place;
  readonly isTabStop: boolean;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

function Cell({ account, title, hour, place, isTabStop, isOpen, onOpen, onKey }: CellProps) {
  const { t } = useTranslation();
  const state = account === undefined || account.due === 0 ? (account?.state ?? 'not_due') : account.state;
  const isBlank = account === undefined || account.due === 0 || state === 'ahead' || state === 'not_due';
  const counted = account === undefined ? 0 : countedOf(account);
  const said = isBlank
    ? t(`day.state_${state}`)
    : `${t('day.cellCount', { counted, due: account.due })}, ${t(`day.state_${state}`)}`;
  return (
    <button
      type="button"
      className={`${classes.cell} ${classes[state]}`}
      data-place={placeText(place)}
      data-state={state}
      tabIndex={isTabStop ? 0 : -1}
      aria-expanded={account === undefined ? undefined : isOpen}
      aria-label={t('day.cell', { title, hour, state: said })}
      onClick={onOpen}
      onKeyDown={onKey}
    >
      {!isBlank && <span>{counted}</span>}
      <span className={classes.sign}>{STATE_SIGN[state]}</span>
    </button>
  );
}
