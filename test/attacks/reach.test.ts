// Names of other people's things: whoever is limited to some screens is refused at every entry that names another, by
// path or by what it would publish, and nobody touches what is another person's own.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, Role, ScreenView } from '../../content/model/api.ts';
import { SCREEN, addPeople } from '../support/people.ts';
import { declarationOf, pathOf, requestOf, routeNames } from '../support/routes.ts';
import { type TestFetch, type TestServer, fetchWith, postJson, startTestServer } from '../support/server.ts';

describe('somebody limited to another screen, with every role there is', () => {
  let server: TestServer;
  let fetch: TestFetch;
  beforeAll(async () => {
    let cookie = '';
    server = await startTestServer({
      prepare: async (dataDir) => {
        const person = { id: 'p-far', name: 'Ở xa', roles: [...Role.options], screenIds: ['man-hinh-khac'] };
        cookie = (await addPeople(dataDir, [person])).get('p-far') ?? '';
      },
    });
    fetch = fetchWith(() => server.url, cookie);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(routeNames.filter((name) => declarationOf(name).path.includes(':screenId')))(
    'is refused %s of this one',
    async (name) => {
      const response = await fetch(pathOf(declarationOf(name)), requestOf(declarationOf(name)));
      const { code } = Problem.parse(await response.json());
      expect([response.status, code]).toEqual([403, 'FORBIDDEN']);
    },
  );

  it('sees no screen that is not theirs', async () => {
    expect(ScreenView.array().parse(await (await fetch('/api/screens')).json())).toEqual([]);
  });

  it('lets nothing on this screen through another name: approving, playlists, urgent orders', async () => {
    const asked: [string, object][] = [
      ['/api/items/dich-vu-cong/approval', { version: 1 }],
      ['/api/approvals', { versions: [{ itemId: 'dich-vu-cong', version: 1 }] }],
      [
        '/api/playlists',
        {
          name: 'Thử',
          category: 'propaganda',
          itemIds: ['dong-ho'],
          guarantee: null,
          activity: {
            fromDate: null,
            untilDate: null,
            hours: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 1440 }],
          },
          screenIds: [SCREEN],
        },
      ],
      ['/api/blackouts', { screenIds: [SCREEN], endAt: Date.now() + 60_000, reason: 'thử' }],
    ];
    for (const [path, body] of asked) {
      const response = await fetch(path, postJson(body));
      expect([path, response.ok]).toEqual([path, false]);
      expect([400, 403, 422]).toContain(response.status);
      await response.body?.cancel();
    }
    const items = (await (await fetch('/api/items')).json()) as { id: string; state: string }[];
    expect(items.find(({ id }) => id === 'dich-vu-cong')?.state).toBe('draft');
  });
});

describe('a made-up name', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
    await server.asAdmin();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  // What anybody may ask answers a made-up name like one that is over.
  const named = routeNames.filter((name) => {
    const { path, audience } = declarationOf(name);
    return path.includes(':') && audience !== 'anyone';
  });
  it.each(named)('at %s is not there, for an administrator too', async (name) => {
    const admin = await server.asAdmin();
    const declaration = declarationOf(name);
    const path = pathOf(declaration, { screenId: 'khong-co' });
    const response = await admin(path, requestOf(declaration));
    await response.body?.cancel();
    expect([400, 403, 404, 409, 422]).toContain(response.status);
  });
});
