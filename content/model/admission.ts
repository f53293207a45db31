// Does it fit, and if not, what would? Every distinct hour of the next 400 days is planned and checked by the
// independent checker; the plan is the certificate. What is not admitted must never be published: a player could not
// keep its promise.

import { openIntervals, merge, playlistIntervals, totalMs } from './activity.ts';
import { checkPlan, checkSeam, type PlanFault } from './check-plan.ts';
import { planHour } from './hour-plan.ts';
import { hourShapesOf } from './hour-shape.ts';
import {
  clockHourAt,
  HOUR_MS,
  type Instant,
  type Interval,
  localDateOf,
  localTimeOf,
  SECOND_MS,
  type ZoneRules,
} from './instant.ts';
import { pairsOf } from './pairs.ts';
import type { Programme } from './programme.ts';
import type { Refusal } from './refusal.ts';
import { type GuaranteedPlaylist, guaranteedPlaylists, itemOf } from './stream.ts';

export type Admission =
  | { readonly admitted: true; readonly shapes: number }
  | { readonly admitted: false; readonly refusals: readonly Refusal[] };

export interface AdmissionOptions {
  readonly days?: number;
  /** The playlist being edited: what would fit is said of it, where it takes part. */
  readonly playlistId?: string;
}

/** Plans and checks as if the programme were in force from the beginning of its first hour. */
export function admit(programme: Programme, { days = 400, playlistId }: AdmissionOptions = {}): Admission {
  const first = clockHourAt(programme.zoneRules, programme.effectiveFrom);
  const candidate = { ...programme, effectiveFrom: first.from };
  const { hours, seams } = hourShapesOf(candidate, first.from, days);
  const found: Refusal[] = floorRefusals(candidate, first);
  let sound = true;
  for (const hour of hours) {
    found.push(...emptyHourRefusals(candidate, hour));
    const doubled = doubledRefusals(candidate, hour);
    const unfit = doubled.length > 0 ? doubled : unfitRefusals(candidate, [hour], playlistId);
    found.push(...unfit);
    sound &&= unfit.length === 0;
  }
  for (const pair of sound ? seams : []) found.push(...unfitRefusals(candidate, pair, playlistId));
  if (found.length === 0) return { admitted: true, shapes: hours.length };
  const distinct = new Map<string, Refusal>();
  for (const one of found.sort((a, b) => a.hour.from - b.hour.from)) {
    const key = `${one.code} ${one.category} ${one.playlistId} ${one.itemId}`;
    if (!distinct.has(key)) distinct.set(key, one);
  }
  return { admitted: false, refusals: [...distinct.values()] };
}

/** Every guaranteed item of a mandated category has at least the mandated count. */
function floorRefusals(programme: Programme, hour: Interval): Refusal[] {
  return guaranteedPlaylists(programme).flatMap((playlist) =>
    playlist.itemIds.flatMap((itemId) => {
      const { category, title } = itemOf(programme, itemId);
      const leastShowingsPerHour = Math.max(
        0,
        ...programme.screen.floors
          .filter((floor) => floor.category === category)
          .map((floor) => floor.showingsPerHour),
      );
      const { scope, showingsPerHour: count } = playlist.guarantee;
      const showingsPerHour = scope === 'total' ? Math.floor(count / playlist.itemIds.length) : count;
      if (showingsPerHour >= leastShowingsPerHour) return [];
      const { playlistId, playlistName, ...where } = placeOf(programme, hour, playlist);
      return [
        {
          ...where,
          code: 'BELOW_FLOOR' as const,
          category,
          playlistId,
          playlistName,
          itemId,
          itemTitle: title,
          leastShowingsPerHour,
          showingsPerHour,
        },
      ];
    }),
  );
}

/** An open hour must owe something of every category that may not be missing; too short openings owe nothing. */
function emptyHourRefusals(programme: Programme, hour: Interval): Refusal[] {
  const openMs = totalMs(openIntervals(programme.screen.openingHours, programme.zoneRules, hour));
  return programme.screen.floors.flatMap(({ category, mayBeEmpty, showingsPerHour }) => {
    if (mayBeEmpty || showingsPerHour * openMs < HOUR_MS) return [];
    const owed = livePlaylists(programme, hour).some(({ playlist, activeMs }) => {
      const ofCategory = playlist.itemIds.some((id) => itemOf(programme, id).category === category);
      return ofCategory && playlist.guarantee.showingsPerHour * activeMs >= HOUR_MS;
    });
    if (owed) return [];
    return [
      { ...hourOf(programme, hour), code: 'EMPTY_HOUR' as const, category, playlistId: '', playlistName: '' },
    ];
  });
}

/** One guarantee per item, screen and hour. */
function doubledRefusals(programme: Programme, hour: Interval): Refusal[] {
  const seen = new Set<string>();
  return livePlaylists(programme, hour).flatMap(({ playlist }) => {
    const again = playlist.itemIds.find(
      (id, index) =>
        seen.has(id) || (playlist.guarantee.scope !== 'total' && playlist.itemIds.indexOf(id) !== index),
    );
    for (const id of playlist.itemIds) seen.add(id);
    if (again === undefined) return [];
    return [
      {
        ...placeOf(programme, hour, playlist),
        code: 'TWO_GUARANTEES' as const,
        itemId: again,
        itemTitle: itemOf(programme, again).title,
      },
    ];
  });
}

/** At most one refusal: what does not fit in these touching hours or over their seams, and what would. */
function unfitRefusals(
  programme: Programme,
  hours: readonly Interval[],
  edited: string | undefined,
): Refusal[] {
  const [fault] = faultsOf(programme, hours);
  const live = fault === undefined ? [] : livePlaylists(programme, fault.hour);
  const neededMs = live.reduce((sum, one) => sum + one.neededMs, 0);
  const availableMs = totalMs(merge(live.flatMap(({ intervals }) => intervals)));
  const overfull = neededMs > availableMs;
  const blame = ({ playlist }: LivePlaylist) =>
    playlist.id === edited ? 2 : Number(!overfull && claims(playlist, fault?.account));
  const [blamed] = live.sort((a, b) => blame(b) - blame(a) || b.neededMs - a.neededMs);
  if (fault === undefined || blamed === undefined) return [];
  const item = programme.items.find(({ id }) => id === fault.account);
  return [
    {
      ...placeOf(programme, fault.hour, blamed.playlist),
      code: overfull ? 'OVERFULL' : fault.gap === undefined ? 'NO_ROOM' : 'GAP',
      ...(item && { itemId: item.id }),
      itemTitle: item?.title ?? blamed.playlist.name,
      neededMs,
      availableMs,
      ...fault.gap,
      ...whatWouldFit(programme, hours, blamed.playlist),
    },
  ];
}

interface Fault {
  readonly hour: Interval;
  readonly account: string;
  readonly gap: { readonly gapMs: number; readonly allowedGapMs: number } | undefined;
}

/** What the checker finds in the hours and over the seams between them; what has no room comes first. */
function faultsOf(programme: Programme, hours: readonly Interval[]): Fault[] {
  const plans = hours.map((hour) => planHour([programme], hour));
  const inside = plans.flatMap((plan) =>
    checkPlan([programme], plan).map((fault) => faultIn(plan.hour, fault)),
  );
  const seams = [...pairsOf(plans)].flatMap(([before, after]) =>
    checkSeam([programme], before, after).map((fault) => faultIn(after.hour, fault)),
  );
  return [...inside, ...seams].sort((a, b) => Number(a.gap !== undefined) - Number(b.gap !== undefined));
}

function faultIn(hour: Interval, fault: PlanFault): Fault {
  const gap = fault.code === 'GAP' ? { gapMs: fault.gapMs, allowedGapMs: fault.allowedMs } : undefined;
  return { hour, account: fault.account, gap };
}

/** Largest count with the durations as they are, and longest duration with the count as it is; 0 when nothing fits. */
function whatWouldFit(
  programme: Programme,
  hours: readonly Interval[],
  { id, itemIds, guarantee }: GuaranteedPlaylist,
): { largestShowingsPerHour: number; largestDurationMs: number } {
  const items = programme.items.filter((item) => itemIds.includes(item.id));
  const longestS = Math.ceil(Math.max(...items.map(({ durationMs }) => durationMs)) / SECOND_MS);
  const withCount = (showingsPerHour: number): Programme => ({
    ...programme,
    playlists: programme.playlists.map((one) =>
      one.id === id ? { ...one, guarantee: { ...guarantee, showingsPerHour } } : one,
    ),
  });
  const withLongest = (seconds: number): Programme => ({
    ...programme,
    items: programme.items.map((item) =>
      items.includes(item) ? { ...item, durationMs: Math.min(item.durationMs, seconds * SECOND_MS) } : item,
    ),
  });
  const fits = (variant: Programme) => faultsOf(variant, hours).length === 0;
  return {
    largestShowingsPerHour: largest(guarantee.showingsPerHour, (count) => fits(withCount(count))),
    largestDurationMs: largest(longestS, (seconds) => fits(withLongest(seconds))) * SECOND_MS,
  };
}

/** Largest number below `limit` found to fit by bisection; every number it returns has been tried. */
function largest(limit: number, fits: (value: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface LivePlaylist {
  readonly playlist: GuaranteedPlaylist;
  readonly intervals: readonly Interval[];
  readonly activeMs: number;
  /** What all its showings of the hour take. */
  readonly neededMs: number;
}

function livePlaylists(programme: Programme, hour: Interval): LivePlaylist[] {
  return guaranteedPlaylists(programme).flatMap((playlist) => {
    const intervals = playlistIntervals(programme, playlist, hour);
    if (intervals.length === 0) return [];
    const activeMs = totalMs(intervals);
    const durations = playlist.itemIds.map((id) => itemOf(programme, id).durationMs);
    const eachMs =
      playlist.guarantee.scope === 'total'
        ? Math.max(...durations)
        : durations.reduce((sum, durationMs) => sum + durationMs, 0);
    const due = Math.floor((playlist.guarantee.showingsPerHour * activeMs) / HOUR_MS);
    return [{ playlist, intervals, activeMs, neededMs: due * eachMs }];
  });
}

function claims({ id, itemIds }: GuaranteedPlaylist, account = ''): boolean {
  return account === `total:${id}` || itemIds.includes(account);
}

function placeOf(programme: Programme, hour: Interval, { id, name, category }: GuaranteedPlaylist) {
  return { ...hourOf(programme, hour), category, playlistId: id, playlistName: name };
}

function hourOf({ zoneRules }: Programme, hour: Interval) {
  const [year, month, day] = localDateOf(zoneRules, hour.from).split('-');
  const end = clockText(zoneRules, hour.to - 1, 1);
  return { hour, hourLabel: `${clockText(zoneRules, hour.from, 0)}–${end} ngày ${day}/${month}/${year}` };
}

/** `08:00`; an end is read one minute after the last minute inside, so that midnight is 24:00. */
function clockText(rules: ZoneRules, at: Instant, minutesLater: number): string {
  const minute = localTimeOf(rules, at).minuteOfDay + minutesLater;
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
