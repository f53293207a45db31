// Màn hình: pair a player, see and change what a screen is, put its wall right.

import { Button, Group, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenDraft } from '../../../content/model/api/screens.ts';
import { PendingPlayers } from '../parts/screens/pending-players.tsx';
import { ScreenHistory } from '../parts/screens/screen-history.tsx';
import { ScreenEditor } from '../parts/screens/screen-editor.tsx';
import { ControllerCard } from '../parts/controller-card.tsx';
import { Panel } from '../parts/panel.tsx';
import { ScreenStatus } from '../parts/screen-status.tsx';
import { TrialScreen } from '../parts/start/trial-screen.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { hasRole, usePerson } from '../person.ts';
import { screensQuery } from '../queries.ts';
import { screenSettingsQuery } from '../screen-queries.ts';

const NEW = 'new';

/** The roundabout's own: a common panel, open in the day. */
const COMMON_SCREEN: ScreenDraft = {
  name: '',
  widthPx: 256,
  heightPx: 128,
  offsetXPx: 0,
  offsetYPx: 0,
  zone: 'Asia/Ho_Chi_Minh',
  openingHours: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 300, untilMinute: 1320 }],
  pitchUm: 10_000,
  viewingDistanceM: 20,
  policy: { motion: false, sequences: false },
  floors: [],
};

export function ScreensPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const settings = useQuery(screenSettingsQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const screens = settings.data ?? [];
  const mayEdit = person.roles.some((role) => role === 'operator' || role === 'admin');
  const current = chosen ?? screens[0]?.id ?? null;
  const [first] = screens;
  const model =
    first === undefined ? COMMON_SCREEN : { ...COMMON_SCREEN, zone: first.zone, floors: first.floors };
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} fz="h2">
          {t('screens.title')}
        </Title>
        {mayEdit && person.screenIds === null && (
          <Button leftSection={<Sign name="more" />} onClick={() => setChosen(NEW)}>
            {t('screens.add')}
          </Button>
        )}
      </Group>
      {settings.error !== null && (
        <ProblemNotice problem={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {settings.isPending && <Text>{t('app.loading')}</Text>}
      {mayEdit && <PendingPlayers screens={screens} />}
      {current !== null && (
        <Tabs value={current} onChange={setChosen} keepMounted={false}>
          <Tabs.List mb="md" aria-label={t('screens.title')}>
            {screens.map(({ id, name }) => (
              <Tabs.Tab key={id} value={id}>
                {name}
              </Tabs.Tab>
            ))}
            {chosen === NEW && <Tabs.Tab value={NEW}>{t('screens.new')}</Tabs.Tab>}
          </Tabs.List>
          {screens.map((screen) => (
            <Tabs.Panel key={screen.id} value={screen.id}>
              <Stack gap="lg">
                <ScreenEditor screen={screen} model={model} onSaved={setChosen} />
                <ScreenPlayer screenId={screen.id} />
              </Stack>
            </Tabs.Panel>
          ))}
          {chosen === NEW && (
            <Tabs.Panel value={NEW}>
              <ScreenEditor screen={null} model={model} onSaved={setChosen} />
            </Tabs.Panel>
          )}
        </Tabs>
      )}
    </Stack>
  );
}

/** The PC of a screen: pair or replace it, what it last said, and a trial one while there is none. */
function ScreenPlayer({ screenId }: { screenId: string }) {
  const { t } = useTranslation();
  const person = usePerson();
  const screen = useQuery(screensQuery).data?.find(({ id }) => id === screenId);
  if (screen === undefined) return null;
  return (
    <>
      <ControllerCard screen={screen} person={person} />
      {!screen.player.enrolled && hasRole(person, ['operator', 'admin']) && (
        <Panel title={t('start.trial')}>
          <TrialScreen screen={screen} />
        </Panel>
      )}
      <ScreenStatus screen={screen} />
      <ScreenHistory key={screen.id} screen={screen} />
      <Text fz="sm">
        <Link to="/ket-qua-phat">{t('screens.commissioning')}</Link>
      </Text>
    </>
  );
}
