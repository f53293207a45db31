// A date typed as people write it here, dd/mm/yyyy; what is no date is said to be none and not taken.

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { viDateText } from '../../../content/model/report-period.ts';
import { parseDateText } from '../zone.ts';

interface DateFieldProps {
  readonly label: string;
  readonly hint?: string;
  /** `yyyy-mm-dd`. */
  readonly date: string | null;
  readonly isRequired?: boolean;
  readonly onChange: (date: string | null) => void;
}

export function DateField({ label, hint, date, isRequired = false, onChange }: DateFieldProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(date === null ? '' : viDateText(date));
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
        setText(currentTarget.value);
        const parsed = parseDateText(currentTarget.value);
        if (parsed !== null || currentTarget.value === '') onChange(parsed);
      }}
    />
  );
}
