// Tin khẩn: what interrupts the screens now and on which it has not arrived, and the ways to order it.

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InterruptedScreen, InterruptionView } from '../../../content/model/api/urgent.ts';
import { MINUTE_MS } from '../../../content/model/instant.ts';
import { useNow } from '../clock.ts';
import { useReviseInterruption } from '../desk-queries.ts';
import { BlackoutPanel, NoticePanel, YieldPanel } from '../parts/order-panels.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { SuspensionPanel } from '../parts/suspension-panel.tsx';
import { interruptionsQuery, useZone } from '../queries.ts';
import { hasRole, usePerson } from '../person.ts';
import { dateText, timeText } from '../zone.ts';
import classes from './urgent-page.module.css';

const LONGER_MINUTES = 15;

export function UrgentPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const now = useNow();
  const { data, error, refetch } = useQuery(interruptionsQuery);
  const mayOrder = hasRole(person, ['operator', 'admin']);
  const maySuspend = hasRole(person, ['approver', 'admin']);
  const current = (data ?? []).filter(({ until }) => until > now);
  const past = (data ?? []).filter(({ until }) => until <= now);
  return (
    <Stack gap="lg">
      <Title order={1} fz="h2">
        {t('urgent.title')}
      </Title>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <Panel title={t('urgent.current')}>
        <Acts acts={current} mayOrder={mayOrder} />
      </Panel>
      {(mayOrder || maySuspend) && (
        <div className={classes.ways}>
          {mayOrder && (
            <Stack gap="lg">
              <NoticePanel />
              <YieldPanel />
            </Stack>
          )}
          <Stack gap="lg">
            {mayOrder && <BlackoutPanel />}
            {maySuspend && <SuspensionPanel />}
          </Stack>
        </div>
      )}
      <Panel title={t('urgent.past')}>
        <Acts acts={past} mayOrder={false} />
      </Panel>
    </Stack>
  );
}

function Acts({ acts, mayOrder }: { acts: readonly InterruptionView[]; mayOrder: boolean }) {
  const { t } = useTranslation();
  if (acts.length === 0) return <Text fz="sm">{t('urgent.nothing')}</Text>;
  return (
    <ul className={classes.acts}>
      {acts.map((act) => (
        <li key={act.id}>
          <Act act={act} mayOrder={mayOrder} />
        </li>
      ))}
    </ul>
  );
}

function Act({ act, mayOrder }: { act: InterruptionView; mayOrder: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  const revising = useReviseInterruption();
  const { id, kind, title, text, document, issuedBy, from, until, screens } = act;
  const leftMinutes = Math.max(0, Math.ceil((until - now) / MINUTE_MS));
  const revise = (minutes: number) => revising.mutate({ interruptionId: id, minutes });
  return (
    <Stack gap="xs">
      <Text fw={600}>
        {t(`urgent.kind_${kind}`)}
        {title === '' ? '' : `: ${title}`}
      </Text>
      {text !== '' && text !== title && <Text fz="sm">{text}</Text>}
      <Text fz="sm" c="dimmed">
        {t('urgent.period', {
          from: timeText(from, zone),
          until: timeText(until, zone),
          date: dateText(from, zone),
        })}{' '}
        · {t('urgent.by', { name: issuedBy })}
        {document !== null && ` · ${document}`}
      </Text>
      <Reach screens={screens} />
      {revising.error !== null && <ProblemNotice problem={revising.error} />}
      {mayOrder && (
        <Group gap="sm">
          <Button
            size="compact-sm"
            variant="default"
            loading={revising.isPending}
            onClick={() => revise(leftMinutes + LONGER_MINUTES)}
          >
            {t('urgent.longer')}
          </Button>
          <Button size="compact-sm" color="red" loading={revising.isPending} onClick={() => revise(0)}>
            {t('urgent.stop')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** The screens that did not get it come first and by name. */
function Reach({ screens }: { screens: readonly InterruptedScreen[] }) {
  const { t } = useTranslation();
  const missed = screens.filter(({ state }) => state === 'not_received' || state === 'refused');
  return (
    <div>
      <Text fz="sm" fw={600} className={missed.length > 0 ? 'vx-bad' : 'vx-good'}>
        <Sign name={missed.length > 0 ? 'bad' : 'good'} />{' '}
        {missed.length > 0
          ? t('urgent.missedBy', { names: missed.map(({ name }) => name).join(', ') })
          : t('urgent.reachedAll')}
      </Text>
      <ul className={classes.screens}>
        {screens.map((screen) => (
          <li key={screen.id}>
            {screen.name}: {t(`urgent.state_${screen.state}`)}
            {screen.enrolled
              ? screen.connected
                ? ''
                : ` (${t('urgent.offline')})`
              : ` (${t('urgent.noPlayer')})`}
          </li>
        ))}
      </ul>
    </div>
  );
}
