// What an hour owed, computed anew from the programmes: how many showings of what, and for equal counts in a whole hour the
// very instants. Written from docs/play-log.md; where the hour is of another shape it says that it does not know the starts.

import { common, HOUR_MS, type Interval, lengthMs, overlap, windows } from './calendar.ts';
import type { Programme, ProgrammeItem, ProgrammePlaylist } from './formats.ts';

export interface Force extends Interval {
  readonly programme: Programme;
}

export interface Owed {
  readonly account: string;
  readonly itemIds: readonly string[];
  readonly due: number;
  /** Half of the ideal distance: the least between a make-good and any other showing. */
  readonly spacingMs: number;
  /** Start of each showing and what it shows; null where this program does not compute them. */
  readonly starts: readonly { readonly at: number; readonly item: string }[] | null;
}

/** Programmes in force inside the hour: each from its start until that of the next higher number. */
export function forcesIn(programmes: readonly Programme[], hour: Interval): Force[] {
  const byNumber = programmes.toSorted((a, b) => a.number - b.number);
  return byNumber.flatMap((programme, index) => {
    const later = byNumber.slice(index + 1).map(({ effectiveFrom }) => effectiveFrom);
    const shared = overlap({ from: programme.effectiveFrom, to: Math.min(Infinity, ...later) }, hour);
    return shared === null ? [] : [{ programme, ...shared }];
  });
}

interface Stream {
  readonly id: string;
  readonly isBlock: boolean;
  readonly perHour: number;
  readonly durationMs: number;
  readonly intervals: readonly Interval[];
  readonly parts: readonly {
    account: string;
    items: readonly ProgrammeItem[];
    offsetMs: number;
    durationMs: number;
  }[];
}

export function owedIn(programmes: readonly Programme[], hour: Interval): Owed[] {
  const forces = forcesIn(programmes, hour);
  const owed = new Map<string, { itemIds: string[]; weightMs: number; spacingMs: number }>();
  for (const force of forces) {
    for (const { parts, perHour, intervals } of streamsOf(force.programme, hour)) {
      const activeMs = lengthMs(common(intervals, [force]));
      if (activeMs === 0) continue;
      for (const { account, items } of parts) {
        const before = owed.get(account);
        const spacingMs = Math.floor(HOUR_MS / perHour / 2);
        owed.set(account, {
          itemIds: items.map(({ id }) => id),
          weightMs: (before?.weightMs ?? 0) + perHour * activeMs,
          spacingMs: Math.min(before?.spacingMs ?? Infinity, spacingMs),
        });
      }
    }
  }
  const starts = forces.length === 1 && forces[0] !== undefined ? startsOf(forces[0], hour) : null;
  return [...owed].map(([account, { itemIds, weightMs, spacingMs }]) => ({
    account,
    itemIds,
    due: Math.floor(weightMs / HOUR_MS),
    spacingMs,
    starts: starts?.get(account) ?? null,
  }));
}

/** Guaranteed playlists as pieces that are placed as one: blocks first, then by id. */
function streamsOf(programme: Programme, hour: Interval | null): Stream[] {
  const { playlists, screen, zoneRules } = programme;
  const claimed = new Set<string>();
  const streams: Stream[] = [];
  for (const playlist of playlists.toSorted((a, b) => compare(a.id, b.id))) {
    const { guarantee } = playlist;
    if (guarantee === null) continue;
    const intervals = hour === null ? [] : activeIn(playlist);
    if (hour !== null && intervals.length === 0) continue;
    const items = playlist.itemIds.flatMap((id) => programme.items.find((item) => item.id === id) ?? []);
    const base = { perHour: guarantee.showingsPerHour, intervals };
    if (guarantee.scope === 'total') {
      const id = `total:${playlist.id}`;
      const durationMs = Math.max(...items.map((item) => item.durationMs));
      streams.push({
        ...base,
        id,
        isBlock: false,
        durationMs,
        parts: [{ account: id, items, offsetMs: 0, durationMs }],
      });
      continue;
    }
    const fresh = items.filter(({ id }) => !claimed.has(id));
    for (const { id } of fresh) claimed.add(id);
    const isBlock = guarantee.scope === 'per_run' || guarantee.placement === 'together';
    const groups = isBlock ? [fresh] : fresh.map((item) => [item]);
    for (const group of groups) {
      const [first] = group;
      if (first === undefined) continue;
      let durationMs = 0;
      const parts = group.map((item) => {
        const offsetMs = durationMs;
        durationMs += item.durationMs;
        return { account: item.id, items: [item], offsetMs, durationMs: item.durationMs };
      });
      streams.push({ ...base, id: isBlock ? playlist.id : first.id, isBlock, durationMs, parts });
    }
  }
  return streams.sort((a, b) => Number(b.isBlock) - Number(a.isBlock) || compare(a.id, b.id));

  function activeIn({ activity }: ProgrammePlaylist): Interval[] {
    if (hour === null) return [];
    const dates = { from: activity.fromDate, until: activity.untilDate };
    return common(
      windows(screen.openingHours, zoneRules, hour),
      windows(activity.hours, zoneRules, hour, dates),
    );
  }
}

/** For a whole hour under one programme in which everything runs throughout with the same count; null otherwise. */
function startsOf(
  { programme, ...force }: Force,
  hour: Interval,
): Map<string, { at: number; item: string }[]> | null {
  if (hour.to - hour.from !== HOUR_MS || lengthMs([force]) !== HOUR_MS) return null;
  const live = streamsOf(programme, hour);
  const [first] = live;
  if (
    first === undefined ||
    live.some((one) => one.perHour !== first.perHour || lengthMs(one.intervals) !== HOUR_MS)
  ) {
    return null;
  }
  const same = {
    ...programme,
    playlists: programme.playlists.filter(({ guarantee }) => guarantee?.showingsPerHour === first.perHour),
  };
  let offsets = frameOffsets(streamsOf(same, null), first.perHour);
  if (offsets === null || live.some(({ id }) => offsets?.has(id) !== true))
    offsets = frameOffsets(live, first.perHour);
  if (offsets === null) return null;
  const starts = new Map<string, { at: number; item: string }[]>();
  for (const { id, perHour, parts } of live) {
    for (const { account, items, offsetMs } of parts) {
      const found = Array.from({ length: perHour }, (_, k) => {
        const turn = (Math.floor(hour.from / HOUR_MS) * perHour + k) % items.length;
        const frame = Math.floor((k * HOUR_MS) / perHour);
        return { at: hour.from + frame + (offsets.get(id) ?? 0) + offsetMs, item: items[turn]?.id ?? '' };
      });
      starts.set(account, found);
    }
  }
  return starts;
}

/** Place of each stream inside a frame of 3600/N s; null when they need more than a frame. */
function frameOffsets(streams: readonly Stream[], perHour: number): Map<string, number> | null {
  const frameMs = Math.floor(HOUR_MS / perHour);
  const freeMs = frameMs - streams.reduce((sum, { durationMs }) => sum + durationMs, 0);
  if (freeMs < 0) return null;
  const spread = streams.filter(({ isBlock }) => !isBlock).length;
  const even = staggered(streams, freeMs, spread);
  const withHole = staggered(streams, freeMs, spread + 1);
  return !hasFreeMiddles(streams, even, frameMs) && hasFreeMiddles(streams, withHole, frameMs)
    ? withHole
    : even;
}

/** Back to back, the free time in equal parts before every stream that is no block, the first excepted. */
function staggered(streams: readonly Stream[], freeMs: number, places: number): Map<string, number> {
  const offsets = new Map<string, number>();
  let takenMs = 0;
  let before = 0;
  for (const { id, isBlock, durationMs } of streams) {
    offsets.set(id, takenMs + Math.floor((before * freeMs) / Math.max(1, places)));
    takenMs += durationMs;
    if (!isBlock) before += 1;
  }
  return offsets;
}

/** Is the time half a frame after every showing free for its make-good? */
function hasFreeMiddles(
  streams: readonly Stream[],
  offsets: ReadonlyMap<string, number>,
  frameMs: number,
): boolean {
  const showings = streams.flatMap(({ id, parts }) =>
    parts.map(({ offsetMs, durationMs }) => ({
      from: (offsets.get(id) ?? 0) + offsetMs,
      lastsMs: durationMs,
    })),
  );
  return showings.every(({ from, lastsMs }) => {
    const middle = (from + Math.floor(frameMs / 2)) % frameMs;
    return showings.every((other) => middle + lastsMs <= other.from || middle >= other.from + other.lastsMs);
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
