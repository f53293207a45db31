// What the console asks and tells about screens and the players that wait for one.

import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ScreenDraft } from '../../content/model/api/screens.ts';
import type { OverlayKind, OverlayPlace } from '../../content/model/protocol.ts';
import type { Screen } from '../../content/model/screen.ts';
import { call } from './api.ts';

/** A page that waits appears by itself, soon after somebody has opened it. */
const PENDING_REFRESH_MS = 4_000;
const HISTORY_REFRESH_MS = 60_000;

export const screenSettingsQuery = queryOptions({
  queryKey: ['screen-settings'],
  queryFn: ({ signal }) => call('listScreenSettings', {}, signal),
});

export const pendingPlayersQuery = queryOptions({
  queryKey: ['pending-players'],
  queryFn: ({ signal }) => call('listPendingPlayers', {}, signal),
  refetchInterval: PENDING_REFRESH_MS,
});

/** A past day changes only when a late journal comes. */
export function screenHistoryQuery(screenId: string, date: string) {
  return queryOptions({
    queryKey: ['screen-history', screenId, date],
    queryFn: ({ signal }) => call('readScreenHistory', { params: { screenId }, query: { date } }, signal),
    refetchInterval: HISTORY_REFRESH_MS,
  });
}

export type ScreenChange =
  | { readonly kind: 'create'; readonly draft: ScreenDraft }
  | { readonly kind: 'save'; readonly before: Screen; readonly draft: ScreenDraft };

function useStale() {
  const client = useQueryClient();
  return async () => {
    const keys = [['screen-settings'], ['screens'], ['items'], ['pending-players']];
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

export function useChangeScreen() {
  return useMutation({
    mutationFn: (change: ScreenChange) =>
      change.kind === 'create'
        ? call('createScreen', { body: change.draft })
        : call('saveScreen', {
            params: { screenId: change.before.id },
            body: { before: change.before, draft: change.draft },
          }),
    onSettled: useStale(),
  });
}

export function useAcceptPlayer() {
  return useMutation({
    mutationFn: ({ screenId, code }: { screenId: string; code: string }) =>
      call('acceptPlayer', { params: { screenId }, body: { code } }),
    onSettled: useStale(),
  });
}

export function useIdentifyPending() {
  return useMutation({
    mutationFn: (pendingId: string) => call('identifyPending', { params: { pendingId } }),
    onSettled: useStale(),
  });
}

export interface OverlayWish {
  readonly screenId: string;
  readonly overlay: OverlayKind;
  readonly number?: number;
  readonly place?: OverlayPlace;
  /** 0 takes it away. */
  readonly forSeconds?: number;
}

export function useShowOverlay() {
  return useMutation({
    mutationFn: ({ screenId, ...what }: OverlayWish) =>
      call('showOverlay', { params: { screenId }, body: { forSeconds: OVERLAY_S, ...what } }),
  });
}

/** Long enough to walk up to the wall and look. */
export const OVERLAY_S = 120;
