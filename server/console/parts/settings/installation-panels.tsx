// Is the installation in order: backups, who is told, certificate, keys, versions. Nothing here is changed in the browser;
// each panel says where it is.

import { Code, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ServerSettings } from '../../../../content/model/api/settings.ts';
import { DAY_MS } from '../../../../content/model/instant.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { serverNow } from '../../clock.ts';
import { alarmsQuery } from '../../evidence-queries.ts';
import { bytesText, numberText } from '../../words.ts';
import { addDays, dateText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { Sign } from '../sign.tsx';

/** A certificate this near its end wants somebody. */
const SOON_MS = 21 * DAY_MS;
const MOST_FILES = 5;

interface SettingsProps {
  readonly settings: ServerSettings;
}

type Tone = 'good' | 'warn' | 'bad' | 'quiet';
const SIGN = { good: 'good', warn: 'warn', bad: 'bad', quiet: 'unknown' } as const;

function Verdict({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <Text fz="sm" fw={500} className={`vx-${tone}`}>
      <Sign name={SIGN[tone]} /> {children}
    </Text>
  );
}

export function BackupPanel({ settings }: SettingsProps) {
  const { t } = useTranslation();
  const { backup, zone, today } = settings;
  const [last] = backup.files;
  const isRecent = last !== undefined && last.date >= addDays(today, -1);
  return (
    <Panel title={t('settings.backup')}>
      <Stack gap="sm">
        {last === undefined ? (
          <Verdict tone="warn">{t('settings.backupNone')}</Verdict>
        ) : (
          <Verdict tone={isRecent ? 'good' : 'bad'}>
            {t(isRecent ? 'settings.backupLast' : 'settings.backupOld', {
              time: last.time,
              date: viDateText(last.date),
              size: bytesText(last.bytes),
            })}
          </Verdict>
        )}
        {backup.nextAt !== null && (
          <Text fz="sm">
            {t('settings.backupNext', {
              time: timeText(backup.nextAt, zone),
              date: dateText(backup.nextAt, zone),
            })}
          </Text>
        )}
        <Text fz="sm">
          {t('settings.backupKept', {
            nights: backup.nights,
            months: backup.months,
            count: backup.files.length,
          })}
        </Text>
        <Text fz="sm">
          {t('settings.backupFolder')} <Code>{backup.folder}</Code>
        </Text>
        {backup.files.length > 0 && (
          <Table fz="sm" withRowBorders={false} verticalSpacing={2}>
            <Table.Tbody>
              {backup.files.slice(0, MOST_FILES).map(({ name, bytes }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ta="end">{bytesText(bytes)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Text fz="sm">
          {t('settings.restoreHow')} <Code>npm run restore -- {last?.name ?? 'vong-xoay-….zip'}</Code>
        </Text>
      </Stack>
    </Panel>
  );
}

export function LedgerAlarmsPanel({ settings }: SettingsProps) {
  const { t } = useTranslation();
  const { seals } = settings;
  const alarms = useQuery(alarmsQuery).data ?? [];
  return (
    <Panel title={t('settings.ledger')}>
      <Stack gap="sm">
        {alarms.length === 0 ? (
          <Verdict tone="good">{t('settings.alarmsNone')}</Verdict>
        ) : (
          alarms.map(({ code, screenId, count }) => (
            <Verdict tone="bad" key={`${code}/${screenId ?? ''}`}>
              {t(`settings.alarm_${code}`, { count: numberText(count) })}
            </Verdict>
          ))
        )}
        <Text fz="sm">
          {seals.folder === null
            ? t('settings.sealFolderNone', { setting: 'VONGXOAY_SEAL_DIR' })
            : t('settings.sealFolder')}{' '}
          {seals.folder !== null && <Code>{seals.folder}</Code>}
        </Text>
        <Text fz="sm">
          {seals.webhook === null
            ? t('settings.sealWebhookNone', { setting: 'VONGXOAY_SEAL_WEBHOOK' })
            : t('settings.sealWebhook')}{' '}
          {seals.webhook !== null && <Code>{seals.webhook}</Code>}
        </Text>
      </Stack>
    </Panel>
  );
}

export function SecurityPanel({ settings }: SettingsProps) {
  const { t } = useTranslation();
  const { tls, zone } = settings;
  const { certificate } = tls;
  const leftMs = certificate === null ? 0 : certificate.validUntil - serverNow();
  return (
    <Panel title={t('settings.security')}>
      <Stack gap="sm">
        <Verdict tone={tls.by === 'nobody' ? 'warn' : 'good'}>
          {t(`settings.tls_${tls.by}`, { setting: 'VONGXOAY_TLS_CERT, VONGXOAY_TLS_KEY' })}
        </Verdict>
        {certificate !== null && (
          <>
            <Verdict tone={leftMs < 0 ? 'bad' : leftMs < SOON_MS ? 'warn' : 'good'}>
              {t('settings.certificate', {
                from: dateText(certificate.validFrom, zone),
                until: dateText(certificate.validUntil, zone),
              })}
            </Verdict>
            <Text fz="sm" c="dimmed">
              {certificate.subject.replaceAll('\n', ', ')} · {certificate.issuer.replaceAll('\n', ', ')}
            </Text>
          </>
        )}
        <Text fz="sm">
          <Link to="/nhat-ky">{t('settings.toTrail')}</Link>
        </Text>
      </Stack>
    </Panel>
  );
}

export function AboutPanel({ settings }: SettingsProps) {
  const { t } = useTranslation();
  const { about, zone } = settings;
  return (
    <Panel title={t('settings.about')}>
      <Stack gap="sm">
        <Text fz="sm">
          {t('settings.version', {
            version: about.version,
            node: `Node ${about.node}`,
            platform: about.platform,
          })}
        </Text>
        <Text fz="sm">
          {t('settings.started', {
            time: timeText(about.startedAt, zone),
            date: dateText(about.startedAt, zone),
            zone,
          })}
        </Text>
        {!about.drawsAsKnown && (
          <Verdict tone="warn">{t('settings.drawsOtherwise', { platform: 'linux-x64' })}</Verdict>
        )}
        <Text fz="sm">
          {t('settings.licence', { licence: 'Apache-2.0' })}{' '}
          <a href="/giay-phep.txt" target="_blank" rel="noreferrer">
            {t('settings.licences')}
          </a>
        </Text>
        <Text fz="sm" fw={500}>
          {t('settings.keys')}
        </Text>
        <Table fz="sm" withRowBorders={false} verticalSpacing={2} style={{ overflowWrap: 'anywhere' }}>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th scope="row">{t('settings.programmeKey')}</Table.Th>
              <Table.Td>
                <Code>{about.programmeKey}</Code>
              </Table.Td>
            </Table.Tr>
            {about.sealKeys.map(({ number, keyId, from }) => (
              <Table.Tr key={keyId}>
                <Table.Th scope="row">
                  {t('settings.sealKey', { number, date: dateText(from, zone) })}
                </Table.Th>
                <Table.Td>
                  <Code>{keyId}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
        <Text fz="sm" c="dimmed">
          {t('settings.keysHint')}
        </Text>
      </Stack>
    </Panel>
  );
}
