// The independent checker: does this plan keep the promise of design.md section 3? It shares no placing code with the
// engine and asks minute by minute who is on, where the engine computes with intervals. A mistake must be made twice,
// in two ways, to go unseen.

import {
  DAY_MS,
  dayNumberOf,
  HOUR_MS,
  type Instant,
  type Interval,
  MINUTE_MS,
  offsetAt,
  weekdayOf,
} from './instant.ts';
import { pairsOf } from './pairs.ts';
import type { Guarantee } from './playlist.ts';
import type { Programme, ProgrammePlaylist } from './programme.ts';
import type { DailyHours } from './screen.ts';
import { type AccountKey, type HourPlan, type Progress, type Slot, slotId } from './slot.ts';

/** What is wrong, and with whose account. */
export type PlanFault = { readonly account: AccountKey } & (
  | /** Planned and unplaced together are not what is due, or the plan states another due. */
  { readonly code: 'COUNT'; readonly expected: number; readonly found: number }
  | { readonly code: 'UNPLACED'; readonly slot: string }
  | { readonly code: 'REPEATED'; readonly slot: string }
  | { readonly code: 'OVERLAP'; readonly slot: string; readonly other: string; readonly overlapMs: number }
  /** Not inside hour, opening hours, activity or force. */
  | { readonly code: 'OUTSIDE'; readonly slot: string }
  | { readonly code: 'WRONG_ITEM'; readonly slot: string }
  | {
      readonly code: 'DURATION';
      readonly slot: string;
      readonly expectedMs: number;
      readonly foundMs: number;
    }
  | { readonly code: 'GAP'; readonly gapMs: number; readonly allowedMs: number }
  /** Equal counts, and yet not at floor(k x 3,600,000 / N) plus a constant. */
  | { readonly code: 'UNEVEN'; readonly k: number; readonly offMs: number }
  | { readonly code: 'BLOCK_BROKEN'; readonly slot: string }
  /** A make-good nobody owes, or begun before the miss was known. */
  | { readonly code: 'NOT_OWED'; readonly slot: string }
  | { readonly code: 'FORGOTTEN'; readonly slot: string }
  | { readonly code: 'SPACING'; readonly slot: string; readonly gapMs: number; readonly leastMs: number }
);

type Owing = ProgrammePlaylist & { readonly guarantee: Guarantee };

/** One stretch between two edges at which anything may change, and which guarantees are on in it. */
interface Piece extends Interval {
  readonly programme: Programme | undefined;
  readonly owed: ReadonlyMap<AccountKey, Owing>;
}

/** All faults of a plan; none means the plan keeps the promise, given the same programmes and progress. */
export function checkPlan(
  programmes: readonly Programme[],
  plan: HourPlan,
  progress: Progress = [],
): PlanFault[] {
  const pieces = piecesOf(programmes, plan.hour);
  const planned = plan.slots.filter(({ attempt }) => attempt === 0);
  return [
    ...countFaults(pieces, plan, planned),
    ...plan.unplaced.map((key) => ({
      code: 'UNPLACED' as const,
      account: key.account,
      slot: slotId(key),
    })),
    ...overlapFaults(plan.slots),
    ...plan.slots.flatMap((slot) => slotFaults(programmes, pieces, plan.hour, slot)),
    ...gapFaults(pieces, planned),
    ...evenFaults(pieces, plan.hour, planned),
    ...blockFaults(pieces, planned),
    ...makeGoodFaults(plan, pieces, progress),
  ];
}

/** What two hours that touch owe each other: gaps of every account that is on across the seam, room after make-goods. */
export function checkSeam(programmes: readonly Programme[], before: HourPlan, after: HourPlan): PlanFault[] {
  const pieces = [...piecesOf(programmes, before.hour), ...piecesOf(programmes, after.hour)];
  const last = pieces.find(({ to }) => to === before.hour.to);
  const first = pieces.find(({ from }) => from === after.hour.from);
  if (last === undefined || first === undefined || before.hour.to !== after.hour.from) return [];
  const faults = before.slots
    .filter(({ attempt }) => attempt > 0)
    .flatMap((slot) => spacingFaults(pieces, slot, startsOf(after.slots, slot.account)));
  if (last.programme !== first.programme) return faults;
  for (const [account, playlist] of last.owed) {
    if (first.owed.get(account) !== playlist) continue;
    const ending = startsOf(before.slots, account).at(-1);
    const [beginning] = startsOf(after.slots, account);
    const allowedMs = Math.ceil((1.5 * HOUR_MS) / playlist.guarantee.showingsPerHour);
    if (ending === undefined || beginning === undefined || beginning - ending <= allowedMs) continue;
    faults.push({ code: 'GAP', account, gapMs: beginning - ending, allowedMs });
  }
  return faults;
}

function piecesOf(programmes: readonly Programme[], hour: Interval): Piece[] {
  const edges = new Set([hour.from, hour.to]);
  for (let at = hour.from; at < hour.to; at += MINUTE_MS) edges.add(at);
  for (const { effectiveFrom } of programmes) {
    if (effectiveFrom > hour.from && effectiveFrom < hour.to) edges.add(effectiveFrom);
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return [...pairsOf(sorted)].map(([from, to]) => {
    let programme: Programme | undefined;
    for (const one of programmes) {
      if (one.effectiveFrom <= from && one.number > (programme?.number ?? 0)) programme = one;
    }
    return { from, to, programme, owed: programme === undefined ? new Map() : owedAt(programme, from) };
  });
}

/** Accounts owed at an instant, each with its playlist. */
function owedAt(programme: Programme, at: Instant): Map<AccountKey, Owing> {
  const owed = new Map<AccountKey, Owing>();
  const on = programme.playlists.filter(
    (one): one is Owing => one.guarantee !== null && isOn(programme, one, at),
  );
  for (const playlist of on) {
    const keys = playlist.guarantee.scope === 'total' ? [`total:${playlist.id}`] : playlist.itemIds;
    for (const key of keys) owed.set(key, playlist);
  }
  return owed;
}

function isOn({ screen, zoneRules }: Programme, { activity }: ProgrammePlaylist, at: Instant): boolean {
  const localMs = at + offsetAt(zoneRules, at);
  const day = Math.floor(localMs / DAY_MS);
  const minute = Math.floor((localMs - day * DAY_MS) / MINUTE_MS);
  const { fromDate, untilDate } = activity;
  const isDated = (on: number) =>
    (fromDate === null || on >= dayOf(fromDate)) && (untilDate === null || on <= dayOf(untilDate));
  return (
    screen.openingHours.some((hours) => isBegun(hours, day, minute) || isCarried(hours, day, minute)) &&
    activity.hours.some(
      (hours) =>
        (isBegun(hours, day, minute) && isDated(day)) || (isCarried(hours, day, minute) && isDated(day - 1)),
    )
  );
}

/** Inside the part of a window that lies on the day it begins. */
function isBegun({ days, fromMinute, untilMinute }: DailyHours, day: number, minute: number): boolean {
  return (
    minute >= fromMinute &&
    (untilMinute <= fromMinute || minute < untilMinute) &&
    days.includes(weekdayOf(day))
  );
}

/** Inside the part that a window of the day before carries past midnight. */
function isCarried({ days, fromMinute, untilMinute }: DailyHours, day: number, minute: number): boolean {
  return untilMinute <= fromMinute && minute < untilMinute && days.includes(weekdayOf(day - 1));
}

function dayOf(date: string): number {
  return dayNumberOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
}

function startsOf(slots: readonly Slot[], account: AccountKey): Instant[] {
  return slots
    .filter((slot) => slot.account === account && slot.attempt === 0)
    .map(({ startAt }) => startAt)
    .sort((a, b) => a - b);
}

function countFaults(pieces: readonly Piece[], plan: HourPlan, planned: readonly Slot[]): PlanFault[] {
  const weights = new Map<AccountKey, number>();
  for (const piece of pieces) {
    for (const [account, playlist] of piece.owed) {
      const weight = playlist.guarantee.showingsPerHour * (piece.to - piece.from);
      weights.set(account, (weights.get(account) ?? 0) + weight);
    }
  }
  const faults: PlanFault[] = [];
  const named = [...plan.dues, ...planned].map(({ account }) => account);
  for (const account of new Set([...weights.keys(), ...named])) {
    const expected = Math.floor((weights.get(account) ?? 0) / HOUR_MS);
    const stated = plan.dues.find((due) => due.account === account)?.due ?? 0;
    const slots = planned.filter((slot) => slot.account === account);
    const open = plan.unplaced.filter((key) => key.account === account && key.attempt === 0).length;
    if (stated !== expected) faults.push({ code: 'COUNT', account, expected, found: stated });
    const found = slots.length + open;
    if (found !== expected) faults.push({ code: 'COUNT', account, expected, found });
    for (const slot of slots) {
      if (slot.k >= expected || slots.some((other) => other !== slot && other.k === slot.k))
        faults.push({ code: 'REPEATED', account, slot: slotId(slot) });
    }
  }
  return faults;
}

function overlapFaults(slots: readonly Slot[]): PlanFault[] {
  const sorted = [...slots].sort((a, b) => a.startAt - b.startAt);
  return [...pairsOf(sorted)].flatMap(([before, slot]): PlanFault[] => {
    const overlapMs = before.startAt + before.durationMs - slot.startAt;
    if (overlapMs <= 0) return [];
    const { account } = slot;
    return [{ code: 'OVERLAP', account, slot: slotId(slot), other: slotId(before), overlapMs }];
  });
}

function slotFaults(
  programmes: readonly Programme[],
  pieces: readonly Piece[],
  hour: Interval,
  slot: Slot,
): PlanFault[] {
  const { account, startAt, durationMs, itemId } = slot;
  const id = slotId(slot);
  const programme = programmes.find(({ number }) => number === slot.programme);
  const playlist = programme?.playlists.find((one) => one.id === slot.playlistId);
  const item = programme?.items.find((one) => one.id === itemId);
  if (programme === undefined || playlist === undefined || item === undefined)
    return [{ code: 'WRONG_ITEM', account, slot: id }];
  const faults: PlanFault[] = [];
  const inForce = pieces.find(({ from, to }) => startAt >= from && startAt < to)?.programme;
  const edges = pieces.map(({ from }) => from).filter((at) => at > startAt && at < startAt + durationMs);
  const inside = startAt >= hour.from && startAt + durationMs <= hour.to;
  if (inForce !== programme || !inside || ![startAt, ...edges].every((at) => isOn(programme, playlist, at)))
    faults.push({ code: 'OUTSIDE', account, slot: id });
  if (expectedItem(playlist, hour, slot) !== itemId) faults.push({ code: 'WRONG_ITEM', account, slot: id });
  if (item.durationMs !== durationMs)
    faults.push({ code: 'DURATION', account, slot: id, expectedMs: item.durationMs, foundMs: durationMs });
  return faults;
}

function expectedItem(playlist: ProgrammePlaylist, hour: Interval, slot: Slot): string | undefined {
  const { itemIds, guarantee } = playlist;
  if (guarantee?.scope !== 'total') return itemIds.find((id) => id === slot.account);
  if (slot.account !== `total:${playlist.id}`) return undefined;
  const hourNumber = Math.floor(hour.from / HOUR_MS);
  return itemIds.at((hourNumber * guarantee.showingsPerHour + slot.k) % itemIds.length);
}

/** Between two showings of one stretch without a change of programme the gap is at most one and a half times ideal. */
function gapFaults(pieces: readonly Piece[], planned: readonly Slot[]): PlanFault[] {
  const faults: PlanFault[] = [];
  for (const account of new Set(planned.map((slot) => slot.account))) {
    for (const [before, at] of pairsOf(startsOf(planned, account))) {
      const between = pieces.filter(({ from, to }) => to > before && from <= at);
      const playlists = new Set(between.map((piece) => piece.owed.get(account)));
      const [playlist] = playlists;
      if (playlists.size !== 1 || playlist === undefined) continue;
      const allowedMs = Math.ceil((1.5 * HOUR_MS) / playlist.guarantee.showingsPerHour);
      if (at - before > allowedMs) faults.push({ code: 'GAP', account, gapMs: at - before, allowedMs });
    }
  }
  return faults;
}

/** One programme, a whole hour, equal counts: every account that is on throughout stands at its exact places. */
function evenFaults(pieces: readonly Piece[], hour: Interval, planned: readonly Slot[]): PlanFault[] {
  const counts = new Set(
    pieces.flatMap(({ owed }) => [...owed.values()].map(({ guarantee }) => guarantee.showingsPerHour)),
  );
  const [count] = counts;
  const programmes = new Set(pieces.map(({ programme }) => programme));
  if (counts.size !== 1 || count === undefined || programmes.size !== 1) return [];
  if (hour.to - hour.from !== HOUR_MS) return [];
  const faults: PlanFault[] = [];
  for (const account of new Set(planned.map((slot) => slot.account))) {
    if (!pieces.every(({ owed }) => owed.has(account))) continue;
    let firstAt: Instant | undefined;
    for (const [k, at] of startsOf(planned, account).entries()) {
      firstAt ??= at;
      const offMs = at - firstAt - Math.floor((k * HOUR_MS) / count);
      if (offMs !== 0) faults.push({ code: 'UNEVEN', account, k, offMs });
    }
  }
  return faults;
}

/** Playlists shown as one block: with one programme in the hour, each run lies back to back in playlist order. */
function blockFaults(pieces: readonly Piece[], planned: readonly Slot[]): PlanFault[] {
  if (new Set(pieces.map(({ programme }) => programme)).size !== 1) return [];
  const playlists = pieces[0]?.programme?.playlists ?? [];
  return playlists.flatMap(({ id, itemIds, guarantee }): PlanFault[] => {
    if (guarantee === null || guarantee.scope === 'total') return [];
    if (guarantee.scope === 'per_item' && guarantee.placement === 'spread') return [];
    const slots = planned.filter((slot) => slot.playlistId === id).sort((a, b) => a.startAt - b.startAt);
    const broken = slots.find((slot, index) => {
      if (slot.itemId !== itemIds[index % itemIds.length]) return true;
      const before = slots[index - 1];
      return (
        index % itemIds.length > 0 &&
        before !== undefined &&
        before.startAt + before.durationMs !== slot.startAt
      );
    });
    if (broken === undefined) return [];
    return [{ code: 'BLOCK_BROKEN', account: broken.account, slot: slotId(broken) }];
  });
}

function makeGoodFaults(plan: HourPlan, pieces: readonly Piece[], progress: Progress): PlanFault[] {
  const faults: PlanFault[] = [];
  const makeGoods = plan.slots.filter(({ attempt }) => attempt > 0);
  for (const slot of makeGoods) {
    const { account, k, attempt, startAt } = slot;
    const ofShowing = progress.filter((one) => one.account === account && one.k === k);
    const missed = ofShowing.find((one) => one.attempt === attempt - 1 && !one.counted);
    const decided = ofShowing.some((one) => one.counted || one.attempt >= attempt);
    if (missed === undefined || decided || startAt < missed.knownAt)
      faults.push({ code: 'NOT_OWED', account, slot: slotId(slot) });
    faults.push(...spacingFaults(pieces, slot, standingStarts(plan.slots, slot, progress)));
  }
  for (const { account, k, attempt, counted } of progress) {
    const due = plan.dues.find((one) => one.account === account)?.due ?? 0;
    const ofShowing = progress.filter((one) => one.account === account && one.k === k);
    if (counted || k >= due || ofShowing.some((one) => one.counted || one.attempt > attempt)) continue;
    const next = [...plan.slots, ...plan.unplaced].filter(
      (one) => one.account === account && one.k === k && one.attempt === attempt + 1,
    );
    if (next.length !== 1)
      faults.push({ code: 'FORGOTTEN', account, slot: slotId({ account, k, attempt: attempt + 1 }) });
  }
  return faults;
}

/** Other starts of the account, as planned, less than T/2 from a make-good. */
function spacingFaults(pieces: readonly Piece[], slot: Slot, others: readonly Instant[]): PlanFault[] {
  const { account, startAt } = slot;
  return others.flatMap((other): PlanFault[] => {
    const leastMs = Math.min(halfIdealMs(pieces, account, startAt), halfIdealMs(pieces, account, other));
    const gapMs = Math.abs(startAt - other);
    return gapMs < leastMs ? [{ code: 'SPACING', account, slot: slotId(slot), gapMs, leastMs }] : [];
  });
}

/** Half of T = 3600/N as it stands at an instant; infinite where the account is not on. */
function halfIdealMs(pieces: readonly Piece[], account: AccountKey, at: Instant): number {
  const piece = pieces.find(({ from, to }) => at >= from && at < to);
  const playlist = piece?.owed.get(account);
  return playlist === undefined ? Infinity : Math.floor(HOUR_MS / playlist.guarantee.showingsPerHour / 2);
}

/** Starts of the account that a make-good must keep away from: those that happened and those still to come. */
function standingStarts(slots: readonly Slot[], makeGood: Slot, progress: Progress): Instant[] {
  const ofAccount = progress.filter(({ account }) => account === makeGood.account);
  const happened = ofAccount.flatMap(({ startAt }) => (startAt === null ? [] : [startAt]));
  const toCome = slots.filter(
    (slot) =>
      slot !== makeGood &&
      slot.account === makeGood.account &&
      !ofAccount.some(({ k, attempt }) => k === slot.k && attempt === slot.attempt),
  );
  return [...happened, ...toCome.map(({ startAt }) => startAt)];
}
