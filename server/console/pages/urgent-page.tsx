// Tin khẩn: what interrupts the screens now and on which it has not arrived, and the ways to order it.

import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InterruptedScreen, InterruptionView } from '../../../content/model/api/urgent.ts';
import { useNow } from '../clock.ts';
import { ActRevision } from '../parts/act-revision.tsx';
import { BlackoutPanel, NoticePanel, YieldPanel } from '../parts/order-panels.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { SuspensionPanel } from '../parts/suspension-panel.tsx';
import { interruptionsQuery, useZone } from '../queries.ts';
import { hasRole, mayOrderUrgent, usePerson } from '../person.ts';
import { dateText, timeText } from '../zone.ts';
import classes from './urgent-page.module.css';

export function UrgentPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const now = useNow();
  const { data, error, refetch } = useQuery(interruptionsQuery);
  const mayOrder = mayOrderUrgent(person);
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
        <Acts acts={past} mayOrder={false} isOver />
      </Panel>
    </Stack>
  );
}

interface ActsProps {
  readonly acts: readonly InterruptionView[];
  readonly mayOrder: boolean;
  readonly isOver?: boolean;
}

function Acts({ acts, mayOrder, isOver = false }: ActsProps) {
  const { t } = useTranslation();
  if (acts.length === 0) return <Text fz="sm">{t('urgent.nothing')}</Text>;
  return (
    <ul className={classes.acts}>
      {acts.map((act) => (
        <li key={act.id}>
          <Act act={act} mayOrder={mayOrder} isOver={isOver} />
        </li>
      ))}
    </ul>
  );
}

function Act({
  act,
  mayOrder,
  isOver,
}: Pick<ActsProps, 'mayOrder'> & { act: InterruptionView; isOver: boolean }) {
  const { t } = useTranslation();
  const zone = useZone();
  const { kind, title, text, document, issuedBy, from, until, screens } = act;
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
      <Reach screens={screens} isOver={isOver} />
      {mayOrder && <ActRevision act={act} />}
    </Stack>
  );
}

/** The screens that did not get it come first and by name. */
function Reach({ screens, isOver }: { screens: readonly InterruptedScreen[]; isOver: boolean }) {
  const { t } = useTranslation();
  const missed = screens.filter(({ state }) => state === 'not_received' || state === 'refused');
  const reached = isOver
    ? screens.length - missed.length
    : screens.filter(({ state }) => state === 'on_screen').length;
  const names = missed.map(({ name }) => name).join(', ');
  return (
    <div>
      <Text fz="sm" fw={600} className={missed.length > 0 ? 'vx-bad' : 'vx-good'} role="status">
        <Sign name={missed.length > 0 ? 'bad' : 'good'} />{' '}
        {t(isOver ? 'urgent.reachedThen' : 'urgent.reachedNow', { count: reached, all: screens.length })}
        {missed.length > 0 && ` · ${t('urgent.missedBy', { count: missed.length, names })}`}
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
