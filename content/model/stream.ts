// Streams: what has to appear N times an hour as one piece. An item of its own, a whole playlist as a block, or
// "one of these in turn". The rest of the engine places streams and never asks what a guarantee was.

import type { Interval } from './instant.ts';
import type { Guarantee } from './playlist.ts';
import type { Programme, ProgrammeItem, ProgrammePlaylist } from './programme.ts';
import type { AccountKey } from './slot.ts';
import { HOUR_MS, hourNumberOf } from './instant.ts';

/** One showing inside each run of a stream. */
export interface StreamPart {
  readonly account: AccountKey;
  /** Shown in turn; a single one but for the `total` scope. */
  readonly items: readonly ProgrammeItem[];
  /** From the start of the run. */
  readonly offsetMs: number;
  /** Reserved: of the longest item, where several take turns. */
  readonly durationMs: number;
}

export interface Stream {
  /** Stable: item id, or playlist id for a block, or `total:<playlist id>`. Order by it decides places. */
  readonly id: string;
  readonly playlistId: string;
  readonly programme: number;
  /** Blocks lie first and back to back, so that the longest free stretch remains. */
  readonly block: boolean;
  readonly showingsPerHour: number;
  /** What one run takes. */
  readonly durationMs: number;
  readonly parts: readonly StreamPart[];
  /** When it may run in the hour; empty where only its place matters. */
  readonly intervals: readonly Interval[];
}

/** A stream with the starts of its runs, relative to a whole hour. */
export interface Placed {
  readonly stream: Stream;
  readonly starts: readonly number[];
}

export type GuaranteedPlaylist = ProgrammePlaylist & { readonly guarantee: Guarantee };

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Playlists that owe something, by id. */
export function guaranteedPlaylists(programme: Programme): GuaranteedPlaylist[] {
  return programme.playlists
    .filter((playlist): playlist is GuaranteedPlaylist => playlist.guarantee !== null)
    .sort((a, b) => compareText(a.id, b.id));
}

/** Filler (nội dung xen): playlists that owe nothing, by id. */
export function fillerPlaylists(programme: Programme): ProgrammePlaylist[] {
  return programme.playlists
    .filter(({ guarantee }) => guarantee === null)
    .sort((a, b) => compareText(a.id, b.id));
}

/** Throws RangeError when a playlist names an item the programme does not carry. */
export function itemOf(programme: Programme, itemId: string): ProgrammeItem {
  const item = programme.items.find(({ id }) => id === itemId);
  if (item === undefined) throw new RangeError(`programme ${programme.number} lacks item ${itemId}`);
  return item;
}

/** Streams of the playlists, blocks first, then by id. An account belongs to the first playlist that claims it. */
export function streamsOf(
  programme: Programme,
  playlists: readonly { playlist: GuaranteedPlaylist; intervals: readonly Interval[] }[],
): Stream[] {
  const claimed = new Set<AccountKey>();
  const streams: Stream[] = [];
  for (const { playlist, intervals } of playlists) {
    const { scope, placement, showingsPerHour } = playlist.guarantee;
    const items = playlist.itemIds.map((id) => itemOf(programme, id));
    const base = { playlistId: playlist.id, programme: programme.number, showingsPerHour, intervals };
    if (scope === 'total') {
      const id = `total:${playlist.id}`;
      const durationMs = Math.max(...items.map((item) => item.durationMs));
      streams.push({
        ...base,
        id,
        block: false,
        durationMs,
        parts: [{ account: id, items, offsetMs: 0, durationMs }],
      });
      continue;
    }
    const fresh = items.filter(({ id }) => !claimed.has(id) && claimed.add(id));
    if (fresh.length === 0) continue;
    if (scope === 'per_run' || placement === 'together') {
      streams.push({ ...base, id: playlist.id, block: true, ...blockOf(fresh) });
    } else {
      for (const item of fresh) streams.push({ ...base, id: item.id, block: false, ...blockOf([item]) });
    }
  }
  return streams.sort((a, b) => Number(b.block) - Number(a.block) || compareText(a.id, b.id));
}

function blockOf(items: readonly ProgrammeItem[]): { durationMs: number; parts: StreamPart[] } {
  let durationMs = 0;
  const parts: StreamPart[] = [];
  for (const item of items) {
    parts.push({ account: item.id, items: [item], offsetMs: durationMs, durationMs: item.durationMs });
    durationMs += item.durationMs;
  }
  return { durationMs, parts };
}

/** The item that showing `k` of the hour shows. */
export function itemOfShowing(
  items: readonly ProgrammeItem[],
  showingsPerHour: number,
  hour: Interval,
  k: number,
): ProgrammeItem {
  const turn = (hourNumberOf(hour) * showingsPerHour + k) % items.length;
  const item = items[(turn + items.length) % items.length];
  if (item === undefined) throw new RangeError('a playlist without items owes nothing');
  return item;
}

/** Starts of the N frames of the hour. */
export function frameStarts({ showingsPerHour }: Pick<Stream, 'showingsPerHour'>): number[] {
  return Array.from({ length: showingsPerHour }, (_, k) => frameStart(k, showingsPerHour));
}

/** Start of frame `k` of N in the hour: the promise of design.md 3.2. */
export function frameStart(k: number, showingsPerHour: number): number {
  return Math.floor((k * HOUR_MS) / showingsPerHour);
}

/** Least distance of a make-good from any start of its account: half of T = 3600/N. */
export function spacingMsOf(showingsPerHour: number): number {
  return Math.floor(HOUR_MS / showingsPerHour / 2);
}
