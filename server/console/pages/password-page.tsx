// Sets a password with a one-time code: a new account's first one, or a forgotten one. Sent by a button, never by opening
// the link, so that no preview or scanner can spend the code.

import { Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NewPassword, useNewPassword } from '../parts/new-password.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { useClaimPassword } from '../people-queries.ts';
import { Entrance } from './entrance.tsx';

interface PasswordPageProps {
  /** From the link; empty when the person must type it. */
  readonly code: string;
  readonly onDone: () => void;
}

export function PasswordPage({ code, onDone }: PasswordPageProps) {
  const { t } = useTranslation();
  const claiming = useClaimPassword();
  const state = useNewPassword();
  const [typedCode, setTypedCode] = useState('');
  const [tried, setTried] = useState(false);
  const usedCode = code === '' ? typedCode.trim() : code;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (usedCode.length < 4 || !state.isSound) return;
    claiming.mutate({ code: usedCode, password: state.password }, { onSuccess: onDone });
  };
  return (
    <Entrance title={t('password.title')} lead={t('password.lead')}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {code === '' ? (
            <TextInput
              label={t('password.code')}
              autoComplete="off"
              value={typedCode}
              error={tried && usedCode.length < 4 ? t('setup.codeMissing') : undefined}
              onChange={(event) => setTypedCode(event.currentTarget.value)}
            />
          ) : (
            <Text fz="sm" className="vx-good" fw={500}>
              <Sign name="good" /> {t('password.codeTaken')}
            </Text>
          )}
          <NewPassword state={state} tried={tried} />
          {claiming.error !== null && <ProblemNotice problem={claiming.error} />}
          <Button type="submit" loading={claiming.isPending}>
            {t('password.submit')}
          </Button>
          <Anchor component="button" type="button" fz="sm" underline="always" onClick={onDone}>
            {t('signIn.toSignIn')}
          </Anchor>
        </Stack>
      </form>
    </Entrance>
  );
}
