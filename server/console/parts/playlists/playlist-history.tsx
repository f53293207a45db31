// Every revision of a playlist, who made it and what it changed; any of them can become the newest one.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { PlaylistView } from '../../../../content/model/api/playlists.ts';
import { playlistHistoryQuery } from '../../playlist-queries.ts';
import { itemsQuery, useZone } from '../../queries.ts';
import { dateText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { differencesOf } from './playlist-difference.tsx';

interface PlaylistHistoryProps {
  readonly playlist: PlaylistView;
  readonly mayEdit: boolean;
  readonly onRestore: (revision: number) => void;
}

export function PlaylistHistory({ playlist, mayEdit, onRestore }: PlaylistHistoryProps) {
  const { t } = useTranslation();
  const history = useQuery(playlistHistoryQuery(playlist.id));
  const items = useQuery(itemsQuery).data ?? [];
  const zone = useZone();
  const revisions = history.data ?? [];
  return (
    <Panel title={t('playlists.history')}>
      {history.error !== null && <ProblemNotice problem={history.error} />}
      <Stack component="ol" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
        {revisions
          .map((one, index) => ({ one, before: revisions[index - 1] }))
          .reverse()
          .map(({ one, before }) => {
            const isNewest = one.revision === playlist.revision && playlist.removedAt === null;
            const changes =
              before === undefined
                ? []
                : differencesOf(t, before.draft, one.draft, items).map(({ label }) => label);
            return (
              <Group
                key={one.revision}
                component="li"
                justify="space-between"
                wrap="nowrap"
                align="flex-start"
              >
                <Stack gap={2} miw={0}>
                  <Text fz="sm" fw={500}>
                    {t('items.version', { version: one.revision })} · {timeText(one.at, zone)}{' '}
                    {dateText(one.at, zone)}
                  </Text>
                  <Text fz="sm" c="dimmed">
                    {one.by}
                    {changes.length > 0 && ` · ${t('playlists.changed', { what: changes.join(', ') })}`}
                  </Text>
                </Stack>
                {isNewest ? (
                  <Text fz="sm" className="vx-good">
                    {t('playlists.newest')}
                  </Text>
                ) : (
                  mayEdit && (
                    <Button size="compact-sm" variant="default" onClick={() => onRestore(one.revision)}>
                      {t('playlists.restore')}
                    </Button>
                  )
                )}
              </Group>
            );
          })}
      </Stack>
    </Panel>
  );
}
