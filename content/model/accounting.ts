// The account of one clock hour: what the programmes owed against what the journal proves. Pure: the same records in any
// order, twice or in other batches give the same accounts. If it errs, a city pays for a showing that nobody saw, or a
// player is blamed that did its work.

import { openIntervals } from './activity.ts';
import { baselineDues } from './baseline.ts';
import { DeclaredTime } from './declared-time.ts';
import { coveredUntil, stretchesOf } from './evidence.ts';
import { forcesIn } from './force.ts';
import type { AccountState, HourAccount } from './hour-account.ts';
import { planHour } from './hour-plan.ts';
import { type HourInput, type JudgedHour, judgeHour } from './judgement.ts';
import { type Instant, type Interval, MINUTE_MS } from './instant.ts';
import type { Programme, ProgrammePlaylist } from './programme.ts';
import { explainShortfall, type Evidence } from './shortfall.ts';
import { type Attempt, type Due, parseShowingId, showingId, standingStart, TOLERANCE_MS } from './slot.ts';

/** How long after its end an hour may still wait for its last records before it is called `no_data`. */
export const SETTLE_MS = 2 * MINUTE_MS;

/** One account for everything owed in the hour, in the order of the plan. */
export function accountHour(input: HourInput): HourAccount[] {
  const plan = input.plan ?? planHour(input.programmes, input.hour);
  const judged = judgeHour(input, plan);
  const stretches = input.stretches ?? stretchesOf(input.traces);
  const forces = forcesIn(input.programmes, input.hour);
  const evidence: Evidence = {
    traces: input.traces,
    stretches,
    numberAt: (at) => forces.find(({ from, to }) => at >= from && at < to)?.programme.number,
  };
  const newest = forces.at(-1)?.programme;
  if (newest === undefined) return [];
  const open = forces.flatMap((force) =>
    openIntervals(force.programme.screen.openingHours, force.programme.zoneRules, force),
  );
  const opensAt = open[0]?.from ?? input.hour.from;
  const closesAt = open.at(-1)?.to ?? input.hour.to;
  const coveredAt = coveredUntil(stretches, opensAt);
  const isSettled = coveredAt >= closesAt - 2 * TOLERANCE_MS && input.now >= closesAt;
  const hopeless = isSettled ? null : hopelessIn(input, judged, coveredAt);
  const declared = new DeclaredTime(input.declarations ?? [], input.hour);
  const baseline = baselineDues(forces);
  const isOver = input.now >= input.hour.to;

  return withUnopened(plan.dues, baseline).map((due) => {
    const counted = judged.counted.filter(({ account }) => account === due.account);
    const missing: HourAccount['missing'] = [];
    for (let k = 0; k < due.due; k += 1) {
      if (counted.some((one) => one.k === k)) continue;
      const id = showingId({ account: due.account, k });
      const slot = plan.slots.find((one) => one.account === due.account && one.k === k && one.attempt === 0);
      const plannedAt = slot?.startAt ?? input.hour.from;
      if (declared.isSuspended(plannedAt)) {
        missing.push({ k, plannedAt, reason: 'suspended', declared: 'suspended' });
        continue;
      }
      const isCertain = hopeless === null || hopeless.has(id);
      if (!isCertain && isOver && declared.isJournalLost(plannedAt)) {
        missing.push({ k, plannedAt, reason: 'journal_lost', declared: 'journal_lost' });
      }
      if (!isCertain) continue;
      const cause = declared.darkness({ from: plannedAt, to: plannedAt + (slot?.durationMs ?? 1) });
      const reason = explainShortfall(
        {
          plannedAt,
          failures: judged.failures.filter((failure) => failure.slot === id),
          missed: judged.missed.filter((note) => note.slot === id),
          declared: cause,
        },
        evidence,
      );
      missing.push({ k, plannedAt, reason, declared: cause });
    }
    const excused = missing.filter(({ reason }) => reason === 'suspended').length;
    const shown = counted.filter(({ onTime }) => onTime).length;
    const numbers = {
      due: due.due,
      shown,
      madeGood: counted.length - shown,
      missed: missing.length,
      excused,
      open: due.due - counted.length - missing.length,
    };
    return {
      screen: newest.screen.id,
      hour: { from: input.hour.from, to: input.hour.to },
      account: due.account,
      playlist: due.playlistId,
      ...nameOf(
        due,
        forces.map(({ programme }) => programme),
      ),
      showingsPerHour: due.showingsPerHour,
      ...numbers,
      baselineDue: baseline.get(due.account)?.due ?? null,
      missing,
      extra: extraOf(due, judged),
      state: stateOf(numbers, input.hour, input.now),
    };
  });
}

/** What is due, and what the floor mandates in hours in which nothing is due. */
function withUnopened(dues: readonly Due[], baseline: ReadonlyMap<string, Due>): Due[] {
  const unopened = [...baseline.values()].filter(
    ({ account, due }) => due > 0 && !dues.some((one) => one.account === account),
  );
  return [...dues, ...unopened.map((due) => ({ ...due, due: 0 }))];
}

/** Owed showings that can no longer come, although the hour is not settled. */
function hopelessIn(input: HourInput, judged: JudgedHour, coveredAt: Instant): Set<string> {
  if (judged.failures.length === 0 && judged.missed.length === 0) return new Set();
  const progress: Attempt[] = judged.counted.map(({ account, k, at, showing }) => ({
    account,
    k,
    attempt: showing.attempt,
    startAt: standingStart(showing.plannedAt, at),
    counted: true,
    knownAt: at + showing.shownMs,
  }));
  for (const { slot, showing } of judged.failures) {
    const startedAt = showing.at ?? showing.plannedAt;
    const knownAt = Math.max(startedAt + showing.shownMs, coveredAt);
    progress.push({
      ...parseShowingId(slot),
      attempt: showing.attempt,
      startAt: standingStart(showing.plannedAt, startedAt),
      counted: false,
      knownAt,
    });
  }
  for (const { slot, attempt, at, plannedAt } of judged.missed) {
    const knownAt = Math.max(at ?? plannedAt, coveredAt);
    progress.push({ ...parseShowingId(slot), attempt, startAt: null, counted: false, knownAt });
  }
  const { unplaced } = planHour(input.programmes, input.hour, progress);
  return new Set(unplaced.map(showingId));
}

function extraOf(due: Due, judged: JudgedHour): number {
  const surplus = judged.surplus.filter(({ account }) => account === due.account).length;
  return surplus + judged.fillers.filter(({ item }) => due.itemIds.includes(item)).length;
}

function nameOf(due: Due, programmes: readonly Programme[]): Pick<HourAccount, 'category' | 'title'> {
  // What is due comes from a playlist of one of them.
  const { playlists, items } = programmes.findLast((programme) =>
    programme.playlists.some(({ id }) => id === due.playlistId),
  ) as Programme;
  const playlist = playlists.find(({ id }) => id === due.playlistId) as ProgrammePlaylist;
  const item = items.find(({ id }) => id === due.account);
  return { category: playlist.category, title: item?.title ?? playlist.name };
}

function stateOf(
  { due, missed, excused, open }: Pick<HourAccount, 'due' | 'missed' | 'excused' | 'open'>,
  hour: Interval,
  now: Instant,
): AccountState {
  if (due === 0) return 'not_due';
  if (now < hour.from) return 'ahead';
  const isShort = missed > excused;
  if (open === 0) return isShort ? 'short' : excused > 0 ? 'excused' : 'met';
  if (now >= hour.to + SETTLE_MS) return 'no_data';
  return isShort ? 'short' : 'running';
}
