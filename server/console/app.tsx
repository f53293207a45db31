// Which page: setup or a password with a code, sign-in without a session, else the console itself. The code lives in
// memory only; it left the address bar before anything was drawn.

import { Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Component, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '../../content/model/api.ts';
import { makeContributorRouter } from './contributor-router.tsx';
import { type Entry, takeEntry } from './entry-link.ts';
import { PasswordPage } from './pages/password-page.tsx';
import { SetupPage } from './pages/setup-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { ProblemNotice } from './parts/problem-notice.tsx';
import { isContributor, SignedIn } from './person.ts';
import { hasSessionEnded, screensQuery, sessionQuery } from './queries.ts';
import { makeRouter } from './router.tsx';

const router = makeRouter();
const contributorRouter = makeContributorRouter();

/** Undefined: nobody came with a code, and nobody wants to type one. */
function useEntry(first: Entry | undefined) {
  const [entry, setEntry] = useState(first);
  useEffect(() => {
    const take = () => setEntry((before) => takeEntry() ?? before);
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return [entry, setEntry] as const;
}

/** Whoever only audits came for the results: not for what is on now. Once; the overview stays a click away. */
function useAuditorsLanding(person: Person | null) {
  const isAuditor = person !== null && person.roles.every((role) => role === 'auditor');
  useEffect(() => {
    if (isAuditor && location.pathname === '/') void router.navigate({ to: '/ket-qua-phat', replace: true });
  }, [isAuditor]);
}

export function App({ entry: first }: { entry: Entry | undefined }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const [entry, setEntry] = useEntry(first);
  const client = useQueryClient();
  const person = session.data?.person ?? null;
  useAuditorsLanding(person);

  if (session.data === undefined) {
    return (
      <Stack p="xl" maw={560} mx="auto">
        {session.error === null ? (
          <Text>{t('app.loading')}</Text>
        ) : (
          <ProblemNotice problem={session.error} onRetry={() => void session.refetch()} />
        )}
      </Stack>
    );
  }
  const { claimed } = session.data;
  const leave = () => setEntry(undefined);
  const beginWork = () => {
    leave();
    void router.navigate({ to: '/bat-dau' });
  };
  // A password link is for whoever holds it, whoever else is signed in on this computer.
  if (entry?.toDo === 'password') return <PasswordPage code={entry.code} onDone={leave} />;
  if (entry?.toDo === 'setup' && person === null) {
    return <SetupPage code={entry.code} claimed={claimed} onLeave={leave} onClaimed={beginWork} />;
  }
  if (person === null) {
    return (
      <SignInPage
        claimed={claimed}
        hasEnded={hasSessionEnded(client)}
        onSetup={() => setEntry({ toDo: 'setup', code: '' })}
        onPasswordCode={() => setEntry({ toDo: 'password', code: '' })}
      />
    );
  }
  const isGuest = isContributor(person);
  // Parts that would tell a size or a zone ask for the screens; there are none for a contributor.
  client.setQueryDefaults(screensQuery.queryKey, { enabled: !isGuest });
  return (
    <SignedIn value={person}>
      {isGuest ? <RouterProvider router={contributorRouter} /> : <RouterProvider router={router} />}
    </SignedIn>
  );
}

/** The last net: a fault while drawing becomes a sentence instead of a white page. */
export class FaultBoundary extends Component<{ children: ReactNode }, { fault: unknown }> {
  override state: { fault: unknown } = { fault: undefined };

  static getDerivedStateFromError(fault: unknown): { fault: unknown } {
    return { fault };
  }

  override render(): ReactNode {
    if (this.state.fault === undefined) return this.props.children;
    return (
      <Stack p="xl" maw={560} mx="auto">
        <ProblemNotice problem={this.state.fault} />
      </Stack>
    );
  }
}
