// Longer, or over now: what may still be done about an interruption while it lasts.

import { Button, Group } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { InterruptionView } from '../../../content/model/api/urgent.ts';
import { MINUTE_MS } from '../../../content/model/instant.ts';
import { useNow } from '../clock.ts';
import { useReviseInterruption } from '../desk-queries.ts';
import { ProblemNotice } from './problem-notice.tsx';

const LONGER_MINUTES = 15;

export function ActRevision({ act: { id, kind, title, until } }: { act: InterruptionView }) {
  const { t } = useTranslation();
  const now = useNow();
  const revising = useReviseInterruption();
  const leftMinutes = Math.max(0, Math.ceil((until - now) / MINUTE_MS));
  const revise = (minutes: number) => revising.mutate({ interruptionId: id, minutes });
  const name = title === '' ? t(`urgent.kind_${kind}`) : title;
  return (
    <div>
      {revising.error !== null && <ProblemNotice problem={revising.error} />}
      <Group gap="sm">
        <Button
          size="compact-sm"
          variant="default"
          loading={revising.isPending}
          aria-label={`${t('urgent.longer')}: ${name}`}
          onClick={() => revise(leftMinutes + LONGER_MINUTES)}
        >
          {t('urgent.longer')}
        </Button>
        <Button
          size="compact-sm"
          color="red"
          loading={revising.isPending}
          aria-label={`${t('urgent.stop')}: ${name}`}
          onClick={() => revise(0)}
        >
          {t('urgent.stop')}
        </Button>
      </Group>
    </div>
  );
}
