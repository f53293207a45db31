// Giải trình and the declarations that touch an hour: read by all, added under one's own name, never changed.

import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import type { ScreenView } from '../../../../content/model/api.ts';
import type { Interval } from '../../../../content/model/instant.ts';
import { useKeptDraft } from '../../kept-draft.ts';
import { declarationsQuery, useExplainHours } from '../../result-queries.ts';
import { DeclarationLine } from './declaration-line.tsx';
import { ProblemNotice } from '../problem-notice.tsx';

interface HourNotesProps {
  readonly screen: ScreenView;
  readonly hour: Interval;
}

export function HourNotes({ screen, hour }: HourNotesProps) {
  const { t } = useTranslation();
  const filed = useQuery(declarationsQuery(screen.id));
  const explain = useExplainHours();
  const { draft, keep, drop } = useKeptDraft(`explain/${screen.id}/${hour.from}`, z.string());
  const touching = (filed.data ?? []).filter(
    ({ declaration }) => 'from' in declaration && declaration.from < hour.to && declaration.to > hour.from,
  );
  const text = draft ?? '';
  const send = () =>
    explain.mutate({ screenId: screen.id, from: hour.from, to: hour.to, text }, { onSuccess: drop });
  return (
    <section aria-label={t('results.notes')}>
      <Text fw={600} fz="sm" component="h3" m={0} mb={4}>
        {t('results.notes')}
      </Text>
      <Stack gap="xs">
        {filed.error !== null && <ProblemNotice problem={filed.error} onRetry={() => void filed.refetch()} />}
        {filed.isSuccess && touching.length === 0 && (
          <Text fz="sm" c="dimmed">
            {t('results.noNotes')}
          </Text>
        )}
        {touching.map((one) => (
          <DeclarationLine key={one.n} filed={one} zone={screen.zone} />
        ))}
        <Textarea
          label={t('results.noteLabel')}
          description={t('results.noteHint')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={2_000}
          value={text}
          onChange={({ currentTarget }) => keep(currentTarget.value)}
        />
        {explain.error !== null && <ProblemNotice problem={explain.error} onRetry={send} />}
        <Button
          w="fit-content"
          variant="default"
          loading={explain.isPending}
          disabled={text.trim() === ''}
          onClick={send}
        >
          {t('results.noteAdd')}
        </Button>
      </Stack>
    </section>
  );
}
