// Is the machine well? Either one reassuring sentence, or each concern with its next step, worst first; then the facts.

import { Group, Stack, Text } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import type { PlayerState } from '../../../content/model/protocol.ts';
import { useNow } from '../clock.ts';
import { type Concern, findConcerns } from '../screen-health.ts';
import { durationText, numberText } from '../words.ts';
import { dateText, secondsText } from '../zone.ts';
import { Panel } from './panel.tsx';
import { Sign } from './sign.tsx';
import classes from './screen-status.module.css';

export function ScreenConcerns({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  const concerns = findConcerns(screen, now);
  if (concerns.length > 0) {
    return (
      <Stack gap="xs" role="status">
        {concerns.map((concern) => (
          <ConcernNotice key={concern.kind} concern={concern} />
        ))}
      </Stack>
    );
  }
  return (
    <Group
      className="vx-ground-good"
      p="sm"
      gap="sm"
      wrap="nowrap"
      align="flex-start"
      bdrs="md"
      role="status"
    >
      <Sign name="good" />
      <Text fz="sm" fw={500}>
        {screen.player.state === null ? t('status.fineSettling') : t('status.fine')}
      </Text>
    </Group>
  );
}

function ConcernNotice({ concern }: { concern: Concern }) {
  const { t } = useTranslation();
  const values = {
    duration: durationText(t, concern.forMs ?? 0),
    number: numberText(concern.count ?? 0),
    what: concern.what ?? '',
  };
  return (
    <Group className={`vx-ground-${concern.tone}`} p="sm" gap="sm" wrap="nowrap" align="flex-start" bdrs="md">
      <Sign name="warn" />
      <Stack gap={2} miw={0}>
        <Text fz="sm" fw={600}>
          {t(`concern.${concern.kind}.say`, values)}
        </Text>
        <Text fz="sm">{t(`concern.${concern.kind}.next`)}</Text>
      </Stack>
    </Group>
  );
}

export function ScreenStatus({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const { player } = screen;
  const { state } = player;
  const facts: [string, string][] = [[t('status.connection'), connectionText(t, screen)]];
  if (player.enrolled) {
    facts.push([t('status.clock'), clockText(t, screen)]);
    if (state !== null) {
      facts.push(
        [t('status.page'), state.visible ? t('status.pageVisible') : t('status.pageHidden')],
        [t('status.desktop'), desktopText(t, state)],
        [t('status.storage'), t(`status.home_${state.storage.home}`)],
        [t('status.pending'), numberText(state.pending)],
      );
    }
  }
  const isOld = player.enrolled && !player.connected && player.lastSeenAt !== null;
  return (
    <Panel title={t('status.title')}>
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {isOld && player.lastSeenAt !== null && (
        <Text fz="sm" c="dimmed" mt="xs">
          {t('status.lastKnown', { time: secondsText(player.lastSeenAt, screen.zone) })}
        </Text>
      )}
    </Panel>
  );
}

/** Only the agent sees what lies over the picture; where nobody looks, that is said. */
function desktopText(t: TFunction, { agent }: PlayerState): string {
  if (agent === undefined) return t('status.desktopNoAgent');
  if (agent.covers === null) return t('status.desktopUnseen');
  if (agent.covers.length === 0) return t('status.desktopClear');
  return t('status.desktopCovered', { what: agent.covers.join(', ') });
}

function connectionText(t: TFunction, { player, zone }: ScreenView): string {
  if (!player.enrolled) return t('status.notEnrolled');
  if (player.connected) return t('status.connected');
  if (player.lastSeenAt === null) return t('status.never');
  const time = `${secondsText(player.lastSeenAt, zone)}, ${dateText(player.lastSeenAt, zone)}`;
  return t('status.disconnected', { time });
}

function clockText(t: TFunction, { player }: ScreenView): string {
  const clock = player.state?.clock;
  if (clock === undefined) return t('status.clockUnknown');
  if (clock.state === 'synced') return t('status.clock_synced', { ms: numberText(clock.uncertaintyMs) });
  if (clock.state === 'unsynced') return t('status.clock_unsynced');
  return t('status.clock_holdover', { seconds: numberText(Math.ceil(clock.uncertaintyMs / 1_000)) });
}
