// Asked before something goes to the trash that others would miss.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface BinQuestionProps {
  readonly question: string;
  readonly yes: string;
  readonly isBusy: boolean;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

export function BinQuestion({ question, yes, isBusy, onYes, onNo }: BinQuestionProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" role="alert" className="vx-ground-warn" p="sm" bdrs="md">
      <Text fz="sm">{question}</Text>
      <Group gap="sm">
        <Button color="red" loading={isBusy} onClick={onYes}>
          {yes}
        </Button>
        <Button variant="default" onClick={onNo}>
          {t('app.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
