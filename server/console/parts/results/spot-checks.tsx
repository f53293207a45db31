// Kiểm tra tại chỗ: a link for a telephone in front of the screen, shown once with its QR code; those that were given out,
// taken back or over, each with the result to print.

import { Anchor, Badge, Button, Group, Select, Stack, Text } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../../content/model/api.ts';
import { call, pathOf } from '../../api.ts';
import { dateText, HOME_ZONE, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { QrPicture } from './qr-picture.tsx';

const spotChecksQuery = queryOptions({
  queryKey: ['spot-checks'],
  queryFn: ({ signal }) => call('listSpotChecks', {}, signal),
});

export function SpotChecks({ screens }: { readonly screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const stale = async () => client.invalidateQueries({ queryKey: spotChecksQuery.queryKey });
  const [screenId, setScreenId] = useState(screens[0]?.id ?? '');
  const given = useQuery(spotChecksQuery);
  const issue = useMutation({
    mutationFn: () => call('issueSpotCheck', { params: { screenId } }),
    onSettled: stale,
  });
  const revoke = useMutation({
    mutationFn: (params: { screenId: string; spotCheckId: string }) => call('revokeSpotCheck', { params }),
    onSettled: stale,
  });
  const link = issue.data === undefined ? '' : `${location.origin}${issue.data.path}`;
  const isRevoked = given.data?.some(({ id, state }) => id === issue.data?.id && state !== 'open') === true;
  const screenOf = (id: string) => screens.find((screen) => screen.id === id);
  return (
    <Panel title={t('spotCheck.title')}>
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          {t('spotCheck.lead')}
        </Text>
        <Group align="flex-end">
          {screens.length > 1 && (
            <Select
              label={t('results.screen')}
              w={320}
              allowDeselect={false}
              value={screenId}
              data={screens.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => id !== null && setScreenId(id)}
            />
          )}
          <Button variant="default" loading={issue.isPending} onClick={() => issue.mutate()}>
            {t('spotCheck.issue')}
          </Button>
        </Group>
        {issue.error !== null && <ProblemNotice problem={issue.error} />}
        {issue.data !== undefined && !isRevoked && (
          <Group align="flex-start" gap="md" aria-live="polite">
            <QrPicture text={link} label={t('spotCheck.qr')} />
            <Stack gap={4} miw={0} flex="1 1 240px">
              <Anchor href={link} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
                {link}
              </Anchor>
              <Text fz="sm">{t('spotCheck.once')}</Text>
            </Stack>
          </Group>
        )}
        {revoke.error !== null && <ProblemNotice problem={revoke.error} />}
        {(given.data ?? []).map(({ id, screenId: ofScreen, issuedBy, from, to, state }) => {
          const zone = screenOf(ofScreen)?.zone ?? HOME_ZONE;
          const params = { screenId: ofScreen, spotCheckId: id };
          return (
            <Group key={id} gap="sm" data-spot-check={state}>
              <Text fz="sm">
                {dateText(from, zone)}, {timeText(from, zone)}–{timeText(to, zone)} ·{' '}
                {screenOf(ofScreen)?.name ?? ofScreen} · {issuedBy}
              </Text>
              <Badge variant="outline" color="gray" tt="none">
                {t(`spotCheck.state_${state}`)}
              </Badge>
              <Anchor href={pathOf('readSpotCheck', { params })} target="_blank" rel="noreferrer" fz="sm">
                {t('spotCheck.result')}
              </Anchor>
              {state === 'open' && (
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={revoke.isPending}
                  onClick={() => revoke.mutate(params)}
                >
                  {t('spotCheck.revoke')}
                </Button>
              )}
            </Group>
          );
        })}
      </Stack>
    </Panel>
  );
}
