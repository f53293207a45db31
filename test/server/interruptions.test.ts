// Notices, yields and blackouts over real HTTP and real sockets: who is told, who is not, and what holds when nothing can
// be written.

import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import type { Person } from '../../content/model/api.ts';
import type { ItemDraft } from '../../content/model/api/editing.ts';
import { InterruptionOrdered, InterruptionView } from '../../content/model/api/urgent.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { InterruptionOrder } from '../../content/model/interruption.ts';
import { interruptionFault } from '../../player/signature.ts';
import { openEditorial } from '../../server/library/editorial.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { fillableDisk } from '../support/fillable-disk.ts';
import { addPeople, SCREEN } from '../support/people.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import {
  fetchWith,
  postJson,
  startTestServer,
  type TestFetch,
  type TestServer,
  type TestServerOptions,
} from '../support/server.ts';

const PEOPLE: readonly Person[] = [
  { id: 'lan', name: 'Trần Thị Lan', roles: ['editor'], screenIds: null },
  { id: 'minh', name: 'Lê Văn Minh', roles: ['approver'], screenIds: null },
  { id: 'hung', name: 'Phạm Hùng', roles: ['operator'], screenIds: null },
  { id: 'noi-khac', name: 'Nơi khác', roles: ['operator'], screenIds: ['man-hinh-khac'] },
];

interface Office {
  readonly server: TestServer;
  readonly as: (id: string) => TestFetch;
}

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function openOffice(
  options: TestServerOptions = {},
  arrange: (dataDir: string) => Promise<void> = async () => {},
): Promise<Office> {
  let cookies = new Map<string, string>();
  const server = await startTestServer({
    ...options,
    prepare: async (dataDir) => {
      cookies = await addPeople(dataDir, PEOPLE);
      await arrange(dataDir);
    },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { server, as: (id) => fetchWith(() => server.url, cookies.get(id) ?? '') };
}

async function ask<T>(schema: z.ZodType<T>, call: TestFetch, path: string, init?: RequestInit): Promise<T> {
  const response = await call(path, init);
  if (!response.ok) throw new Error(await response.text());
  return schema.parse(await response.json());
}

const WithId = z.looseObject({ id: z.string() });
const storm: ItemDraft = {
  title: 'Bão gần bờ',
  category: 'announcement',
  purpose: 'notice',
  content: { kind: 'slogan', text: 'Bão số 5 sắp đổ bộ. Bà con hãy ở trong nhà.' },
  durationMs: 30_000,
  grounds: { document: '', department: 'Ban Chỉ huy phòng thủ dân sự', validUntil: null },
};

async function approvedNotice({ as }: Office): Promise<string> {
  const { id } = await ask(WithId, as('lan'), '/api/items', postJson(storm));
  await ask(WithId, as('lan'), `/api/items/${id}/submission`, postJson({ version: 1 }));
  await ask(z.unknown(), as('minh'), `/api/items/${id}/approval`, postJson({ version: 1 }));
  return id;
}

const wish = { screenIds: null, minutes: 30, from: null, document: null };
const blackout = { ...wish, reason: 'Sự cố' };

async function connect({ server }: Office): Promise<{ robot: RobotPlayer; socket: Socket }> {
  const robot = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  const { socket } = await robot.connect();
  sockets.push(socket);
  return { robot, socket };
}

const nextOrder = (socket: Socket) =>
  new Promise<InterruptionOrder>((resolve) => {
    socket.once('interruption:ordered', (data: unknown) => resolve(InterruptionOrder.parse(data)));
  });
const viewsOf = ({ as }: Office) => ask(z.array(InterruptionView), as('hung'), '/api/interruptions');

describe('a notice', () => {
  it('goes to the connected player signed, with a picture that anybody may fetch', async () => {
    const office = await openOffice();
    const itemId = await approvedNotice(office);
    const { robot, socket } = await connect(office);
    const arriving = nextOrder(socket);
    const ordered = await ask(
      InterruptionOrdered,
      office.as('hung'),
      '/api/notices',
      postJson({ ...wish, itemId }),
    );
    expect(ordered).toMatchObject({ saved: true, screens: [SCREEN], missing: [] });
    const { signed } = await arriving;
    expect(interruptionFault(signed, robot.enrolment.serverKey)).toBeNull();
    const { interruption } = signed;
    if (interruption.kind !== 'notice') throw new Error('not a notice');
    expect(interruption.until - interruption.from).toBe(30 * MINUTE_MS);
    const picture = await office.server.fetch(`/assets/${interruption.item.rendition.picture.sha256}`);
    expect(picture.status).toBe(200);
  });

  it('names the screen that did not get it until its player says otherwise', async () => {
    const office = await openOffice();
    const itemId = await approvedNotice(office);
    const body = postJson({ ...wish, itemId });
    const { id } = await ask(InterruptionOrdered, office.as('hung'), '/api/notices', body);
    const stateOf = async () => (await viewsOf(office))[0]?.screens[0];
    expect(await stateOf()).toMatchObject({ state: 'not_received', connected: false, enrolled: false });
    const { robot, socket } = await connect(office);
    for (const state of ['received', 'on_screen'] as const) {
      await robot.send(socket, 'interruption:receipt', { id, revision: 1, state, at: 5 });
    }
    expect(await stateOf()).toMatchObject({ state: 'on_screen', connected: true, enrolled: true });
  });

  it('reaches a player that was off line at its next hello, its early end as well', async () => {
    const office = await openOffice();
    const itemId = await approvedNotice(office);
    const body = postJson({ ...wish, itemId });
    const { id } = await ask(InterruptionOrdered, office.as('hung'), '/api/notices', body);
    const robot = await RobotPlayer.enrol(office.server.url, office.server.enrolmentCode);
    const first = await robot.connect();
    first.socket.close();
    expect(first.welcome.interruptions.map(({ interruption }) => interruption.revision)).toEqual([1]);
    const stop = postJson({ minutes: 0 });
    await ask(InterruptionOrdered, office.as('hung'), `/api/interruptions/${id}/revision`, stop);
    const second = await robot.connect();
    sockets.push(second.socket);
    const [ended] = second.welcome.interruptions;
    expect(ended?.interruption.revision).toBe(2);
    expect(ended?.interruption.until).toBeLessThanOrEqual(second.welcome.serverAt);
  });

  it('is refused without approval, to the wrong role, beyond the policy and on a screen out of reach', async () => {
    const office = await openOffice();
    const { id } = await ask(WithId, office.as('lan'), '/api/items', postJson(storm));
    const order = (who: string, body: object) => office.as(who)('/api/notices', postJson(body));
    expect(await codeOf(order('hung', { ...wish, itemId: id }))).toBe('NOT_APPROVED');
    const itemId = await approvedNotice(office);
    expect(await codeOf(order('lan', { ...wish, itemId }))).toBe('FORBIDDEN');
    expect(await codeOf(order('hung', { ...wish, itemId, minutes: 13 * 60 }))).toBe('BAD_REQUEST');
    expect(await codeOf(order('noi-khac', { ...wish, itemId, screenIds: [SCREEN] }))).toBe('FORBIDDEN');
    expect(await codeOf(order('hung', { ...wish, itemId: 'cchc-su-hai-long' }))).toBe('BAD_REQUEST');
    expect(await codeOf(order('hung', { ...wish, itemId: 'khong-co' }))).toBe('NOT_FOUND');
    expect(await viewsOf(office)).toEqual([]);
  });

  it('survives a restart of the server', async () => {
    const office = await openOffice();
    const itemId = await approvedNotice(office);
    await ask(InterruptionOrdered, office.as('hung'), '/api/notices', postJson({ ...wish, itemId }));
    const before = await viewsOf(office);
    await office.server.restart();
    expect(await viewsOf(office)).toEqual(before);
  });
});

describe('a yield and a suspension', () => {
  it('are ordered for later, with a recipient or a document, and stand in the list', async () => {
    const office = await openOffice();
    const from = Date.now() + HOUR_MS;
    await ask(
      InterruptionOrdered,
      office.as('hung'),
      '/api/yields',
      postJson({ ...wish, from, recipient: 'Đài Truyền hình', reason: 'Tiếp sóng lễ' }),
    );
    await ask(
      InterruptionOrdered,
      office.as('hung'),
      '/api/blackouts',
      postJson({ ...blackout, from, minutes: 2 * 24 * 60, document: '77/TB-VPCP', reason: 'Quốc tang' }),
    );
    const views = await viewsOf(office);
    expect(views.map(({ kind, title, document }) => [kind, title, document])).toEqual(
      expect.arrayContaining([
        ['yield', 'Đài Truyền hình', null],
        ['blackout', 'Quốc tang', '77/TB-VPCP'],
      ]),
    );
    for (const view of views) expect(view.from).toBe(from);
  });
});

describe('a blackout', () => {
  it('reaches the player when the disk takes nothing any more, and says that it is not written down', async () => {
    const disk = fillableDisk();
    const office = await openOffice({ disk });
    const { socket } = await connect(office);
    disk.isFull = true;
    const draft = await office.as('lan')('/api/items', postJson(storm));
    expect(draft.ok).toBe(false);
    const arriving = nextOrder(socket);
    const ordered = await ask(InterruptionOrdered, office.as('hung'), '/api/blackouts', postJson(blackout));
    expect(ordered.saved).toBe(false);
    expect((await arriving).signed.interruption.kind).toBe('blackout');
    expect(await viewsOf(office)).toMatchObject([{ kind: 'blackout', title: 'Sự cố' }]);
    disk.isFull = false;
    const lift = postJson({ minutes: 0 });
    const lifted = await ask(
      InterruptionOrdered,
      office.as('hung'),
      `/api/interruptions/${ordered.id}/revision`,
      lift,
    );
    expect(lifted.saved).toBe(true);
  });
});

describe('a notice to a city of screens', () => {
  it('reaches every one of a hundred connected players, and names the one that is not there', async () => {
    const office = await openCity(101);
    const itemId = await approvedNotice(office);
    const heard = await Promise.all(
      office.screenIds.slice(0, 100).map(async (screenId) => {
        const path = `/api/screens/${screenId}/enrolment-code`;
        const { code } = await ask(
          z.looseObject({ code: z.string() }),
          office.as('hung'),
          path,
          postJson({}),
        );
        const robot = await RobotPlayer.enrol(office.server.url, code);
        const { socket } = await robot.connect();
        sockets.push(socket);
        return { robot, socket, order: nextOrder(socket) };
      }),
    );
    const body = postJson({ ...wish, itemId });
    const ordered = await ask(InterruptionOrdered, office.as('hung'), '/api/notices', body);
    expect(ordered.screens).toHaveLength(101);
    await Promise.all(
      heard.map(async ({ robot, socket, order }) => {
        const { interruption } = (await order).signed;
        expect(interruption.screen).toBe(robot.enrolment.screenId);
        const receipt = { id: ordered.id, revision: 1, state: 'on_screen', at: 1 };
        await robot.send(socket, 'interruption:receipt', receipt);
      }),
    );
    const [view] = await viewsOf(office);
    expect(view?.screens.filter(({ state }) => state === 'on_screen')).toHaveLength(100);
    expect(view?.screens[0]).toMatchObject({ id: office.screenIds[100], state: 'not_received' });
  });
});

/** An office with so many screens of one size. */
async function openCity(count: number): Promise<Office & { screenIds: string[] }> {
  const screenIds = Array.from({ length: count }, (_, index) => `man-hinh-${1000 + index}`);
  const office = await openOffice({}, async (dataDir) => {
    const editorial = await openEditorial(join(dataDir, 'documents/editorial.json'), nodeDisk);
    await editorial.transact((draft) => {
      const [first] = draft.screens;
      if (first === undefined) throw new Error('no screen in the seed');
      draft.screens = screenIds.map((id) => ({ ...first, id, name: `Màn hình ${id}` }));
    });
    await editorial.close();
  });
  return { ...office, screenIds };
}

async function codeOf(answering: Promise<Response>): Promise<unknown> {
  return z.looseObject({ code: z.string() }).parse(await (await answering).json()).code;
}
