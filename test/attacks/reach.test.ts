// Names of other people's things (IDOR), in paths and in bodies: whoever is limited to some screens, or belongs to another
// department, is refused at every entry that names what is not theirs. The attacks are made from the table of routes and
// its schemas: an entry with an id that nobody has thought of fails here until somebody has.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ItemView, OFFICE_ROLES, type Person, Problem, Role, ScreenView } from '../../content/model/api.ts';
import { idMembersOf, withIds } from '../support/body-ids.ts';
import { SCREEN, addPeople } from '../support/people.ts';
import { declarationOf, pathOf, requestOf, routeNames } from '../support/routes.ts';
import { type TestFetch, type TestServer, fetchWith, postJson, startTestServer } from '../support/server.ts';

/** Stands on the screen of the seed, waits for approval, and is nobody's submission. */
const ITEM = 'dich-vu-cong';
const EVERY_ROLE = [...Role.options];

const PEOPLE: readonly Person[] = [
  { id: 'p-far', name: 'Ở xa', roles: EVERY_ROLE, screenIds: ['man-hinh-khac'] },
  { id: 'p-all', name: 'Ở đây', roles: EVERY_ROLE, screenIds: null },
  { id: 'p-guest', name: 'Phòng Y tế', roles: ['contributor'], screenIds: null },
  { id: 'p-other', name: 'Phòng Tư pháp', roles: ['contributor'], screenIds: null },
];

const WithId = z.looseObject({ id: z.string() });
const SLOGAN = {
  title: 'Tiêm chủng mở rộng',
  category: 'propaganda',
  purpose: 'programme',
  content: { kind: 'slogan', text: 'Đưa trẻ đi tiêm chủng đúng lịch' },
  durationMs: 15_000,
  grounds: { document: '', department: 'Phòng Y tế', validUntil: null },
};

let server: TestServer;
let as: (id: string) => TestFetch;
/** What everything is called that is not theirs, by the name of the parameter or member. */
let known: Record<string, string>;

async function answerOf(call: TestFetch, path: string, init: RequestInit): Promise<[number, string]> {
  const response = await call(path, init);
  if (!response.ok) return [response.status, Problem.parse(await response.json()).code];
  await response.body?.cancel();
  return [response.status, 'ok'];
}

beforeAll(async () => {
  let cookies = new Map<string, string>();
  server = await startTestServer({
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, PEOPLE);
    },
  });
  as = (id) => fetchWith(() => server.url, cookies.get(id) ?? '');
  const here = as('p-all');
  const idOf = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await here(path, init);
    if (!response.ok) throw new Error(await response.text());
    const found: unknown = await response.json();
    return WithId.parse(Array.isArray(found) ? found[0] : found).id;
  };
  const period = { fromDate: '2026-11-24', untilDate: '2026-11-24' };
  known = {
    screenId: SCREEN,
    itemId: ITEM,
    playlistId: await idOf('/api/playlists'),
    personId: 'p-other',
    sessionId: await idOf('/api/sessions'),
    interruptionId: await idOf(
      '/api/yields',
      postJson({ screenIds: null, minutes: 60, from: null, recipient: 'Đài', reason: '', document: null }),
    ),
    downloadId: await idOf(
      '/api/downloads',
      postJson({ format: 'commissioning', screenIds: [SCREEN], ...period }),
    ),
  };
});
afterAll(() => server[Symbol.asyncDispose]());

const isNamed = (path: string) => /:(?!screenId|sha256)\w+/.test(path);
const asksIn = routeNames.filter((name) => declarationOf(name).audience !== 'anyone');

describe('somebody limited to another screen, with every role there is', () => {
  it.each(asksIn.filter((name) => declarationOf(name).path.includes(':screenId')))(
    'is refused %s of this one',
    async (name) => {
      const declaration = declarationOf(name);
      const answer = await answerOf(as('p-far'), pathOf(declaration), requestOf(declaration));
      expect(answer).toEqual([403, 'FORBIDDEN']);
    },
  );

  it.each(asksIn.filter((name) => declarationOf(name).wholeOffice === true))(
    'is refused %s, which concerns every screen',
    async (name) => {
      const declaration = declarationOf(name);
      const path = pathOf(declaration, known);
      expect(await answerOf(as('p-far'), path, requestOf(declaration))).toEqual([403, 'FORBIDDEN']);
    },
  );

  /** Named by id, and why it is not refused as FORBIDDEN. */
  const OTHERWISE: Readonly<Record<string, string>> = {
    readItem: 'ok', // Drafts and what hangs in the street are everybody's of the office to read.
    readPlaylistHistory: 'ok',
    listItems: 'ok',
    endSession: 'NOT_FOUND', // Another person's, a download too: not there for whoever asks.
    readDownload: 'NOT_FOUND',
    fetchDownload: 'NOT_FOUND',
    recoverItem: 'ok', // What lies in the trash stands on no screen.
    identifyPending: 'NOT_FOUND', // Belongs to no screen yet.
  };
  it.each(asksIn.filter((name) => isNamed(declarationOf(name).path)))(
    'is refused %s of a thing on this one',
    async (name) => {
      const declaration = declarationOf(name);
      const path = pathOf(declaration, known);
      const [, code] = await answerOf(as('p-far'), path, requestOf(declaration));
      expect(code).toBe(OTHERWISE[name] ?? 'FORBIDDEN');
    },
  );

  it('sees no screen that is not theirs', async () => {
    expect(ScreenView.array().parse(await (await as('p-far')('/api/screens')).json())).toEqual([]);
  });
});

describe('ids in bodies', () => {
  /** A member of a body that is an id: what it is set to, null when it names nothing of anybody. */
  const valueOf = (member: string): unknown => {
    switch (member) {
      case 'screenIds':
        return [known['screenId']];
      case 'itemIds':
        return [known['itemId']];
      case 'playlistIds':
        return [known['playlistId']];
      case 'itemId':
      case 'playlistId':
        return known[member];
      case 'fromId':
      case 'toId':
        return known['personId'];
      case 'id': // Of the screen in the path.
        return known['screenId'];
      default:
        throw new Error(`what does “${member}” name? Teach test/attacks/reach.test.ts`);
    }
  };
  /** A look of pictures, of which the office has one set. */
  const LOOKS = new Set(['template']);
  const membersOf = (name: (typeof routeNames)[number]) =>
    [...idMembersOf(declarationOf(name).body)].filter((member) => !LOOKS.has(member));
  const bodied = asksIn.filter((name) => membersOf(name).length > 0);

  it('are found in the schemas of the table', () => {
    expect(bodied).toEqual(expect.arrayContaining(['orderBlackout', 'approveItems', 'createPlaylist']));
  });

  it.each(bodied)('of %s that name what is on another screen are refused to who is limited', async (name) => {
    const declaration = declarationOf(name);
    const request = requestOf(declaration);
    const ids = Object.fromEntries(membersOf(name).map((member) => [member, valueOf(member)]));
    const body = JSON.stringify(withIds(JSON.parse(String(request.body)), ids));
    const path = pathOf(declaration, known);
    expect(await answerOf(as('p-far'), path, { ...request, body })).toEqual([403, 'FORBIDDEN']);
    // It was the reach, and nothing else: whoever reaches all is not refused so.
    const [, code] = await answerOf(as('p-all'), path, { ...request, body });
    expect(code).not.toBe('FORBIDDEN');
  });
});

describe('somebody of another department', () => {
  it('sees own submissions only: no screens, no notices, nobody else’s words', async () => {
    const guest = as('p-guest');
    const items = async (call: TestFetch) =>
      ItemView.array()
        .parse(await (await call('/api/items')).json())
        .map(({ id }) => id);
    expect(await items(guest)).toEqual([]);
    const { id } = WithId.parse(await (await guest('/api/items', postJson(SLOGAN))).json());
    expect(await items(guest)).toEqual([id]);
    expect(await items(as('p-other'))).toEqual([]);
    expect(await items(as('p-all'))).toContain(id);
    for (const call of [as('p-other'), server.fetch]) expect((await call(`/api/items/${id}`)).ok).toBe(false);
  });

  const open = asksIn.filter((name) => {
    const { audience, path } = declarationOf(name);
    return audience !== 'anyone' && audience.includes('contributor') && path.includes(':itemId');
  });
  it.each(open)('is told by %s that an item of somebody else is not there', async (name) => {
    const declaration = declarationOf(name);
    const path = pathOf(declaration, known);
    expect(await answerOf(as('p-guest'), path, requestOf(declaration))).toEqual([404, 'NOT_FOUND']);
  });

  it('has no other entry than to write, to submit and to look after the own account', () => {
    const entries = asksIn.filter((name) => declarationOf(name).audience.includes('contributor'));
    expect(entries.toSorted()).toEqual(
      [
        'signOut',
        'changePassword',
        'listSessions',
        'endSession',
        'endAllSessions',
        'listItems',
        'readItem',
        'createItem',
        'saveItem',
        'submitItem',
        'restoreVersion',
        'previewItem',
        'readStudio',
        'uploadFile',
      ].toSorted(),
    );
    expect(OFFICE_ROLES).not.toContain('contributor');
  });

  it('writes and submits, never a notice, and nothing more once it stands on a screen', async () => {
    const guest = as('p-guest');
    const notice = postJson({ ...SLOGAN, purpose: 'notice' });
    expect(await answerOf(guest, '/api/items', notice)).toEqual([403, 'FORBIDDEN']);
    const file = z.looseObject({ id: z.string(), revision: z.int() });
    const { id } = file.parse(await (await guest('/api/items', postJson(SLOGAN))).json());
    const submission = postJson({ version: 1 });
    expect(await answerOf(guest, `/api/items/${id}/submission`, submission)).toEqual([200, 'ok']);
    expect(await answerOf(guest, `/api/items/${id}/approval`, submission)).toEqual([403, 'FORBIDDEN']);
    expect(await answerOf(as('p-all'), `/api/items/${id}/approval`, submission)).toEqual([200, 'ok']);
    const playlists = z
      .array(z.looseObject({ id: z.string(), revision: z.int(), itemIds: z.array(z.string()) }))
      .parse(await (await as('p-all')('/api/playlists')).json());
    const filler = z
      .looseObject({ revision: z.int() })
      .loose()
      .parse(playlists.find(({ guarantee }) => guarantee === null));
    const { id: playlistId, revision, itemIds, name, category, guarantee, activity, screenIds } = filler;
    const draft = { name, category, guarantee, activity, screenIds, itemIds: [...(itemIds as string[]), id] };
    const put = { ...postJson({ basedOn: revision, draft }), method: 'PUT' };
    expect(await answerOf(as('p-all'), `/api/playlists/${String(playlistId)}`, put)).toEqual([200, 'ok']);
    const { revision: now } = file.parse(await (await guest(`/api/items/${id}`)).json());
    const save = { ...postJson({ basedOn: now, draft: SLOGAN }), method: 'PUT' };
    expect(await answerOf(guest, `/api/items/${id}`, save)).toEqual([403, 'FORBIDDEN']);
  });
});

describe('a made-up name', () => {
  // What anybody may ask answers a made-up name like one that is over.
  const named = asksIn.filter((name) => declarationOf(name).path.includes(':'));
  it.each(named)('at %s is not there, for an administrator too', async (name) => {
    const declaration = declarationOf(name);
    const path = pathOf(declaration, { screenId: 'khong-co' });
    const [status] = await answerOf(as('p-all'), path, requestOf(declaration));
    expect([400, 403, 404, 409, 422]).toContain(status);
  });
});
