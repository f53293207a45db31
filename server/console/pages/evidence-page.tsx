// Bằng chứng: what stands behind the figures of a screen, and what to do where something is wrong with it: alarms, batches
// that were set apart, day seals and their keys, what people declared, and a bundle checked in this browser.

import { Select, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alarms } from '../parts/evidence/alarms.tsx';
import { BundleCheck } from '../parts/evidence/bundle-check.tsx';
import { DaySeals } from '../parts/evidence/day-seals.tsx';
import { Declarations } from '../parts/evidence/declarations.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { screensQuery } from '../queries.ts';

export function EvidencePage() {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery);
  const [chosenId, setChosenId] = useState<string>();
  const all = screens.data ?? [];
  const screen = all.find(({ id }) => id === chosenId) ?? all[0];
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} fz="h2">
          {t('evidence.title')}
        </Title>
        <Text c="dimmed" fz="sm">
          {t('evidence.lead')}
        </Text>
      </div>
      <BundleCheck />
      {screens.error !== null && (
        <ProblemNotice problem={screens.error} onRetry={() => void screens.refetch()} />
      )}
      {screen !== undefined && (
        <>
          <Alarms screens={all} />
          {all.length > 1 && (
            <Select
              label={t('results.screen')}
              maw={420}
              allowDeselect={false}
              value={screen.id}
              data={all.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => id !== null && setChosenId(id)}
            />
          )}
          <Declarations key={`declarations/${screen.id}`} screen={screen} />
          <DaySeals key={`seals/${screen.id}`} screen={screen} />
        </>
      )}
    </Stack>
  );
}
