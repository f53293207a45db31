// One hour in full: what each item was owed and got, minute by minute, why a showing is missing, the records themselves,
// the pictures with what they are, and what people wrote about it.

import { Alert, Drawer, Select, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { HourEvidence } from '../../../../content/model/api/results.ts';
import type { PlayView, ScreenView } from '../../../../content/model/api.ts';
import type { HourAccount } from '../../../../content/model/hour-account.ts';
import { pathOf } from '../../api.ts';
import { useNow } from '../../clock.ts';
import { markHour } from '../../hour-strip.ts';
import { countedOf } from '../../pace.ts';
import { hourQuery, hourSnapshotsQuery } from '../../result-queries.ts';
import { STATE_SIGN } from '../../state-sign.ts';
import { dateText, hourText, secondsText } from '../../zone.ts';
import { MarkLegend, MinuteStrip } from '../minute-strip.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { WideTable } from '../wide-table.tsx';
import classes from './hour-drawer.module.css';
import { HourNotes } from './hour-notes.tsx';
import { HourPhotographs } from './hour-photographs.tsx';
import { HourSentence } from './hour-sentence.tsx';
import { HourRecords } from './hour-records.tsx';

interface HourDrawerProps {
  /** All that were chosen: the same hour of another one is a choice away. */
  readonly screens: readonly ScreenView[];
  readonly opened: { readonly screenId: string; readonly from: number } | null;
  readonly onOpen: (screenId: string) => void;
  readonly onClose: () => void;
}

export function HourDrawer({ screens, opened, onOpen, onClose }: HourDrawerProps) {
  const { t } = useTranslation();
  const screen = screens.find(({ id }) => id === opened?.screenId);
  const title =
    opened === null || screen === undefined
      ? ''
      : t('results.hourTitle', {
          date: dateText(opened.from, screen.zone),
          hour: hourText(opened.from, screen.zone),
        });
  return (
    <Drawer
      opened={opened !== null && screen !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title={title}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      {opened !== null && screen !== undefined && (
        <Stack gap="md">
          {screens.length > 1 ? (
            <Select
              label={t('results.screen')}
              allowDeselect={false}
              value={screen.id}
              data={screens.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => id !== null && onOpen(id)}
            />
          ) : (
            <Text c="dimmed" fz="sm">
              {screen.name}
            </Text>
          )}
          <HourDetail key={`${screen.id}@${opened.from}`} screen={screen} from={opened.from} />
        </Stack>
      )}
    </Drawer>
  );
}

function HourDetail({ screen, from }: { readonly screen: ScreenView; readonly from: number }) {
  const { t } = useTranslation();
  const { data, error, isPlaceholderData, refetch } = useQuery(hourQuery(screen.id, from));
  if (error !== null && data === undefined)
    return <ProblemNotice problem={error} onRetry={() => void refetch()} />;
  if (data === undefined || isPlaceholderData) return <Text fz="sm">{t('app.loading')}</Text>;
  const owed = data.accounts.filter(({ due, extra }) => due > 0 || extra > 0);
  return (
    <>
      {owed.length === 0 && <Text fz="sm">{t('results.nothingOwed')}</Text>}
      <HourSentence accounts={owed} hour={data.hour} zone={screen.zone} />
      {owed.length > 0 && <AccountTable accounts={owed} />}
      <Strips evidence={data} accounts={owed} zone={screen.zone} />
      <Missing accounts={owed} zone={screen.zone} />
      <Pictures screen={screen} evidence={data} />
      <HourPhotographs screen={screen} hour={data.hour} />
      <HourNotes screen={screen} hour={data.hour} />
      <HourRecords records={data.records} zone={screen.zone} />
    </>
  );
}

const FIGURES = ['due', 'shown', 'madeGood', 'missed', 'excused', 'open'] as const;

function AccountTable({ accounts }: { readonly accounts: readonly HourAccount[] }) {
  const { t } = useTranslation();
  return (
    <WideTable minWidth={480} label={t('results.counts')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('day.item')}</Table.Th>
          {FIGURES.map((figure) => (
            <Table.Th key={figure} ta="right">
              {t(`results.figure_${figure}`)}
            </Table.Th>
          ))}
          <Table.Th>{t('results.state')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {accounts.map((account) => (
          <Table.Tr key={account.account} data-account={account.account}>
            <Table.Th scope="row" fw={500}>
              {account.title}
            </Table.Th>
            {FIGURES.map((figure) => (
              <Table.Td key={figure} ta="right">
                {account[figure]}
              </Table.Td>
            ))}
            <Table.Td>
              {STATE_SIGN[account.state]} {t(`day.state_${account.state}`)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}

interface EvidenceProps {
  readonly evidence: HourEvidence;
  readonly accounts: readonly HourAccount[];
  readonly zone: string;
}

function Strips({ evidence, accounts, zone }: EvidenceProps) {
  const { t } = useTranslation();
  const now = useNow();
  const plays = playsOf(evidence);
  const marked = accounts.map((account) => ({
    account,
    marks: markHour(account, evidence.slots[account.account] ?? [], plays, now),
  }));
  const present = new Set(marked.flatMap(({ marks }) => marks.map(({ state }) => state)));
  if (marked.length === 0) return null;
  return (
    <section aria-label={t('results.strips')}>
      <Text fw={600} fz="sm" component="h3" m={0} mb={6}>
        {t('results.strips')}
      </Text>
      <Stack gap="xs">
        {marked.map(({ account, marks }) => (
          <div key={account.account}>
            <Text fz="sm">
              {account.title} · {t('hour.count', { counted: countedOf(account), due: account.due })}
            </Text>
            <MinuteStrip
              label={t('hour.strip', { title: account.title })}
              hour={evidence.hour}
              marks={marks}
              now={now}
              zone={zone}
            />
          </div>
        ))}
      </Stack>
      <MarkLegend present={present} />
    </section>
  );
}

/** Records as the strip reads plays; missed slots are told by the accounts. */
function playsOf({ records }: HourEvidence): PlayView[] {
  return records.flatMap(({ role, asset, account, counts, why, version: _version, ...record }) =>
    role === 'missed' || asset === null
      ? []
      : [
          {
            at: record.at,
            item: account,
            title: record.title,
            role,
            plannedAt: record.plannedAt,
            shownMs: record.shownMs,
            counts: counts === true,
            verdict: why,
            asset,
          },
        ],
  );
}

function Missing({ accounts, zone }: { readonly accounts: readonly HourAccount[]; readonly zone: string }) {
  const { t } = useTranslation();
  const lines = accounts
    .flatMap(({ account, title, missing }) => missing.map((one) => ({ account, title, ...one })))
    .sort((a, b) => a.plannedAt - b.plannedAt);
  if (lines.length === 0) return null;
  return (
    <section aria-label={t('day.detailMissing')}>
      <Text fw={600} fz="sm" component="h3" m={0} mb={4}>
        {t('day.detailMissing')} ({lines.length})
      </Text>
      <ul className={classes.lines}>
        {lines.map(({ account, title, k, plannedAt, reason, declared }) => (
          <li key={`${account}/${k}`}>
            <span>{secondsText(plannedAt, zone)}</span> {t(`reason.${reason}`)}
            {declared !== null && declared !== reason && (
              <> · {t('results.declaredToo', { reason: t(`reason.${declared}`) })}</>
            )}
            <Text span fz="xs" c="dimmed">
              {' '}
              {title}
            </Text>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Pictures({ screen, evidence }: { readonly screen: ScreenView; readonly evidence: HourEvidence }) {
  const { t } = useTranslation();
  const { from, to } = evidence.hour;
  const { data = [] } = useQuery(hourSnapshotsQuery(screen.id, from, to));
  return (
    <section aria-label={t('results.pictures')}>
      <Text fw={600} fz="sm" component="h3" m={0} mb={4}>
        {t('results.pictures')}
      </Text>
      {data.length === 0 && (
        <Text fz="sm" c="dimmed">
          {t('results.noPictures')}
        </Text>
      )}
      <div className={classes.pictures}>
        {data.map(({ sha256, at, label }) => (
          <figure key={sha256}>
            <img
              src={pathOf('readSnapshot', { params: { screenId: screen.id, sha256 } })}
              alt={t('results.pictureAlt', { time: secondsText(at, screen.zone), label })}
            />
            <figcaption>
              {secondsText(at, screen.zone)} · {label}
            </figcaption>
          </figure>
        ))}
      </div>
      {data.length > 0 && (
        <Alert mt="xs" p="xs" color="gray" variant="light">
          <Text fz="xs">{t('results.pictureNote')}</Text>
        </Alert>
      )}
    </section>
  );
}
