// Today's accounts as a grid of items and hours, and the sentences that explain what is short or unknown.
// Pure: the table only draws it.

import { HOUR_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import type { HourAccount, MissingReason } from '../../content/model/hour-account.ts';
import { countedOf } from './pace.ts';

export interface GridItem {
  readonly account: string;
  readonly title: string;
  readonly showingsPerHour: number;
  /** Over the hours that are finished or running. */
  readonly due: number;
  readonly counted: number;
}

export interface DayGrid {
  readonly hours: readonly Instant[];
  readonly items: readonly GridItem[];
  cellAt(account: string, hour: Instant): HourAccount | undefined;
}

/** Items stand in the order the server gave; hours without any account are part of the day all the same. */
export function buildDayGrid(accounts: readonly HourAccount[], day: Interval): DayGrid {
  const cells = new Map(accounts.map((account) => [`${account.account}@${account.hour.from}`, account]));
  const items = new Map<string, GridItem>();
  for (const account of accounts) {
    const before = items.get(account.account);
    const isSettled = account.state !== 'ahead';
    items.set(account.account, {
      account: account.account,
      title: account.title,
      showingsPerHour: account.showingsPerHour,
      due: (before?.due ?? 0) + (isSettled ? account.due : 0),
      counted: (before?.counted ?? 0) + countedOf(account),
    });
  }
  const hours: Instant[] = [];
  for (let from = day.from; from < day.to; from += HOUR_MS) hours.push(from);
  return { hours, items: [...items.values()], cellAt: (account, hour) => cells.get(`${account}@${hour}`) };
}

/** Hours in which anything is owed: all that a narrow page has room for. */
export function hoursOwed(grid: DayGrid): readonly Instant[] {
  return grid.hours.filter((hour) =>
    grid.items.some(({ account }) => (grid.cellAt(account, hour)?.due ?? 0) > 0),
  );
}

export interface ReasonCount {
  readonly reason: MissingReason;
  readonly count: number;
}

/** Reasons of one account's missing showings, most frequent first. */
export function countReasons(account: Pick<HourAccount, 'missing'>): ReasonCount[] {
  const counts = new Map<MissingReason, number>();
  for (const { reason } of account.missing) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}

/** Accounts that need a word of explanation, newest hour first. */
export function accountsToExplain(accounts: readonly HourAccount[]): HourAccount[] {
  return accounts
    .filter(({ state, due }) => due > 0 && (state === 'short' || state === 'no_data'))
    .sort((a, b) => b.hour.from - a.hour.from);
}
