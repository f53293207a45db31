// Remarks on words while they are typed or pasted, each with what it would become; changed only by a click.

import { Button, Group, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { remarksOn } from '../../../../content/model/wording.ts';
import { call } from '../../api.ts';

/** Templates and official terms change with the installation only. */
export const kitQuery = queryOptions({
  queryKey: ['studio'],
  queryFn: ({ signal }) => call('readStudio', {}, signal),
  staleTime: Infinity,
});

export function WordingRemarks({
  text,
  onBetter,
}: {
  readonly text: string;
  readonly onBetter: (text: string) => void;
}) {
  const { t } = useTranslation();
  const terms = useQuery(kitQuery).data?.terms ?? [];
  return remarksOn(text, terms).map(({ code, sentence, better }) => (
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
