// Remarks on words while they are typed or pasted, each with what it would become; changed only by a click.

import { Button, Group, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remarksOn } from '../../../../content/model/wording.ts';
import { call } from '../../api.ts';
import { convertRuns, type LegacyRun, runsIn } from './legacy-paste.ts';

/** Templates and official terms change with the installation only. */
export const kitQuery = queryOptions({
  queryKey: ['studio'],
  queryFn: ({ signal }) => call('readStudio', {}, signal),
  staleTime: Infinity,
});

interface WordingRemarksProps {
  readonly text: string;
  /** What was pasted in fonts of an old encoding. */
  readonly pasted?: readonly LegacyRun[];
  readonly onBetter: (text: string) => void;
}

export function WordingRemarks({ text, pasted = [], onBetter }: WordingRemarksProps) {
  const { t } = useTranslation();
  const terms = useQuery(kitQuery).data?.terms ?? [];
  const runs = runsIn(text, pasted);
  // The font knows the encoding; what the characters look like is said only without it.
  const remarks = remarksOn(text, terms).filter(
    ({ code }) => runs.length === 0 || code !== 'LEGACY_ENCODING',
  );
  const fromFonts = runs.map(({ before, after, font }) => ({
    code: 'LEGACY_ENCODING',
    sentence: t('studio.legacyFont', { font, before, after }),
    better: convertRuns(text, runs),
  }));
  return [...fromFonts, ...remarks].map(({ code, sentence, better }) => (
    <Group key={sentence} gap="sm" wrap="nowrap" data-remark={code}>
      <Text fz="sm" className="vx-warn">
        {sentence}
      </Text>
      {better !== null && (
        <Button flex="none" size="compact-sm" variant="default" onClick={() => onBetter(better)}>
          {t('studio.convert')}
        </Button>
      )}
    </Group>
  ));
}
