// A field for words that go on a wall: listens to what is pasted, because old Word fonts tell what the characters mean.

import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LegacyRun, legacyRunsOf } from './legacy-paste.ts';
import { WordingRemarks } from './wording-remarks.tsx';

interface WordsFieldProps {
  readonly text: string;
  readonly onChange: (text: string) => void;
}

export function WordsField({ text, onChange }: WordsFieldProps) {
  const { t } = useTranslation();
  const [pasted, setPasted] = useState<readonly LegacyRun[]>([]);
  return (
    <>
      <Textarea
        label={t('desk.text')}
        required
        autosize
        minRows={3}
        maxLength={400}
        value={text}
        onPaste={({ clipboardData }) => {
          const runs = legacyRunsOf(clipboardData.getData('text/html'));
          if (runs.length > 0) setPasted((before) => [...before, ...runs]);
        }}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <WordingRemarks text={text} pasted={pasted} onBetter={onChange} />
    </>
  );
}
