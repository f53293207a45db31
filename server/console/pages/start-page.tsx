// Bắt đầu: from a fresh installation to a slogan on a wall. Every step may be left out and taken up again; what is done is
// read from the installation itself.

import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, ScreenView } from '../../../content/model/api.ts';
import { Panel } from '../parts/panel.tsx';
import { PendingPlayers } from '../parts/screens/pending-players.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { TrialScreen } from '../parts/start/trial-screen.tsx';
import { useTour } from '../parts/start/tour-state.ts';
import { WaitingItem } from '../parts/waiting-item.tsx';
import { usePerson } from '../person.ts';
import { itemsQuery, screensQuery } from '../queries.ts';
import { screenSettingsQuery } from '../screen-queries.ts';
import { START_STEPS, type StartStep, startStateOf, useSkippedSteps } from '../start-steps.ts';
import { secondsText } from '../zone.ts';

export function StartPage() {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery);
  const items = useQuery(itemsQuery);
  const [skipped, skip] = useSkippedSteps();
  const tour = useTour();
  const state = startStateOf(screens.data ?? [], items.data ?? []);
  const isKnown = screens.data !== undefined && items.data !== undefined;
  const current = START_STEPS.find((step) => !state.done[step] && !skipped.includes(step));
  const problem = screens.error ?? items.error;
  return (
    <Stack gap="lg" maw={980}>
      <div>
        <Title order={1} fz="h2">
          {t('start.title')}
        </Title>
        <Text fz="sm" c="dimmed">
          {t('start.lead')}
        </Text>
      </div>
      {problem !== null && <ProblemNotice problem={problem} />}
      {isKnown && (
        <>
          <Stack component="ol" gap="lg" m={0} p={0} style={{ listStyle: 'none' }}>
            {START_STEPS.map((step, index) => (
              <Step
                key={step}
                step={step}
                number={index + 1}
                isDone={state.done[step]}
                isCurrent={step === current}
                isSkipped={skipped.includes(step)}
                onSkip={(isSkipped) => skip(step, isSkipped)}
              >
                {step === 'screen' && <ScreenStep screen={state.screen} />}
                {step === 'sample' && state.sample !== undefined && <SampleStep sample={state.sample} />}
                {step === 'on_air' && <OnAirStep screen={state.screen} />}
              </Step>
            ))}
          </Stack>
          <Panel title={t('start.afterwards')}>
            <Stack gap="sm">
              {state.done.on_air && <OnAirNow screen={state.screen} />}
              <Group gap="sm">
                <Button variant={current === undefined ? 'filled' : 'default'} onClick={tour.start}>
                  {t('tour.begin')}
                </Button>
                <Button variant="default" renderRoot={(props) => <Link to="/noi-dung/moi" {...props} />}>
                  {t('start.ownSlogan')}
                </Button>
                <Button variant="default" renderRoot={(props) => <Link to="/nguoi-dung" {...props} />}>
                  {t('start.people')}
                </Button>
                <Button variant="default" renderRoot={(props) => <Link to="/cai-dat" {...props} />}>
                  {t('start.organisation')}
                </Button>
              </Group>
            </Stack>
          </Panel>
        </>
      )}
    </Stack>
  );
}

interface StepProps {
  readonly step: StartStep;
  readonly number: number;
  readonly isDone: boolean;
  readonly isCurrent: boolean;
  readonly isSkipped: boolean;
  readonly onSkip: (isSkipped: boolean) => void;
  readonly children: ReactNode;
}

function Step({ step, number, isDone, isCurrent, isSkipped, onSkip, children }: StepProps) {
  const { t } = useTranslation();
  const standing = isDone ? 'done' : isSkipped ? 'skipped' : isCurrent ? 'now' : 'later';
  return (
    <li aria-current={isCurrent ? 'step' : undefined}>
      <Panel
        title={`${number}. ${t(`start.step_${step}`)}`}
        aside={
          <Group gap="sm">
            <Text fz="sm" fw={500} className={isDone ? 'vx-good' : 'vx-quiet'}>
              {isDone && <Sign name="good" />} {t(`start.standing_${standing}`)}
            </Text>
            {!isDone && (
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`${t(isSkipped ? 'start.takeUp' : 'start.skip')}: ${t(`start.step_${step}`)}`}
                onClick={() => onSkip(!isSkipped)}
              >
                {t(isSkipped ? 'start.takeUp' : 'start.skip')}
              </Button>
            )}
          </Group>
        }
      >
        {isDone || !isCurrent ? <Text fz="sm">{t(`start.what_${step}`)}</Text> : children}
      </Panel>
    </li>
  );
}

function ScreenStep({ screen }: { screen: ScreenView | undefined }) {
  const { t } = useTranslation();
  const settings = useQuery(screenSettingsQuery).data ?? [];
  return (
    <Stack gap="md">
      <Text fz="sm">{t('start.what_screen')}</Text>
      <PendingPlayers screens={settings} />
      {screen !== undefined && <TrialScreen screen={screen} />}
    </Stack>
  );
}

function SampleStep({ sample }: { sample: ItemView }) {
  const { t } = useTranslation();
  const person = usePerson();
  return (
    <Stack gap="md">
      <Text fz="sm">{t('start.what_sample')}</Text>
      {/* The receipt is the next step of this page. */}
      <WaitingItem item={sample} person={person} isWide onApproved={() => undefined} />
    </Stack>
  );
}

function OnAirStep({ screen }: { screen: ScreenView | undefined }) {
  const { t } = useTranslation();
  return (
    <Text fz="sm" role="status">
      {screen?.player.enrolled !== true && t('start.what_on_air')}
      {screen?.player.enrolled === true &&
        t(screen.player.state?.showing?.role === 'closed' ? 'start.closedNow' : 'start.waitingForScreen')}
    </Text>
  );
}

function OnAirNow({ screen }: { screen: ScreenView | undefined }) {
  const { t } = useTranslation();
  const showing = screen?.player.state?.showing;
  if (screen === undefined || showing == null) return null;
  return (
    <Text fw={600} className="vx-good" role="status">
      <Sign name="good" />{' '}
      {t('start.onAir', {
        screen: screen.name,
        title: showing.title === '' ? t(`playRole.${showing.role}`) : showing.title,
        time: showing.startedAt === null ? '' : secondsText(showing.startedAt, screen.zone),
      })}
    </Text>
  );
}
