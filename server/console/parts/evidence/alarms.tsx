// What somebody should look at, each as a sentence with what to do; and the batches that were kept and not believed.

import { Badge, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { LedgerAlarm } from '../../../../content/model/api/ledger.ts';
import type { ScreenView } from '../../../../content/model/api.ts';
import { alarmsQuery, quarantineQuery } from '../../evidence-queries.ts';
import { usePerson } from '../../person.ts';
import { dateText, HOME_ZONE, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import { WideTable } from '../wide-table.tsx';

export function Alarms({ screens }: { readonly screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  const person = usePerson();
  const alarms = useQuery(alarmsQuery);
  const maySee = person.roles.some((role) => ['operator', 'auditor', 'admin'].includes(role));
  return (
    <Panel title={t('evidence.alarms')}>
      <Stack gap="sm">
        {alarms.error !== null && (
          <ProblemNotice problem={alarms.error} onRetry={() => void alarms.refetch()} />
        )}
        {alarms.data?.length === 0 && (
          <Text fz="sm" className="vx-good" fw={500}>
            <Sign name="good" /> {t('evidence.noAlarm')}
          </Text>
        )}
        {alarms.data?.map((alarm) => (
          <AlarmLine
            key={`${alarm.code}/${alarm.screenId ?? ''}`}
            alarm={alarm}
            screen={screens.find(({ id }) => id === alarm.screenId)}
          />
        ))}
        {maySee && screens.map((screen) => <Quarantine key={screen.id} screen={screen} />)}
      </Stack>
    </Panel>
  );
}

interface AlarmLineProps {
  readonly alarm: LedgerAlarm;
  readonly screen: ScreenView | undefined;
}

function AlarmLine({ alarm, screen }: AlarmLineProps) {
  const { t } = useTranslation();
  const { code, count, since } = alarm;
  const zone = screen?.zone ?? HOME_ZONE;
  return (
    <div data-alarm={code}>
      <Text fz="sm" fw={500} className="vx-bad">
        <Sign name="warn" /> {screen === undefined ? '' : `${screen.name}: `}
        {t(`evidence.alarm_${code}`, { count })}
        {since !== null &&
          ` (${t('evidence.since', { when: `${timeText(since, zone)} ${dateText(since, zone)}` })})`}
      </Text>
      <Text fz="sm">{t(`evidence.do_${code}`)}</Text>
    </div>
  );
}

function Quarantine({ screen }: { readonly screen: ScreenView }) {
  const { t } = useTranslation();
  const { data = [] } = useQuery(quarantineQuery(screen.id));
  if (data.length === 0) return null;
  return (
    <section aria-label={t('evidence.quarantine', { screen: screen.name })}>
      <Text fw={600} fz="sm" component="h3" m={0}>
        {t('evidence.quarantine', { screen: screen.name })}
      </Text>
      <Text fz="sm" c="dimmed">
        {t('evidence.quarantineLead')}
      </Text>
      <WideTable minWidth={560} label={t('evidence.quarantine', { screen: screen.name })}>
        <Table.Thead>
          <Table.Tr>
            {(['when', 'cause', 'which', 'state'] as const).map((column) => (
              <Table.Th key={column}>{t(`evidence.quarantine_${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.map(({ n, receivedAt, cause, state, key, boot, firstSeq, lastSeq }) => (
            <Table.Tr key={n}>
              <Table.Td>
                {timeText(receivedAt, screen.zone)} {dateText(receivedAt, screen.zone)}
              </Table.Td>
              <Table.Td>{t(`evidence.cause_${cause}`)}</Table.Td>
              <Table.Td>
                {key} · {boot.slice(0, 8)} · {firstSeq}–{lastSeq}
              </Table.Td>
              <Table.Td>
                <Badge variant="outline" color={state === 'kept' ? 'red' : 'gray'} tt="none">
                  {t(`evidence.batch_${state}`)}
                </Badge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </section>
  );
}
