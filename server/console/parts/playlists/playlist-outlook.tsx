// What saving would do, before it is done: refusals with their arithmetic, how full each hour of the coming day would be,
// the longest clip that still fits, and the next hour as the engine has it.

import { Loader, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type {
  CapacityView,
  PlaylistDraft,
  PlaylistForecast,
  TimetableEntry,
} from '../../../../content/model/api/playlists.ts';
import type { Guarantee } from '../../../../content/model/playlist.ts';
import { Sign } from '../sign.tsx';
import { ProblemNotice } from '../problem-notice.tsx';
import { numberText } from '../../words.ts';
import { hourText, secondsText } from '../../zone.ts';
import { forecastQuery } from '../../playlist-queries.ts';
import { everyText } from './promise-text.ts';
import classes from './playlist-outlook.module.css';

const TYPING_MS = 350;

interface PlaylistOutlookProps {
  readonly playlistId: string | null;
  readonly draft: PlaylistDraft;
  readonly zoneOf: (screenId: string) => string;
  /** False while a name or items are missing: there is nothing to ask yet. */
  readonly isReady: boolean;
}

export function PlaylistOutlook({ playlistId, draft, zoneOf, isReady }: PlaylistOutlookProps) {
  const { t } = useTranslation();
  const [settled] = useDebouncedValue(draft, TYPING_MS);
  const forecast = useQuery({ ...forecastQuery(playlistId, settled), enabled: isReady });
  const other = otherPlacement(settled);
  const flipped = useQuery({
    ...forecastQuery(playlistId, other ?? settled),
    enabled: isReady && other !== null && forecast.isSuccess,
  });
  if (!isReady) return <Text fz="sm">{t('playlists.unfinished')}</Text>;
  if (forecast.error !== null) return <ProblemNotice problem={forecast.error} />;
  if (forecast.data === undefined) return <Loader aria-label={t('app.loading')} size="sm" />;
  if (forecast.data.length === 0) return <Text fz="sm">{t('playlists.noScreens')}</Text>;
  return (
    <Stack gap="lg" aria-busy={forecast.isPlaceholderData}>
      {forecast.data.map((one) => (
        <ScreenOutlook
          key={one.screenId}
          forecast={one}
          other={other === null ? undefined : flipped.data?.find(({ screenId }) => screenId === one.screenId)}
          placement={settled.guarantee?.placement ?? 'spread'}
          zone={zoneOf(one.screenId)}
        />
      ))}
    </Stack>
  );
}

/** The same promise placed the other way; null where placement is not a choice. */
function otherPlacement(draft: PlaylistDraft): PlaylistDraft | null {
  const { guarantee } = draft;
  if (guarantee?.scope !== 'per_item') return null;
  const placement = guarantee.placement === 'spread' ? 'together' : 'spread';
  return { ...draft, guarantee: { ...guarantee, placement } };
}

/** What fits into every open hour of the day. */
function longestOf({ capacity }: PlaylistForecast): number {
  return Math.min(...capacity.map(({ longestFreeMs }) => longestFreeMs));
}

interface ScreenOutlookProps {
  readonly forecast: PlaylistForecast;
  /** With the other placement, where that fits. */
  readonly other: PlaylistForecast | undefined;
  readonly placement: Guarantee['placement'];
  readonly zone: string;
}

function ScreenOutlook({ forecast, other, placement, zone }: ScreenOutlookProps) {
  const { t } = useTranslation();
  const both =
    other !== undefined &&
    other.refusals.length === 0 &&
    other.capacity.length > 0 &&
    forecast.capacity.length > 0
      ? {
          spread: longestOf(placement === 'spread' ? forecast : other),
          together: longestOf(placement === 'spread' ? other : forecast),
        }
      : undefined;
  const { refusals, leftOut, capacity, timetable, screenName } = forecast;
  return (
    <Stack gap="xs" role="group" aria-label={screenName}>
      <Text fw={600}>{screenName}</Text>
      {refusals.length === 0 ? (
        <Text fz="sm" className="vx-good" role="status">
          <Sign name="good" /> {t('playlists.fits')}
        </Text>
      ) : (
        <Stack gap={4} role="alert" className="vx-ground-bad" p="sm" bdrs="md">
          {refusals.map((refusal) => (
            <Text fz="sm" key={refusal}>
              <Sign name="bad" /> {refusal}
            </Text>
          ))}
        </Stack>
      )}
      {leftOut.map(({ itemId, title, why }) => (
        <Text fz="sm" className="vx-warn" key={itemId}>
          <Sign name="warn" /> {t(`items.leftOut_${why}`, { title })}
        </Text>
      ))}
      <CapacityMeter capacity={capacity} zone={zone} />
      {both !== undefined && (
        <Text fz="sm">
          {t('playlists.longestBoth', {
            spread: everyText(t, both.spread),
            together: everyText(t, both.together),
          })}
        </Text>
      )}
      <NextHour timetable={timetable} zone={zone} />
    </Stack>
  );
}

function CapacityMeter({ capacity, zone }: { capacity: readonly CapacityView[]; zone: string }) {
  const { t } = useTranslation();
  const [first] = capacity;
  if (first === undefined) return null;
  const fullest = capacity.reduce((most, one) => (one.owedMs > most.owedMs ? one : most), first);
  const percent = Math.round((100 * fullest.owedMs) / Math.max(1, fullest.openMs));
  return (
    <Stack gap={6}>
      <Text fz="sm">
        {t('playlists.capacity', {
          used: everyText(t, fullest.owedMs),
          percent: numberText(percent),
        })}
      </Text>
      <ol className={classes.meter} aria-label={t('playlists.meter')}>
        {capacity.map((one) => (
          <li key={one.hour.from} title={hourSentence(one)}>
            <span className={classes.column}>
              <span
                className={classes.used}
                style={{ height: `${(100 * one.owedMs) / Math.max(1, one.openMs)}%` }}
              />
            </span>
            <span className={classes.hour} aria-hidden="true">
              {hourText(one.hour.from, zone)}
            </span>
            <VisuallyHidden>{hourSentence(one)}</VisuallyHidden>
          </li>
        ))}
      </ol>
    </Stack>
  );

  function hourSentence({ hour, owedMs, showings }: CapacityView): string {
    return t('playlists.meterHour', {
      hour: hourText(hour.from, zone),
      count: showings,
      used: everyText(t, owedMs),
    });
  }
}

function NextHour({ timetable, zone }: { timetable: readonly TimetableEntry[]; zone: string }) {
  const { t } = useTranslation();
  const [from, to] = [timetable[0]?.from, timetable.at(-1)?.to];
  if (from === undefined || to === undefined) return null;
  const share = (ms: number) => `${(100 * ms) / (to - from)}%`;
  const slots = timetable.filter(({ role }) => role === 'slot');
  const titles = [...new Set(slots.map(({ title }) => title))];
  return (
    <Stack gap={6}>
      <Text fz="sm">{t('playlists.nextHour', { hour: hourText(from, zone), count: slots.length })}</Text>
      <div className={classes.lanes} aria-hidden="true">
        {titles.map((title) => (
          <div key={title} className={classes.lane}>
            <span className={classes.laneTitle}>{title}</span>
            <span className={classes.track}>
              {slots
                .filter((slot) => slot.title === title)
                .map((slot) => (
                  <span
                    key={slot.from}
                    className={classes.showing}
                    style={{ left: share(slot.from - from), width: share(slot.to - slot.from) }}
                  />
                ))}
            </span>
          </div>
        ))}
      </div>
      <details>
        <summary className={classes.summary}>{t('playlists.asList')}</summary>
        <ol className={classes.listing}>
          {timetable.map((entry) => (
            <li key={entry.from}>
              {secondsText(entry.from, zone)} ·{' '}
              {entry.title === '' ? t(`playRole.${entry.role}`) : entry.title}
              {entry.role === 'filler' && ` (${t('playRole.filler')})`}
            </li>
          ))}
        </ol>
      </details>
    </Stack>
  );
}
