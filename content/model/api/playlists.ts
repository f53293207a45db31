// Entries about playlists: read, try out before saving, save, take away, bring back. Saving is publishing: there is no
// second "deploy" step, and what does not fit is refused with the arithmetic.

import { z } from 'zod';
import type { Role, RouteDeclaration } from '../api.ts';
import { Published } from './editing.ts';
import { Instant, Interval } from '../instant.ts';
import { Id } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { Playlist } from '../playlist.ts';

/** What staff write; the id is ours. */
export const PlaylistDraft = Playlist.omit({ id: true });
export type PlaylistDraft = z.infer<typeof PlaylistDraft>;

export const PlaylistRevision = z.strictObject({
  revision: z.int().positive(),
  at: Instant,
  by: z.string(),
  draft: PlaylistDraft,
});
export type PlaylistRevision = z.infer<typeof PlaylistRevision>;

export const PlaylistView = Playlist.extend({
  /** Of the last save: a save carries the one it started from. */
  revision: z.int().positive(),
  changedAt: Instant,
  changedBy: z.string(),
  /** In the trash since; shown nowhere. */
  removedAt: Instant.nullable(),
});
export type PlaylistView = z.infer<typeof PlaylistView>;

/** One stretch of an hour as the engine has it. */
export const TimetableEntry = z.strictObject({
  from: Instant,
  to: Instant,
  role: z.enum(['slot', 'filler', 'idle', 'closed']),
  item: Id.nullable(),
  title: z.string(),
});
export type TimetableEntry = z.infer<typeof TimetableEntry>;

export const CapacityView = z.strictObject({
  hour: Interval,
  openMs: z.int().nonnegative(),
  owedMs: z.int().nonnegative(),
  showings: z.int().nonnegative(),
  longestFreeMs: z.int().nonnegative(),
});
export type CapacityView = z.infer<typeof CapacityView>;

/** What saving would do to one screen: refused, or its next day hour by hour and its next hour second by second. */
export const PlaylistForecast = z.strictObject({
  screenId: Id,
  screenName: z.string(),
  /** Sentences; empty when it fits. */
  refusals: z.array(z.string()),
  /** Items that would not be shown, and why. */
  leftOut: Published.shape.leftOut,
  /** Open clock hours of the coming day; empty when the idle card itself can't be shown. */
  capacity: z.array(CapacityView),
  timetable: z.array(TimetableEntry),
});
export type PlaylistForecast = z.infer<typeof PlaylistForecast>;

export const SavedPlaylist = z.strictObject({
  playlist: PlaylistView,
  screens: z.array(z.strictObject({ screenId: Id, programme: z.int(), effectiveFrom: Instant })),
});
export type SavedPlaylist = z.infer<typeof SavedPlaylist>;

const OfPlaylist = z.strictObject({ playlistId: Id });
const BasedOn = z.strictObject({ basedOn: z.int().positive() });
const editors: readonly Role[] = ['editor', 'approver', 'admin'];

export const PLAYLIST_ROUTES = {
  listPlaylists: {
    method: 'get',
    path: '/api/playlists',
    audience: OFFICE_ROLES,
    reply: z.array(PlaylistView),
  },
  /** What if? Saves nothing. `playlistId` is null for a new one. */
  forecastPlaylist: {
    method: 'post',
    path: '/api/playlist-forecast',
    audience: editors,
    audited: false,
    body: z.strictObject({ playlistId: Id.nullable(), draft: PlaylistDraft }),
    reply: z.array(PlaylistForecast),
  },
  createPlaylist: {
    method: 'post',
    path: '/api/playlists',
    audience: editors,
    body: PlaylistDraft,
    reply: SavedPlaylist,
  },
  savePlaylist: {
    method: 'put',
    path: '/api/playlists/:playlistId',
    audience: editors,
    params: OfPlaylist,
    body: BasedOn.extend({ draft: PlaylistDraft }),
    reply: SavedPlaylist,
  },
  /** To the trash, from which `restorePlaylist` takes it. */
  removePlaylist: {
    method: 'delete',
    path: '/api/playlists/:playlistId',
    audience: editors,
    params: OfPlaylist,
    body: BasedOn,
    reply: SavedPlaylist,
  },
  readPlaylistHistory: {
    method: 'get',
    path: '/api/playlists/:playlistId/revisions',
    audience: OFFICE_ROLES,
    params: OfPlaylist,
    reply: z.array(PlaylistRevision),
  },
  /** An earlier revision becomes the newest one. */
  restorePlaylist: {
    method: 'post',
    path: '/api/playlists/:playlistId/restoration',
    audience: editors,
    params: OfPlaylist,
    body: BasedOn.extend({ revision: z.int().positive() }),
    reply: SavedPlaylist,
  },
} as const satisfies Record<string, RouteDeclaration>;
