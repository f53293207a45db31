// Where a new item is to be shown, chosen while it is written: the list's promise, and whether the fullest hour still has
// room for it. Without this whoever wrote a slogan would have to look for the list on another page.

import { Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaylistView } from '../../../content/model/api/playlists.ts';
import type { ItemDraft } from '../../../content/model/api/editing.ts';
import { draftOfPlaylist, forecastQuery, playlistsQuery } from '../playlist-queries.ts';
import { addedLoad } from '../playlist-load.ts';
import { everyText, promiseText } from './playlists/promise-text.ts';
import { Sign } from './sign.tsx';

interface PlaylistChoiceProps {
  /** Null: a new item. */
  readonly itemId: string | null;
  readonly item: Pick<ItemDraft, 'category' | 'durationMs'>;
  readonly chosenId: string | null;
  readonly onChoose: (playlistId: string | null) => void;
}

export function PlaylistChoice({ itemId, item, chosenId, onChoose }: PlaylistChoiceProps) {
  const { t } = useTranslation();
  const lists = (useQuery(playlistsQuery).data ?? []).filter(({ removedAt }) => removedAt === null);
  const holding = lists.filter(({ itemIds }) => itemId !== null && itemIds.includes(itemId));
  const open = lists.filter((list) => list.category === item.category && !holding.includes(list));
  const chosen = open.find(({ id }) => id === chosenId);
  return (
    <Stack gap={6}>
      {holding.length > 0 && (
        <Text fz="sm">
          {t('desk.usedIn')}: {holding.map(({ name }) => name).join(', ')}
        </Text>
      )}
      <Select
        label={t('desk.list')}
        description={t('desk.listHint')}
        placeholder={t('desk.noList')}
        data={open.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen?.id ?? null}
        clearable
        clearButtonProps={{ 'aria-label': t('desk.noList') }}
        onChange={onChoose}
      />
      {chosen !== undefined && <Room list={chosen} durationMs={item.durationMs} />}
    </Stack>
  );
}

function Room({ list, durationMs }: { list: PlaylistView; durationMs: number }) {
  const { t } = useTranslation();
  const forecast = useQuery(forecastQuery(list.id, draftOfPlaylist(list))).data;
  const { guarantee } = list;
  const hours = (forecast ?? []).flatMap(({ capacity }) => capacity);
  const load = addedLoad(guarantee, durationMs, hours);
  return (
    <Stack gap={2} role="status">
      <Text fz="sm">{promiseText(t, guarantee)}.</Text>
      {load !== null && guarantee !== null && (
        <Text fz="sm" className={load.leftMs < 0 ? 'vx-bad' : 'vx-good'}>
          <Sign name={load.leftMs < 0 ? 'bad' : 'good'} />{' '}
          {t('desk.roomUsed', {
            used: everyText(t, load.usedMs),
            count: load.showings,
            seconds: durationMs / 1_000,
            added: everyText(t, load.addedMs),
          })}{' '}
          {load.leftMs < 0
            ? t('desk.roomOver', { over: everyText(t, -load.leftMs) })
            : t('desk.roomLeft', { left: everyText(t, load.leftMs) })}
        </Text>
      )}
    </Stack>
  );
}
