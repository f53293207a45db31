// The first page: has today been kept, what is on now, what needs a person. One screen in full; several as a board of lines,
// each of which opens in full at an address of its own.

import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ItemView, ScreenView } from '../../../content/model/api.ts';
import { MINUTE_MS } from '../../../content/model/instant.ts';
import { lineOf } from '../board.ts';
import { useNow } from '../clock.ts';
import { hasRole, usePerson } from '../person.ts';
import { useSkippedSteps } from '../start-steps.ts';
import { type DaySummary, type Pace, paceOfHour, summariseDay } from '../pace.ts';
import { ControllerCard } from '../parts/controller-card.tsx';
import { DayTable } from '../parts/day-table.tsx';
import { HourProgress, PACE_LOOK } from '../parts/hour-progress.tsx';
import { LastPlays } from '../parts/last-plays.tsx';
import { LastSnapshot } from '../parts/last-snapshot.tsx';
import { LivePicture } from '../parts/live-picture.tsx';
import { DayStrip } from '../parts/overview/hour-cells.tsx';
import { TodayAnswer } from '../parts/overview/today-answer.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { ProgrammeReceipt } from '../parts/programme-receipt.tsx';
import { ScreenConcerns, ScreenStatus } from '../parts/screen-status.tsx';
import { Sign } from '../parts/sign.tsx';
import { WaitingItems } from '../parts/waiting-items.tsx';
import { hoursQuery, itemsQuery, lastDaysQuery, screensQuery } from '../queries.ts';
import { isAskedFor } from '../waiting.ts';
import { dateText, dayOf, secondsText } from '../zone.ts';
import classes from './overview-page.module.css';

const NO_ITEMS: readonly ItemView[] = [];
const NO_SCREENS: readonly ScreenView[] = [];

/** Loaded only where there are several screens to compare. */
const ScreenBoard = lazy(async () => {
  const { ScreenBoard: Board } = await import('../parts/overview/screen-board.tsx');
  return { default: Board };
});

export function OverviewPage() {
  const { t } = useTranslation();
  const person = usePerson();
  const screens = useQuery(screensQuery);
  const items = useQuery(itemsQuery).data ?? NO_ITEMS;
  const { mh } = useSearch({ from: '/' });
  const all = screens.data ?? NO_SCREENS;
  const screen = all.length === 1 ? all[0] : all.find(({ id }) => id === mh);
  const isBoard = all.length > 1 && screen === undefined;

  return (
    <Stack gap="lg">
      {screens.error !== null && (
        <ProblemNotice
          problem={screens.error}
          {...(screens.data === undefined ? {} : { lead: t('problem.stale') })}
          onRetry={() => void screens.refetch()}
        />
      )}
      {screens.isPending && <Text>{t('app.loading')}</Text>}
      {screens.data !== undefined && all.length === 0 && <Text>{t('screen.none')}</Text>}
      {isBoard && (
        <>
          <Title order={1} fz="h2">
            {t('app.overview')}
          </Title>
          <WaitingLink items={items} />
          <UnfinishedStart screens={all} />
          <Suspense fallback={<Text>{t('app.loading')}</Text>}>
            <ScreenBoard />
          </Suspense>
        </>
      )}
      {screen !== undefined && (
        <>
          {all.length > 1 && (
            <Text fz="sm">
              <Sign name="previous" /> <Link to="/">{t('board.all')}</Link>
            </Text>
          )}
          <ScreenHeading screen={screen} />
          <WaitingLink items={items} />
          <UnfinishedStart screens={all} />
          <ScreenConcerns screen={screen} />
          <div className={classes.top}>
            <LivePicture screen={screen} items={items} />
            <Stack gap="lg">
              <HourProgress screen={screen} />
              <ProgrammeReceipt screen={screen} />
            </Stack>
          </div>
          <LastDayPanel screen={screen} />
          <DayTable key={screen.id} screen={screen} />
          <Anchor component={Link} to="/ket-qua-phat" fz="sm" fw={600} w="fit-content">
            {t('results.open')}
          </Anchor>
        </>
      )}
      {screens.data !== undefined && <WaitingItems person={person} />}
      {screen !== undefined && (
        <div className={classes.bottom}>
          <LastPlays screen={screen} />
          <Stack gap="lg">
            <ScreenStatus screen={screen} />
            <LastSnapshot key={`snapshot/${screen.id}`} screen={screen} />
            <ControllerCard key={`controller/${screen.id}`} screen={screen} person={person} />
          </Stack>
        </div>
      )}
    </Stack>
  );
}

function WaitingLink({ items }: { items: readonly ItemView[] }) {
  const { t } = useTranslation();
  const waiting = items.filter((item) => isAskedFor(item) && item.playlists.length > 0).length;
  if (waiting === 0) return null;
  return (
    <Anchor href="#cho-duyet" fz="sm" fw={600} underline="always" w="fit-content" onClick={goToWaiting}>
      {t('items.title')} ({waiting})
    </Anchor>
  );
}

function LastDayPanel({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow(MINUTE_MS);
  const { data, error, refetch } = useQuery(lastDaysQuery);
  const known = data?.find(({ screenId }) => screenId === screen.id);
  if (known === undefined && error === null) return null;
  const { today, stand, cells } = lineOf(screen, known, now);
  return (
    <Panel title={t('board.stripTitle')}>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      {known !== undefined && (
        <Stack gap="xs" className={classes.strip}>
          <TodayAnswer today={today} stand={stand} />
          <DayStrip screen={screen} cells={cells} />
          <Text fz="sm" c="dimmed">
            {t('board.stripHint')} {t('board.worstNote')}
          </Text>
        </Stack>
      )}
    </Panel>
  );
}

/** As long as no screen has a player at all: afterwards the page itself says what is wanted. */
function UnfinishedStart({ screens }: { screens: readonly ScreenView[] }) {
  const { t } = useTranslation();
  const person = usePerson();
  const [skipped] = useSkippedSteps();
  const isFresh = screens.every(({ player }) => !player.enrolled) && !skipped.includes('screen');
  if (!isFresh || !hasRole(person, ['admin', 'operator'])) return null;
  return (
    <Text fz="sm" fw={500}>
      {t('start.unfinished')} <Link to="/bat-dau">{t('start.goOn')}</Link>
    </Text>
  );
}

/** Scrolls without leaving a fragment behind: fragments carry one-time codes here. */
function goToWaiting(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.querySelector('#cho-duyet')?.scrollIntoView();
}

function dayPace(day: DaySummary): Pace {
  if (day.hoursDue === 0) return 'not_due';
  if (day.hoursShort > 0) return 'short';
  return day.hoursNoData > 0 ? 'no_data' : 'full';
}

function ScreenHeading({ screen }: { screen: ScreenView }) {
  const { t } = useTranslation();
  const now = useNow();
  const { zone } = screen;
  const time = secondsText(now, zone);
  const today = useQuery(hoursQuery(screen.id, dayOf(now, zone)));
  const day = summariseDay(today.data ?? []);
  const rest = [
    day.hoursShort > 0 ? t('answer.day_short', { count: day.hoursShort }) : '',
    day.hoursNoData > 0 ? t('answer.day_no_data', { count: day.hoursNoData }) : '',
  ].join('');
  const values = { met: day.hoursMet, due: day.hoursDue };
  const dayAnswer =
    day.hoursDue === 0
      ? t('answer.day_none')
      : day.hoursMet === day.hoursDue
        ? t('answer.day_met', values)
        : t('answer.day_mixed', { ...values, rest });
  const dayLook = PACE_LOOK[dayPace(day)];
  const pace = paceOfHour(screen);
  return (
    <div>
      <Title order={1} fz="h2">
        {screen.name}
      </Title>
      <Text c="dimmed" fz="sm">
        {t('screen.local', { time, date: dateText(now, zone) })} ·{' '}
        {screen.open ? t('screen.openNow') : t('screen.closedNow')}
      </Text>
      <div className={classes.answers} data-tour="answer">
        {today.data !== undefined && (
          <Text fz="lg" fw={500} className={dayLook.tone}>
            <Sign name={dayLook.sign} /> {dayAnswer}
          </Text>
        )}
        <Text fz="lg" fw={500} className={PACE_LOOK[pace].tone}>
          <Sign name={PACE_LOOK[pace].sign} /> {t(`answer.hour_${pace}`)}
        </Text>
      </div>
    </div>
  );
}
