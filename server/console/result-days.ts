// Grids of one or more screens as one table of days, newest first; where several screens stand in one place, the worst of
// them is shown. Pure: the table only draws it.

import { type Category } from '../../content/model/item.ts';
import { addSums, type ReportSums } from '../../content/model/report.ts';
import type { DatePeriod } from '../../content/model/report-period.ts';
import { type ResultCell, type ResultGrid, worseCell } from '../../content/model/result-grid.ts';

/** What people chose to look at; empty lists of playlists and items take everything. */
export interface ResultScope {
  readonly period: DatePeriod;
  readonly screenIds: readonly string[];
  readonly playlistIds: readonly string[];
  readonly itemIds: readonly string[];
}

/** A cell and the screen that made it so. */
export type PlacedCell = ResultCell & { readonly screenId: string };

export interface ResultDay {
  readonly date: string;
  readonly cells: readonly (PlacedCell | null)[];
}

export function daysOf(grids: readonly ResultGrid[]): ResultDay[] {
  const days = new Map<string, (PlacedCell | null)[]>();
  for (const { screenId, rows } of grids) {
    for (const { date, cells } of rows) {
      const known = days.get(date) ?? cells.map(() => null);
      const merged = cells.map((cell, place): PlacedCell | null => {
        const before = known[place] ?? null;
        if (cell === null) return before;
        const placed = { ...cell, screenId };
        return before === null ? placed : worseCell(before, placed);
      });
      days.set(date, merged);
    }
  }
  return [...days]
    .map(([date, cells]) => ({ date, cells }))
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : 0));
}

export const needsWord = (cell: ResultCell | null): boolean =>
  cell !== null && cell.due > 0 && (cell.state === 'short' || cell.state === 'no_data');

export function totalsOf(grids: readonly ResultGrid[]): { category: Category; sums: ReportSums }[] {
  const totals = new Map<Category, ReportSums>();
  for (const { category, sums } of grids.flatMap((grid) => grid.totals)) {
    const known = totals.get(category);
    totals.set(category, known === undefined ? sums : addSums(known, sums));
  }
  return [...totals].map(([category, sums]) => ({ category, sums }));
}

/** The part of a period that is settled but for late journals, and the part that changes by the minute. */
export function splitPeriod(
  { fromDate, untilDate }: DatePeriod,
  yesterday: string,
  beforeYesterday: string,
): { readonly settled: DatePeriod | null; readonly live: DatePeriod | null } {
  const settledUntil = untilDate < beforeYesterday ? untilDate : beforeYesterday;
  const liveFrom = fromDate > yesterday ? fromDate : yesterday;
  return {
    settled: fromDate <= settledUntil ? { fromDate, untilDate: settledUntil } : null,
    live: liveFrom <= untilDate ? { fromDate: liveFrom, untilDate } : null,
  };
}
