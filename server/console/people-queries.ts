// What the console asks and changes about accounts, sessions and the audit trail.

import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { PersonDraft } from '../../content/model/people.ts';
import { call } from './api.ts';
import { sessionQuery } from './queries.ts';

const TRAIL_PAGE = 100;

export const peopleQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => call('listPeople', {}, signal),
});

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => call('listSessions', {}, signal),
});

export const trailQuery = infiniteQueryOptions({
  queryKey: ['trail'],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ signal, pageParam }) =>
    call('readAuditTrail', { query: { limit: TRAIL_PAGE, before: pageParam } }, signal),
  getNextPageParam: (page) => {
    const oldest = page.at(-1)?.n ?? 0;
    return oldest > 0 ? oldest : undefined;
  },
});

/** Every change of an account ends in the same list. */
function usePeopleChange<Given, Answer>(change: (given: Given) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSettled: () => client.invalidateQueries({ queryKey: peopleQuery.queryKey }),
  });
}

export function useSavePerson() {
  return usePeopleChange(
    ({ id, before, draft }: { id: string | null; before: PersonDraft; draft: PersonDraft }) =>
      id === null
        ? call('addPerson', { body: draft })
        : call('changePerson', { params: { personId: id }, body: { before, draft } }),
  );
}

export function useStanding() {
  return usePeopleChange(({ personId, isEnded }: { personId: string; isEnded: boolean }) =>
    call(isEnded ? 'endPerson' : 'readmitPerson', { params: { personId } }),
  );
}

export function useIssuePasswordCode() {
  return usePeopleChange((personId: string) => call('issuePasswordCode', { params: { personId } }));
}

export function useEndSessionsOf() {
  return usePeopleChange((personId: string) => call('endSessionsOfPerson', { params: { personId } }));
}

export function useClaimPassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { code: string; password: string }) => call('claimPassword', { body }),
    onSuccess: (session) => {
      // Somebody else may have been signed in here.
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { current: string; password: string }) => call('changePassword', { body }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (sessionId: string) => call('endSession', { params: { sessionId } }),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  });
}

export function useEndAllSessions() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => call('endAllSessions', {}),
    onSuccess: async () => {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    },
  });
}
