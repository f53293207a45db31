// The newest picture that a player took of itself or its agent of the PC, with the label of who took it, and a button that
// asks for one now. The label stands beside the picture wherever it is shown: none of them is a photograph of the LED.

import { Button, Group, Stack, Text } from '@mantine/core';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import { call, pathOf } from '../api.ts';
import { useNow } from '../clock.ts';
import { dateText, secondsText } from '../zone.ts';
import { Panel } from './panel.tsx';
import { ProblemNotice } from './problem-notice.tsx';

const REFRESH_MS = 60_000;
const AWAITED_REFRESH_MS = 1_000;
/** A player that has not sent its picture by then is busy, or its line is slow. */
const PATIENCE_MS = 30_000;

function newestSnapshotQuery(screenId: string, isAwaited: boolean) {
  return queryOptions({
    queryKey: ['newest-snapshot', screenId],
    queryFn: async ({ signal }) => {
      const [newest] = await call('listSnapshots', { params: { screenId }, query: { limit: 1 } }, signal);
      return newest ?? null;
    },
    refetchInterval: isAwaited ? AWAITED_REFRESH_MS : REFRESH_MS,
  });
}

export function LastSnapshot({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  /** What was newest when somebody asked, and when that was. */
  const [asked, setAsked] = useState<{ before: string | undefined; at: number }>();
  const asking = useMutation({
    mutationFn: () => call('requestSnapshot', { params: { screenId: screen.id } }),
    onMutate: () => setAsked({ before: newest.data?.sha256, at: now }),
    onError: () => setAsked(undefined),
  });
  const isLate = asked !== undefined && now - asked.at > PATIENCE_MS;
  const newest = useQuery(newestSnapshotQuery(screen.id, asked !== undefined && !isLate));
  const hasCome = asked !== undefined && newest.data?.sha256 !== asked.before;
  const isAwaited = asked !== undefined && !hasCome && !isLate;
  const snapshot = newest.data;
  return (
    <Panel title={t('snapshot.title')}>
      <Stack gap="xs">
        {newest.error !== null && <ProblemNotice problem={newest.error} />}
        {snapshot === null && <Text fz="sm">{t('snapshot.none')}</Text>}
        {snapshot != null && (
          <figure style={{ margin: 0 }}>
            <img
              src={pathOf('readSnapshot', { params: { screenId: screen.id, sha256: snapshot.sha256 } })}
              alt={t('snapshot.alt', { screen: screen.name })}
              style={{ display: 'block', maxWidth: '100%' }}
            />
            <figcaption>
              <Text fz="sm" fw={600} mt={6}>
                {t(`snapshot.source_${snapshot.source}`)}
              </Text>
              <Text fz="sm" c="dimmed">
                {secondsText(snapshot.at, screen.zone)}, {dateText(snapshot.at, screen.zone)}
              </Text>
            </figcaption>
          </figure>
        )}
        <Group gap="sm">
          <Button
            variant="default"
            disabled={!screen.player.connected}
            loading={isAwaited || asking.isPending}
            onClick={() => asking.mutate()}
          >
            {t('snapshot.ask')}
          </Button>
          {!screen.player.connected && (
            <Text fz="sm" c="dimmed">
              {t('snapshot.away')}
            </Text>
          )}
        </Group>
        <div className="vx-live" aria-live="polite">
          {asking.error !== null && <ProblemNotice problem={asking.error} />}
          {isAwaited && <Text fz="sm">{t('snapshot.awaited')}</Text>}
          {hasCome && <Text fz="sm">{t('snapshot.came')}</Text>}
          {isLate && !hasCome && <Text fz="sm">{t('snapshot.late')}</Text>}
        </div>
      </Stack>
    </Panel>
  );
}
