// A period of one screen as days by hours: each hour as bad as the worst of what it owed, so that a good item can't hide a
// short one. Pure; the page only draws it. If it errs, a short hour looks met on the auditor's first page.

import { z } from 'zod';
import { AccountState, type HourAccount, isOverdue } from './hour-account.ts';
import { Instant, type Interval, localDateOf, localTimeOf } from './instant.ts';
import { Category } from './item.ts';
import { isWanted, ReportFold, type ReportFilter, type ReportScreen, ReportSums } from './report.ts';

/** One hour: the state of its worst account, and how many of what that one owed were counted. */
export const ResultCell = z.strictObject({
  from: Instant,
  state: AccountState,
  /** Without data for longer than anybody should wait; still not settled by that. */
  overdue: z.boolean(),
  due: z.int().nonnegative(),
  counted: z.int().nonnegative(),
});
export type ResultCell = z.infer<typeof ResultCell>;

/** One local day; `cells` by local hour 0 to 23, null where the screen had no programme. */
export const ResultRow = z.strictObject({ date: z.iso.date(), cells: z.array(ResultCell.nullable()) });
export type ResultRow = z.infer<typeof ResultRow>;

export const ResultGrid = z.strictObject({
  screenId: z.string(),
  rows: z.array(ResultRow),
  /** By category; categories are never added up together. */
  totals: z.array(z.strictObject({ category: Category, sums: ReportSums })),
});
export type ResultGrid = z.infer<typeof ResultGrid>;

/** What an hour is called when its accounts differ. */
const WORST_FIRST: readonly AccountState[] = [
  'short',
  'no_data',
  'running',
  'excused',
  'met',
  'ahead',
  'not_due',
];

const rankOf = ({ state }: Pick<ResultCell, 'state'>): number => WORST_FIRST.indexOf(state);

/** The one that has to be told of two. */
export function worseCell<C extends ResultCell>(a: C, b: C): C {
  const byState = rankOf(a) - rankOf(b);
  if (byState !== 0) return byState < 0 ? a : b;
  if (a.overdue !== b.overdue) return a.overdue ? a : b;
  return b.due - b.counted > a.due - a.counted ? b : a;
}

/** Of one account, as its hour would stand if it owed nothing else. */
export function cellOf(account: HourAccount, now: Instant): ResultCell {
  const { hour, state, due, shown, madeGood } = account;
  return { from: hour.from, state, overdue: isOverdue(account, now), due, counted: shown + madeGood };
}

/** An hour is as bad as its worst account. Undefined: it has none. */
export function worstCell(accounts: readonly HourAccount[], now: Instant): ResultCell | undefined {
  const [first, ...others] = accounts.map((account) => cellOf(account, now));
  return first === undefined ? undefined : others.reduce(worseCell, first);
}

/** Takes the hours of a screen in order. */
export class ResultFold {
  readonly #screen: ReportScreen;
  readonly #filter: ReportFilter;
  readonly #now: Instant;
  readonly #fold: ReportFold;
  readonly #rows = new Map<string, (ResultCell | null)[]>();

  constructor(screen: ReportScreen, filter: ReportFilter, now: Instant) {
    this.#screen = screen;
    this.#filter = filter;
    this.#now = now;
    this.#fold = new ReportFold(filter, now);
  }

  addHour(hour: Interval, accounts: readonly HourAccount[]): void {
    this.#fold.addHour(this.#screen, hour, accounts);
    const wanted = accounts.filter((account) => isWanted(this.#filter, account));
    for (const account of wanted) this.#addCell(account);
  }

  grid(): ResultGrid {
    const rows = [...this.#rows].map(([date, cells]) => ({ date, cells }));
    return { screenId: this.#screen.screenId, rows, totals: [...this.#fold.report().totals] };
  }

  #addCell(account: HourAccount): void {
    const { rules } = this.#screen;
    const { from } = account.hour;
    const date = localDateOf(rules, from);
    const cells = this.#rows.get(date) ?? Array.from({ length: 24 }, () => null);
    this.#rows.set(date, cells);
    const place = Math.floor(localTimeOf(rules, from).minuteOfDay / 60);
    const cell = cellOf(account, this.#now);
    const known = cells[place];
    cells[place] = known === null || known === undefined ? cell : worseCell(known, cell);
  }
}

/** Hours of the grid that are over and owed something, by what became of them. */
export interface HourCounts {
  readonly met: number;
  readonly short: number;
  readonly noData: number;
  readonly excused: number;
}

export function countHours(rows: readonly Pick<ResultRow, 'cells'>[]): HourCounts {
  const states = rows.flatMap(({ cells }) => cells.flatMap((cell) => (cell === null ? [] : [cell.state])));
  const count = (wanted: AccountState) => states.filter((state) => state === wanted).length;
  return {
    met: count('met'),
    short: count('short'),
    noData: count('no_data'),
    excused: count('excused'),
  };
}

/** Of the hours that are over and not excused, rounded down to two decimals: never up to 100. Null: none is over. */
export function metPercent({ met, short, noData }: HourCounts): number | null {
  const over = met + short + noData;
  return over === 0 ? null : Math.floor((met / over) * 10_000) / 100;
}
