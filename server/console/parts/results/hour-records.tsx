// The records of an hour exactly as the player wrote them, under the sentence of what became of each.
// A summary has a tabIndex because the trap of the drawer's focus knows it by nothing else: the last could not be reached.

import { Badge, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HourRecord } from '../../../../content/model/api/results.ts';
import { secondsText } from '../../zone.ts';
import classes from './hour-drawer.module.css';

interface HourRecordsProps {
  readonly records: readonly HourRecord[];
  readonly zone: string;
}

export function HourRecords({ records, zone }: HourRecordsProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary tabIndex={0}>
        {t('results.records')} ({records.length})
      </summary>
      {isOpen && (
        <Stack gap={4} mt="xs" component="ul" p={0} style={{ listStyle: 'none' }}>
          {records.map((record) => (
            <RecordLine key={record.sha256} record={record} zone={zone} />
          ))}
        </Stack>
      )}
    </details>
  );
}

function RecordLine({ record, zone }: { readonly record: HourRecord; readonly zone: string }) {
  const { t } = useTranslation();
  const { at, plannedAt, title, role, shownMs, counts, why, sha256, text } = record;
  const verdict = counts === null ? 'filler' : counts ? 'counted' : 'uncounted';
  return (
    <li>
      <details>
        <summary tabIndex={0}>
          <Text span fz="sm">
            {secondsText(at ?? plannedAt, zone)} · {title} · {t(`results.role_${role}`)} ·{' '}
            {t('studio.seconds', { seconds: Math.round(shownMs / 1_000) })}
          </Text>{' '}
          <Badge variant="outline" color={counts === false ? 'red' : 'gray'} tt="none">
            {t(`results.verdict_${verdict}`)}
          </Badge>
          {why !== '' && (
            <Text span fz="xs" c="dimmed">
              {' '}
              {why}
            </Text>
          )}
        </summary>
        <Text fz="xs" mt={4}>
          {t('results.recordHash')} <code>{sha256}</code>
        </Text>
        <pre className={classes.raw}>{text}</pre>
      </details>
    </li>
  );
}
