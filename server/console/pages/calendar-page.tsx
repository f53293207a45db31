// Lịch: what every screen promises on the seven days of a week, and why an item is on at an instant or not.

import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { viDateText } from '../../../content/model/report-period.ts';
import { calendarQuery } from '../calendar-queries.ts';
import { useNow } from '../clock.ts';
import { AiringQuestionPanel } from '../parts/calendar/airing-question.tsx';
import { CalendarLegend, WeekTable } from '../parts/calendar/week-table.tsx';
import { DayPromises } from '../parts/calendar/day-promises.tsx';
import { Panel } from '../parts/panel.tsx';
import { ProblemNotice } from '../parts/problem-notice.tsx';
import { Sign } from '../parts/sign.tsx';
import { useZone } from '../queries.ts';
import { searchKey } from '../search-key.ts';
import { addDays, isoDateText, mondayOf } from '../zone.ts';

/** As many screens as anybody compares; more are found by their name. */
const SEARCH_FROM = 6;
const WEEK = 7;

export interface ChosenDay {
  readonly screenId: string;
  readonly date: string;
}

export function CalendarPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const today = isoDateText(useNow(), zone);
  const [monday, setMonday] = useState(() => mondayOf(today));
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<ChosenDay>();
  const { data, error, refetch, isPlaceholderData } = useQuery(calendarQuery(monday));
  const screens = (data ?? []).filter(({ screenName }) => searchKey(screenName).includes(searchKey(search)));
  const shown = data?.find(({ screenId }) => screenId === chosen?.screenId) ?? data?.[0];
  const day =
    shown?.days.find(({ date }) => date === (chosen?.date ?? today)) ??
    shown?.days.find(({ date }) => date === today);
  const isThisWeek = monday === mondayOf(today);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <div>
          <Title order={1} fz="h2">
            {t('calendar.title')}
          </Title>
          <Text fz="sm" c="dimmed">
            {t('calendar.lead')}
          </Text>
        </div>
        <Group gap="xs" role="group" aria-label={t('calendar.week')}>
          <Button
            variant="default"
            leftSection={<Sign name="previous" />}
            onClick={() => setMonday(addDays(monday, -WEEK))}
          >
            {t('calendar.before')}
          </Button>
          <Button variant="default" disabled={isThisWeek} onClick={() => setMonday(mondayOf(today))}>
            {t('calendar.thisWeek')}
          </Button>
          <Button
            variant="default"
            rightSection={<Sign name="next" />}
            onClick={() => setMonday(addDays(monday, WEEK))}
          >
            {t('calendar.after')}
          </Button>
        </Group>
      </Group>
      {error !== null && <ProblemNotice problem={error} onRetry={() => void refetch()} />}
      <Panel
        title={t('calendar.weekOf', {
          from: viDateText(monday),
          until: viDateText(addDays(monday, WEEK - 1)),
        })}
      >
        <Stack gap="md" aria-busy={isPlaceholderData}>
          {(data?.length ?? 0) > SEARCH_FROM && (
            <TextInput
              maw={360}
              label={t('calendar.search')}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          )}
          {data === undefined && error === null && <Text fz="sm">{t('app.loading')}</Text>}
          {data !== undefined && screens.length === 0 && <Text fz="sm">{t('calendar.noScreens')}</Text>}
          {screens.length > 0 && (
            <WeekTable screens={screens} today={today} chosen={chosen} onChoose={setChosen} />
          )}
          <CalendarLegend />
        </Stack>
      </Panel>
      {shown !== undefined && day !== undefined && (
        <div aria-live="polite">
          <DayPromises screen={shown} day={day} />
        </div>
      )}
      {data !== undefined && (
        <AiringQuestionPanel
          key={`${chosen?.screenId ?? ''}/${chosen?.date ?? ''}`}
          screens={data}
          screenId={shown?.screenId ?? null}
          date={chosen?.date ?? today}
        />
      )}
    </Stack>
  );
}
