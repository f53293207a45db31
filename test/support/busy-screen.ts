// A screen with something that can count on it at every moment, for journeys in real time, and what became of it.

import { expect } from 'vitest';
import { z } from 'zod';
import { PlayView } from '../../content/model/api.ts';
import { PlaylistView } from '../../content/model/api/playlists.ts';
import type { Instant } from '../../content/model/instant.ts';
import { postJson, type TestFetch } from './server.ts';

export const SCREEN = 'vong-xoay-trung-tam';

/** Three items of ten seconds, each every thirty: something that can count is always on. */
export async function showOften(admin: TestFetch): Promise<void> {
  const accepted = await admin('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
  expect(await accepted.text()).not.toContain('urn:vongxoay:error');
  const playlists = z.array(PlaylistView).parse(await (await admin('/api/playlists')).json());
  const playlist = playlists.find(({ guarantee }) => guarantee !== null);
  if (playlist === undefined) throw new Error('no guaranteed playlist');
  const { id, revision, name, category, itemIds, activity, screenIds } = playlist;
  const guarantee = { showingsPerHour: 120, scope: 'per_item', placement: 'spread' } as const;
  const draft = { name, category, itemIds, activity, screenIds, guarantee };
  const saved = await admin(`/api/playlists/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ basedOn: revision, draft }),
  });
  expect(await saved.text()).not.toContain('urn:vongxoay:error');
}

/** What is said of the plays that were planned from `at` on, newest first. */
export async function verdictsAfter(admin: TestFetch, at: Instant): Promise<string[]> {
  const answer = await (await admin(`/api/screens/${SCREEN}/plays?limit=100`)).json();
  const plays = z.array(PlayView).parse(answer);
  return plays.filter(({ plannedAt }) => plannedAt >= at).map(({ verdict }) => verdict);
}
