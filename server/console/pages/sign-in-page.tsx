// Sign-in by name and password. A server nobody has claimed yet sends the reader to the setup page instead.

import { Anchor, Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { useSignIn } from '../queries.ts';
import { Entrance } from './entrance.tsx';

interface SignInPageProps {
  readonly claimed: boolean;
  readonly hasEnded: boolean;
  readonly onSetup: () => void;
  readonly onPasswordCode: () => void;
}

export function SignInPage({ claimed, hasEnded, onSetup, onPasswordCode }: SignInPageProps) {
  const { t } = useTranslation();
  const signingIn = useSignIn();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() === '' || password === '') return;
    signingIn.mutate({ name: name.trim(), password });
  };
  if (!claimed) {
    return (
      <Entrance title={t('setup.title')} lead={t('signIn.lead')}>
        <Stack>
          <Text fz="sm">{t('signIn.unclaimed')}</Text>
          <Button onClick={onSetup}>{t('signIn.toSetup')}</Button>
        </Stack>
      </Entrance>
    );
  }
  return (
    <Entrance title={t('signIn.title')} lead={t('signIn.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {hasEnded && (
            <Text fz="sm" p="sm" bdrs="md" className="vx-ground-warn" role="status">
              {t('signIn.ended')}
            </Text>
          )}
          <TextInput
            label={t('signIn.name')}
            name="username"
            autoComplete="username"
            value={name}
            error={tried && name.trim() === '' ? t('signIn.nameMissing') : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('signIn.password')}
            name="password"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t('signIn.showPassword') }}
            value={password}
            error={tried && password === '' ? t('signIn.passwordMissing') : undefined}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          {signingIn.error !== null && <ProblemNotice problem={signingIn.error} />}
          <Button type="submit" loading={signingIn.isPending}>
            {t('signIn.submit')}
          </Button>
          <Anchor component="button" type="button" fz="sm" underline="always" onClick={onPasswordCode}>
            {t('password.have')}
          </Anchor>
        </Stack>
      </form>
    </Entrance>
  );
}
