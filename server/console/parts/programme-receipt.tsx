// How far a programme has come: sent, received, ready, on screen. Publishing is one act; this is its receipt.

import { Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import { dateText, timeText } from '../zone.ts';
import { Panel } from './panel.tsx';
import classes from './programme-receipt.module.css';
import { Sign } from './sign.tsx';

const STEPS = ['sent', 'received', 'ready', 'on_screen'] as const;
const REACHED = { none: 0, received: 1, ready: 2, on_screen: 3, refused: 1 } as const;

export function ReceiptSteps({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const { receipt } = screen.programme;
  if (receipt === 'refused') {
    return (
      <Group gap={6} className="vx-bad">
        <Sign name="bad" />
        <Text fz="sm" fw={600}>
          {t('programme.refused')}
        </Text>
      </Group>
    );
  }
  if (receipt === 'none' && !screen.player.connected) {
    return (
      <Text fz="sm" c="dimmed">
        {t('programme.waitingConnection')}
      </Text>
    );
  }
  return (
    <ol className={classes.steps}>
      {STEPS.map((step, index) => {
        const isDone = index <= REACHED[receipt];
        return (
          <li key={step} className={isDone ? classes.done : classes.waiting}>
            <span className={classes.dot}>{isDone && <Sign name="good" />}</span>
            <span>{t(`programme.${step}`)}</span>
            <VisuallyHidden>: {isDone ? t('programme.stepDone') : t('programme.stepWaiting')}</VisuallyHidden>
          </li>
        );
      })}
    </ol>
  );
}

export function ProgrammeReceipt({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const { programme, player, zone } = screen;
  if (programme.number === 0) {
    return (
      <Panel title={t('programme.none')}>
        <Text fz="sm">{t('concern.no_programme.next')}</Text>
      </Panel>
    );
  }
  const playing = player.state?.programme ?? 0;
  return (
    <Panel title={t('programme.title', { number: programme.number })}>
      <Stack gap="sm">
        {programme.effectiveFrom !== null && (
          <Text fz="sm" c="dimmed">
            {t('programme.effective', {
              time: timeText(programme.effectiveFrom, zone),
              date: dateText(programme.effectiveFrom, zone),
            })}
          </Text>
        )}
        <ReceiptSteps screen={screen} />
        {playing > 0 && playing !== programme.number && (
          <Text fz="sm">{t('programme.playing', { number: playing })}</Text>
        )}
      </Stack>
    </Panel>
  );
}
