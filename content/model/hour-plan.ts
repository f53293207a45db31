// The engine: the timetable of one clock hour, from the programmes in force in it. Pure; the same input in any order
// gives the same bytes on any machine, so player, preview and auditor agree on what was due and when.
// Planned slots are a function of programmes and hour alone and never move; progress only adds make-goods.

import { intersect, playlistIntervals, totalMs } from './activity.ts';
import { type Force, forcesIn } from './force.ts';
import { clockHourAt, HOUR_MS, type Instant, type Interval } from './instant.ts';
import { type Claim, placeMakeGoods } from './make-good.ts';
import { lessEven, type PatternedStream, patternOf } from './pattern.ts';
import { fillStarts, type Stretch, thinStarts } from './placement.ts';
import type { Programme } from './programme.ts';
import type { AccountKey, Due, HourPlan, PlanMethod, Progress, Slot } from './slot.ts';
import {
  compareText,
  guaranteedPlaylists,
  itemOfShowing,
  spacingMsOf,
  type Stream,
  type StreamPart,
  streamsOf,
} from './stream.ts';
import { Timeline } from './timeline.ts';

/**
 * Plans `hour` from all programmes that may be in force in it, in any order. `slots` are all planned ones, whether
 * settled or not, and those make-goods that are owed and not settled; a settled make-good is history, not plan.
 * A slot that runs across a change of programme finishes. Throws RangeError when a playlist names a missing item.
 */
export function planHour(
  programmes: readonly Programme[],
  hour: Interval,
  progress: Progress = [],
): HourPlan {
  const lives = forcesIn(programmes, hour).map(
    (force): Live => ({ force, streams: liveStreams(force.programme, hour) }),
  );
  let slots: Slot[] = [];
  let dues: Due[] = [];
  let method: PlanMethod = 'frames';
  for (const [index, { force, streams }] of lives.entries()) {
    const toEnd: Live = { force: { ...force, to: hour.to }, streams };
    dues = duesOf(claimsOf([...lives.slice(0, index), toEnd]));
    const placed = placeForce(toEnd, hour, dues, keptSlots(slots, dues, force.from));
    slots = placed.slots;
    method = lessEven(method, placed.method);
  }
  const unplaced = dues.flatMap(({ account, due }) => {
    const count = slots.filter((slot) => slot.account === account).length;
    return Array.from({ length: due - count }, (_, index) => ({ account, k: count + index, attempt: 0 }));
  });
  const owed = placeMakeGoods({
    hour,
    planned: slots,
    dues,
    claims: claimsOf(lives),
    progress,
    after: progress.every(({ counted }) => counted) ? [] : nextStarts(programmes, hour),
  });
  return {
    hour: { from: hour.from, to: hour.to },
    method,
    dues,
    slots: [...slots, ...owed.slots].sort((a, b) => a.startAt - b.startAt),
    unplaced: [...unplaced, ...owed.unplaced],
  };
}

/** Planned starts of the hour that follows: a late make-good must not crowd its first ones. */
function nextStarts(programmes: readonly Programme[], { to }: Interval): readonly Slot[] {
  const rules = forcesIn(programmes, { from: to, to: to + 1 })[0]?.programme.zoneRules;
  return rules === undefined ? [] : planHour(programmes, clockHourAt(rules, to)).slots;
}

/** Planned under an earlier programme and begun before the next: they stay, as far as they are still owed. */
function keptSlots(slots: readonly Slot[], dues: readonly Due[], until: Instant): Slot[] {
  return slots.filter(
    ({ account, k, startAt }) =>
      startAt < until && dues.some((one) => one.account === account && k < one.due),
  );
}

interface Part {
  readonly stream: Stream;
  readonly part: StreamPart;
}

/** A stretch of the hour under one programme, with the streams that are ever on in the hour, whoever is in force. */
interface Live {
  readonly force: Force;
  readonly streams: readonly Stream[];
}

function liveStreams(programme: Programme, hour: Interval): Stream[] {
  const live = guaranteedPlaylists(programme)
    .map((playlist) => ({ playlist, intervals: playlistIntervals(programme, playlist, hour) }))
    .filter(({ intervals }) => intervals.length > 0);
  return streamsOf(programme, live);
}

/** Every account's right to time under each programme in force. */
function claimsOf(lives: readonly Live[]): Claim[] {
  return lives.flatMap(({ force, streams }) =>
    streams.flatMap((stream) =>
      stream.parts.map(({ account, items }) => ({
        account,
        items,
        playlistId: stream.playlistId,
        programme: stream.programme,
        showingsPerHour: stream.showingsPerHour,
        intervals: intersect(stream.intervals, [force]),
      })),
    ),
  );
}

/** What each account is owed: minutes are summed over the programmes and floored once. */
function duesOf(claims: readonly Claim[]): Due[] {
  const dues = new Map<AccountKey, { due: Due; weightMs: number }>();
  for (const { account, playlistId, items, showingsPerHour, intervals } of claims) {
    const activeMs = totalMs(intervals);
    if (activeMs === 0) continue;
    const before = dues.get(account);
    const weightMs = (before?.weightMs ?? 0) + showingsPerHour * activeMs;
    const due = {
      account,
      playlistId,
      itemIds: items.map(({ id }) => id),
      showingsPerHour,
      activeMs: (before?.due.activeMs ?? 0) + activeMs,
      due: Math.floor(weightMs / HOUR_MS),
      spacingMs: Math.min(before?.due.spacingMs ?? Infinity, spacingMsOf(showingsPerHour)),
    };
    dues.set(account, { due, weightMs });
  }
  return [...dues.values()].map(({ due }) => due).sort((a, b) => compareText(a.account, b.account));
}

/** Places what `force` still owes after the slots kept from before it. */
function placeForce(
  { force, streams: live }: Live,
  hour: Interval,
  dues: readonly Due[],
  kept: readonly Slot[],
): { method: PlanMethod; slots: Slot[] } {
  const { method, streams } = patternOf(force.programme, live, hour);
  const owed = new Map(dues.map(({ account, due }) => [account, due]));
  const keptStarts = (account: AccountKey) =>
    kept.filter((slot) => slot.account === account).map(({ startAt }) => startAt);
  const remaining = ({ account }: StreamPart) => (owed.get(account) ?? 0) - keptStarts(account).length;
  const busy = new Timeline();
  for (const { startAt, durationMs } of kept) busy.take(startAt, startAt + durationMs);

  const rooms = streams.map((patterned) => {
    const { stream } = patterned;
    const before = stream.parts.flatMap((part) => keptStarts(part.account).map((at) => at - part.offsetMs));
    const stretches = stretchesOf(patterned, force, hour, Math.max(-Infinity, ...before));
    const spacingMs = spacingMsOf(stream.showingsPerHour);
    const usable = patterned.starts.filter(
      (at) =>
        stretches.some(({ from, to }) => at >= from && at + stream.durationMs <= to) &&
        busy.conflict(at, at + stream.durationMs) === undefined &&
        before.every((start) => at - start >= spacingMs),
    );
    const count = Math.max(0, ...stream.parts.map(remaining));
    return { stream, stretches, before, spacingMs, count, starts: thinStarts(usable, stretches, count) };
  });
  for (const { stream, starts } of rooms) {
    for (const at of starts) busy.take(at, at + stream.durationMs);
  }
  const slots: Slot[] = [...kept];
  for (const { stream, stretches, before, spacingMs, count, starts } of rooms) {
    const wanted = { durationMs: stream.durationMs, starts: before, spacingMs };
    const filled = fillStarts(starts, stretches, count, wanted, busy);
    for (const part of stream.parts) {
      const first = keptStarts(part.account).length;
      for (const [index, at] of thinStarts(filled, stretches, remaining(part)).entries()) {
        slots.push(slotOf({ stream, part }, hour, first + index, at));
      }
    }
  }
  return { method, slots: slots.sort((a, b) => a.startAt - b.startAt) };
}

/** Where a stream may be placed under `force`, with the starts of the hours and programmes around it. */
function stretchesOf(
  { stream, edges }: PatternedStream,
  force: Force,
  hour: Interval,
  keptAt: Instant,
): Stretch[] {
  return intersect(stream.intervals, [force]).map(({ from, to }) => {
    const before =
      from === hour.from
        ? edges && hour.from - HOUR_MS + edges.lastMs
        : from === force.from && keptAt > -Infinity
          ? keptAt
          : undefined;
    return { from, to, before, after: to === hour.to ? edges && hour.to + edges.firstMs : undefined };
  });
}

function slotOf({ stream, part }: Part, hour: Interval, k: number, runAt: Instant): Slot {
  const item = itemOfShowing(part.items, stream.showingsPerHour, hour, k);
  return {
    account: part.account,
    k,
    attempt: 0,
    itemId: item.id,
    playlistId: stream.playlistId,
    programme: stream.programme,
    startAt: runAt + part.offsetMs,
    durationMs: item.durationMs,
  };
}
