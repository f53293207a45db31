// A film on the city's screen as its office would bring it there: uploaded, written, approved, and guaranteed once an hour.

import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ItemFile } from '../../content/model/api/editing.ts';
import { PlaylistView, SavedPlaylist } from '../../content/model/api/playlists.ts';
import { TakenFile } from '../../content/model/api/studio.ts';
import { Screen } from '../../content/model/screen.ts';
import { pngOf } from '../player/city.ts';
import { SCREEN } from './people.ts';
import { postJson, type TestFetch } from './server.ts';

export const FILM_TITLE = 'Phim giới thiệu Ngã Bảy';

const put = (body: unknown): RequestInit => ({ ...postJson(body), method: 'PUT' });

/** `name` in test/server/studio/films. Resolves to the id of the item. */
export async function addFilm(admin: TestFetch, name: string): Promise<string> {
  const ask = async <T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> => {
    const answer = await admin(path, init);
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return schema.parse(await answer.json());
  };
  const upload = async (bytes: Uint8Array, as: string) =>
    await ask(TakenFile, `/api/files?name=${as}`, { method: 'POST', body: new Uint8Array(bytes) });
  const screens = await ask(z.array(Screen), '/api/screen-settings');
  const before = screens.find(({ id }) => id === SCREEN);
  if (before === undefined) throw new Error('no screen');
  const { id: _, ...settings } = before;
  const draft = { ...settings, policy: { motion: true, sequences: false } };
  await ask(z.unknown(), `/api/screens/${SCREEN}`, put({ before, draft }));
  await ask(z.unknown(), '/api/approval-policy', put({ ownWork: true }));

  const film = await upload(await readFile(new URL(`../server/studio/films/${name}`, import.meta.url)), name);
  const poster = await upload(pngOf(7), 'hinh.png');
  const item = await ask(
    ItemFile,
    '/api/items',
    postJson({
      title: FILM_TITLE,
      category: 'announcement',
      purpose: 'programme',
      content: {
        kind: 'video',
        file: film.sha256,
        poster: poster.sha256,
        fit: 'fill',
        focus: { xPercent: 50, yPercent: 50 },
        description: FILM_TITLE,
      },
      durationMs: film.durationMs,
      grounds: { document: '', department: '', validUntil: null },
    }),
  );
  await ask(z.unknown(), `/api/items/${item.id}/submission`, postJson({ version: 1 }));
  await ask(z.unknown(), `/api/items/${item.id}/approval`, postJson({ version: 1 }));
  const [playlist] = await ask(z.array(PlaylistView), '/api/playlists');
  await ask(
    SavedPlaylist,
    '/api/playlists',
    postJson({
      name: 'Phim',
      category: 'announcement',
      itemIds: [item.id],
      guarantee: { showingsPerHour: 1, scope: 'per_item', placement: 'spread' },
      activity: playlist?.activity,
      screenIds: [SCREEN],
    }),
  );
  return item.id;
}
