// Playlists over HTTP, and what the engine says about one before it is saved.

import { timetableOf } from '../../content/model/airing.ts';
import { openIntervals } from '../../content/model/activity.ts';
import type { PlaylistForecast } from '../../content/model/api/playlists.ts';
import { capacityOf } from '../../content/model/capacity.ts';
import { clockHourAt, clockHoursBetween, DAY_MS, type Instant } from '../../content/model/instant.ts';
import type { Library } from '../library/library.ts';
import type { Outlook } from '../library/publishing.ts';
import { entryOf } from './calendar.ts';
import type { Handlers } from './mount.ts';

type PlaylistRoutes =
  | 'listPlaylists'
  | 'forecastPlaylist'
  | 'createPlaylist'
  | 'savePlaylist'
  | 'removePlaylist'
  | 'readPlaylistHistory'
  | 'restorePlaylist';

export function playlistHandlers(library: Library): Pick<Handlers, PlaylistRoutes> {
  const { playlists, screens } = library;
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
