// Questions about what stands behind the accounts, and the declarations that people add to it.

import { queryOptions, useMutation } from '@tanstack/react-query';
import type { z } from 'zod';
import type { ScreenLogDraft } from '../../content/model/api/ledger.ts';
import { call } from './api.ts';
import { useDeclarationsStale } from './result-queries.ts';

const REFRESH_MS = 60_000;

export const alarmsQuery = queryOptions({
  queryKey: ['alarms'],
  queryFn: ({ signal }) => call('listAlarms', {}, signal),
  refetchInterval: REFRESH_MS,
});

export function quarantineQuery(screenId: string) {
  return queryOptions({
    queryKey: ['quarantine', screenId],
    queryFn: ({ signal }) => call('readQuarantine', { params: { screenId } }, signal),
  });
}

export function daySealsQuery(screenId: string) {
  return queryOptions({
    queryKey: ['day-seals', screenId],
    queryFn: ({ signal }) => call('listDaySeals', { params: { screenId }, query: {} }, signal),
  });
}

export function sealPlacesQuery(screenId: string) {
  return queryOptions({
    queryKey: ['seal-places', screenId],
    queryFn: ({ signal }) => call('listSealPlaces', { params: { screenId } }, signal),
  });
}

export const sealKeysQuery = queryOptions({
  queryKey: ['seal-keys'],
  queryFn: ({ signal }) => call('listSealKeys', {}, signal),
});

export function useDeclareScreenLog() {
  const stale = useDeclarationsStale();
  return useMutation({
    mutationFn: ({ screenId, ...body }: { screenId: string } & z.output<typeof ScreenLogDraft>) =>
      call('declareScreenLog', { params: { screenId }, body }),
    onSettled: (_filed, _error, { screenId }) => stale(screenId),
  });
}

export function useWithdraw() {
  const stale = useDeclarationsStale();
  return useMutation({
    mutationFn: ({ screenId, n, text }: { screenId: string; n: number; text: string }) =>
      call('withdrawDeclaration', { params: { screenId, n }, body: { text } }),
    onSettled: (_filed, _error, { screenId }) => stale(screenId),
  });
}
