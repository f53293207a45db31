// A date typed as people write it here, dd/mm/yyyy; what is no date is said to be none, and handed on as it was typed: no
// schema takes it, so it can be kept but not saved.

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { viDateText } from '../../../content/model/report-period.ts';
import { parseDateText } from '../zone.ts';

interface DateFieldProps {
  readonly label: string;
  readonly hint?: string;
  /** `yyyy-mm-dd`, or what somebody has typed so far. */
  readonly date: string | null;
  readonly isRequired?: boolean;
  readonly onChange: (date: string | null) => void;
}

const dateOf = (text: string) => (text === '' ? null : (parseDateText(text) ?? text));
const ISO_DATE = /^\d{4}-\d\d-\d\d$/;
const textOf = (date: string | null) => (date === null ? '' : ISO_DATE.test(date) ? viDateText(date) : date);

export function DateField({ label, hint, date, isRequired = false, onChange }: DateFieldProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(() => textOf(date));
  // Somebody else's date may have been taken meanwhile; one's own stays as it was typed (1/2/2027).
  const text = dateOf(typed) === date && !ISO_DATE.test(typed) ? typed : textOf(date);
  const isWrong = text !== '' && parseDateText(text) === null;
  return (
    <TextInput
      label={label}
      description={hint}
      placeholder={t('desk.datePattern')}
      error={isWrong ? t('desk.dateWrong') : null}
      required={isRequired}
      inputMode="numeric"
      value={text}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        onChange(dateOf(currentTarget.value));
      }}
    />
  );
}
