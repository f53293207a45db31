// What the console asks and tells about playlists; every change makes the same questions stale.

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { PlaylistDraft, PlaylistView, SavedPlaylist } from '../../content/model/api/playlists.ts';
import { ApiProblem, call } from './api.ts';
import { itemsQuery, screensQuery } from './queries.ts';

export const playlistsQuery = queryOptions({
  queryKey: ['playlists'],
  queryFn: ({ signal }) => call('listPlaylists', {}, signal),
});

/** What is saved of a list, as its form has it. */
export function draftOfPlaylist(list: PlaylistView): PlaylistDraft {
  const { name, category, itemIds, guarantee, activity, screenIds } = list;
  return { name, category, itemIds, guarantee, activity, screenIds };
}

export function forecastQuery(playlistId: string | null, draft: PlaylistDraft) {
  return queryOptions({
    queryKey: ['playlist-forecast', playlistId, draft],
    queryFn: ({ signal }) => call('forecastPlaylist', { body: { playlistId, draft } }, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    retry: false,
  });
}

export function playlistHistoryQuery(playlistId: string) {
  return queryOptions({
    queryKey: ['playlist-history', playlistId],
    queryFn: ({ signal }) => call('readPlaylistHistory', { params: { playlistId } }, signal),
  });
}

export type PlaylistChange =
  | { readonly kind: 'create'; readonly draft: PlaylistDraft }
  | {
      readonly kind: 'save';
      readonly playlistId: string;
      readonly basedOn: number;
      readonly draft: PlaylistDraft;
    }
  | { readonly kind: 'remove'; readonly playlistId: string; readonly basedOn: number }
  | {
      readonly kind: 'restore';
      readonly playlistId: string;
      readonly basedOn: number;
      readonly revision: number;
    };

function send(change: PlaylistChange) {
  if (change.kind === 'create') return call('createPlaylist', { body: change.draft });
  const { playlistId, basedOn } = change;
  const params = { playlistId };
  if (change.kind === 'save') return call('savePlaylist', { params, body: { basedOn, draft: change.draft } });
  if (change.kind === 'remove') return call('removePlaylist', { params, body: { basedOn } });
  return call('restorePlaylist', { params, body: { basedOn, revision: change.revision } });
}

export function useChangePlaylist() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSettled: async () => {
      const stale = [
        playlistsQuery.queryKey,
        itemsQuery.queryKey,
        screensQuery.queryKey,
        ['playlist-history'],
      ];
      await Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
}

/** Puts items at the end of a list as it is now, whoever changed it last. Resolves to null where all stand there already. */
export function useAddToPlaylist(onAdded?: (saved: SavedPlaylist) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (given: { playlistId: string; itemIds: readonly string[] }) => {
      const { playlistId, itemIds } = given;
      const lists = await call('listPlaylists', {});
      const list = lists.find(({ id }) => id === playlistId);
      if (list === undefined) throw new ApiProblem({ code: 'NOT_FOUND' });
      const more = itemIds.filter((itemId) => !list.itemIds.includes(itemId));
      if (more.length === 0) return null;
      const draft = draftOfPlaylist(list);
      return await send({
        kind: 'save',
        playlistId,
        basedOn: list.revision,
        draft: { ...draft, itemIds: [...draft.itemIds, ...more] },
      });
    },
    onSuccess: (saved) => {
      if (saved !== null) onAdded?.(saved);
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: playlistsQuery.queryKey });
      await client.invalidateQueries({ queryKey: itemsQuery.queryKey });
    },
  });
}

/** Makes the revision before a save the newest one again, unless somebody has saved since. */
export async function undoPlaylistSave({ playlist: { id, revision } }: SavedPlaylist): Promise<void> {
  await send({ kind: 'restore', playlistId: id, basedOn: revision, revision: revision - 1 });
}
