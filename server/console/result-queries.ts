// What the page Kết quả phát asks: grids in two parts (settled days seldom, the last two days with every push), one hour
// in full, and what people stated about it.

import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { DatePeriod } from '../../content/model/report-period.ts';
import { call } from './api.ts';
import { uploadPhotograph } from './upload.ts';
import type { ResultScope } from './result-days.ts';

const LIVE_REFRESH_MS = 30_000;
/** Late journals change days long past, but nobody watches them do it. */
const SETTLED_REFRESH_MS = 300_000;

export function gridQuery(
  screenId: string,
  period: DatePeriod | null,
  { playlistIds, itemIds }: Pick<ResultScope, 'playlistIds' | 'itemIds'>,
  part: 'live' | 'settled',
) {
  const filter = { playlistIds: playlistIds.join(','), itemIds: itemIds.join(',') };
  return queryOptions({
    queryKey: ['results', screenId, part, period, filter],
    queryFn: ({ signal }) =>
      period === null
        ? { screenId, rows: [], totals: [] }
        : call('readResults', { params: { screenId }, query: { ...period, ...filter } }, signal),
    refetchInterval: part === 'live' ? LIVE_REFRESH_MS : SETTLED_REFRESH_MS,
    staleTime: part === 'live' ? 0 : SETTLED_REFRESH_MS,
  });
}

export function hourQuery(screenId: string, at: number) {
  return queryOptions({
    queryKey: ['hour', screenId, at],
    queryFn: ({ signal }) => call('readHour', { params: { screenId, at } }, signal),
    placeholderData: keepPreviousData,
  });
}

export function hourSnapshotsQuery(screenId: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['snapshots', screenId, from, to],
    queryFn: ({ signal }) =>
      call('listSnapshots', { params: { screenId }, query: { from, to, limit: 12 } }, signal),
  });
}

export function photographsQuery(screenId: string, from: number, to: number) {
  return queryOptions({
    queryKey: ['photographs', screenId, from, to],
    queryFn: ({ signal }) => call('listPhotographs', { params: { screenId }, query: { from, to } }, signal),
  });
}

export function useUploadPhotograph() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: uploadPhotograph,
    onSettled: (_view, _error, { screenId }) =>
      client.invalidateQueries({ queryKey: ['photographs', screenId] }),
  });
}

export function declarationsQuery(screenId: string) {
  return queryOptions({
    queryKey: ['declarations', screenId],
    queryFn: ({ signal }) => call('listDeclarations', { params: { screenId } }, signal),
  });
}

/** What was stated may change accounts: everything about the screen is asked again. */
export function useDeclarationsStale() {
  const client = useQueryClient();
  return async (screenId: string) => {
    const keys = ['declarations', 'results', 'hour', 'hours'].map((key) => [key, screenId]);
    await Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey })));
  };
}

export function useExplainHours() {
  const stale = useDeclarationsStale();
  return useMutation({
    mutationFn: ({ screenId, ...body }: { screenId: string; from: number; to: number; text: string }) =>
      call('explainHours', { params: { screenId }, body: { ...body, accounts: null } }),
    onSettled: (_filed, _error, { screenId }) => stale(screenId),
  });
}
