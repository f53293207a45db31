// A day of one screen as a dated list of plain sentences: connection, clock and versions, newest first.

import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../../../../content/model/api/screen-history.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { serverNow } from '../../clock.ts';
import { screenHistoryQuery } from '../../screen-queries.ts';
import { durationText, numberText } from '../../words.ts';
import { addDays, isoDateText, secondsText } from '../../zone.ts';
import { DateField } from '../date-field.tsx';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import classes from './screen-history.module.css';

const SHOWN = 40;

const KINDS = ['all', 'connection', 'clock', 'version'] as const;
type Kind = (typeof KINDS)[number];
const KIND_OF: Readonly<Record<HistoryEntry['kind'], Kind>> = {
  connected: 'connection',
  disconnected: 'connection',
  server_started: 'connection',
  server_stopped: 'connection',
  clock: 'clock',
  clock_step: 'clock',
  boot: 'version',
  programme: 'version',
  enrolled: 'version',
  replaced: 'version',
  revoked: 'version',
};

interface ScreenHistoryProps {
  readonly screen: { readonly id: string; readonly zone: string };
}

export function ScreenHistory({ screen }: ScreenHistoryProps) {
  const { t } = useTranslation();
  const today = isoDateText(serverNow(), screen.zone);
  const [date, setDate] = useState(today);
  const [kind, setKind] = useState<Kind>('all');
  const [most, setMost] = useState(SHOWN);
  const { data, error, refetch } = useQuery(screenHistoryQuery(screen.id, date));
  const entries = (data ?? []).filter((entry) => kind === 'all' || KIND_OF[entry.kind] === kind);
  return (
    <Panel title={t('history.title')}>
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          {/* Its own text is only what somebody types: another day by button begins it anew. */}
          <DateField
            key={date}
            label={t('history.date')}
            date={date}
            onChange={(day) => day !== null && setDate(day)}
          />
          <Button variant="default" onClick={() => setDate(addDays(date, -1))}>
            {t('history.before')}
          </Button>
          <Button variant="default" disabled={date >= today} onClick={() => setDate(addDays(date, 1))}>
            {t('history.after')}
          </Button>
        </Group>
        <Group gap="xs" role="group" aria-label={t('history.kinds')}>
          {KINDS.map((one) => (
            <Button
              key={one}
              size="compact-sm"
              variant={kind === one ? 'filled' : 'default'}
              aria-pressed={kind === one}
              onClick={() => setKind(one)}
            >
              {t(`history.kind_${one}`)}
            </Button>
          ))}
        </Group>
        {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
        {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
        {data !== undefined && entries.length === 0 && (
          <Text fz="sm">{t('history.none', { date: viDateText(date) })}</Text>
        )}
        <ol className={classes.entries} aria-label={t('history.list', { date: viDateText(date) })}>
          {entries.slice(0, most).map((entry, place) => (
            <li key={`${entry.at}/${entry.kind}/${place}`}>
              <time className={classes.time} dateTime={new Date(entry.at).toISOString()}>
                {secondsText(entry.at, screen.zone)}
              </time>
              <span>{sentenceOf(t, entry)}</span>
            </li>
          ))}
        </ol>
        {entries.length > most && (
          <Button variant="default" w="fit-content" onClick={() => setMost(entries.length)}>
            {t('history.more', { count: entries.length - most })}
          </Button>
        )}
        <Text fz="sm" c="dimmed">
          {t('history.note')}
        </Text>
      </Stack>
    </Panel>
  );
}

function sentenceOf(t: TFunction, entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'connected': {
      const { app, programme, folded } = entry;
      const said =
        programme === 0
          ? t('history.connectedFirst', { app })
          : t('history.connected', { app, number: numberText(programme) });
      return withFolded(t, said, folded);
    }
    case 'disconnected':
      return withFolded(t, t('history.disconnected'), entry.folded);
    case 'clock':
      return t(`history.clock_${entry.state}`);
    case 'clock_step':
      return t(entry.stepMs > 0 ? 'history.stepForward' : 'history.stepBack', {
        duration: durationText(t, Math.abs(entry.stepMs)),
      });
    case 'boot':
      return t(`history.boot_${entry.cause}`, { app: entry.app });
    case 'programme':
      return t(`history.programme_${entry.state}`, { number: numberText(entry.number) });
    case 'enrolled':
    case 'replaced':
    case 'revoked':
      return t(`history.${entry.kind}`, { key: entry.keyId });
    case 'server_started':
    case 'server_stopped':
      return t(`history.${entry.kind}`);
  }
}

const withFolded = (t: TFunction, said: string, folded: number): string =>
  folded === 0 ? said : `${said} ${t('history.folded', { count: folded })}`;
