// Items over HTTP on the city's own content: written, submitted, approved by somebody else, never lost, never shown twice
// over a colleague's back.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ItemView, Problem } from '../../content/model/api.ts';
import {
  type ItemDraft,
  ItemFile,
  Published,
  TrashedItem,
  WaitingItem,
} from '../../content/model/api/editing.ts';
import { PlaylistForecast, PlaylistView } from '../../content/model/api/playlists.ts';
import { Duties, Handover } from '../../content/model/api/handovers.ts';
import { AuditEntry } from '../../content/model/audit-entry.ts';
import { IDLE_ITEM_ID } from '../../content/model/seed.ts';
import { AUDIT_GENESIS } from '../../server/library/audit-trail.ts';
import { openChainedLog } from '../../server/store/chained-log.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { addPeople } from '../support/people.ts';
import { fetchWith, postJson, startTestServer, type TestFetch, type TestServer } from '../support/server.ts';

const SLOGAN = 'cchc-su-hai-long';

let server: TestServer;
let writer: TestFetch;
let approver: TestFetch;
let admin: TestFetch;

beforeAll(async () => {
  let cookies = new Map<string, string>();
  server = await startTestServer({
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, [
        { id: 'lan', name: 'Trần Thị Lan', roles: ['editor'], screenIds: null },
        { id: 'minh', name: 'Lê Văn Minh', roles: ['editor', 'approver'], screenIds: null },
        { id: 'quan-tri', name: 'Quản trị', roles: ['admin'], screenIds: null },
      ]);
    },
  });
  const as = (id: string) => fetchWith(() => server.url, cookies.get(id) ?? '');
  writer = as('lan');
  approver = as('minh');
  admin = as('quan-tri');
});
afterAll(() => server[Symbol.asyncDispose]());

const putJson = (body: unknown): RequestInit => ({ ...postJson(body), method: 'PUT' });

async function ask<T>(schema: z.ZodType<T>, path: string, init?: RequestInit, as = writer): Promise<T> {
  const response = await as(path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

async function refusal(path: string, init: RequestInit, as = writer): Promise<z.output<typeof Problem>> {
  const response = await as(path, init);
  expect(response.ok).toBe(false);
  return Problem.parse(await response.json());
}

function slogan(text: string, more: Partial<ItemDraft> = {}): ItemDraft {
  return {
    title: text,
    category: 'propaganda',
    purpose: 'programme',
    content: { kind: 'slogan', text },
    durationMs: 15_000,
    grounds: { document: '15/KH-UBND', department: 'Phòng Văn hóa', validUntil: null },
    ...more,
  };
}

const create = (text: string, more?: Partial<ItemDraft>) =>
  ask(ItemFile, '/api/items', postJson(slogan(text, more)));
const submit = (id: string, version = 1, as = writer) =>
  ask(ItemFile, `/api/items/${id}/submission`, postJson({ version }), as);
const approve = (id: string, version = 1, as = approver) =>
  ask(Published, `/api/items/${id}/approval`, postJson({ version }), as);
const newest = ({ versions }: ItemFile) => versions.at(-1);

describe('the desk', () => {
  it('draws what is written for every canvas, with its legibility, before anything is kept', async () => {
    const schema = z.object({
      renditions: z.array(z.object({ widthPx: z.number() })),
      findings: z.array(z.unknown()),
    });
    const body = { content: slogan('Mừng Đảng, mừng Xuân').content, durationMs: 15_000 };
    const before = await ask(z.array(ItemView), '/api/items');
    const { renditions } = await ask(schema, '/api/previews', postJson(body));
    expect(renditions.length).toBeGreaterThan(0);
    expect(await ask(z.array(ItemView), '/api/items')).toEqual(before);
  });

  it('writes a draft over until it is submitted, and never after that', async () => {
    const { id, revision } = await create('Chúc mừng năm mới');
    const saved = await ask(
      ItemFile,
      `/api/items/${id}`,
      putJson({ basedOn: revision, draft: slogan('Chúc mừng năm mới 2027') }),
    );
    expect(saved.versions.map(({ version, state }) => [version, state])).toEqual([[1, 'draft']]);
    const pending = await submit(id);
    const edited = await ask(
      ItemFile,
      `/api/items/${id}`,
      putJson({ basedOn: pending.revision, draft: slogan('Chúc mừng năm mới 2028') }),
    );
    expect(edited.versions.map(({ version, state }) => [version, state])).toEqual([
      [1, 'retired'],
      [2, 'draft'],
    ]);
  });

  it('refuses a stale save with the difference, and loses neither text', async () => {
    const { id, revision } = await create('Giữ gìn vệ sinh chung');
    const first = putJson({ basedOn: revision, draft: slogan('Giữ gìn vệ sinh nơi công cộng') });
    await ask(ItemFile, `/api/items/${id}`, first, approver);
    const late = putJson({ basedOn: revision, draft: slogan('Giữ phố phường sạch đẹp') });
    const problem = await refusal(`/api/items/${id}`, late);
    expect(problem).toMatchObject({ status: 409, code: 'CONFLICT' });
    expect(problem.detail).toContain('Lê Văn Minh');
    expect(problem.detail).toContain('“Giữ gìn vệ sinh nơi công cộng”');
    expect(problem.detail).toContain('“Giữ phố phường sạch đẹp”');
    const file = await ask(ItemFile, `/api/items/${id}`);
    expect(newest(file)?.content).toMatchObject({ text: 'Giữ gìn vệ sinh nơi công cộng' });
  });

  it('lets only one of two saves from the same revision through, however they race', async () => {
    const { id, revision } = await create('Một trong hai');
    const saves = await Promise.all(
      ['một', 'hai'].map((text) =>
        writer(`/api/items/${id}`, putJson({ basedOn: revision, draft: slogan(text) })),
      ),
    );
    expect(saves.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  });

  it('brings an earlier version back as a draft, and keeps the ones between', async () => {
    const { id } = await create('Bản đầu');
    await submit(id);
    await approve(id);
    const approved = await ask(ItemFile, `/api/items/${id}`);
    const second = await ask(
      ItemFile,
      `/api/items/${id}`,
      putJson({ basedOn: approved.revision, draft: slogan('Bản sau') }),
    );
    await submit(id, 2);
    await approve(id, 2);
    const { revision } = await ask(ItemFile, `/api/items/${id}`);
    expect(second.versions).toHaveLength(2);
    const body = postJson({ basedOn: revision, version: 1 });
    const restored = await ask(ItemFile, `/api/items/${id}/restoration`, body);
    expect(restored.versions.map(({ state }) => state)).toEqual(['approved', 'approved', 'draft']);
    expect(newest(restored)?.content).toEqual(restored.versions[0]?.content);
    expect(newest(restored)?.renditions).toEqual(restored.versions[0]?.renditions);
    expect(newest(restored)?.deeds).toMatchObject([{ what: 'restored', by: 'Trần Thị Lan', reason: '1' }]);
  });
});

describe('four eyes', () => {
  it('shows the approver what waits beside what plays, and publishes in one call', async () => {
    const file = await ask(ItemFile, `/api/items/${SLOGAN}`);
    const draft = slogan('CCHC góp phần mang lại sự hài lòng của người dân', { title: file.title });
    await ask(ItemFile, `/api/items/${SLOGAN}`, putJson({ basedOn: file.revision, draft }));
    await submit(SLOGAN, 2);
    const waiting = await ask(z.array(WaitingItem), '/api/approvals', undefined, approver);
    const mine = waiting.find(({ item }) => item.id === SLOGAN);
    expect(mine).toMatchObject({ refusal: null, submittedBy: 'Trần Thị Lan' });
    expect([mine?.playing?.version, mine?.waiting.version]).toEqual([1, 2]);
    const { screens } = await approve(SLOGAN, 2);
    expect(screens).toMatchObject([{ screenId: 'vong-xoay-trung-tam', programme: 2 }]);
  });

  it('lets the old version play on until the new one is approved', async () => {
    const file = await ask(ItemFile, `/api/items/${SLOGAN}`);
    const draft = slogan('Lời chưa ai duyệt', { title: file.title });
    const saved = await ask(ItemFile, `/api/items/${SLOGAN}`, putJson({ basedOn: file.revision, draft }));
    await submit(SLOGAN, newest(saved)?.version);
    const item = (await ask(z.array(ItemView), '/api/items')).find(({ id }) => id === SLOGAN);
    expect(item).toMatchObject({ version: 3, state: 'pending', playing: 2 });
  });

  it('lets nobody approve what he wrote, unless the policy allows it, and then says so', async () => {
    const { id } = await ask(ItemFile, '/api/items', postJson(slogan('Tự soạn')), approver);
    await submit(id, 1, approver);
    expect(await refusal(`/api/items/${id}/approval`, postJson({ version: 1 }), approver)).toMatchObject({
      status: 403,
      code: 'OWN_WORK',
    });
    const policy = { ownWork: true, typedNoticeBySecond: true, mostNoticeMinutes: 60 };
    expect((await approver('/api/approval-policy', putJson(policy))).status).toBe(403);
    expect((await admin('/api/approval-policy', putJson(policy))).status).toBe(200);
    await approve(id);
    const file = await ask(ItemFile, `/api/items/${id}`);
    expect(newest(file)?.deeds.at(-1)).toMatchObject({ what: 'approved', byId: 'minh', own: true });
    await admin('/api/approval-policy', putJson({ ...policy, ownWork: false }));
  });

  it('lets nobody approve what he sent in for somebody else either', async () => {
    const { id } = await create('Người khác soạn');
    await submit(id, 1, approver);
    expect(await refusal(`/api/items/${id}/approval`, postJson({ version: 1 }), approver)).toMatchObject({
      code: 'OWN_WORK',
    });
  });

  it('returns a version with a reason, which its author reads', async () => {
    const { id } = await create('Còn sai chính tả');
    await submit(id);
    expect((await approver(`/api/items/${id}/return`, postJson({ version: 1, reason: '' }))).status).toBe(
      400,
    );
    const reason = 'Sửa lại chính tả ở dòng hai';
    const file = await ask(ItemFile, `/api/items/${id}/return`, postJson({ version: 1, reason }), approver);
    expect(newest(file)).toMatchObject({ state: 'returned' });
    expect(newest(file)?.deeds.at(-1)).toMatchObject({ what: 'returned', reason, by: 'Lê Văn Minh' });
    expect(await refusal(`/api/items/${id}/approval`, postJson({ version: 1 }), approver)).toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('approves many at once, or none of them', async () => {
    const ids: string[] = [];
    for (const text of ['Bản một', 'Bản hai']) {
      const { id } = await create(text);
      await submit(id);
      ids.push(id);
    }
    const versions = ids.map((itemId) => ({ itemId, version: 1 }));
    const { id: draftId } = await create('Chưa gửi');
    const withDraft = { versions: [...versions, { itemId: draftId, version: 1 }] };
    expect(await refusal('/api/approvals', postJson(withDraft), approver)).toMatchObject({
      code: 'CONFLICT',
    });
    const states = async () =>
      (await ask(z.array(ItemView), '/api/items'))
        .filter(({ id }) => ids.includes(id))
        .map(({ state }) => state);
    expect(await states()).toEqual(['pending', 'pending']);
    await ask(Published, '/api/approvals', postJson({ versions }), approver);
    expect(await states()).toEqual(['approved', 'approved']);
  });

  it('leaves an item out from the day its document has run out', async () => {
    const { id } = await create('Hết hạn', {
      grounds: { document: '1/KH', department: '', validUntil: '2020-01-31' },
    });
    await submit(id);
    await approve(id);
    const playlists = await ask(z.array(PlaylistView), '/api/playlists');
    const filler = playlists.find(({ guarantee }) => guarantee === null);
    if (filler === undefined) throw new Error('no filler in the seed');
    const { name, category, guarantee, activity, screenIds } = filler;
    const draft = { name, category, guarantee, activity, screenIds, itemIds: [...filler.itemIds, id] };
    const body = postJson({ playlistId: filler.id, draft });
    const [outlook] = await ask(z.array(PlaylistForecast), '/api/playlist-forecast', body);
    expect(outlook?.leftOut).toContainEqual({ itemId: id, title: 'Hết hạn', why: 'expired' });
  });
});

describe('the trash', () => {
  it('explains where an item is used before it lets it go, and takes it from there when told', async () => {
    const file = await ask(ItemFile, `/api/items/${SLOGAN}`);
    expect(file.uses).toMatchObject([{ screens: [{ id: 'vong-xoay-trung-tam' }] }]);
    const refused = await refusal(
      `/api/items/${SLOGAN}/removal`,
      postJson({ basedOn: file.revision, takeOut: false }),
    );
    expect(refused).toMatchObject({ status: 409, code: 'IN_USE' });
    expect(refused.detail).toContain(file.uses[0]?.playlistName);
    expect(refused.detail).toContain(file.uses[0]?.screens[0]?.name);
    const removal = postJson({ basedOn: file.revision, takeOut: true });
    const { screens } = await ask(Published, `/api/items/${SLOGAN}/removal`, removal);
    expect(screens).toHaveLength(1);
    expect((await ask(z.array(ItemView), '/api/items')).map(({ id }) => id)).not.toContain(SLOGAN);
    expect((await ask(z.array(TrashedItem), '/api/trash')).map(({ id }) => id)).toContain(SLOGAN);
    const back = await ask(ItemFile, `/api/items/${SLOGAN}/recovery`, postJson({}));
    expect(back.versions).toHaveLength(file.versions.length);
    expect(back.uses).toEqual([]);
  });

  it('does not let the card of every screen go', async () => {
    const { id, revision } = await ask(ItemFile, `/api/items/${IDLE_ITEM_ID}`);
    expect(
      await refusal(`/api/items/${id}/removal`, postJson({ basedOn: revision, takeOut: true })),
    ).toMatchObject({
      code: 'IN_USE',
    });
  });
});

describe('a handover', () => {
  it('moves everything a leaver has in hand, once, and keeps a record of it', async () => {
    const duties = async (id: string) =>
      (await ask(z.array(Duties), '/api/duties', undefined, admin)).find(({ person }) => person.id === id)
        ?.items;
    const before = await duties('lan');
    expect(before?.length).toBeGreaterThan(3);
    const body = postJson({ fromId: 'lan', toId: 'minh', note: 'Nghỉ hưu từ 01/12/2026' });
    const handover = await ask(Handover, '/api/handovers', body, admin);
    expect(handover.items).toEqual(before);
    expect(await duties('lan')).toEqual([]);
    expect(await duties('minh')).toEqual(expect.arrayContaining(before ?? []));
    expect(await ask(z.array(Handover), '/api/handovers', undefined, admin)).toEqual([handover]);
    expect((await writer('/api/handovers', body)).status).toBe(403);
  });
});

describe('the trail', () => {
  it('names who approved what, with what was before and after', async () => {
    const log = await openChainedLog({
      directory: join(server.dataDir, 'audit'),
      genesis: AUDIT_GENESIS,
      disk: nodeDisk,
    });
    const deeds: AuditEntry[] = [];
    for await (const { n, at, hash, body } of log.read({ fromN: 0 })) {
      deeds.push(AuditEntry.parse({ ...(body as object), n, at, hash }));
    }
    await log.close();
    const approval = deeds.find(({ what, on }) => what === 'approveItem' && on['itemId'] === SLOGAN);
    expect(approval).toMatchObject({ who: { name: 'Lê Văn Minh' }, outcome: 'done', after: { version: 2 } });
    const own = deeds.find(({ what, outcome }) => what === 'approveItem' && outcome === 'OWN_WORK');
    expect(own?.who?.name).toBe('Lê Văn Minh');
    expect(deeds.some(({ what, outcome }) => what === 'saveItem' && outcome === 'CONFLICT')).toBe(true);
  });
});
