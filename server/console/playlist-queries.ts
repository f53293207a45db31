// What the console asks and tells about playlists; every change makes the same questions stale.

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { PlaylistDraft, PlaylistView } from '../../content/model/api/playlists.ts';
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

/** Puts an item at the end of a list as it is now, whoever changed it last. */
export function useAddToPlaylist() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ playlistId, itemId }: { playlistId: string; itemId: string }) => {
      const lists = await call('listPlaylists', {});
      const list = lists.find(({ id }) => id === playlistId);
      if (list === undefined) throw new ApiProblem({ code: 'NOT_FOUND' });
      if (list.itemIds.includes(itemId)) return;
      const draft = draftOfPlaylist(list);
      await send({
        kind: 'save',
        playlistId,
        basedOn: list.revision,
        draft: { ...draft, itemIds: [...draft.itemIds, itemId] },
      });
    },
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: playlistsQuery.queryKey });
      await client.invalidateQueries({ queryKey: itemsQuery.queryKey });
    },
  });
}
