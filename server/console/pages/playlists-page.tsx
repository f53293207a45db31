// Danh sách phát: what is promised where. A list to choose from, one playlist in full, and what saving would do beside it.

import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlaylistDraft, PlaylistView } from '../../../content/model/api/playlists.ts';
import { useNow } from '../clock.ts';
import { usePerson } from '../person.ts';
import { CampaignYear } from '../parts/playlists/campaign-year.tsx';
import { newDraft, PlaylistEditor } from '../parts/playlists/playlist-editor.tsx';
import { promiseText } from '../parts/playlists/promise-text.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { playlistsQuery } from '../playlist-queries.ts';
import { itemsQuery, screensQuery } from '../queries.ts';
import { searchKey } from '../search-key.ts';
import { isoDateText, HOME_ZONE } from '../zone.ts';
import classes from './playlists-page.module.css';

const inVietnamese = new Intl.Collator('vi');

type Standing = 'active' | 'ahead' | 'over' | 'removed';

export function PlaylistsPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const playlists = useQuery(playlistsQuery);
  const items = useQuery(itemsQuery).data ?? [];
  const screens = useQuery(screensQuery).data ?? [];
  const { ds } = useSearch({ from: '/danh-sach-phat' });
  const [chosenId, setChosenId] = useState<string | null | undefined>(ds);
  const [model, setModel] = useState<PlaylistDraft>();
  const [search, setSearch] = useState('');
  const [showsTrash, setShowsTrash] = useState(false);
  const today = isoDateText(useNow(), screens[0]?.zone ?? HOME_ZONE);
  const mayEdit = person.roles.some((role) => role === 'editor' || role === 'approver' || role === 'admin');

  const found = (playlists.data ?? [])
    .filter(
      ({ name, removedAt }) =>
        (removedAt === null || showsTrash) && searchKey(name).includes(searchKey(search)),
    )
    .sort(
      (a, b) =>
        Number(a.guarantee === null) - Number(b.guarantee === null) || inVietnamese.compare(a.name, b.name),
    );
  // Null is a new one; nothing chosen yet shows the first.
  const isNew = chosenId === null;
  const chosen = isNew ? undefined : ((playlists.data ?? []).find(({ id }) => id === chosenId) ?? found[0]);

  const begin = (draft: PlaylistDraft | undefined) => {
    setModel(draft);
    setChosenId(null);
  };

  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} fz="h2">
          {t('playlists.title')}
        </Title>
        {mayEdit && (
          <Button leftSection={<Sign name="more" />} onClick={() => begin(undefined)}>
            {t('playlists.create')}
          </Button>
        )}
      </Group>
      {playlists.error !== null && (
        <ProblemNotice problem={playlists.error} onRetry={() => void playlists.refetch()} />
      )}
      <div className={classes.columns}>
        <Panel title={t('playlists.all')}>
          <Stack gap="sm">
            <TextInput
              aria-label={t('playlists.search')}
              placeholder={t('playlists.search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
            {found.length === 0 && <Text fz="sm">{t('playlists.none')}</Text>}
            <ul className={classes.list}>
              {found.map((playlist) => (
                <li key={playlist.id}>
                  <PlaylistLine
                    playlist={playlist}
                    standing={standingOf(playlist, today)}
                    isChosen={playlist.id === chosen?.id}
                    onChoose={() => setChosenId(playlist.id)}
                  />
                </li>
              ))}
            </ul>
            <Button
              variant="subtle"
              size="compact-sm"
              w="fit-content"
              onClick={() => setShowsTrash((before) => !before)}
            >
              {t(showsTrash ? 'playlists.hideTrash' : 'playlists.showTrash')}
            </Button>
          </Stack>
        </Panel>
        {(isNew || chosen !== undefined) && (
          <PlaylistEditor
            key={chosen?.id ?? `new/${model?.name ?? ''}`}
            playlist={chosen}
            model={model}
            onCopy={begin}
            items={items}
            screens={screens}
            mayEdit={mayEdit}
            onSaved={(saved) => setChosenId(saved.id)}
          />
        )}
      </div>
      {playlists.data !== undefined && (
        <CampaignYear
          playlists={playlists.data}
          today={today}
          mayEdit={mayEdit}
          blank={newDraft(screens)}
          onOpen={(playlistId) => setChosenId(playlistId)}
          onBegin={(draft) => {
            begin(draft);
            scrollTo({ top: 0 });
          }}
        />
      )}
    </Stack>
  );
}

function standingOf({ removedAt, activity: { fromDate, untilDate } }: PlaylistView, today: string): Standing {
  if (removedAt !== null) return 'removed';
  if (fromDate !== null && today < fromDate) return 'ahead';
  return untilDate !== null && today > untilDate ? 'over' : 'active';
}

interface PlaylistLineProps {
  readonly playlist: PlaylistView;
  readonly standing: Standing;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function PlaylistLine({ playlist, standing, isChosen, onChoose }: PlaylistLineProps) {
  const { t } = useTranslation();
  return (
    <button type="button" className={classes.line} aria-current={isChosen} onClick={onChoose}>
      <span className={classes.name}>{playlist.name}</span>
      <span className={classes.facts}>{promiseText(t, playlist.guarantee)}</span>
      <span className={classes.facts}>
        {t('playlists.size', { items: playlist.itemIds.length, screens: playlist.screenIds.length })} ·{' '}
        {t(`playlists.standing_${standing}`)}
      </span>
    </button>
  );
}
