// How the hour and the day stand, in one word each: the answer to "has it been kept?". Silence never reads as success.

import type { ScreenView } from '../../content/model/api.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';

export type Pace = 'full' | 'on_pace' | 'behind' | 'short' | 'no_data' | 'not_due';

export function countedOf(account: Pick<HourAccount, 'shown' | 'madeGood'>): number {
  return account.shown + account.madeGood;
}

/** `expected` is how many should have been counted by now; `isHeard` whether the player is there to tell us. */
export function paceOf(account: HourAccount, expected: number, isHeard: boolean): Pace {
  if (account.due === 0) return 'not_due';
  if (countedOf(account) >= account.due) return 'full';
  if (account.state === 'excused') return 'not_due';
  if (account.missed > account.excused) return 'short';
  if (!isHeard || account.state === 'no_data') return 'no_data';
  return countedOf(account) >= expected ? 'on_pace' : 'behind';
}

/** The worst of an hour's accounts speaks for the hour. */
export const WORST_FIRST: readonly Pace[] = ['short', 'no_data', 'behind', 'on_pace', 'full', 'not_due'];

export function paceOfHour(view: Pick<ScreenView, 'accounts' | 'pace' | 'player'>): Pace {
  const all = view.accounts.map((account) =>
    paceOf(account, view.pace[account.account] ?? 0, view.player.connected),
  );
  return WORST_FIRST.find((pace) => all.includes(pace)) ?? 'not_due';
}

export interface DaySummary {
  readonly hoursDue: number;
  readonly hoursMet: number;
  readonly hoursShort: number;
  readonly hoursNoData: number;
}

/** Finished hours of the day that owed anything, each as bad as its worst account. */
export function summariseDay(accounts: readonly HourAccount[]): DaySummary {
  const hours = new Map<number, HourAccount[]>();
  for (const account of accounts) {
    if (account.due === 0 || ['ahead', 'running', 'excused'].includes(account.state)) continue;
    hours.set(account.hour.from, [...(hours.get(account.hour.from) ?? []), account]);
  }
  const worst = [...hours.values()].map((all) => {
    if (all.some(({ state }) => state === 'short')) return 'short';
    return all.some(({ state }) => state === 'no_data') ? 'no_data' : 'met';
  });
  const count = (state: string) => worst.filter((one) => one === state).length;
  return {
    hoursDue: worst.length,
    hoursMet: count('met'),
    hoursShort: count('short'),
    hoursNoData: count('no_data'),
  };
}
