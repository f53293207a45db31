// All screens of the office, one line each: those that need somebody first. A line draws again only when something it shows
// changed, so a hundred of them stay quick while their players report.

import { Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useCallback, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../../content/model/api.ts';
import type { LastDay } from '../../../../content/model/api/results.ts';
import {
  type BoardLine,
  boardLines,
  chooseLines,
  LINE_FILTERS,
  type LineFilter,
  passes,
} from '../../board.ts';
import { useNow } from '../../clock.ts';
import { lastDaysQuery, screensQuery } from '../../queries.ts';
import { useCellWalk } from '../../table-focus.ts';
import { dateText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { StateLegend } from '../state-legend.tsx';
import { BoardProblems, concernWords } from './board-problems.tsx';
import { HourCells } from './hour-cells.tsx';
import classes from './screen-board.module.css';
import { ScreenTiles } from './screen-tiles.tsx';
import { TodayAnswer } from './today-answer.tsx';

/** From so many on, people search instead of looking. */
const MANY = 8;
const CELLS = 24;
/** Durations in sentences go by minutes. */
const LOOK_MS = 15_000;
const NO_LINES: readonly BoardLine[] = [];
const NO_DAYS: readonly LastDay[] = [];

export const ScreenBoard = memo(function ScreenBoard() {
  const { t } = useTranslation();
  const now = useNow(LOOK_MS);
  const lastDays = useQuery(lastDaysQuery);
  const [filter, setFilter] = useState<LineFilter>('all');
  const [words, setWords] = useState('');
  const days = lastDays.data ?? NO_DAYS;
  // The query keeps the lines, and whatever of a line is as it was: the same object, which is not drawn again.
  const select = useCallback((screens: readonly ScreenView[]) => boardLines(screens, days, now), [days, now]);
  // A hundred lines are drawn between frames, not instead of them.
  const lines = useDeferredValue(useQuery({ ...screensQuery, select }).data ?? NO_LINES);
  const shown = chooseLines(lines, filter, words);
  const { ref, stop, press } = useCellWalk<HTMLUListElement>(shown.length, CELLS, {
    row: 0,
    column: CELLS - 1,
  });
  return (
    <>
      <BoardProblems lines={chooseLines(lines, 'trouble', '')} />
      <Panel title={t('board.title')} tour="answer">
        <Stack gap="md">
          {lastDays.error !== null && (
            <ProblemNotice problem={lastDays.error} onRetry={() => void lastDays.refetch()} />
          )}
          {lines.length >= MANY && (
            <Group align="flex-end" gap="md">
              <TextInput
                type="search"
                label={t('board.search')}
                value={words}
                onChange={({ currentTarget }) => setWords(currentTarget.value)}
              />
              <SegmentedControl
                className={classes.filter}
                aria-label={t('board.filter')}
                value={filter}
                data={LINE_FILTERS.map((value) => ({
                  value,
                  label: t(`board.filter_${value}`, {
                    count: lines.filter((line) => passes(line, value)).length,
                  }),
                }))}
                onChange={setFilter}
              />
            </Group>
          )}
          <Text fz="sm" c="dimmed" role="status">
            {t('board.shown', { count: shown.length, all: lines.length })}
          </Text>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside have the focus */}
          <ul
            className={`${classes.lines} ${lines.length >= MANY ? classes.compact : ''}`}
            ref={ref}
            onKeyDown={press}
          >
            {shown.map((line, row) => (
              <ScreenLine
                key={line.screen.id}
                line={line}
                row={row}
                stopColumn={stop.row === row ? stop.column : null}
                today={dateText(now, line.screen.zone)}
              />
            ))}
          </ul>
          <Text fz="sm" c="dimmed">
            {t('board.worstNote')}
          </Text>
          <StateLegend />
        </Stack>
      </Panel>
    </>
  );
});

interface ScreenLineProps {
  readonly line: BoardLine;
  readonly row: number;
  readonly stopColumn: number | null;
  readonly today: string;
}

const ScreenLine = memo(function ScreenLine({ line, row, stopColumn, today }: ScreenLineProps) {
  const { t } = useTranslation();
  const { screen, cells, snapshot, stand, concerns } = line;
  const [worst] = concerns;
  return (
    <li className={classes.line} data-screen={screen.id}>
      <ScreenTiles screen={screen} snapshot={snapshot} today={today} />
      <div className={classes.words}>
        <Text fw={600} component="h3" fz="md" m={0}>
          <Link to="/" search={{ mh: screen.id }}>
            {screen.name}
          </Link>
        </Text>
        <TodayAnswer today={line.today} stand={stand} />
        {worst !== undefined && (
          <Text fz="sm" className={`vx-${worst.tone}`}>
            {concernWords(t, worst).say}
          </Text>
        )}
      </div>
      <HourCells screen={screen} cells={cells} row={row} stopColumn={stopColumn} />
    </li>
  );
});
