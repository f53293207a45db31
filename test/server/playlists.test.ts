// Playlists over HTTP on the city's own content: saved together with what they publish, tried out before, never lost.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../content/model/api.ts';
import {
  PlaylistForecast,
  PlaylistRevision,
  PlaylistView,
  SavedPlaylist,
} from '../../content/model/api/playlists.ts';
import { MINUTE_MS } from '../../content/model/instant.ts';
import { addPeople } from '../support/people.ts';
import { fetchWith, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const MAIN = 'tuyen-truyen-cchc';

let server: TestServer;
let call: TestFetch;
let bounded: TestFetch;

beforeAll(async () => {
  let cookies = new Map<string, string>();
  server = await startTestServer({
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, [
        { id: 'bien-tap', name: 'Biên tập', roles: ['editor'], screenIds: null },
        { id: 'noi-khac', name: 'Nơi khác', roles: ['editor'], screenIds: ['man-hinh-khac'] },
      ]);
    },
  });
  call = fetchWith(() => server.url, cookies.get('bien-tap') ?? '');
  bounded = fetchWith(() => server.url, cookies.get('noi-khac') ?? '');
});
afterAll(() => server[Symbol.asyncDispose]());

async function read<T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> {
  const response = await call(path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

async function refusedWith(path: string, init: RequestInit, as = call): Promise<z.output<typeof Problem>> {
  const response = await as(path, init);
  expect(response.ok).toBe(false);
  return Problem.parse(await response.json());
}

async function playlistNamed(id: string): Promise<PlaylistView> {
  const playlist = (await read(z.array(PlaylistView), '/api/playlists')).find((one) => one.id === id);
  if (playlist === undefined) throw new Error(`no playlist ${id}`);
  return playlist;
}

function draftOf({ name, category, itemIds, guarantee, activity, screenIds }: PlaylistView) {
  return { name, category, itemIds, guarantee, activity, screenIds };
}

/** More seconds than an hour has. */
const TOO_MUCH = {
  itemIds: ['cchc-su-hai-long', 'cchc-giai-quyet-som', 'dong-ho'],
  guarantee: { showingsPerHour: 120, scope: 'per_item', placement: 'spread' },
};

const put = (body: unknown): RequestInit => ({ ...postJson(body), method: 'PUT' });
const del = (body: unknown): RequestInit => ({ ...postJson(body), method: 'DELETE' });

describe('saving a playlist', () => {
  it('publishes every screen it touches, under the next number, from the next minute', async () => {
    const before = await playlistNamed(MAIN);
    const draft = {
      ...draftOf(before),
      guarantee: { showingsPerHour: 12, scope: 'per_item', placement: 'spread' },
    };
    const saved = await read(
      SavedPlaylist,
      `/api/playlists/${MAIN}`,
      put({ basedOn: before.revision, draft }),
    );
    expect(saved.playlist).toMatchObject({ revision: before.revision + 1, changedBy: 'Biên tập', ...draft });
    expect(saved.screens).toMatchObject([{ screenId: SCREEN, programme: 2 }]);
    expect((saved.screens[0]?.effectiveFrom ?? 1) % MINUTE_MS).toBe(0);
  });

  it('refuses a save on top of a revision that is no longer the newest, and says who was faster', async () => {
    const before = await playlistNamed(MAIN);
    const stale = put({ basedOn: before.revision - 1, draft: draftOf(before) });
    const problem = await refusedWith(`/api/playlists/${MAIN}`, stale);
    expect(problem).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(problem.detail).toContain('Biên tập');
    expect(await playlistNamed(MAIN)).toEqual(before);
  });

  it('refuses what does not fit with the arithmetic, and changes nothing', async () => {
    const before = await playlistNamed(MAIN);
    const draft = { ...draftOf(before), ...TOO_MUCH };
    const problem = await refusedWith(`/api/playlists/${MAIN}`, put({ basedOn: before.revision, draft }));
    expect(problem).toMatchObject({ status: 422, code: 'NOT_ADMITTED' });
    expect(problem.detail).toMatch(/cần .* s trong .* s/);
    expect(await playlistNamed(MAIN)).toEqual(before);
  });

  it('refuses an item or a screen that does not exist, and a screen beyond the person', async () => {
    const before = draftOf(await playlistNamed(MAIN));
    const unknown = postJson({ ...before, itemIds: ['khong-co'] });
    expect(await refusedWith('/api/playlists', unknown)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusedWith('/api/playlists', postJson(before), bounded)).toMatchObject({
      code: 'FORBIDDEN',
    });
    const { revision } = await playlistNamed(MAIN);
    const taken = await refusedWith(`/api/playlists/${MAIN}`, del({ basedOn: revision }), bounded);
    expect(taken).toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the history of a playlist', () => {
  it('keeps every revision, and brings one back as the newest', async () => {
    const history = await read(z.array(PlaylistRevision), `/api/playlists/${MAIN}/revisions`);
    expect(history.map(({ revision }) => revision)).toEqual([1, 2]);
    const restored = await read(
      SavedPlaylist,
      `/api/playlists/${MAIN}/restoration`,
      postJson({ basedOn: 2, revision: 1 }),
    );
    expect(restored.playlist).toMatchObject({ revision: 3, guarantee: { showingsPerHour: 10 } });
    expect(restored.screens).toHaveLength(1);
  });

  it('takes a playlist away into the trash, and out of it again', async () => {
    const draft = {
      ...draftOf(await playlistNamed(MAIN)),
      name: 'Chiến dịch',
      itemIds: ['ba-hon'],
      guarantee: null,
    };
    const { playlist } = await read(SavedPlaylist, '/api/playlists', postJson(draft));
    const removed = await read(
      SavedPlaylist,
      `/api/playlists/${playlist.id}`,
      del({ basedOn: playlist.revision }),
    );
    expect(removed.playlist.removedAt).not.toBeNull();
    expect(removed.screens).toHaveLength(1);
    const back = await read(
      SavedPlaylist,
      `/api/playlists/${playlist.id}/restoration`,
      postJson({ basedOn: removed.playlist.revision, revision: 1 }),
    );
    expect(back.playlist).toMatchObject({ name: 'Chiến dịch', removedAt: null });
  });
});

describe('what the engine says beforehand', () => {
  it('forecasts a change hour by hour and the next hour second by second, and saves nothing', async () => {
    const before = await playlistNamed(MAIN);
    const [forecast] = await read(
      z.array(PlaylistForecast),
      '/api/playlist-forecast',
      postJson({ playlistId: MAIN, draft: draftOf(before) }),
    );
    expect(forecast).toMatchObject({ screenId: SCREEN, refusals: [] });
    expect(forecast?.capacity.length).toBeGreaterThan(16);
    const slots = forecast?.timetable.filter(({ role }) => role === 'slot') ?? [];
    expect(slots.filter(({ item }) => item === 'cchc-su-hai-long')).toHaveLength(10);
    expect(await playlistNamed(MAIN)).toEqual(before);
  });

  it('names what would not fit, and what would be left out', async () => {
    const draft = {
      ...draftOf(await playlistNamed(MAIN)),
      ...TOO_MUCH,
      itemIds: [...TOO_MUCH.itemIds, 'dich-vu-cong'],
    };
    const [forecast] = await read(
      z.array(PlaylistForecast),
      '/api/playlist-forecast',
      postJson({ playlistId: MAIN, draft }),
    );
    expect(forecast?.refusals.join(' ')).toContain('Tuyên truyền cải cách hành chính');
    expect(forecast?.leftOut).toMatchObject([{ itemId: 'dich-vu-cong', why: 'not_approved' }]);
  });
});
