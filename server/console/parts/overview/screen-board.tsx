// All screens of the office, one line each: those that need somebody first. A line draws again only when its own screen
// changed, so a hundred of them stay quick while their players report.

import { Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { memo, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../../content/model/api.ts';
import { MINUTE_MS } from '../../../../content/model/instant.ts';
import { type BoardLine, chooseLines, LINE_FILTERS, type LineFilter, lineOf } from '../../board.ts';
import { useNow } from '../../clock.ts';
import { lastDaysQuery } from '../../queries.ts';
import { useCellWalk } from '../../table-focus.ts';
import { dateText, dayOf } from '../../zone.ts';
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

export const ScreenBoard = memo(function ScreenBoard({ screens }: { screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  const now = useNow(LOOK_MS);
  const lastDays = useQuery(lastDaysQuery);
  const [filter, setFilter] = useState<LineFilter>('all');
  const [words, setWords] = useState('');
  const lines = useMemo(() => {
    const known = new Map((lastDays.data ?? []).map((one) => [one.screenId, one]));
    return screens.map((screen) => lineOf(screen, known.get(screen.id), dayOf(now, screen.zone), now));
  }, [screens, lastDays.data, now]);
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
          {screens.length >= MANY && (
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
                  label: t(`board.filter_${value}`, { count: chooseLines(lines, value, '').length }),
                }))}
                onChange={setFilter}
              />
            </Group>
          )}
          <Text fz="sm" c="dimmed" role="status">
            {t('board.shown', { count: shown.length, all: screens.length })}
          </Text>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside have the focus */}
          <ul
            className={`${classes.lines} ${screens.length >= MANY ? classes.compact : ''}`}
            ref={ref}
            onKeyDown={press}
          >
            {shown.map((line, row) => (
              <ScreenLine
                key={line.screen.id}
                line={line}
                row={row}
                stopColumn={stop.row === row ? stop.column : null}
                now={line.concerns.length > 0 ? now : now - (now % MINUTE_MS)}
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
  readonly now: number;
}

function ScreenLinePlain({ line, row, stopColumn, now }: ScreenLineProps) {
  const { t } = useTranslation();
  const { screen, cells, snapshot, today, stand, concerns } = line;
  const [worst] = concerns;
  return (
    <li className={classes.line} data-screen={screen.id}>
      <ScreenTiles screen={screen} snapshot={snapshot} today={dateText(now, screen.zone)} />
      <div className={classes.words}>
        <Text fw={600} component="h3" fz="md" m={0}>
          <Link to="/" search={{ mh: screen.id }}>
            {screen.name}
          </Link>
        </Text>
        <TodayAnswer today={today} stand={stand} />
        {worst !== undefined && (
          <Text fz="sm" className={`vx-${worst.tone}`}>
            {concernWords(t, worst).say}
          </Text>
        )}
      </div>
      <HourCells screen={screen} cells={cells} row={row} stopColumn={stopColumn} />
    </li>
  );
}

/** Goes by what the line is made of: the line itself is made anew whenever any screen changes. */
const ScreenLine = memo(
  ScreenLinePlain,
  (a, b) =>
    a.row === b.row &&
    a.stopColumn === b.stopColumn &&
    a.now === b.now &&
    a.line.screen === b.line.screen &&
    a.line.snapshot === b.line.snapshot &&
    a.line.cells.length === b.line.cells.length &&
    a.line.cells.every((cell, place) => {
      const other = b.line.cells[place];
      return cell.from === other?.from && cell.state === other.state && cell.counted === other.counted;
    }),
);
