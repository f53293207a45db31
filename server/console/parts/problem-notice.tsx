// One failure as a sentence that says what to do, with the request id a person can quote on the telephone.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ParseKeys } from 'i18next';
import { ApiProblem } from '../api.ts';
import { spokenLanguage } from '../words.ts';
import { ERROR_TITLES_EN } from '../error-titles.ts';
import { Sign } from './sign.tsx';

const OURS: Readonly<Record<string, ParseKeys>> = {
  NO_CONNECTION: 'problem.NO_CONNECTION',
  NOT_SENT: 'problem.NOT_SENT',
  BAD_REPLY: 'problem.BAD_REPLY',
};

/** The sentence of a problem; the server's own Vietnamese one when it has sent one. */
export function useProblemSentence(problem: unknown): string {
  const { t } = useTranslation();
  if (!(problem instanceof ApiProblem)) return t('problem.PAGE');
  const own = OURS[problem.code];
  if (own !== undefined) return t(own);
  if (spokenLanguage() === 'en') return ERROR_TITLES_EN[problem.code] ?? t('problem.INTERNAL');
  return problem.title === '' ? t('problem.INTERNAL') : problem.title;
}

interface ProblemNoticeProps {
  readonly problem: unknown;
  /** Said before the sentence, for instance that older figures are still shown. */
  readonly lead?: string;
  readonly onRetry?: (() => void) | undefined;
}

export function ProblemNotice({ problem, lead, onRetry }: ProblemNoticeProps) {
  const { t } = useTranslation();
  const sentence = useProblemSentence(problem);
  const known = problem instanceof ApiProblem ? problem : undefined;
  const mustReload = known === undefined || known.code === 'BAD_REPLY';
  return (
    <Group role="alert" className="vx-ground-bad" p="sm" gap="sm" align="flex-start" wrap="nowrap" bdrs="md">
      <Sign name="warn" />
      <Stack gap={6} miw={0}>
        {lead !== undefined && <Text fz="sm">{lead}</Text>}
        <Text fz="sm" fw={500}>
          {sentence}
        </Text>
        {known?.detail !== undefined && <Text fz="sm">{known.detail}</Text>}
        {known?.requestId !== undefined && (
          <Text fz="xs">{t('problem.requestId', { id: known.requestId })}</Text>
        )}
        {mustReload ? (
          <Button size="compact-sm" variant="default" w="fit-content" onClick={() => location.reload()}>
            {t('app.reload')}
          </Button>
        ) : (
          onRetry !== undefined && (
            <Button size="compact-sm" variant="default" w="fit-content" onClick={onRetry}>
              {t('app.retry')}
            </Button>
          )
        )}
      </Stack>
    </Group>
  );
}
