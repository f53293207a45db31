// Playlists over HTTP, and what the engine says about them: the forecast before saving, the timetable, the reasons.

import { airingAt, itemIn, timetableOf } from '../../content/model/airing.ts';
import { openIntervals } from '../../content/model/activity.ts';
import type { PlaylistForecast, TimetableEntry } from '../../content/model/api/playlists.ts';
import { capacityOf } from '../../content/model/capacity.ts';
import { CodedError } from '../../content/model/errors.ts';
import { clockHourAt, clockHoursBetween, DAY_MS, type Instant } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { Segment } from '../../content/model/slot.ts';
import type { Library } from '../library/library.ts';
import type { Outlook } from '../library/publishing.ts';
import type { Handlers } from './mount.ts';

type PlaylistRoutes =
  | 'listPlaylists'
  | 'forecastPlaylist'
  | 'createPlaylist'
  | 'savePlaylist'
  | 'removePlaylist'
  | 'readPlaylistHistory'
  | 'restorePlaylist'
  | 'readTimetable'
  | 'explainAiring';

/** What one call may ask of the engine. */
const MOST_TIMETABLE_MS = 7 * DAY_MS;

export function playlistHandlers(library: Library): Pick<Handlers, PlaylistRoutes> {
  const { playlists, screens, archive } = library;
  /** From the beginning of the hour of `at`: what was planned before it in that hour counts. */
  const programmesFrom = (screenId: string, at: Instant): Programme[] =>
    archive
      .inForce(screenId, { from: screens.hourAt(screenId, at).from, to: Number.MAX_SAFE_INTEGER })
      .map(({ programme }) => programme);
  const revisionOf = (playlistId: string) => playlists.all.find(({ id }) => id === playlistId);
  return {
    listPlaylists: () => playlists.all,
    async forecastPlaylist({ body, person, at }) {
      const outlooks = await playlists.forecast(body.playlistId, body.draft, person, at);
      return outlooks.map((outlook) => forecastOf(outlook, screens.require(outlook.screenId).name, at));
    },
    async createPlaylist({ body, person, at, note }) {
      const saved = await playlists.create(body, person, at);
      note({ on: { playlistId: saved.playlist.id }, after: saved });
      return saved;
    },
    async savePlaylist({ params, body, person, at, note }) {
      note({ before: revisionOf(params.playlistId) });
      const edit = { by: person, at, basedOn: body.basedOn };
      const saved = await playlists.save(params.playlistId, body.draft, edit);
      note({ after: saved });
      return saved;
    },
    async removePlaylist({ params, body, person, at, note }) {
      note({ before: revisionOf(params.playlistId) });
      const saved = await playlists.remove(params.playlistId, { by: person, at, basedOn: body.basedOn });
      note({ after: saved });
      return saved;
    },
    readPlaylistHistory: ({ params }) => playlists.historyOf(params.playlistId),
    async restorePlaylist({ params, body, person, at, note }) {
      note({ before: revisionOf(params.playlistId) });
      const edit = { by: person, at, basedOn: body.basedOn };
      const saved = await playlists.restore(params.playlistId, body.revision, edit);
      note({ after: saved });
      return saved;
    },
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
    explainAiring({ params, query }) {
      const programmes = programmesFrom(params.screenId, query.at);
      const airing = airingAt(programmes, query.item, query.at);
      if (airing.on) {
        return { on: true, because: null, entry: entryOf(airing.segment, programmes), nextAt: null };
      }
      const { because, instead, nextAt } = airing;
      return { on: false, because, entry: instead === null ? null : entryOf(instead, programmes), nextAt };
    },
  };
}

function forecastOf(
  { screenId, programme, leftOut, refusals }: Outlook,
  screenName: string,
  at: Instant,
): PlaylistForecast {
  const forecast = { screenId, screenName, refusals: [...refusals], leftOut: [...leftOut] };
  if (programme === null) {
    return {
      ...forecast,
      refusals: ['Thẻ chờ chưa được duyệt cho màn hình này.'],
      capacity: [],
      timetable: [],
    };
  }
  const { screen, zoneRules, effectiveFrom } = programme;
  const hours = [...clockHoursBetween(zoneRules, effectiveFrom, effectiveFrom + DAY_MS)].filter(
    (hour) => openIntervals(screen.openingHours, zoneRules, hour).length > 0,
  );
  const next = hours.find(({ from }) => from >= at) ?? clockHourAt(zoneRules, at);
  return {
    ...forecast,
    capacity: hours.map((hour) => capacityOf(programme, hour)),
    timetable: timetableOf([programme], next).map((segment) => entryOf(segment, [programme])),
  };
}

function entryOf(segment: Segment, programmes: readonly Programme[]): TimetableEntry {
  const { from, to, role } = segment;
  const item = itemIn(segment, programmes);
  const programme = programmes.find(({ number }) => role !== 'closed' && number === segment.programme);
  const known = [...(programme?.items ?? []), ...(programme === undefined ? [] : [programme.idle])];
  return { from, to, role, item, title: known.find(({ id }) => id === item)?.title ?? '' };
}
