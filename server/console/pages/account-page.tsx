// Tài khoản của tôi: one's own password, and every place where one is signed in.

import { Badge, Button, Group, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../../content/model/people.ts';
import { NewPassword, useNewPassword } from '../parts/new-password.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { sessionsQuery, useChangePassword, useEndAllSessions, useEndSession } from '../people-queries.ts';
import { useZone } from '../queries.ts';
import { dateText, timeText } from '../zone.ts';

export function AccountPage() {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('account.title')}
      </Title>
      <PasswordPanel />
      <SessionsPanel />
    </Stack>
  );
}

function PasswordPanel() {
  const { t } = useTranslation();
  const changing = useChangePassword();
  const state = useNewPassword();
  const [current, setCurrent] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (current === '' || !state.isSound) return;
    changing.mutate(
      { current, password: state.password },
      {
        onSuccess: () => {
          setCurrent('');
          state.clear();
          setTried(false);
        },
      },
    );
  };
  return (
    <Panel title={t('account.password')}>
      <form onSubmit={submit} noValidate>
        <Stack maw={420}>
          <PasswordInput
            label={t('account.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            value={current}
            error={tried && current === '' ? t('signIn.passwordMissing') : undefined}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <NewPassword state={state} tried={tried} />
          {changing.error !== null && <ProblemNotice problem={changing.error} />}
          {changing.isSuccess && (
            <Text fz="sm" className="vx-good" fw={500} role="status">
              {t('account.changed')}
            </Text>
          )}
          <Button type="submit" w="fit-content" loading={changing.isPending}>
            {t('account.change')}
          </Button>
        </Stack>
      </form>
    </Panel>
  );
}

function SessionsPanel() {
  const { t } = useTranslation();
  const sessions = useQuery(sessionsQuery);
  const endingAll = useEndAllSessions();
  const zone = useZone();
  return (
    <Panel
      title={t('account.sessions')}
      aside={
        <Button variant="default" loading={endingAll.isPending} onClick={() => endingAll.mutate()}>
          {t('account.endAll')}
        </Button>
      }
    >
      <Text fz="sm" c="dimmed" mb="sm">
        {t('account.sessionsLead')}
      </Text>
      {sessions.error !== null && (
        <ProblemNotice problem={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      <Stack gap="sm">
        {(sessions.data ?? []).map((session) => (
          <SessionRow key={session.id} session={session} zone={zone} />
        ))}
      </Stack>
    </Panel>
  );
}

function SessionRow({ session, zone }: { session: SessionView; zone: string }) {
  const { t } = useTranslation();
  const ending = useEndSession();
  const { id, current, from, userAgent, createdAt, usedAt } = session;
  const moment = (at: number) => `${timeText(at, zone)}, ${dateText(at, zone)}`;
  return (
    <Group justify="space-between" wrap="nowrap">
      <Stack gap={2} miw={0}>
        <Text fz="sm" fw={500}>
          {t('account.from', { from })}{' '}
          {current && (
            <Badge variant="light" tt="none">
              {t('account.here')}
            </Badge>
          )}
        </Text>
        <Text fz="xs" c="dimmed" truncate>
          {userAgent}
        </Text>
        <Text fz="xs" c="dimmed">
          {t('account.began', { time: moment(createdAt) })} · {t('account.used', { time: moment(usedAt) })}
        </Text>
      </Stack>
      {!current && (
        <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(id)}>
          {t('account.end')}
        </Button>
      )}
    </Group>
  );
}
