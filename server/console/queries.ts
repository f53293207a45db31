// What the console remembers of the server, one entry per question, and which push makes which of them stale.
// Live events and changes both end here: one mechanism, so no part of the page can show yesterday's truth.

import {
  keepPreviousData,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import type { ScreenView, Session } from '../../content/model/api.ts';
import type { Published } from '../../content/model/api/editing.ts';
import type { Interval } from '../../content/model/instant.ts';
import { forgetDrafts } from './kept-draft.ts';
import { ApiProblem, call } from './api.ts';
import { HOME_ZONE } from './zone.ts';

/** Pushes are hints and may get lost; the page is never behind by more than twice this. */
const REFRESH_MS = 30_000;
const STRIP_REFRESH_MS = 60_000;
const LAST_PLAYS = 30;
/** A whole hour of plays: nine tenths filler of at least ten seconds, and the slots. */
const HOUR_OF_PLAYS = 400;

const SESSION = ['session'];
const ENDED = ['session-ended'];

export const sessionQuery = queryOptions({
  queryKey: SESSION,
  queryFn: async ({ client, signal }) => {
    const session = await call('readSession', {}, signal);
    // Nobody asks while signed in unless the line was refused: whoever was somebody and is nobody now did not sign out.
    const before = client.getQueryData<Session>(SESSION);
    if (before?.person != null && session.person === null) client.setQueryData(ENDED, true);
    return session;
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const screensQuery = queryOptions({
  queryKey: ['screens'],
  queryFn: ({ signal }) => call('listScreens', { query: { ids: '' } }, signal),
  refetchInterval: REFRESH_MS,
});

export const itemsQuery = queryOptions({
  queryKey: ['items'],
  queryFn: ({ signal }) => call('listItems', {}, signal),
  refetchInterval: REFRESH_MS,
});

export const alertsQuery = queryOptions({
  queryKey: ['alerts'],
  queryFn: ({ signal }) => call('listAlerts', {}, signal),
  refetchInterval: STRIP_REFRESH_MS,
});

export const interruptionsQuery = queryOptions({
  queryKey: ['interruptions'],
  queryFn: ({ signal }) => call('listInterruptions', {}, signal),
  refetchInterval: REFRESH_MS,
});

export const lastDaysQuery = queryOptions({
  queryKey: ['last-days'],
  queryFn: ({ signal }) => call('listLastDays', {}, signal),
  refetchInterval: STRIP_REFRESH_MS,
});

export function hoursQuery(screenId: string, day: Interval) {
  return queryOptions({
    queryKey: ['hours', screenId, day.from],
    queryFn: ({ signal }) => call('readHours', { params: { screenId }, query: day }, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

export function lastPlaysQuery(screenId: string) {
  return queryOptions({
    queryKey: ['plays', screenId],
    queryFn: ({ signal }) =>
      call('readPlays', { params: { screenId }, query: { limit: LAST_PLAYS } }, signal),
    refetchInterval: REFRESH_MS,
  });
}

/** Not under `plays`: it is large, and the newest plays come with the small one. */
export function hourPlaysQuery(screenId: string, hourFrom: number) {
  return queryOptions({
    queryKey: ['hour-plays', screenId, hourFrom],
    queryFn: ({ signal }) =>
      call('readPlays', { params: { screenId }, query: { limit: HOUR_OF_PLAYS } }, signal),
    refetchInterval: STRIP_REFRESH_MS,
    placeholderData: keepPreviousData,
  });
}

/** True when the server ended the session, false when the person signed out. */
export function hasSessionEnded(client: QueryClient): boolean {
  return client.getQueryData(ENDED) === true;
}

function mayRetry(failures: number, problem: Error): boolean {
  return problem instanceof ApiProblem && problem.code === 'NO_CONNECTION' && failures < 1;
}

/** A session that ended anywhere ends here: the sign-in page comes up and says why. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
  const endSession = (problem: unknown) => {
    if (!(problem instanceof ApiProblem) || problem.code !== 'NOT_SIGNED_IN') return;
    const session = client.getQueryData<Session>(sessionQuery.queryKey);
    if (session?.person == null) return;
    client.setQueryData(ENDED, true);
    client.setQueryData(sessionQuery.queryKey, { ...session, person: null });
  };
  // Only a refusal that has just come: one remembered from before the sign-in must not end the new session.
  client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') endSession(event.action.error);
  });
  client.getMutationCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'error') endSession(event.action.error);
  });
  return client;
}

function beginSession(client: QueryClient, session: Session): void {
  client.setQueryData(ENDED, false);
  client.setQueryData(sessionQuery.queryKey, session);
}

/** Answers that a push without a screen makes stale. */
const STALE_BY = {
  items: ['items', 'item', 'waiting', 'trash'],
  interruptions: ['interruptions'],
  alerts: ['alerts', 'alert-settings'],
} as const;
export type PushedTopic = keyof typeof STALE_BY;

/** What a push makes stale, asked again; ends with the last answer and throws nothing: a failure is told by its query. */
export async function markStale(
  client: QueryClient,
  change: { readonly screenIds: readonly string[]; readonly topics: readonly PushedTopic[] },
): Promise<void> {
  const stale = (queryKey: readonly unknown[]) => client.invalidateQueries({ queryKey });
  const ofScreen = (screenId: string) => [
    stale(['hours', screenId]),
    stale(['plays', screenId]),
    stale(['results', screenId, 'live']),
    stale(['hour', screenId]),
  ];
  await Promise.all([
    refreshScreens(client, change.screenIds),
    ...change.screenIds.flatMap(ofScreen),
    ...change.topics.flatMap((topic) => STALE_BY[topic]).map((key) => stale([key])),
  ]);
}

/**
 * Of a hundred screens a few change within a second: only those are asked for, read and drawn. The age of the list stays
 * that of the last whole answer, since what goes by the clock alone changes in it without a push.
 */
async function refreshScreens(client: QueryClient, screenIds: readonly string[]): Promise<void> {
  if (screenIds.length === 0) return;
  const { queryKey } = screensQuery;
  const list = freshScreens(client);
  if (list !== null && screenIds.length * 2 <= list.length) {
    const changed = await call('listScreens', { query: { ids: screenIds.join() } }).catch(() => null);
    const fresh = new Map(changed?.map((screen) => [screen.id, screen]));
    // A screen that came or went changes the list itself; an answer to a later question stands above this one.
    const isSameList = screenIds.every((id) => fresh.has(id) === list.some((one) => one.id === id));
    if (changed !== null && isSameList && freshScreens(client) === list) {
      const updatedAt = client.getQueryState(queryKey)?.dataUpdatedAt ?? 0;
      const patched = list.map((screen) => fresh.get(screen.id) ?? screen);
      client.setQueryData(queryKey, patched, { updatedAt });
      return;
    }
  }
  await client.invalidateQueries({ queryKey });
}

/** The list if somebody looks at it, it is not old, and nobody is asking for it: null otherwise. */
function freshScreens(client: QueryClient): readonly ScreenView[] | null {
  const query = client.getQueryCache().find<ScreenView[]>({ queryKey: screensQuery.queryKey });
  if (query === undefined || !query.isActive() || query.isStaleByTime(REFRESH_MS)) return null;
  const { status, fetchStatus, data } = query.state;
  return status === 'success' && fetchStatus === 'idle' && data !== undefined ? data : null;
}

/** Everything on the page, asked again: after a lost connection nobody knows what was missed. */
export function markAllStale(client: QueryClient): void {
  void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { name: string; password: string }) => call('signIn', { body }),
    onSuccess: (session) => beginSession(client, session),
  });
}

export function useClaimSetup() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { code: string; name: string; password: string }) => call('claimSetup', { body }),
    onSuccess: (session) => beginSession(client, session),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('signOut', {}),
    onSuccess: (session) => {
      forgetDrafts();
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      client.setQueryData(ENDED, false);
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

/** `onApproved` belongs here and not to the click: by then the approved item has left the page. */
export function useApproveItem(onApproved: (published: Published) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ itemId, version }: { itemId: string; version: number }) =>
      call('approveItem', { params: { itemId }, body: { version } }),
    onSuccess: onApproved,
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: itemsQuery.queryKey });
      await client.invalidateQueries({ queryKey: screensQuery.queryKey });
    },
  });
}

export function useIssueCode() {
  return useMutation({
    mutationFn: (screenId: string) => call('issueEnrolmentCode', { params: { screenId } }),
  });
}

export function useRevokePlayer() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (screenId: string) => call('revokePlayer', { params: { screenId } }),
    onSettled: async () => client.invalidateQueries({ queryKey: screensQuery.queryKey }),
  });
}

export type ScreenName = Pick<ScreenView, 'id' | 'name' | 'zone' | 'organisation'>;

const NO_NAMES: readonly ScreenName[] = [];
const namesOf = (screens: readonly ScreenView[]): ScreenName[] =>
  screens.map(({ id, name, zone, organisation }) => ({ id, name, zone, organisation }));

/** For what needs no more of the screens, and so is not drawn anew whenever one of their players reports. */
export function useScreenNames(): readonly ScreenName[] {
  return useQuery({ ...screensQuery, select: namesOf }).data ?? NO_NAMES;
}

/** The zone that times on a page without a screen of its own are told in: that of the first screen. */
export function useZone(): string {
  return useScreenNames()[0]?.zone ?? HOME_ZONE;
}
