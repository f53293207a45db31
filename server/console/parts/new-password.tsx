// The two fields of a password that is being set, and what is wrong with them; the server's rules say the rest.

import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PASSWORD_LETTERS } from '../../../content/model/people.ts';

export function useNewPassword() {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const missing = PASSWORD_LETTERS.least - password.length;
  const problems = {
    password: missing > 0 ? t('setup.passwordShort', { missing }) : undefined,
    again: again === password ? undefined : t('setup.passwordDiffers'),
  };
  const isSound = problems.password === undefined && problems.again === undefined;
  const clear = () => {
    setPassword('');
    setAgain('');
  };
  return { password, again, setPassword, setAgain, problems, isSound, clear };
}

interface NewPasswordProps {
  readonly state: ReturnType<typeof useNewPassword>;
  /** Problems are told once the person has tried. */
  readonly tried: boolean;
}

export function NewPassword({ state, tried }: NewPasswordProps) {
  const { t } = useTranslation();
  const { password, again, setPassword, setAgain, problems } = state;
  const common = {
    autoComplete: 'new-password',
    maxLength: PASSWORD_LETTERS.most,
    visibilityToggleButtonProps: { 'aria-label': t('signIn.showPassword') },
  };
  return (
    <>
      <PasswordInput
        {...common}
        label={t('password.new')}
        description={t('setup.passwordHint')}
        value={password}
        error={tried ? problems.password : undefined}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      <PasswordInput
        {...common}
        label={t('password.again')}
        value={again}
        error={tried ? problems.again : undefined}
        onChange={(event) => setAgain(event.currentTarget.value)}
      />
    </>
  );
}
