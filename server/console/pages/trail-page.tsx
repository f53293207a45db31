// Nhật ký thao tác: what people did, the newest first; whole as a file for whoever checks the chain.

import { Button, Code, Group, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../content/model/audit-entry.ts';
import { pathOf } from '../api.ts';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { trailQuery } from '../people-queries.ts';
import { useZone } from '../queries.ts';
import { dateText, secondsText } from '../zone.ts';

export function TrailPage() {
  const { t } = useTranslation();
  const trail = useInfiniteQuery(trailQuery);
  const zone = useZone();
  const entries = trail.data?.pages.flat() ?? [];
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} fz="h2">
          {t('trail.title')}
        </Title>
        <Button component="a" href={pathOf('downloadAuditTrail', {})} download variant="default">
          {t('trail.download')}
        </Button>
      </Group>
      <Panel title={t('trail.title')}>
        <Text fz="sm" c="dimmed" mb="sm">
          {t('trail.lead')}
        </Text>
        {trail.error !== null && <ProblemNotice problem={trail.error} onRetry={() => void trail.refetch()} />}
        {trail.isSuccess && entries.length === 0 && <Text fz="sm">{t('trail.none')}</Text>}
        <Table.ScrollContainer minWidth={720}>
          <Table verticalSpacing="xs" fz="sm">
            <Table.Thead>
              <Table.Tr>
                {(['when', 'who', 'what', 'from', 'outcome'] as const).map((column) => (
                  <Table.Th key={column}>{t(`trail.${column}`)}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <TrailRow key={entry.n} entry={entry} zone={zone} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        {trail.hasNextPage && (
          <Button
            variant="default"
            mt="sm"
            loading={trail.isFetchingNextPage}
            onClick={() => void trail.fetchNextPage()}
          >
            {t('trail.older')}
          </Button>
        )}
      </Panel>
    </Stack>
  );
}

function TrailRow({ entry, zone }: { entry: AuditEntry; zone: string }) {
  const { t } = useTranslation();
  const { at, who, what, on, from, outcome, before, after } = entry;
  const isDone = outcome === 'done';
  const stranger = from === null ? t('trail.server') : t('trail.stranger');
  return (
    <Table.Tr>
      <Table.Td>
        {secondsText(at, zone)}
        <Text fz="xs" c="dimmed">
          {dateText(at, zone)}
        </Text>
      </Table.Td>
      <Table.Td>{who?.name ?? stranger}</Table.Td>
      <Table.Td>
        {deedText(what)}
        <Text fz="xs" c="dimmed">
          {Object.values(on).join(' · ')}
        </Text>
        {(before !== undefined || after !== undefined) && (
          <details>
            <summary>{t('trail.details')}</summary>
            {before !== undefined && <Value label={t('trail.before')} value={before} />}
            {after !== undefined && <Value label={t('trail.after')} value={after} />}
          </details>
        )}
      </Table.Td>
      <Table.Td>{from ?? ''}</Table.Td>
      <Table.Td className={isDone ? '' : 'vx-bad'}>{isDone ? t('trail.done') : t('trail.refused')}</Table.Td>
    </Table.Tr>
  );
}

function Value({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <Text fz="xs" fw={500}>
        {label}
      </Text>
      <Code block>{JSON.stringify(value, null, 1)}</Code>
    </div>
  );
}

/** A deed that is younger than this page's words is still told that something was done. */
function deedText(what: string): string {
  return i18next.exists(`deed.${what}`) ? i18next.t(`deed.${what}` as 'deed.other') : i18next.t('deed.other');
}
