// People with a session, written into a seeded folder as the library writes them, so that a test needs no sign-in.

import { join } from 'node:path';
import type { Person } from '../../content/model/api.ts';
import { openEditorial } from '../../server/library/editorial.ts';
import { SESSION_COOKIE } from '../../server/library/session-cookie.ts';
import { openSessions } from '../../server/library/sessions.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';

export const SCREEN = 'vong-xoay-trung-tam';

/** Adds them and resolves to the cookie of each, by id. The server of the folder must not be running. */
export async function addPeople(
  dataDir: string,
  people: readonly Person[],
  now: number = Date.now(),
): Promise<Map<string, string>> {
  const editorial = await openEditorial(join(dataDir, 'documents/editorial.json'), nodeDisk);
  const sessions = await openSessions(
    join(dataDir, 'documents/sessions.json'),
    nodeDisk,
    createLogger('silent'),
  );
  const cookies = new Map<string, string>();
  await editorial.transact((draft) => {
    for (const person of people)
      draft.people.push({ ...person, passwordHash: null, createdAt: now, endedAt: null });
  });
  for (const { id } of people) cookies.set(id, `${SESSION_COOKIE}=${await sessions.begin(id, now)}`);
  await sessions.close();
  await editorial.close();
  return cookies;
}
