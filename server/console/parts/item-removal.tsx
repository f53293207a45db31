// Deleting, with what it would do said first: where the item is used stands here before anybody clicks.

import { Button, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemFile } from '../../../content/model/api/editing.ts';
import { useBinItems } from '../desk-queries.ts';
import { tellBinned } from '../item-bin.ts';
import { BinQuestion } from './bin-question.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';

export function ItemRemoval({ file }: { file: ItemFile }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const removing = useBinItems((binned) => {
    tellBinned(t, binned);
    void navigate({ to: '/noi-dung' });
  });
  const [isAsking, setIsAsking] = useState(false);
  const { id, title, revision, uses } = file;
  const remove = (takeOut: boolean) => removing.mutate({ items: [{ id, title, revision }], takeOut });
  return (
    <Panel title={t('desk.usedIn')}>
      <Stack gap="sm">
        {uses.length === 0 && <Text fz="sm">{t('desk.usedNowhere')}</Text>}
        {uses.map(({ playlistId, playlistName, screens }) => (
          <Text key={playlistId} fz="sm">
            <strong>{playlistName}</strong>
            {screens.length > 0 && `: ${screens.map(({ name }) => name).join(', ')}`}
          </Text>
        ))}
        {removing.error !== null && <ProblemNotice problem={removing.error} />}
        {isAsking ? (
          <BinQuestion
            question={t('desk.deleteAsk', { title })}
            yes={uses.length > 0 ? t('desk.deleteTakeOut') : t('desk.deleteYes')}
            isBusy={removing.isPending}
            onYes={() => remove(uses.length > 0)}
            onNo={() => setIsAsking(false)}
          />
        ) : (
          <Button variant="default" w="fit-content" onClick={() => setIsAsking(true)}>
            {t('desk.delete')}
          </Button>
        )}
      </Stack>
    </Panel>
  );
}
