import { describe, expect, it } from 'vitest';
import { accountHour } from '../../content/model/accounting.ts';
import { OVERDUE_MS } from '../../content/model/hour-account.ts';
import { tracesOf } from '../../content/model/evidence.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Missed, Play } from '../../content/model/play.ts';
import { ReportFold } from '../../content/model/report.ts';
import { intervalOf, periodOf } from '../../content/model/report-period.ts';
import { JournalBuilder } from '../support/journal-builder.ts';
import { HCM_RULES, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const PROGRAMME = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }],
  playlists: [
    { id: 'cchc', itemIds: ['a'], guarantee: 10 },
    { id: 'khac', itemIds: ['b'], guarantee: 10 },
  ],
  effectiveFrom: MONDAY_8_AT - HOUR_MS,
});
const NOW = MONDAY_8_AT + 5 * HOUR_MS;
const SCREEN = { screenId: 'vong-xoay', rules: HCM_RULES };

function accountsOfThreeHours() {
  const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT, PROGRAMME);
  const hours = [0, 1, 2].map((index) => ({
    from: MONDAY_8_AT + index * HOUR_MS,
    to: MONDAY_8_AT + (index + 1) * HOUR_MS,
  }));
  for (const [index, hour] of hours.entries()) {
    if (index < 2) journal.hour(hour, PROGRAMME, ({ k }) => index === 0 || k > 1);
  }
  const traces = tracesOf(journal.records);
  const plays = journal.records.filter((one): one is Play => one.type === 'play');
  const missed = journal.records.filter((one): one is Missed => one.type === 'missed');
  const now = NOW;
  return hours.map((hour) => ({
    hour,
    accounts: accountHour({ programmes: [PROGRAMME], hour, showings: plays, missed, traces, now }),
  }));
}

describe(ReportFold, () => {
  it('adds up what the accounts say, by item and by category, and keeps silence apart', () => {
    const fold = new ReportFold({ playlistIds: [], itemIds: [] }, NOW);
    const hours = accountsOfThreeHours();
    for (const { hour, accounts } of hours) fold.addHour(SCREEN, hour, accounts);
    const { lines, totals, grid, shortfalls } = fold.report();
    expect(
      lines.map(({ account, due, shown, missed, noData }) => [account, due, shown, missed, noData]),
    ).toEqual([
      ['a', 30, 18, 2, 10],
      ['b', 30, 18, 2, 10],
    ]);
    for (const line of lines) {
      const { due, shown, madeGood, missed, noData, ahead } = line;
      expect(due).toBe(shown + madeGood + missed + noData + ahead);
      expect([line.hoursMet, line.hoursShort, line.hoursNoData]).toEqual([1, 1, 1]);
    }
    expect(totals).toHaveLength(1);
    expect(totals[0]?.sums).toMatchObject({ due: 60, shown: 36, missed: 4, noData: 20 });
    expect(grid).toHaveLength(1);
    expect(grid[0]?.cells.slice(8, 11)).toEqual([
      { due: 20, counted: 20, noData: 0, ahead: 0 },
      { due: 20, counted: 16, noData: 0, ahead: 0 },
      { due: 20, counted: 0, noData: 20, ahead: 0 },
    ]);
    expect(shortfalls.map(({ title, due, counted }) => [title, due, counted])).toHaveLength(2);
  });

  it('keeps apart what people declared, what was excused, and hours that owe nothing', () => {
    const [first] = accountsOfThreeHours();
    const [account] = first?.accounts ?? [];
    if (first === undefined || account === undefined) throw new Error('nothing owed');
    const missing = (reason: 'led_off' | 'suspended', declared: typeof reason | null) => ({
      k: 0,
      plannedAt: MONDAY_8_AT,
      reason,
      declared,
    });
    const fold = new ReportFold({ playlistIds: [], itemIds: [] }, NOW);
    fold.addHour(SCREEN, first.hour, [
      {
        ...account,
        baselineDue: null,
        shown: 7,
        missed: 3,
        missing: [missing('led_off', 'led_off'), missing('led_off', null), missing('suspended', 'suspended')],
      },
      { ...account, account: 'z', due: 0, shown: 0 },
    ]);
    const { lines, grid } = fold.report();
    expect(
      lines.map(({ account: id, baselineDue, declared, hoursDue }) => [id, baselineDue, declared, hoursDue]),
    ).toEqual([
      ['a', 0, 1, 1],
      ['z', account.baselineDue ?? 0, 0, 0],
    ]);
    expect(grid).toHaveLength(1);
  });

  it('tells apart silence that has lasted for more than seven days', () => {
    const [, , silent] = accountsOfThreeHours();
    if (silent === undefined) throw new Error('nothing owed');
    const sumsAt = (now: number) => {
      const fold = new ReportFold({ playlistIds: [], itemIds: [] }, now);
      fold.addHour(SCREEN, silent.hour, silent.accounts);
      const { noData, overdue } = fold.report().totals[0]?.sums ?? {};
      return { noData, overdue };
    };
    expect(sumsAt(silent.hour.to + OVERDUE_MS - 1)).toEqual({ noData: 20, overdue: 0 });
    expect(sumsAt(silent.hour.to + OVERDUE_MS)).toEqual({ noData: 20, overdue: 20 });
  });

  it('sorts by screen, then item', () => {
    const [first] = accountsOfThreeHours();
    if (first === undefined) throw new Error('nothing owed');
    const fold = new ReportFold({ playlistIds: [], itemIds: [] }, NOW);
    fold.addHour({ ...SCREEN, screenId: 'z' }, first.hour, first.accounts);
    fold.addHour({ ...SCREEN, screenId: 'b' }, first.hour, first.accounts.toReversed());
    fold.addHour({ ...SCREEN, screenId: 'b' }, first.hour, first.accounts);
    expect(fold.report().lines.map(({ screenId, account }) => `${screenId}/${account}`)).toEqual([
      'b/a',
      'b/b',
      'z/a',
      'z/b',
    ]);
  });

  it('takes only the playlists and items that were asked for', () => {
    const of = (filter: { playlistIds: string[]; itemIds: string[] }) => {
      const fold = new ReportFold(filter, NOW);
      for (const { hour, accounts } of accountsOfThreeHours()) fold.addHour(SCREEN, hour, accounts);
      return fold.report().lines.map(({ account }) => account);
    };
    expect(of({ playlistIds: ['khac'], itemIds: [] })).toEqual(['b']);
    expect(of({ playlistIds: [], itemIds: ['a'] })).toEqual(['a']);
    expect(of({ playlistIds: ['khac'], itemIds: ['a'] })).toEqual([]);
  });
});

describe(periodOf, () => {
  it('knows the administrative reporting month, the 15th to the 14th', () => {
    const month = (fromDate: string, untilDate: string) => ({ fromDate, untilDate });
    expect(periodOf('this_report_month', '2026-11-24')).toEqual(month('2026-11-15', '2026-12-14'));
    expect(periodOf('last_report_month', '2026-11-24')).toEqual(month('2026-10-15', '2026-11-14'));
    expect(periodOf('this_report_month', '2026-11-14')).toEqual(month('2026-10-15', '2026-11-14'));
    expect(periodOf('last_report_month', '2027-01-03')).toEqual(month('2026-11-15', '2026-12-14'));
  });

  it('knows the calendar ones over the ends of years and short months', () => {
    const month = (fromDate: string, untilDate: string) => ({ fromDate, untilDate });
    expect(periodOf('last_month', '2027-01-31')).toEqual(month('2026-12-01', '2026-12-31'));
    expect(periodOf('this_month', '2028-02-10')).toEqual(month('2028-02-01', '2028-02-29'));
    expect(periodOf('yesterday', '2026-03-01')).toEqual(month('2026-02-28', '2026-02-28'));
    expect(periodOf('this_quarter', '2026-11-24')).toEqual(month('2026-10-01', '2026-12-31'));
    expect(periodOf('this_year', '2026-11-24')).toEqual(month('2026-01-01', '2026-12-31'));
  });

  it('runs from local midnight to local midnight', () => {
    const { from, to } = intervalOf(HCM_RULES, { fromDate: '2026-01-05', untilDate: '2026-01-05' });
    expect(from).toBe(Date.parse('2026-01-05T00:00:00+07:00'));
    expect(to - from).toBe(24 * HOUR_MS);
  });
});
