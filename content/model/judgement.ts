// Which showings of one clock hour count: each by itself, then beside its neighbours (design.md 3.5, 3.6, 3.17). Never two
// for one owed showing, never more than owed. What does not count keeps the rule it broke, so that it can be explained.

import type { EffectiveDeclaration } from './declaration.ts';
import { DeclaredTime } from './declared-time.ts';
import { backDate, type BootTrace, refutedDate, type Stretch } from './evidence.ts';
import { forcesIn } from './force.ts';
import { planHour } from './hour-plan.ts';
import type { Instant, Interval } from './instant.ts';
import type { Missed } from './play.ts';
import type { Programme } from './programme.ts';
import type { Failure } from './shortfall.ts';
import { type Due, type HourPlan, parseShowingId, showingId, type Slot, TOLERANCE_MS } from './slot.ts';
import { compareText } from './stream.ts';
import { HOLDOVER_MS, judgePlay, playContextOf, type Showing } from './verdict.ts';

export interface HourInput {
  /** All that may be in force in the hour, in any order. */
  readonly programmes: readonly Programme[];
  readonly hour: Interval;
  /** Plays and missed slots of the hour (`hourFrom`), of all keys; those of other hours are passed over. */
  readonly showings: readonly Showing[];
  readonly missed: readonly Missed[];
  readonly traces: readonly BootTrace[];
  readonly now: Instant;
  /** In effect; left out where only what the player proved matters. */
  readonly declarations?: readonly EffectiveDeclaration[];
  /** `planHour(programmes, hour)` and `stretchesOf(traces)`, where the caller has them at hand. */
  readonly plan?: HourPlan;
  readonly stretches?: readonly Stretch[];
}

/** A showing that counts, in its own slot or as make-good. */
export interface CountedShowing {
  readonly account: string;
  readonly k: number;
  readonly at: Instant;
  readonly onTime: boolean;
  readonly showing: Showing;
}

/** What counts in the hour: the same that the accounts count, for a player that lost its storage. */
export function countedInHour(input: HourInput): CountedShowing[] {
  return judgeHour(input, input.plan ?? planHour(input.programmes, input.hour)).counted;
}

export interface JudgedHour {
  readonly counted: CountedShowing[];
  readonly failures: Failure[];
  readonly missed: Missed[];
  /** Valid showings of an account beyond what counts. */
  readonly surplus: readonly Pick<Candidate, 'account' | 'showing'>[];
  /** Showings that owe nothing and lasted as long as the item should; the rest of a cut slot is none. */
  readonly fillers: readonly Showing[];
}

export function judgeHour(input: HourInput, plan: HourPlan): JudgedHour {
  const { hour, traces, programmes } = input;
  const forces = forcesIn(programmes, hour);
  const dues = new Map(plan.dues.map((due) => [due.account, due]));
  const planned = new Map<string, Slot>();
  for (const slot of plan.slots) planned.set(showingId(slot), slot);

  const showings = distinct(input.showings, hour).map((showing) => dated(showing, traces));
  const overlapping = overlapsOf(showings, traces);
  const failures: Failure[] = [];
  const fillers: Showing[] = [];
  const candidates: Candidate[] = [];
  const surplus: Pick<Candidate, 'account' | 'showing'>[] = [];
  const declared = new DeclaredTime(input.declarations ?? [], hour);
  for (const showing of showings) {
    const { slot } = showing;
    const force = forces.find(({ from, to }) => showing.plannedAt >= from && showing.plannedAt < to);
    if (slot === null) {
      const item = force?.programme.items.find(({ id }) => id === showing.item);
      const isWhole = item !== undefined && showing.shownMs >= item.durationMs - TOLERANCE_MS;
      const isHere = showing.at !== null && showing.at >= hour.from && showing.at < hour.to;
      if (isHere && isWhole && showing.end === 'completed') fillers.push(showing);
      continue;
    }
    const isPublished = programmes.some(({ number }) => number === showing.programme);
    const verdict = judgePlay(showing, playContextOf(showing, isPublished ? force?.programme : undefined));
    const { account, k } = parseShowingId(slot);
    const due = dues.get(account);
    const overlap = overlapping.get(showing);
    if (overlap !== undefined) failures.push({ slot, showing, verdict: overlap });
    else if (verdict !== 'counts' && verdict !== 'filler') failures.push({ slot, showing, verdict });
    // What counts has a date.
    else if (isDark(showing.at as Instant, showing.shownMs, declared))
      failures.push({ slot, showing, verdict: 'declared_dark' });
    else if (due === undefined || !due.itemIds.includes(showing.item)) {
      failures.push({ slot, showing, verdict: 'not_in_programme' });
    } else if (k < due.due) candidates.push({ account, k, at: showing.at as Instant, showing, due, slot });
    else surplus.push({ account, showing });
  }

  candidates.sort((a, b) => a.at - b.at || compareText(identityOf(a.showing), identityOf(b.showing)));
  const counted = new Map<string, Candidate & { onTime: boolean }>();
  const late: Candidate[] = [];
  for (const candidate of candidates) {
    const slot = planned.get(showingId(candidate));
    const isOwn =
      candidate.showing.attempt === 0 &&
      slot?.startAt === candidate.showing.plannedAt &&
      slot.itemId === candidate.showing.item;
    if (!isOwn) late.push(candidate);
    else if (counted.has(showingId(candidate))) surplus.push(candidate);
    else counted.set(showingId(candidate), { ...candidate, onTime: true });
  }
  for (const candidate of late) {
    const isInside = candidate.at + candidate.showing.shownMs <= hour.to + TOLERANCE_MS;
    if (counted.has(showingId(candidate))) surplus.push(candidate);
    else if (isInside && isFarFrom(candidate, counted.values())) {
      counted.set(showingId(candidate), { ...candidate, onTime: false });
    } else {
      surplus.push(candidate);
      failures.push({ slot: candidate.slot, showing: candidate.showing, verdict: 'too_near' });
    }
  }
  const missed = [...new Map(input.missed.map((note) => [identityOf(note), note])).values()].filter(
    ({ hourFrom }) => hourFrom === hour.from,
  );
  return { counted: [...counted.values()], failures, missed, surplus, fillers };
}

interface Candidate {
  readonly account: string;
  readonly k: number;
  readonly at: Instant;
  readonly showing: Showing;
  readonly slot: string;
  readonly due: Due;
}

/** A record is unique by key, boot and seq. */
export const identityOf = ({ key, boot, seq }: { key: string; boot: string; seq: number }) =>
  `${key}/${boot}/${seq}`;

/** Is the LED said to have been dark while it was shown? */
function isDark(at: Instant, shownMs: number, declared: DeclaredTime): boolean {
  return declared.darkness({ from: at, to: at + shownMs }) !== null;
}

/** At least T/2 between planned starts: what may count was shown on time, so they are its standing starts. */
function isFarFrom({ account, due, showing }: Candidate, others: Iterable<Candidate>): boolean {
  for (const other of others) {
    if (other.account !== account) continue;
    if (Math.abs(other.showing.plannedAt - showing.plannedAt) < due.spacingMs) return false;
  }
  return true;
}

function distinct(showings: readonly Showing[], hour: Interval): Showing[] {
  const byIdentity = new Map<string, Showing>();
  for (const showing of showings) {
    if (showing.hourFrom === hour.from) byIdentity.set(identityOf(showing), showing);
  }
  return [...byIdentity.values()];
}

/** A showing whose boot learned the time later, or learned that its saved clock was wrong, is judged by what it learned. */
function dated(showing: Showing, traces: readonly BootTrace[]): Showing {
  if (showing.clock.state === 'synced' || showing.ofBoot !== undefined) return showing;
  const trace = traces.find(({ key, boot }) => key === showing.key && boot === showing.boot);
  if (trace === undefined) return showing;
  const isUndated = showing.clock.state === 'unsynced';
  const at = isUndated ? backDate(trace, showing.monoMs) : refutedDate(trace, showing);
  if (at === null) return showing;
  const uncertaintyMs = Math.min(showing.clock.uncertaintyMs, HOLDOVER_MS);
  return { ...showing, at, clock: { ...showing.clock, state: 'holdover', uncertaintyMs } };
}

/**
 * Showings that overlap one of another boot by more than the tolerance. Of two players neither counts: only one of them
 * had the LED and nobody knows which. Of two boots of one player the chain knows the order, so only the later one's
 * clock was wrong.
 */
function overlapsOf(
  showings: readonly Showing[],
  traces: readonly BootTrace[],
): Map<Showing, 'conflict' | 'replayed'> {
  const overlapping = new Map<Showing, 'conflict' | 'replayed'>();
  const conflicting: Showing[] = [];
  const isOneBoot = showings.every(({ key, boot }) => key === showings[0]?.key && boot === showings[0].boot);
  if (isOneBoot) return overlapping;
  const inTime = showings
    .flatMap((showing) => (showing.at === null || showing.shownMs === 0 ? [] : [{ showing, at: showing.at }]))
    .sort((a, b) => a.at - b.at);
  for (const [index, one] of inTime.entries()) {
    for (const other of inTime.slice(index + 1)) {
      if (other.at >= one.at + one.showing.shownMs - TOLERANCE_MS) break;
      const shared = Math.min(one.at + one.showing.shownMs, other.at + other.showing.shownMs) - other.at;
      if (shared <= TOLERANCE_MS) continue;
      const [a, b] = [one.showing, other.showing];
      if (a.key !== b.key) {
        conflicting.push(a, b);
      } else if (a.boot !== b.boot) {
        overlapping.set(isBefore(a, b, traces) ? b : a, 'replayed');
      }
    }
  }
  for (const showing of conflicting) overlapping.set(showing, 'conflict');
  return overlapping;
}

function isBefore(a: Showing, b: Showing, traces: readonly BootTrace[]): boolean {
  const previous = new Map(
    traces.filter(({ key }) => key === a.key).map((trace) => [trace.boot, trace.previous]),
  );
  for (let boot: string | undefined = b.boot; boot !== undefined; boot = previous.get(boot)?.boot) {
    if (boot === a.boot) return true;
  }
  return false;
}
