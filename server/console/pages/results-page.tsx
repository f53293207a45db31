// Kết quả phát: any period as days by hours, each hour open to its evidence, and everything an auditor takes away.

import { Button, Group, Stack, Switch, Text, Title } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScreenView } from '../../../content/model/api.ts';
import { type DatePeriod, periodOf, viDateText } from '../../../content/model/report-period.ts';
import { useNow } from '../clock.ts';
import { Downloads } from '../parts/downloads.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { HourDrawer } from '../parts/results/hour-drawer.tsx';
import { ResultAnswer, ResultTotals } from '../parts/results/result-totals.tsx';
import { ResultTable } from '../parts/results/result-table.tsx';
import { SpotChecks } from '../parts/results/spot-checks.tsx';
import { ScopeFields } from '../parts/results/scope-fields.tsx';
import { usePerson } from '../person.ts';
import { screensQuery } from '../queries.ts';
import { daysOf, needsWord, type ResultScope, splitPeriod, totalsOf } from '../result-days.ts';
import { gridQuery } from '../result-queries.ts';
import { dayOf, isoDateText } from '../zone.ts';
import classes from './results-page.module.css';

export function ResultsPage() {
  const { t } = useTranslation();
  const screens = useQuery(screensQuery);
  const [first] = screens.data ?? [];
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} fz="h2">
          {t('results.title')}
        </Title>
        <Button variant="default" className={classes.tool} onClick={() => window.print()}>
          {t('results.print')}
        </Button>
      </Group>
      {screens.error !== null && (
        <ProblemNotice problem={screens.error} onRetry={() => void screens.refetch()} />
      )}
      {screens.isPending && <Text>{t('app.loading')}</Text>}
      {screens.isSuccess && first === undefined && <Text>{t('screen.none')}</Text>}
      {first !== undefined && <Results first={first} screens={screens.data ?? []} />}
    </Stack>
  );
}

/** This month, or the day that was asked for where it is not in it. */
function periodWith(date: string | null, today: string): DatePeriod {
  const month = periodOf('this_month', today);
  if (date === null || (date >= month.fromDate && date <= month.untilDate)) return month;
  return { fromDate: date, untilDate: date };
}

function Results({
  first,
  screens,
}: {
  readonly first: ScreenView;
  readonly screens: readonly ScreenView[];
}) {
  const { t } = useTranslation();
  const person = usePerson();
  const dayFrom = dayOf(useNow(), first.zone).from;
  const today = isoDateText(dayFrom, first.zone);
  const { mh, gio } = useSearch({ from: '/ket-qua-phat' });
  const asked = screens.find(({ id }) => id === mh);
  const [scope, setScope] = useState<ResultScope>(() => ({
    period: periodWith(asked === undefined || gio === undefined ? null : isoDateText(gio, asked.zone), today),
    screenIds: [(asked ?? first).id],
    playlistIds: [],
    itemIds: [],
  }));
  const [onlyBad, setOnlyBad] = useState(false);
  const [opened, setOpened] = useState<{ screenId: string; from: number } | null>(
    asked === undefined || gio === undefined ? null : { screenId: asked.id, from: gio },
  );
  const chosen = screens.filter(({ id }) => scope.screenIds.includes(id));
  const { fromDate: yesterday } = periodOf('yesterday', today);
  const { fromDate: before } = periodOf('yesterday', yesterday);
  const { settled, live } = splitPeriod(scope.period, yesterday, before);
  const answers = useQueries({
    queries: chosen.flatMap(({ id }) => [
      gridQuery(id, settled, scope, 'settled'),
      gridQuery(id, live, scope, 'live'),
    ]),
  });
  const failed = answers.find(({ error }) => error !== null);
  const grids = answers.flatMap(({ data }) => data ?? []);
  const days = daysOf(grids);
  const shown = onlyBad ? days.filter(({ cells }) => cells.some(needsWord)) : days;
  const period = {
    from: viDateText(scope.period.fromDate),
    until: viDateText(scope.period.untilDate),
  };
  const isWaiting = answers.some(({ isPending }) => isPending);
  return (
    <>
      <div className={classes.tool}>
        <Panel title={t('results.scope')}>
          <ScopeFields scope={scope} screens={screens} today={today} onChange={setScope} />
        </Panel>
      </div>
      <Panel
        title={t('results.grid', period)}
        aside={
          <Switch
            className={classes.tool}
            label={t('results.onlyBad')}
            checked={onlyBad}
            onChange={({ currentTarget }) => setOnlyBad(currentTarget.checked)}
          />
        }
      >
        <Stack gap="md">
          <Text className={classes.paper}>{chosen.map(({ name }) => name).join(', ')}</Text>
          {failed !== undefined && (
            <ProblemNotice problem={failed.error} onRetry={() => void failed.refetch()} />
          )}
          {isWaiting && <Text fz="sm">{t('app.loading')}</Text>}
          {!isWaiting && days.length === 0 && failed === undefined && (
            <Text fz="sm">{t('results.none')}</Text>
          )}
          {days.length > 0 && <ResultAnswer days={days} />}
          {days.length > 0 && onlyBad && shown.length === 0 && <Text fz="sm">{t('results.noBad')}</Text>}
          {shown.length > 0 && (
            <ResultTable
              days={shown}
              caption={t('results.caption', period)}
              nowFrom={first.hour.from}
              opened={opened?.from ?? null}
              onOpen={({ screenId, from }) => setOpened({ screenId, from })}
            />
          )}
          {days.length > 0 && <ResultTotals totals={totalsOf(grids)} />}
        </Stack>
      </Panel>
      {person.roles.some((role) => role === 'auditor' || role === 'admin' || role === 'operator') && (
        <Stack gap="lg" className={classes.tool}>
          <Downloads scope={scope} />
          <SpotChecks screens={screens} />
        </Stack>
      )}
      <HourDrawer
        screens={chosen}
        opened={opened}
        onOpen={(screenId) => setOpened((now) => now && { ...now, screenId })}
        onClose={() => setOpened(null)}
      />
    </>
  );
}
