// The report: hour accounts folded into the tables that every download shows, so that a number stands once. Pure; knows
// no format. If it errs, the XLSX, the PDF and the letter to the People's Committee err together, and are seen to.

import { z } from 'zod';
import { type AccountState, type HourAccount, isOverdue, MissingReason } from './hour-account.ts';
import { type Instant, type Interval, localDateOf, localTimeOf, type ZoneRules } from './instant.ts';
import type { Category } from './item.ts';

const Count = z.int().nonnegative();

/** Every number of one line of a report. `due = shown + madeGood + missed + noData + ahead`, always. */
export const ReportSums = z.strictObject({
  /** Owed in the baseline hours of the floor, whatever the opening hours say. */
  baselineDue: Count,
  due: Count,
  shown: Count,
  madeGood: Count,
  missed: Count,
  /** Of `missed`, excused by a suspension order; never met. */
  excused: Count,
  /** Of `missed`, those whose cause rests on a declaration alone (khai báo), suspensions left out. */
  declared: Count,
  /** Owed in hours that are over and whose journal has not arrived. */
  noData: Count,
  /** Of `noData`, those that have waited for their journal longer than anybody should; still not settled by that. */
  overdue: Count,
  /** Owed in hours that run or are to come. */
  ahead: Count,
  extra: Count,
  hoursDue: Count,
  hoursMet: Count,
  hoursShort: Count,
  hoursNoData: Count,
  hoursExcused: Count,
  reasons: z.partialRecord(MissingReason, Count),
});
export type ReportSums = z.infer<typeof ReportSums>;

export interface ReportLine extends ReportSums {
  readonly screenId: string;
  readonly category: Category;
  readonly account: string;
  readonly playlist: string;
  title: string;
  showingsPerHour: number;
}

export interface GridCell {
  due: number;
  counted: number;
  noData: number;
  ahead: number;
}

/** One local day of one screen and category; `cells` by local hour 0 to 23, null where nothing was owed. */
export interface GridRow {
  readonly screenId: string;
  readonly category: Category;
  readonly date: string;
  readonly cells: (GridCell | null)[];
}

/** An hour in which an item missed something, and why. */
export interface ReportShortfall {
  readonly screenId: string;
  readonly hour: Interval;
  readonly category: Category;
  readonly title: string;
  readonly due: number;
  readonly counted: number;
  readonly reasons: ReportSums['reasons'];
}

export interface Report {
  /** By screen, category and account. Categories are never added up together (Luật Quảng cáo 2012, Điều 1). */
  readonly lines: readonly ReportLine[];
  readonly totals: readonly { readonly category: Category; readonly sums: ReportSums }[];
  readonly grid: readonly GridRow[];
  readonly shortfalls: readonly ReportShortfall[];
}

export interface ReportScreen {
  readonly screenId: string;
  readonly rules: ZoneRules;
}

/** Empty lists take everything. */
export interface ReportFilter {
  readonly playlistIds: readonly string[];
  readonly itemIds: readonly string[];
}

export function emptySums(): ReportSums {
  return {
    baselineDue: 0,
    due: 0,
    shown: 0,
    madeGood: 0,
    missed: 0,
    excused: 0,
    declared: 0,
    noData: 0,
    overdue: 0,
    ahead: 0,
    extra: 0,
    hoursDue: 0,
    hoursMet: 0,
    hoursShort: 0,
    hoursNoData: 0,
    hoursExcused: 0,
    reasons: {},
  };
}

export const REPORT_CATEGORIES: readonly Category[] = ['propaganda', 'announcement', 'advertising'];

export function isWanted(filter: ReportFilter, account: Pick<HourAccount, 'account' | 'playlist'>): boolean {
  const { playlistIds, itemIds } = filter;
  if (playlistIds.length > 0 && !playlistIds.includes(account.playlist)) return false;
  return itemIds.length === 0 || itemIds.includes(account.account);
}

/** Takes the hours of each screen in order; what it holds grows with lines, days and shortfalls, not with plays. */
export class ReportFold {
  readonly #filter: ReportFilter;
  readonly #now: Instant;
  readonly #lines = new Map<string, ReportLine>();
  readonly #grid = new Map<string, GridRow>();
  readonly #shortfalls: ReportShortfall[] = [];
  #hour: LocalHour | undefined;

  constructor(filter: ReportFilter, now: Instant) {
    this.#filter = filter;
    this.#now = now;
  }

  addHour(screen: ReportScreen, hour: Interval, accounts: readonly HourAccount[]): void {
    for (const account of accounts) {
      if (account.hour.from === hour.from && isWanted(this.#filter, account)) this.#add(screen, account);
    }
  }

  report(): Report {
    const lines = [...this.#lines.values()].sort(
      (a, b) =>
        compare(a.screenId, b.screenId) ||
        REPORT_CATEGORIES.indexOf(a.category) - REPORT_CATEGORIES.indexOf(b.category) ||
        compare(a.account, b.account),
    );
    const totals = REPORT_CATEGORIES.flatMap((category) => {
      const own = lines.filter((line) => line.category === category);
      return own.length === 0 ? [] : [{ category, sums: own.reduce(addSums, emptySums()) }];
    });
    return {
      lines,
      totals,
      grid: [...this.#grid.values()],
      shortfalls: this.#shortfalls,
    };
  }

  #add(screen: ReportScreen, account: HourAccount): void {
    const { due, shown, madeGood, missed, open, extra, state, hour, category, title } = account;
    const key = `${screen.screenId}/${category}/${account.account}`;
    let line = this.#lines.get(key);
    if (line === undefined) {
      const named = { screenId: screen.screenId, category, account: account.account, title };
      line = {
        ...named,
        playlist: account.playlist,
        showingsPerHour: account.showingsPerHour,
        ...emptySums(),
      };
      this.#lines.set(key, line);
    }
    line.title = title;
    line.showingsPerHour = account.showingsPerHour;
    const reasons = countReasons(account.missing);
    const isSilent = state === 'no_data';
    const sums: ReportSums = {
      baselineDue: account.baselineDue ?? 0,
      due,
      shown,
      madeGood,
      missed,
      excused: account.excused,
      declared: account.missing.filter(
        ({ reason, declared }) => declared === reason && reason !== 'suspended',
      ).length,
      noData: isSilent ? open : 0,
      overdue: isOverdue(account, this.#now) ? open : 0,
      ahead: isSilent ? 0 : open,
      extra,
      hoursDue: due > 0 ? 1 : 0,
      hoursMet: hourCount(state, 'met'),
      hoursShort: hourCount(state, 'short'),
      hoursNoData: hourCount(state, 'no_data'),
      hoursExcused: hourCount(state, 'excused'),
      reasons,
    };
    addTo(line, sums);
    this.#addCell(screen, account, sums);
    if (missed > 0) {
      const { screenId } = screen;
      this.#shortfalls.push({ screenId, hour, category, title, due, counted: shown + madeGood, reasons });
    }
  }

  #addCell(screen: ReportScreen, { category, hour }: HourAccount, sums: ReportSums): void {
    if (sums.due === 0) return;
    const { screenId } = screen;
    const { date, place } = this.#localHour(screen, hour.from);
    const key = `${screenId}/${category}/${date}`;
    let row = this.#grid.get(key);
    if (row === undefined) {
      row = { screenId, category, date, cells: Array.from({ length: 24 }, () => null) };
      this.#grid.set(key, row);
    }
    const cell = row.cells[place] ?? { due: 0, counted: 0, noData: 0, ahead: 0 };
    cell.due += sums.due;
    cell.counted += sums.shown + sums.madeGood;
    cell.noData += sums.noData;
    cell.ahead += sums.ahead;
    row.cells[place] = cell;
  }

  /** The accounts of an hour come together. */
  #localHour({ rules }: ReportScreen, from: Instant): LocalHour {
    if (this.#hour === undefined || this.#hour.from !== from || this.#hour.rules !== rules) {
      const place = Math.floor(localTimeOf(rules, from).minuteOfDay / 60);
      this.#hour = { rules, from, date: localDateOf(rules, from), place };
    }
    return this.#hour;
  }
}

interface LocalHour {
  readonly rules: ZoneRules;
  readonly from: Instant;
  readonly date: string;
  /** 0 to 23. */
  readonly place: number;
}

export function addSums(a: ReportSums, b: ReportSums): ReportSums {
  const sum = { ...a };
  addTo(sum, b);
  return sum;
}

/** In place: a year of ten screens adds a quarter of a million times. */
function addTo(sum: ReportSums, more: ReportSums): void {
  sum.baselineDue += more.baselineDue;
  sum.due += more.due;
  sum.shown += more.shown;
  sum.madeGood += more.madeGood;
  sum.missed += more.missed;
  sum.excused += more.excused;
  sum.declared += more.declared;
  sum.noData += more.noData;
  sum.overdue += more.overdue;
  sum.ahead += more.ahead;
  sum.extra += more.extra;
  sum.hoursDue += more.hoursDue;
  sum.hoursMet += more.hoursMet;
  sum.hoursShort += more.hoursShort;
  sum.hoursNoData += more.hoursNoData;
  sum.hoursExcused += more.hoursExcused;
  sum.reasons = addReasons(sum.reasons, more.reasons);
}

function countReasons(missing: HourAccount['missing']): ReportSums['reasons'] {
  const reasons: ReportSums['reasons'] = {};
  for (const { reason } of missing) reasons[reason] = (reasons[reason] ?? 0) + 1;
  return reasons;
}

function addReasons(a: ReportSums['reasons'], b: ReportSums['reasons']): ReportSums['reasons'] {
  if (Object.keys(b).length === 0) return a;
  const reasons: ReportSums['reasons'] = {};
  for (const reason of MissingReason.options) {
    const sum = (a[reason] ?? 0) + (b[reason] ?? 0);
    if (sum > 0) reasons[reason] = sum;
  }
  return reasons;
}

const hourCount = (state: AccountState, wanted: AccountState): number => (state === wanted ? 1 : 0);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
