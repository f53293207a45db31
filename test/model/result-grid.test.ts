// Days by hours: an hour is as bad as the worst of what it owed.

import { describe, expect, it } from 'vitest';
import type { AccountState, HourAccount } from '../../content/model/hour-account.ts';
import { DAY_MS, HOUR_MS } from '../../content/model/instant.ts';
import {
  countHours,
  metPercent,
  ResultFold,
  ResultGrid,
  worseCell,
} from '../../content/model/result-grid.ts';
import type { ReportFilter } from '../../content/model/report.ts';
import { HCM_RULES, MONDAY_8_AT } from '../support/programme-builder.ts';

const NOW = MONDAY_8_AT + DAY_MS;
const NONE: ReportFilter = { playlistIds: [], itemIds: [] };
const HOUR = { from: MONDAY_8_AT, to: MONDAY_8_AT + HOUR_MS };

function accountOf(
  account: string,
  state: AccountState,
  shown: number,
  more: Partial<HourAccount> = {},
): HourAccount {
  return {
    screen: 'vong-xoay',
    hour: HOUR,
    account,
    playlist: 'cchc',
    category: 'propaganda',
    title: account,
    showingsPerHour: 10,
    due: 10,
    baselineDue: 10,
    shown,
    madeGood: 0,
    missed: state === 'short' ? 10 - shown : 0,
    excused: 0,
    open: state === 'short' ? 0 : 10 - shown,
    missing: [],
    extra: 0,
    state,
    ...more,
  };
}

function gridOf(accounts: readonly HourAccount[], filter = NONE, now = NOW): ResultGrid {
  const fold = new ResultFold({ screenId: 'vong-xoay', rules: HCM_RULES }, filter, now);
  fold.addHour(HOUR, accounts);
  return ResultGrid.parse(fold.grid());
}

const cellOf = (grid: ResultGrid) => grid.rows[0]?.cells[8];

describe(ResultFold, () => {
  it('shows the worst account of the hour, whatever their order', () => {
    const accounts = [accountOf('a', 'met', 10), accountOf('b', 'short', 4), accountOf('c', 'short', 6)];
    for (const order of [accounts, accounts.toReversed()]) {
      expect(cellOf(gridOf(order))).toMatchObject({ state: 'short', due: 10, counted: 4, overdue: false });
    }
    expect(cellOf(gridOf(accounts, { ...NONE, itemIds: ['c'] }))).toMatchObject({ counted: 6 });
    expect(gridOf(accounts, { ...NONE, playlistIds: ['khac'] })).toMatchObject({ rows: [], totals: [] });
  });

  it('puts each hour under its local day and hour, and adds a category up', () => {
    const grid = gridOf([accountOf('a', 'met', 10), accountOf('b', 'no_data', 3)]);
    expect(grid.rows).toHaveLength(1);
    expect(grid.rows[0]?.cells.filter((cell) => cell !== null)).toHaveLength(1);
    expect(grid.totals).toHaveLength(1);
    expect(grid.totals[0]).toMatchObject({ category: 'propaganda', sums: { due: 20, shown: 13, noData: 7 } });
    const fold = new ResultFold({ screenId: 'vong-xoay', rules: HCM_RULES }, NONE, NOW);
    for (const from of [MONDAY_8_AT, MONDAY_8_AT + HOUR_MS]) {
      const hour = { from, to: from + HOUR_MS };
      fold.addHour(hour, [accountOf('a', 'met', 10, { hour })]);
    }
    expect(
      fold.grid().rows.map(({ cells }) => cells.flatMap((cell, at) => (cell === null ? [] : [at]))),
    ).toEqual([[8, 9]]);
  });

  it('calls silence overdue after seven days, and worse than silence that may still end', () => {
    const silent = accountOf('a', 'no_data', 0);
    expect(cellOf(gridOf([silent]))?.overdue).toBe(false);
    const overdue = cellOf(gridOf([silent], NONE, NOW + 7 * DAY_MS));
    expect(overdue?.overdue).toBe(true);
    const fresh = cellOf(gridOf([silent]));
    if (overdue == null || fresh == null) throw new Error('no cell');
    expect([worseCell(overdue, fresh), worseCell(fresh, overdue)]).toEqual([overdue, overdue]);
  });
});

it('counts hours by what became of them and never rounds up to all', () => {
  const rows = gridOf([accountOf('a', 'met', 10)]).rows;
  expect(countHours(rows)).toEqual({ met: 1, short: 0, noData: 0, excused: 0 });
  expect(metPercent({ met: 1, short: 0, noData: 0, excused: 5 })).toBe(100);
  expect(metPercent({ met: 99_999, short: 1, noData: 0, excused: 0 })).toBe(99.99);
  expect(metPercent({ met: 0, short: 0, noData: 0, excused: 3 })).toBe(null);
});
