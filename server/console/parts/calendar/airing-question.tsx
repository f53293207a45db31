// "Vì sao có, vì sao không?": any item on any screen at any instant, answered by the engine itself, in one sentence with
// the next step.

import { Group, Select, Stack, Text } from '@mantine/core';
import { DateInput, TimePicker } from '@mantine/dates';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AiringView, ScreenCalendar } from '../../../../content/model/api/calendar.ts';
import { viDateText } from '../../../../content/model/report-period.ts';
import { airingQuery } from '../../calendar-queries.ts';
import { serverNow } from '../../clock.ts';
import { itemsQuery } from '../../queries.ts';
import { filterChoices } from '../../search-key.ts';
import { dateText, HOME_ZONE, instantAt, isoDateText, secondsText, timeText } from '../../zone.ts';
import { Panel } from '../panel.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { Sign } from '../sign.tsx';
import { momentText } from './calendar-words.ts';

interface AiringQuestionPanelProps {
  readonly screens: readonly ScreenCalendar[];
  readonly screenId: string | null;
  readonly date: string;
}

export function AiringQuestionPanel({ screens, screenId: first, date: firstDate }: AiringQuestionPanelProps) {
  const { t } = useTranslation();
  const items = useQuery(itemsQuery).data ?? [];
  const [screenId, setScreenId] = useState(first);
  const [itemId, setItemId] = useState<string | null>(null);
  const [date, setDate] = useState<string | null>(firstDate);
  const zone = screens.find((screen) => screen.screenId === screenId)?.zone ?? HOME_ZONE;
  const [clock, setClock] = useState(() => `${timeText(serverNow(), zone)}:00`);
  const at = date === null ? null : instantOf(date, clock, zone);
  return (
    <Panel title={t('calendar.why')}>
      <Stack gap="md">
        <Text fz="sm">{t('calendar.whyLead')}</Text>
        <Group gap="md" align="flex-end">
          <Select
            label={t('calendar.item')}
            placeholder={t('calendar.itemHint')}
            searchable
            miw={280}
            flex={2}
            data={items.map(({ id, title }) => ({ value: id, label: title }))}
            filter={filterChoices}
            nothingFoundMessage={t('playlists.nothingFound')}
            value={itemId}
            onChange={setItemId}
          />
          <Select
            label={t('calendar.screen')}
            miw={220}
            flex={1}
            allowDeselect={false}
            data={screens.map((one) => ({ value: one.screenId, label: one.screenName }))}
            value={screenId}
            onChange={setScreenId}
          />
          <DateInput
            label={t('calendar.date')}
            valueFormat="DD/MM/YYYY"
            value={date}
            onChange={setDate}
            w={150}
          />
          <TimePicker label={t('calendar.time')} withSeconds format="24h" value={clock} onChange={setClock} />
        </Group>
        <div aria-live="polite">
          {itemId !== null && screenId !== null && at !== null && (
            <Answer question={{ screenId, item: itemId, at }} zone={zone} />
          )}
          {itemId === null && (
            <Text fz="sm" c="dimmed">
              {t('calendar.chooseItem')}
            </Text>
          )}
        </div>
      </Stack>
    </Panel>
  );
}

/** Null while somebody is still typing. */
function instantOf(date: string, clock: string, zone: string): number | null {
  const [hour, minute, second = 0] = clock.split(':').map(Number);
  if (hour === undefined || minute === undefined || [hour, minute, second].some(Number.isNaN)) return null;
  return instantAt(date, hour * 60 + minute, zone) + second * 1_000;
}

function Answer({
  question,
  zone,
}: {
  question: { screenId: string; item: string; at: number };
  zone: string;
}) {
  const { t } = useTranslation();
  const { data, error, isPlaceholderData } = useQuery(airingQuery(question));
  if (error !== null) return <ProblemNotice problem={error} />;
  if (data === undefined) return <Text fz="sm">{t('app.loading')}</Text>;
  const tone = data.on ? 'good' : data.because === 'other_turn' ? 'quiet' : 'warn';
  return (
    <Group
      className={`vx-ground-${tone}`}
      p="sm"
      gap="sm"
      wrap="nowrap"
      align="flex-start"
      bdrs="md"
      role="status"
      aria-busy={isPlaceholderData}
    >
      <Sign name={data.on ? 'good' : 'unknown'} />
      <Stack gap={4} miw={0}>
        <Text fz="sm" fw={600}>
          {sentenceOf(t, data, question.at, zone)}
        </Text>
        <Text fz="sm" component="div">
          <NextStep answer={data} zone={zone} itemId={question.item} />
        </Text>
      </Stack>
    </Group>
  );
}

function sentenceOf(t: TFunction, answer: AiringView, at: number, zone: string): string {
  const when = momentText(at, zone);
  const { entry, because, pause, playlist, missing } = answer;
  if (because === null) {
    const { role = 'idle', from = at, to = at } = entry ?? {};
    const words = {
      when,
      role: t(`playRole.${role}`),
      from: secondsText(from, zone),
      to: secondsText(to, zone),
    };
    return playlist === null
      ? t('calendar.on', words)
      : t('calendar.onBy', { ...words, playlist: playlist.name });
  }
  const instead = entry?.title === undefined || entry.title === '' ? t('playRole.closed') : entry.title;
  switch (because) {
    case 'interrupted':
      return t(
        `calendar.because_interrupted_${pause?.kind === 'yield' || pause?.kind === 'notice' ? pause.kind : 'blackout'}`,
        {
          when,
          title: pause?.title ?? '',
          until: momentText(pause?.to ?? at, zone),
        },
      );
    case 'not_in_programme':
      return t(`calendar.because_${missing ?? 'not_then'}`, { when });
    case 'playlist_inactive':
      return t(`calendar.because_playlist_${standingOf(playlist, at, zone)}`, {
        when,
        playlist: playlist?.name ?? '',
        from: dateOrNone(playlist?.activity.fromDate),
        until: dateOrNone(playlist?.activity.untilDate),
      });
    case 'other_turn':
      return t('calendar.because_other_turn', { when, instead });
    case 'screen_closed':
      return t('calendar.because_screen_closed', { when });
    case 'no_programme':
      return t('calendar.because_no_programme', { when });
  }
}

function dateOrNone(date: string | null | undefined): string {
  return date == null ? '' : viDateText(date);
}

function standingOf(playlist: AiringView['playlist'], at: number, zone: string): 'ahead' | 'over' | 'hours' {
  const date = isoDateText(at, zone);
  const { fromDate = null, untilDate = null } = playlist?.activity ?? {};
  if (fromDate !== null && date < fromDate) return 'ahead';
  return untilDate !== null && date > untilDate ? 'over' : 'hours';
}

function NextStep({ answer, zone, itemId }: { answer: AiringView; zone: string; itemId: string }) {
  const { t } = useTranslation();
  const { on, nextAt, because, missing, playlist } = answer;
  if (on) return null;
  return (
    <>
      {nextAt === null
        ? t('calendar.nextNever')
        : t('calendar.nextAt', { when: `${secondsText(nextAt, zone)} ${dateText(nextAt, zone)}` })}{' '}
      {because === 'interrupted' && <Step to="/tin-khan" words="calendar.step_interrupted" />}
      {because === 'not_in_programme' && missing === 'in_no_playlist' && (
        <Step to="/danh-sach-phat" words="calendar.step_playlist" />
      )}
      {because === 'not_in_programme' && missing !== 'in_no_playlist' && missing !== 'not_then' && (
        <Link to="/noi-dung/$itemId" params={{ itemId }}>
          {t('calendar.step_item')}
        </Link>
      )}
      {because === 'screen_closed' && <Step to="/man-hinh" words="calendar.step_hours" />}
      {because === 'playlist_inactive' && playlist !== null && (
        <Link to="/danh-sach-phat" search={{ ds: playlist.id }}>
          {t('calendar.step_dates')}
        </Link>
      )}
      {because === 'no_programme' && <Step to="/duyet" words="calendar.step_approve" />}
    </>
  );
}

interface StepProps {
  readonly to: '/tin-khan' | '/danh-sach-phat' | '/man-hinh' | '/duyet';
  readonly words:
    | 'calendar.step_interrupted'
    | 'calendar.step_playlist'
    | 'calendar.step_hours'
    | 'calendar.step_approve';
}

function Step({ to, words }: StepProps) {
  const { t } = useTranslation();
  return <Link to={to}>{t(words)}</Link>;
}
