// All screens as lines of the first page: how today and this hour stand, what is wrong, which come first. Pure; every hour
// is as bad as its worst account, so that no sum hides a short item behind a good one.

import type { ScreenView } from '../../content/model/api.ts';
import type { LastDay } from '../../content/model/api/results.ts';
import type { Instant, Interval } from '../../content/model/instant.ts';
import { type ResultCell, worstCell } from '../../content/model/result-grid.ts';
import type { SnapshotView } from '../../content/model/snapshot.ts';
import { countedOf, type Pace, paceOf, WORST_FIRST } from './pace.ts';
import { type Concern, findConcerns } from './screen-health.ts';
import { searchKey } from './search-key.ts';
import { dayOf } from './zone.ts';

/** Hours of today that are over and owed something, and what their worst accounts add up to. */
export interface TodaySoFar {
  readonly counted: number;
  readonly due: number;
  readonly hoursShort: number;
  readonly hoursNoData: number;
}

export function todayOf(cells: readonly ResultCell[], day: Interval): TodaySoFar {
  const over = cells.filter(
    ({ from, state }) => from >= day.from && from < day.to && ['met', 'short', 'no_data'].includes(state),
  );
  const sum = (key: 'counted' | 'due') => over.reduce((total, cell) => total + cell[key], 0);
  return {
    counted: sum('counted'),
    due: sum('due'),
    hoursShort: over.filter(({ state }) => state === 'short').length,
    hoursNoData: over.filter(({ state }) => state === 'no_data').length,
  };
}

export type TodayState = 'none' | 'met' | 'short' | 'no_data';

export function todayState({ due, hoursShort, hoursNoData }: TodaySoFar): TodayState {
  if (due === 0) return 'none';
  if (hoursShort > 0) return 'short';
  return hoursNoData > 0 ? 'no_data' : 'met';
}

export interface HourStand {
  readonly pace: Pace;
  readonly counted: number;
  readonly due: number;
  readonly expected: number;
  readonly missed: number;
}

/** The account of the running hour that stands worst; null: nothing is owed in it. */
export function hourStand(screen: Pick<ScreenView, 'accounts' | 'pace' | 'player'>): HourStand | null {
  const stands = screen.accounts
    .filter(({ due }) => due > 0)
    .map((account): HourStand => {
      const expected = screen.pace[account.account] ?? 0;
      const pace = paceOf(account, expected, screen.player.connected);
      return { pace, counted: countedOf(account), due: account.due, expected, missed: account.missed };
    });
  const rank = ({ pace, counted, due }: HourStand) => WORST_FIRST.indexOf(pace) + counted / (due + 1);
  return stands.reduce<HourStand | null>(
    (worst, one) => (worst === null || rank(one) < rank(worst) ? one : worst),
    null,
  );
}

/** The running hour comes with every push, the others once a minute: the last cell is made of what is newer. */
export function freshCells(cells: readonly ResultCell[], screen: ScreenView, now: Instant): ResultCell[] {
  const running = worstCell(screen.accounts, now);
  return cells.map((cell) => (cell.from === running?.from ? running : cell));
}

/** So much of a screen as a line shows: most reports of its player change none of it, and draw nothing. */
export interface BoardScreen extends Pick<ScreenView, 'id' | 'name' | 'zone' | 'widthPx' | 'heightPx'> {
  readonly connected: boolean;
  readonly showing: Pick<
    NonNullable<NonNullable<ScreenView['player']['state']>['showing']>,
    'role' | 'title' | 'asset'
  > | null;
}

function boardScreen({ id, name, zone, widthPx, heightPx, player }: ScreenView): BoardScreen {
  const showing = player.state?.showing ?? null;
  return {
    id,
    name,
    zone,
    widthPx,
    heightPx,
    connected: player.connected,
    showing: showing && { role: showing.role, title: showing.title, asset: showing.asset },
  };
}

export interface BoardLine {
  readonly screen: BoardScreen;
  readonly cells: readonly ResultCell[];
  readonly snapshot: SnapshotView | null;
  readonly today: TodaySoFar;
  readonly stand: HourStand | null;
  readonly concerns: readonly Concern[];
}

export function boardLines(
  screens: readonly ScreenView[],
  lastDays: readonly LastDay[],
  now: Instant,
): BoardLine[] {
  const known = new Map(lastDays.map((one) => [one.screenId, one]));
  return screens.map((screen) => lineOf(screen, known.get(screen.id), now));
}

/** By the day of the screen's own zone. */
export function lineOf(screen: ScreenView, lastDay: LastDay | undefined, now: Instant): BoardLine {
  const cells = freshCells(lastDay?.cells ?? [], screen, now);
  return {
    screen: boardScreen(screen),
    cells,
    snapshot: lastDay?.snapshot ?? null,
    today: todayOf(cells, dayOf(now, screen.zone)),
    stand: hourStand(screen),
    concerns: findConcerns(screen, now),
  };
}

export type LineTrouble = 'bad' | 'warn' | 'none';

export function troubleOf({ concerns, stand }: Pick<BoardLine, 'concerns' | 'stand'>): LineTrouble {
  if (stand?.pace === 'short' || concerns.some(({ tone }) => tone === 'bad')) return 'bad';
  return concerns.length > 0 || stand?.pace === 'behind' ? 'warn' : 'none';
}

export const LINE_FILTERS = ['all', 'trouble', 'short', 'away'] as const;
export type LineFilter = (typeof LINE_FILTERS)[number];

export function passes(line: BoardLine, filter: LineFilter): boolean {
  if (filter === 'trouble') return troubleOf(line) !== 'none';
  if (filter === 'short') return line.today.hoursShort > 0 || line.stand?.pace === 'short';
  return filter === 'all' || !line.screen.connected;
}

const TROUBLE_FIRST: readonly LineTrouble[] = ['bad', 'warn', 'none'];
const byName = new Intl.Collator('vi', { numeric: true });

/** Those that need somebody first, then by name. */
export function chooseLines(lines: readonly BoardLine[], filter: LineFilter, words: string): BoardLine[] {
  const key = searchKey(words);
  const rank = (line: BoardLine) => TROUBLE_FIRST.indexOf(troubleOf(line));
  return lines
    .filter((line) => passes(line, filter) && searchKey(line.screen.name).includes(key))
    .sort((a, b) => rank(a) - rank(b) || byName.compare(a.screen.name, b.screen.name));
}
