// Claims a fresh server: the one-time code of the setup link plus a name and a password make the first administrator.
// The code is sent by a button, never by opening the link, so that no preview or scanner can spend it.

import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useKept } from '../kept-draft.ts';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { useClaimSetup } from '../queries.ts';
import { Entrance } from './entrance.tsx';

const LEAST_PASSWORD = 10;

interface SetupPageProps {
  /** From the link; empty when the person must type it. */
  readonly code: string;
  readonly claimed: boolean;
  readonly onLeave: () => void;
  readonly onClaimed: () => void;
}

export function SetupPage({ code, claimed, onLeave, onClaimed }: SetupPageProps) {
  const { t } = useTranslation();
  const claiming = useClaimSetup();
  const [typedCode, setTypedCode] = useState('');
  // The code and the password are secrets: they are not put by.
  const [name, setName, dropName] = useKept('setup/name', z.string(), '');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  const usedCode = code === '' ? typedCode.trim() : code;

  const problems = {
    code: usedCode.length < 4 ? t('setup.codeMissing') : undefined,
    name: name.trim() === '' ? t('setup.nameMissing') : undefined,
    password:
      password.length < LEAST_PASSWORD
        ? t('setup.passwordShort', { missing: LEAST_PASSWORD - password.length })
        : undefined,
    again: again === password ? undefined : t('setup.passwordDiffers'),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).some((problem) => problem !== undefined)) return;
    // Not by the mutation's own callback: this page is gone as soon as there is a session.
    claiming.mutateAsync({ code: usedCode, name: name.trim().normalize('NFC'), password }).then(
      () => {
        dropName();
        onClaimed();
      },
      () => undefined,
    );
  };

  if (claimed) {
    return (
      <Entrance title={t('setup.title')} lead={t('setup.already')}>
        <Button onClick={onLeave}>{t('signIn.toSignIn')}</Button>
      </Entrance>
    );
  }
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('signIn.showPassword') } };
  return (
    <Entrance title={t('setup.title')} lead={t('setup.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {code === '' ? (
            <TextInput
              label={t('setup.code')}
              description={t('setup.codeHint')}
              autoComplete="off"
              value={typedCode}
              error={tried ? problems.code : undefined}
              onChange={(event) => setTypedCode(event.currentTarget.value)}
            />
          ) : (
            <Text fz="sm" className="vx-good" fw={500}>
              <Sign name="good" /> {t('setup.codeTaken')}
            </Text>
          )}
          <TextInput
            label={t('setup.name')}
            description={t('setup.nameHint')}
            name="username"
            autoComplete="username"
            maxLength={80}
            value={name}
            error={tried ? problems.name : undefined}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('setup.password')}
            description={t('setup.passwordHint')}
            name="new-password"
            autoComplete="new-password"
            maxLength={200}
            {...toggle}
            value={password}
            error={tried ? problems.password : undefined}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('setup.again')}
            name="new-password-again"
            autoComplete="new-password"
            maxLength={200}
            {...toggle}
            value={again}
            error={tried ? problems.again : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          {claiming.error !== null && <ProblemNotice problem={claiming.error} />}
          <Button type="submit" loading={claiming.isPending}>
            {t('setup.submit')}
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
