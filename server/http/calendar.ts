// When over HTTP: what is promised on the screens, the engine's timetable, and why an item is on or not at an instant.

import { airingAt, itemIn, timetableOf } from '../../content/model/airing.ts';
import type {
  AiringView,
  CALENDAR_ROUTES,
  CalendarDayView,
  PauseView,
  PromiseView,
} from '../../content/model/api/calendar.ts';
import type { TimetableEntry } from '../../content/model/api/playlists.ts';
import {
  type CalendarDay,
  daysFrom,
  openingIn,
  type Promised,
  promisedIn,
} from '../../content/model/calendar.ts';
import { CodedError } from '../../content/model/errors.ts';
import { playlistIntervals } from '../../content/model/activity.ts';
import { forcesIn } from '../../content/model/force.ts';
import { clockHoursBetween, DAY_MS, type Instant, type Interval } from '../../content/model/instant.ts';
import { type Interruption, InterruptionKind } from '../../content/model/interruption.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { Segment } from '../../content/model/slot.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Handlers } from './mount.ts';

/** What one call may ask of the engine. */
const MOST_TIMETABLE_MS = 7 * DAY_MS;
const WEEK_DAYS = 7;

export function calendarHandlers(
  library: Library,
  playlog: Playlog,
): Pick<Handlers, keyof typeof CALENDAR_ROUTES> {
  const { screens, archive, interruptions } = library;
  /** From the beginning of the hour of `at`: what was planned before it in that hour counts. */
  const programmesFrom = (screenId: string, at: Instant): Programme[] =>
    archive
      .inForce(screenId, { from: screens.hourAt(screenId, at).from, to: Number.MAX_SAFE_INTEGER })
      .map(({ programme }) => programme);
  const pausesOf = async (screenId: string): Promise<PauseView[]> => {
    const { declarations } = await playlog.booksOf(screenId);
    const suspensions = declarations.effective.flatMap((one): PauseView[] =>
      one.kind === 'suspension'
        ? [{ kind: 'suspension', title: one.document.number, from: one.from, to: one.to }]
        : [],
    );
    const orders = interruptions.all
      .filter(({ signed }) => signed.interruption.screen === screenId)
      .map(({ signed }) => pauseOf(signed.interruption));
    return [...orders, ...suspensions].filter(({ from, to }) => from < to);
  };
  return {
    readCalendar: ({ query, person }) =>
      Promise.all(
        screens.all
          .filter(({ id }) => reaches(person, id))
          .map(async ({ id, name, zone }) => {
            const days = daysFrom(screens.zoneRules(id), query.from, WEEK_DAYS);
            const week = { from: days[0]?.from ?? 0, to: days.at(-1)?.to ?? 0 };
            const programmes = archive.inForce(id, week).map(({ programme }) => programme);
            const pauses = await pausesOf(id);
            return {
              screenId: id,
              screenName: name,
              zone,
              days: days.map((day) => dayViewOf(day, programmes, pauses)),
            };
          }),
      ),
    readTimetable({ params, query }) {
      if (query.to - query.from > MOST_TIMETABLE_MS) {
        throw new CodedError('BAD_REQUEST', 'Mỗi lần chỉ xem được tối đa 7 ngày.');
      }
      const rules = screens.zoneRules(params.screenId);
      const programmes = programmesFrom(params.screenId, query.from);
      return [...clockHoursBetween(rules, query.from, query.to)]
        .flatMap((hour) => timetableOf(programmes, hour))
        .filter(({ from, to }) => to > query.from && from < query.to)
        .map((segment) => entryOf(segment, programmes));
    },
    async explainAiring({ params: { screenId }, query: { item, at }, at: now }): Promise<AiringView> {
      const programmes = programmesFrom(screenId, at);
      const airing = airingAt(programmes, item, at);
      const pause = rulingAt(await pausesOf(screenId), at);
      const segment = airing.on ? airing.segment : airing.instead;
      const because = pause === null ? (airing.on ? null : airing.because) : 'interrupted';
      return {
        on: because === null,
        because,
        entry: segment === null ? null : entryOf(segment, programmes),
        nextAt: airing.on ? null : airing.nextAt,
        pause,
        playlist: playlistAt(programmes, item, at),
        missing: because === 'not_in_programme' ? await missingOf(library, screenId, item, now) : null,
      };
    },
  };
}

function dayViewOf(
  { date, from, to }: CalendarDay,
  programmes: readonly Programme[],
  pauses: readonly PauseView[],
): CalendarDayView {
  const day = { from, to };
  return {
    date,
    ...day,
    ruled: forcesIn(programmes, day).length > 0,
    open: openingIn(programmes, day),
    promises: promisedIn(programmes, day).map(promiseViewOf),
    pauses: pauses.filter((pause) => overlaps(pause, day)),
  };
}

function promiseViewOf({ playlist, intervals }: Promised): PromiseView {
  const { id, name, category, guarantee, itemIds, activity } = playlist;
  const { fromDate, untilDate } = activity;
  const items = itemIds.length;
  return {
    playlistId: id,
    name,
    category,
    guarantee,
    items,
    fromDate,
    untilDate,
    intervals: [...intervals],
  };
}

function pauseOf(interruption: Interruption): PauseView {
  const { kind, from, until } = interruption;
  const title =
    kind === 'notice'
      ? interruption.item.title
      : kind === 'yield'
        ? interruption.recipient
        : interruption.reason;
  return { kind, title, from, to: until };
}

/** The one that rules on the wall; a suspension is a paper, the blackout that carries it out is the order. */
function rulingAt(pauses: readonly PauseView[], at: Instant): PauseView | null {
  for (const kind of InterruptionKind.options) {
    const ruling = pauses.find((pause) => pause.kind === kind && pause.from <= at && at < pause.to);
    if (ruling !== undefined) return ruling;
  }
  return null;
}

const overlaps = (a: Interval, b: Interval) => a.from < b.to && b.from < a.to;

function playlistAt(programmes: readonly Programme[], itemId: string, at: Instant): AiringView['playlist'] {
  const now = { from: at, to: at + 1 };
  const [force] = forcesIn(programmes, now);
  if (force === undefined) return null;
  const holding = force.programme.playlists.filter(({ itemIds }) => itemIds.includes(itemId));
  const active = holding.find((playlist) => playlistIntervals(force.programme, playlist, now).length > 0);
  const playlist = active ?? holding[0];
  if (playlist === undefined) return null;
  const { id, name, activity } = playlist;
  return { id, name, activity };
}

async function missingOf(
  { playlists, publishing }: Library,
  screenId: string,
  itemId: string,
  now: Instant,
): Promise<AiringView['missing']> {
  const holding = playlists.all.filter(
    ({ removedAt, screenIds, itemIds }) =>
      removedAt === null && screenIds.includes(screenId) && itemIds.includes(itemId),
  );
  if (holding.length === 0) return 'in_no_playlist';
  const [outlook] = await publishing.forecast(() => [screenId], now);
  return outlook?.leftOut.find((absence) => absence.itemId === itemId)?.why ?? 'not_then';
}

/** A segment of the engine, with the name of what it shows. */
export function entryOf(segment: Segment, programmes: readonly Programme[]): TimetableEntry {
  const { from, to, role } = segment;
  const item = itemIn(segment, programmes);
  const programme = programmes.find(({ number }) => role !== 'closed' && number === segment.programme);
  const known = [...(programme?.items ?? []), ...(programme === undefined ? [] : [programme.idle])];
  return { from, to, role, item, title: known.find(({ id }) => id === item)?.title ?? '' };
}
