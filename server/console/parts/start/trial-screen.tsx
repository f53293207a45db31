// A player in a tab of this browser, for whoever has no LED PC at hand. It is a real one: it takes the screen until
// another player is paired, and what it shows is recorded under its own key.

import { Button, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../../content/model/api.ts';
import { useIssueCode } from '../../queries.ts';
import { ProblemNotice } from '../problem-notice.tsx';

export function TrialScreen({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const issuing = useIssueCode();
  const open = () => {
    // In the click itself: a tab that is opened later is a pop-up, and blocked.
    const tab = window.open('about:blank', '_blank');
    issuing.mutate(screen.id, {
      onSuccess: ({ path }) => {
        if (tab === null) location.assign(path);
        else tab.location.replace(new URL(path, location.origin));
      },
      onError: () => tab?.close(),
    });
  };
  return (
    <Stack gap={6}>
      <Text fz="sm">{t('start.trialLead')}</Text>
      {issuing.error !== null && <ProblemNotice problem={issuing.error} />}
      <Button variant="default" w="fit-content" loading={issuing.isPending} onClick={open}>
        {t('start.trial')}
      </Button>
    </Stack>
  );
}
