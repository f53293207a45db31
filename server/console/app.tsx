// Which page: setup with a code, sign-in without a session, else the console itself. The setup code lives in memory
// only; it left the address bar before anything was drawn.

import { Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { Component, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SetupPage } from './pages/setup-page.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { ProblemNotice } from './parts/problem-notice.tsx';
import { SignedIn } from './person.ts';
import { hasSessionEnded, sessionQuery } from './queries.ts';
import { makeRouter } from './router.tsx';
import { takeSetupCode } from './setup-link.ts';

const router = makeRouter();

/** Undefined: not setting up. Empty: setting up, the code is to be typed. */
function useSetupCode(first: string | undefined) {
  const [code, setCode] = useState(first);
  useEffect(() => {
    const take = () => setCode((before) => takeSetupCode() ?? before);
    addEventListener('hashchange', take);
    return () => removeEventListener('hashchange', take);
  }, []);
  return [code, setCode] as const;
}

export function App({ setupCode }: { setupCode: string | undefined }) {
  const { t } = useTranslation();
  const session = useQuery(sessionQuery);
  const [code, setCode] = useSetupCode(setupCode);
  const client = useQueryClient();
  const person = session.data?.person ?? null;

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
  if (code !== undefined && person === null) {
    return <SetupPage code={code} claimed={claimed} onDone={() => setCode(undefined)} />;
  }
  if (person === null) {
    return <SignInPage claimed={claimed} hasEnded={hasSessionEnded(client)} onSetup={() => setCode('')} />;
  }
  return (
    <SignedIn value={person}>
      <RouterProvider router={router} />
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
