// What the console asks about when: the week of every screen, and why an item is on at an instant or not.

import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { call } from './api.ts';

export function calendarQuery(from: string) {
  return queryOptions({
    queryKey: ['calendar', from],
    queryFn: ({ signal }) => call('readCalendar', { query: { from } }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

export interface AiringQuestion {
  readonly screenId: string;
  readonly item: string;
  readonly at: number;
}

export function airingQuery({ screenId, item, at }: AiringQuestion) {
  return queryOptions({
    queryKey: ['airing', screenId, item, at],
    queryFn: ({ signal }) => call('explainAiring', { params: { screenId }, query: { item, at } }, signal),
    placeholderData: keepPreviousData,
  });
}
