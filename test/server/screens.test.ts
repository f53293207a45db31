// Screens over HTTP: a change publishes, a new canvas waits for its pictures and then goes on air by itself, the floor is
// the administrator's, and nobody writes over what somebody else has just changed.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Problem, ROUTES, ScreenView } from '../../content/model/api.ts';
import { WaitingItem } from '../../content/model/api/editing.ts';
import { PlaylistView, SavedPlaylist } from '../../content/model/api/playlists.ts';
import { SavedScreen, ScreenDraft } from '../../content/model/api/screens.ts';
import { Screen } from '../../content/model/screen.ts';
import { addPeople, SCREEN } from '../support/people.ts';
import { fetchWith, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

let server: TestServer;
const callers = new Map<string, TestFetch>();

beforeAll(async () => {
  let cookies = new Map<string, string>();
  server = await startTestServer({
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, [
        { id: 'quan-tri', name: 'Quản trị', roles: ['admin'], screenIds: null },
        { id: 'van-hanh', name: 'Vận hành', roles: ['operator'], screenIds: [SCREEN] },
        { id: 'phe-duyet', name: 'Phê duyệt', roles: ['approver'], screenIds: null },
      ]);
    },
  });
  for (const [id, cookie] of cookies)
    callers.set(
      id,
      fetchWith(() => server.url, cookie),
    );
});
afterAll(() => server[Symbol.asyncDispose]());

async function ask(who: string, path: string, init?: RequestInit): Promise<Response> {
  const call = callers.get(who);
  if (call === undefined) throw new Error(`nobody is called ${who}`);
  return await call(path, init);
}

async function read<T>(schema: z.ZodType<T>, who: string, path: string, init?: RequestInit): Promise<T> {
  const response = await ask(who, path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

const codeOf = async (response: Response) => Problem.parse(await response.json()).code;
const put = (body: unknown): RequestInit => ({ ...postJson(body), method: 'PUT' });

async function screenNamed(id: string): Promise<Screen> {
  const screens = await read(z.array(Screen), 'quan-tri', '/api/screen-settings');
  const screen = screens.find((one) => one.id === id);
  if (screen === undefined) throw new Error(`no screen ${id}`);
  return screen;
}

function draftOf(screen: Screen): ScreenDraft {
  return ScreenDraft.strip().parse(screen);
}

describe('changing a screen', () => {
  it('publishes it anew with its new hours', async () => {
    const before = await screenNamed(SCREEN);
    const openingHours = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 300, untilMinute: 1380 }];
    const draft = { ...draftOf(before), openingHours };
    const saved = await read(SavedScreen, 'van-hanh', `/api/screens/${SCREEN}`, put({ before, draft }));
    expect(saved).toMatchObject({ published: { programme: 2 }, waiting: 0, screen: { openingHours } });
  });

  it('refuses to write over what somebody else has changed', async () => {
    const now = await screenNamed(SCREEN);
    const before = { ...now, name: 'Tên cũ' };
    const response = await ask('van-hanh', `/api/screens/${SCREEN}`, put({ before, draft: draftOf(now) }));
    expect(await codeOf(response)).toBe('CONFLICT');
  });

  it('leaves the floor to the administrator', async () => {
    const before = await screenNamed(SCREEN);
    const draft = { ...draftOf(before), floors: [] };
    const response = await ask('van-hanh', `/api/screens/${SCREEN}`, put({ before, draft }));
    expect(await codeOf(response)).toBe('FORBIDDEN');
    const saved = await read(SavedScreen, 'quan-tri', `/api/screens/${SCREEN}`, put({ before, draft }));
    expect(saved.screen.floors).toEqual([]);
  });

  it('refuses a zone that does not exist, in words', async () => {
    const before = await screenNamed(SCREEN);
    const draft = { ...draftOf(before), zone: 'Asia/Nga_Bay' };
    const response = await ask('quan-tri', `/api/screens/${SCREEN}`, put({ before, draft }));
    expect(Problem.parse(await response.json())).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });
});

describe('a screen of another size', () => {
  it('is refused to a person bounded to certain screens', async () => {
    const draft = { ...draftOf(await screenNamed(SCREEN)), name: 'Cầu Ngã Bảy' };
    expect(await codeOf(await ask('van-hanh', '/api/screens', postJson(draft)))).toBe('FORBIDDEN');
  });

  it('waits for the pictures of its canvas, holds nobody else up, and goes on air when they are approved', async () => {
    const draft = {
      ...draftOf(await screenNamed(SCREEN)),
      name: 'Cầu Ngã Bảy',
      widthPx: 256,
      heightPx: 128,
      viewingDistanceM: 15,
    };
    const created = await read(SavedScreen, 'quan-tri', '/api/screens', postJson(draft));
    expect(created.published).toBeNull();
    expect(created.waiting).toBeGreaterThan(5);

    const playlists = await read(z.array(PlaylistView), 'quan-tri', '/api/playlists');
    for (const { id, revision, name, category, itemIds, guarantee, activity, screenIds } of playlists) {
      const both = [...screenIds, created.screen.id];
      const body = {
        basedOn: revision,
        draft: { name, category, itemIds, guarantee, activity, screenIds: both },
      };
      const saved = await read(SavedPlaylist, 'quan-tri', `/api/playlists/${id}`, put(body));
      expect(saved.screens.map(({ screenId }) => screenId)).toEqual([SCREEN]);
    }

    const waiting = await read(z.array(WaitingItem), 'phe-duyet', '/api/approvals');
    const redrawn = waiting.filter(({ playing, refusal }) => playing !== null && refusal === null);
    expect(redrawn.length).toBeGreaterThan(2);
    const versions = redrawn.map(({ item, waiting: { version } }) => ({ itemId: item.id, version }));
    const response = await ask('phe-duyet', '/api/approvals', postJson({ versions }));
    const reply = (await response.json()) as { screens: { screenId: string; programme: number }[] };
    expect(reply.screens).toContainEqual(
      expect.objectContaining({ screenId: created.screen.id, programme: 1 }),
    );
  });
});

describe('a second screen like the first', () => {
  it('is taken in although no list owes it anything yet, and goes on air with the first one', async () => {
    const like = draftOf(await screenNamed(SCREEN));
    const floor = { category: 'propaganda', showingsPerHour: 1, mayBeEmpty: false } as const;
    const floors = [{ ...floor, baselineHours: like.openingHours }];
    const draft = { ...like, name: 'Vòng xoay, mặt sau', floors };
    const created = await read(SavedScreen, 'quan-tri', '/api/screens', postJson(draft));
    expect(created).toMatchObject({ published: null, waiting: 0 });
    const playlists = await read(z.array(PlaylistView), 'quan-tri', '/api/playlists');
    const owed = playlists.find(({ guarantee, category }) => guarantee !== null && category === 'propaganda');
    if (owed === undefined) throw new Error('the seed promises nothing');
    const { id, revision, name, category, itemIds, guarantee, activity, screenIds } = owed;
    const both = [...screenIds, created.screen.id];
    const saved = await read(
      SavedPlaylist,
      'quan-tri',
      `/api/playlists/${id}`,
      put({
        basedOn: revision,
        draft: { name, category, itemIds, guarantee, activity, screenIds: both },
      }),
    );
    expect(saved.screens).toContainEqual(
      expect.objectContaining({ screenId: created.screen.id, programme: 1 }),
    );
  });
});

describe('the list of screens', () => {
  it('is of those named that the person reaches, and of all without a name', async () => {
    const names = async (personId: string, ids: string) =>
      (await read(z.array(ScreenView), personId, `/api/screens${ids}`)).map(({ id }) => id);
    const all = await names('quan-tri', '');
    const [other = ''] = all.filter((id) => id !== SCREEN);
    expect(other).not.toBe('');
    expect(await names('quan-tri', `?ids=${other},khong-co`)).toEqual([other]);
    expect(await names('quan-tri', `?ids=${all.join()}`)).toEqual(all);
    expect(await names('van-hanh', `?ids=${all.join()}`)).toEqual([SCREEN]);
    expect(await names('van-hanh', `?ids=${other}`)).toEqual([]);
    expect(await codeOf(await ask('quan-tri', '/api/screens?ids=..%2F'))).toBe('BAD_REQUEST');
  });
});

describe('two screens of one size', () => {
  const slogan = (text: string) => ({ content: { kind: 'slogan', text }, durationMs: 15_000 });
  const Preview = ROUTES.previewItem.reply;

  it('share a picture, and each is told what its own distance and pitch make of it', async () => {
    const near = await screenNamed(SCREEN);
    const draft = { ...draftOf(near), name: 'Cổng chợ', pitchUm: 3_000, viewingDistanceM: 150 };
    const { screen: far } = await read(SavedScreen, 'quan-tri', '/api/screens', postJson(draft));
    const text = 'Nụ cười công sở';
    const found = await read(Preview, 'phe-duyet', '/api/previews', postJson(slogan(text)));
    expect(found.renditions.filter(({ widthPx }) => widthPx === near.widthPx)).toHaveLength(1);
    const small = found.findings.filter(({ code }) => code === 'CAP_SMALL_FOR_DISTANCE');
    expect(small.map(({ screenIds }) => screenIds)).toEqual([[far.id]]);
    expect(small[0]?.sentence).toContain('đứng cách 150 m nên có từ 140 điểm');
  });

  it('obey each its own policy: a film blocks where motion is forbidden and nowhere else', async () => {
    const still = await screenNamed(SCREEN);
    const draft = { ...draftOf(still), name: 'Sân nhà văn hóa', policy: { motion: true, sequences: false } };
    const { screen: moving } = await read(SavedScreen, 'quan-tri', '/api/screens', postJson(draft));
    const ticker = { content: { kind: 'ticker', text: 'Chung tay', speedPxPerS: 60 }, durationMs: 60_000 };
    const { findings } = await read(Preview, 'phe-duyet', '/api/previews', postJson(ticker));
    const forbidden = findings.find(({ code }) => code === 'MOTION_FORBIDDEN');
    expect(forbidden?.screenIds).toContain(still.id);
    expect(forbidden?.screenIds).not.toContain(moving.id);
  });

  it('are judged anew when somebody moves the panel, and their pictures wait only when they become others', async () => {
    const draft = { ...draftOf(await screenNamed(SCREEN)), name: 'Bến xe', widthPx: 320, heightPx: 192 };
    const { screen } = await read(SavedScreen, 'quan-tri', '/api/screens', postJson(draft));
    const put40 = {
      before: screen,
      draft: { ...draftOf(screen), viewingDistanceM: screen.viewingDistanceM + 1 },
    };
    const nearly = await read(SavedScreen, 'quan-tri', `/api/screens/${screen.id}`, put(put40));
    const put400 = { before: nearly.screen, draft: { ...draftOf(screen), viewingDistanceM: 400 } };
    const far = await read(SavedScreen, 'quan-tri', `/api/screens/${screen.id}`, put(put400));
    expect(far.waiting).toBeGreaterThan(nearly.waiting);
    const waiting = await read(z.array(WaitingItem), 'phe-duyet', '/api/approvals');
    const told = waiting.flatMap(({ waiting: { findings } }) => findings);
    expect(told.filter(({ screenIds }) => screenIds.includes(screen.id)).map(({ code }) => code)).toContain(
      'CAP_SMALL_FOR_DISTANCE',
    );
  });

  it('say that a counted date is over, by the office’s own date', async () => {
    const content = { kind: 'data', data: 'countdown', event: 'Ngày hội', targetDate: '2020-01-01' };
    const body = { content, durationMs: 15_000 };
    const { findings } = await read(Preview, 'phe-duyet', '/api/previews', postJson(body));
    expect(findings.map(({ sentence }) => sentence)).toContain(
      'Ngày 01/01/2020 đã qua, số đếm chỉ còn 0. Hãy chọn ngày khác hoặc gỡ nội dung.',
    );
  });
});
