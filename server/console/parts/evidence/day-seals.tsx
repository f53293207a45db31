// Every sealed day of receipt with the head of its chain, and the keys that signed: what an auditor holds against the copy
// that a second party was given.

import { Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../../content/model/api.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { alarmsQuery, daySealsQuery, sealKeysQuery, sealPlacesQuery } from '../../evidence-queries.ts';
import { numberText } from '../../words.ts';
import { dateText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { WideTable } from '../wide-table.tsx';

const FIRST_DAYS = 14;

export function DaySeals({ screen }: { readonly screen: ScreenView }) {
  const { t } = useTranslation();
  const seals = useQuery(daySealsQuery(screen.id));
  const keys = useQuery(sealKeysQuery);
  const places = useQuery(sealPlacesQuery(screen.id));
  const named = (places.data ?? [])
    .map(({ where, throughDay }) =>
      throughDay === null
        ? t('evidence.placeEmpty', { where })
        : t('evidence.place', { where, day: viDateText(throughDay) }),
    )
    .join('; ');
  const alarms = useQuery(alarmsQuery).data ?? [];
  const [all, setAll] = useState(false);
  const days = [...(seals.data ?? [])].reverse();
  const isUnpublished = alarms.some(({ code }) => code === 'seal_unpublished');
  return (
    <Panel title={t('evidence.seals')}>
      <Stack gap="sm">
        <Text fz="sm" c="dimmed">
          {t('evidence.sealsLead')}
        </Text>
        {seals.error !== null && <ProblemNotice problem={seals.error} onRetry={() => void seals.refetch()} />}
        {seals.isSuccess && days.length === 0 && <Text fz="sm">{t('evidence.noSeal')}</Text>}
        {days.length > 0 && (
          <>
            <Text fz="sm" fw={500}>
              {places.data?.length === 0 && t('evidence.noPlace')}
              {named !== '' && t('evidence.published', { places: named })}
            </Text>
            {isUnpublished && (
              <Text fz="sm" fw={500} className="vx-bad">
                {t('evidence.unpublished')}
              </Text>
            )}
            <WideTable minWidth={680} label={t('evidence.seals')}>
              <Table.Thead>
                <Table.Tr>
                  {(['day', 'number', 'count', 'head', 'key', 'at'] as const).map((column) => (
                    <Table.Th key={column}>{t(`evidence.seal_${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {(all ? days : days.slice(0, FIRST_DAYS)).map(({ seal }) => (
                  <Table.Tr key={seal.number}>
                    <Table.Td>{viDateText(seal.day)}</Table.Td>
                    <Table.Td>{seal.number}</Table.Td>
                    <Table.Td>{numberText(seal.count)}</Table.Td>
                    <Table.Td title={seal.head}>
                      <Code>{seal.head.slice(0, 16)}</Code>
                    </Table.Td>
                    <Table.Td>
                      <Code>{seal.keyId}</Code>
                    </Table.Td>
                    <Table.Td>
                      {timeText(seal.sealedAt, screen.zone)} {dateText(seal.sealedAt, screen.zone)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </WideTable>
            {!all && days.length > FIRST_DAYS && (
              <Button size="compact-sm" variant="default" w="fit-content" onClick={() => setAll(true)}>
                {t('evidence.allSeals', { count: days.length })}
              </Button>
            )}
          </>
        )}
        <Text fw={600} fz="sm" component="h3" m={0}>
          {t('evidence.keys')}
        </Text>
        {(keys.data ?? []).map(({ statement }) => (
          <Group key={statement.number} gap="xs">
            <Code>{statement.keyId}</Code>
            <Text fz="sm">
              {t(`evidence.key_${statement.because}`)} · {timeText(statement.fromAt, screen.zone)}{' '}
              {dateText(statement.fromAt, screen.zone)}
            </Text>
          </Group>
        ))}
        <Text fz="xs" c="dimmed">
          {t('evidence.keysNote')}
        </Text>
      </Stack>
    </Panel>
  );
}
