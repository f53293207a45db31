// What can be done with several items at once: send for approval, put on a list, into the trash and back.

import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView } from '../../../content/model/api.ts';
import { useBinItems, useSubmitItems } from '../desk-queries.ts';
import { tellBinned } from '../item-bin.ts';
import { hasRole, usePerson } from '../person.ts';
import { playlistsQuery, undoPlaylistSave, useAddToPlaylist } from '../playlist-queries.ts';
import { offerUndo } from '../undo.ts';
import { BinQuestion } from './bin-question.tsx';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';

interface ChosenItemsProps {
  readonly items: readonly ItemView[];
  /** What the search shows now. */
  readonly found: readonly ItemView[];
  readonly onChoose: (ids: readonly string[]) => void;
}

export function ChosenItems({ items, found, onChoose }: ChosenItemsProps) {
  const { t } = useTranslation();
  const mayList = hasRole(usePerson(), ['editor', 'approver', 'admin']);
  const drafts = items.filter(({ state }) => state === 'draft');
  const count = drafts.length;
  const submitting = useSubmitItems((done) => offerUndo(t('undo.submittedMany', { count: done }), null));
  return (
    <Panel title={t('desk.chosen', { count: items.length })}>
      <Stack gap="sm">
        <Group gap="sm">
          <Button size="compact-sm" variant="default" onClick={() => onChoose(found.map(({ id }) => id))}>
            {t('desk.chooseAll', { count: found.length })}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => onChoose([])}>
            {t('desk.chooseNone')}
          </Button>
        </Group>
        {mayList && <AddChosen items={items} />}
        <Group gap="sm">
          <Button
            disabled={count === 0}
            loading={submitting.isPending}
            onClick={() => submitting.mutate(drafts.map(({ id, version }) => ({ itemId: id, version })))}
          >
            {t('desk.submitChosen', { count })}
          </Button>
          <BinChosen items={items} />
        </Group>
        {submitting.error !== null && <ProblemNotice problem={submitting.error} />}
      </Stack>
    </Panel>
  );
}

/** On lists of their own category only, as one item by itself. */
function AddChosen({ items }: { items: readonly ItemView[] }) {
  const { t } = useTranslation();
  const [wantedId, setWantedId] = useState<string | null>(null);
  const lists = (useQuery(playlistsQuery).data ?? []).filter(
    ({ removedAt, category }) =>
      removedAt === null && items.every((item) => item.purpose === 'programme' && item.category === category),
  );
  const list = lists.find(({ id }) => id === wantedId);
  const adding = useAddToPlaylist((saved) => {
    const { name } = saved.playlist;
    offerUndo(t('undo.listed', { name }), async () => {
      await undoPlaylistSave(saved);
      return t('undo.listAsBefore', { name });
    });
  });
  if (lists.length === 0) return <Text fz="sm">{t('desk.listsDiffer')}</Text>;
  return (
    <>
      <Group gap="sm" align="flex-end">
        <Select
          label={t('desk.list')}
          placeholder={t('desk.noList')}
          w={300}
          maw="100%"
          data={lists.map(({ id, name }) => ({ value: id, label: name }))}
          value={list?.id ?? null}
          onChange={setWantedId}
        />
        <Button
          variant="default"
          disabled={list === undefined}
          loading={adding.isPending}
          onClick={() => {
            if (list !== undefined)
              adding.mutate({ playlistId: list.id, itemIds: items.map(({ id }) => id) });
          }}
        >
          {t('desk.addChosen')}
        </Button>
      </Group>
      {adding.error !== null && <ProblemNotice problem={adding.error} />}
    </>
  );
}

/** Asked only where something leaves a list; everything comes back by one click. */
function BinChosen({ items }: { items: readonly ItemView[] }) {
  const { t } = useTranslation();
  const [isAsking, setIsAsking] = useState(false);
  const binning = useBinItems((binned) => {
    setIsAsking(false);
    tellBinned(t, binned);
  });
  const used = items.filter(({ playlists }) => playlists.length > 0).length;
  const bin = () => binning.mutate({ items, takeOut: used > 0 });
  const refused = binning.data?.refused ?? [];
  return (
    <>
      {isAsking ? (
        <BinQuestion
          question={t('desk.binAsk', { count: used })}
          yes={t('desk.deleteTakeOut')}
          isBusy={binning.isPending}
          onYes={bin}
          onNo={() => setIsAsking(false)}
        />
      ) : (
        <Button
          variant="default"
          loading={binning.isPending}
          onClick={() => (used > 0 ? setIsAsking(true) : bin())}
        >
          {t('desk.binChosen')}
        </Button>
      )}
      {binning.error !== null && <ProblemNotice problem={binning.error} />}
      {refused.map(({ title, problem }) => (
        <ProblemNotice key={title} lead={title} problem={problem} />
      ))}
    </>
  );
}
