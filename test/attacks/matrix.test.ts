// Every way in, asked by everybody: the cells are made from the tables themselves, so an entry that is added is tried by
// every role and by nobody without a line here, and one that is not in a table fails.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, Role, type RouteName, isAudited } from '../../content/model/api.ts';
import { CONSOLE_EVENTS, PLAYER_EVENTS, type Reply } from '../../content/model/protocol.ts';
import { type MountDependencies, mountRoutes } from '../../server/http/mount.ts';
import { exampleOf } from '../support/example.ts';
import { addPeople } from '../support/people.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import { declarationOf, pathOf, requestOf, routeNames } from '../support/routes.ts';
import { type TestServer, openSocket, startTestServer } from '../support/server.ts';

const names = routeNames;

/** Carry a body and change nothing, or hand out what hangs in the street. */
const ONLY_ASK: readonly RouteName[] = [
  'forecastPlaylist',
  'previewItem',
  'requestPairing',
  'readSnapshot',
  'readPhotograph',
];

const callers: (Role | null)[] = [null, ...Role.options];
const cells = names.flatMap((name) => callers.map((who) => ({ name, who })));

describe('routes', () => {
  let server: TestServer;
  let cookies = new Map<string, string>();
  // Each cell its own person: signing out everywhere in one must not empty another.
  const idOf = (name: RouteName, who: Role) => `p-${name.toLowerCase()}-${who}`;
  beforeAll(async () => {
    server = await startTestServer({
      prepare: async (dataDir) => {
        const people = names.flatMap((name) =>
          Role.options.map((role) => ({
            id: idOf(name, role),
            name: idOf(name, role),
            roles: [role],
            screenIds: null,
          })),
        );
        cookies = await addPeople(dataDir, people);
      },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each(cells)('answers $name asked by $who as the table says', async ({ name, who }) => {
    const declaration = declarationOf(name);
    const { audience } = declaration;
    const { headers, ...request } = requestOf(declaration);
    const identity = who === null ? {} : { origin: server.url, cookie: cookies.get(idOf(name, who)) ?? '' };
    const response = await server.fetch(pathOf(declaration), {
      ...request,
      headers: { ...headers, ...identity },
    });
    const text = await response.text();
    const problem = response.ok ? null : Problem.parse(JSON.parse(text));
    const atTheDoor = problem === null || problem.detail !== undefined ? 'passed' : problem.code;
    if (audience === 'anyone') expect(['NOT_SIGNED_IN', 'FORBIDDEN']).not.toContain(atTheDoor);
    else if (who === null) expect([response.status, problem?.code]).toEqual([401, 'NOT_SIGNED_IN']);
    else if (!audience.includes(who)) expect([response.status, problem?.code]).toEqual([403, 'FORBIDDEN']);
    else {
      expect(['NOT_SIGNED_IN', 'FORBIDDEN']).not.toContain(atTheDoor);
      // The request was well formed, so that the door was really passed.
      if (declaration.upload === undefined)
        expect(problem?.detail ?? '').not.toMatch(/^Sai ở: (params|body)/);
    }
    expect(response.status).toBeLessThan(500);
  });

  it.each(names.filter((name) => declarationOf(name).params !== undefined))(
    'refuses %s with parameters that are none',
    async (name) => {
      const { audience, method, path } = declarationOf(name);
      const role = audience === 'anyone' ? 'admin' : (audience[0] ?? 'admin');
      const hostile = path.replaceAll(/:(\w+)/g, encodeURIComponent('../../../etc/passwd'));
      const response = await server.fetch(hostile, {
        ...requestOf(declarationOf(name)),
        method: method.toUpperCase(),
        headers: {
          'content-type': 'application/json',
          origin: server.url,
          cookie: cookies.get(idOf(name, role)) ?? '',
        },
      });
      await response.body?.cancel();
      expect([400, 401, 404]).toContain(response.status);
    },
  );
});

const nobody: MountDependencies = {
  identify: () => ({ person: null, token: null, device: null }),
  audit: { record: async () => {}, requireWritable: async () => {} },
  now: Date.now,
  isOpen: () => true,
  publicUrl: null,
  attemptsPerMinute: 1,
};

describe('the table of routes', () => {
  it('is the only way to mount one: an undeclared handler and a missing one are refused', () => {
    const complete = Object.fromEntries(names.map((name) => [name, () => ({})]));
    const { readHealth, ...incomplete } = complete;
    expect(readHealth).toBeDefined();
    expect(() => mountRoutes(express(), complete as never, nobody)).not.toThrow();
    expect(() => mountRoutes(express(), incomplete as never, nobody)).toThrow(
      /without handler: \[readHealth\]/,
    );
    expect(() => mountRoutes(express(), { ...complete, secret: () => ({}) } as never, nobody)).toThrow(
      /without declaration: \[secret\]/,
    );
  });

  it('leaves no other place that mounts a route or listens to a socket', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const sources = ['server/http', 'server/live', 'server/library'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    );
    const mounting =
      /\b(?:app|router|io|socket|namespace)\s*\.\s*(?:get|post|put|patch|delete|all|on|onAny)\(\s*(['"`[]|\()/g;
    const lifecycle = new Set(["'connection'", "'disconnect'"]);
    const found = sources.flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      return [...text.matchAll(mounting)]
        .filter(
          (match) => !lifecycle.has(text.slice(match.index + match[0].length - 1).split(/[,)]/)[0] ?? ''),
        )
        .map(() => path);
    });
    // Pages are files; events are mounted by their table.
    expect([...new Set(found)].toSorted()).toEqual(['server/http/pages.ts', 'server/live/mount-events.ts']);
  });

  it('has every change and every download of more than the street sees kept in the trail', () => {
    const unkept = names.filter((name) => {
      const declaration = declarationOf(name);
      const isDownload = declaration.reply === null && declaration.audience !== 'anyone';
      return (declaration.method !== 'get' || isDownload) && !isAudited(declaration);
    });
    expect(unkept.filter((name) => !ONLY_ASK.includes(name))).toEqual([]);
  });

  it('lets nobody change anything without a session but by a code or a password', () => {
    const open = names.filter((name) => {
      const { method, audience, guessable } = declarationOf(name);
      return audience === 'anyone' && method !== 'get' && guessable !== true;
    });
    // Asks for a code to show; only a person with a session makes anything of it.
    expect(open).toEqual(['requestPairing']);
  });
});

describe('socket events', () => {
  let server: TestServer;
  let player: RobotPlayer;
  let cookies = new Map<string, string>();
  beforeAll(async () => {
    server = await startTestServer({
      prepare: async (dataDir) => {
        cookies = await addPeople(
          dataDir,
          Role.options.map((role) => ({ id: role, name: role, roles: [role], screenIds: null })),
        );
      },
    });
    player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const ask = async (socket: Socket, event: string, request: unknown): Promise<Reply<unknown>> =>
    (await socket.timeout(10_000).emitWithAck(event, request)) as Reply<unknown>;

  const connected = (socket: Socket): Promise<boolean> =>
    new Promise((resolve) => {
      if (socket.connected) resolve(true);
      socket.once('connect', () => resolve(true));
      socket.once('connect_error', () => resolve(false));
    });

  const consoleEvents = Object.entries(CONSOLE_EVENTS);
  const playerEvents = Object.entries(PLAYER_EVENTS);

  it.each(
    consoleEvents.flatMap(([event, { request }]) => Role.options.map((who) => ({ event, request, who }))),
  )('answers $event of the console asked by $who', async ({ event, request, who }) => {
    const cookie = cookies.get(who) ?? '';
    const socket = openSocket(`${server.url}/console`, { cookie, origin: server.url });
    expect(await connected(socket)).toBe(true);
    const reply = await ask(socket, event, exampleOf(request));
    expect(reply.ok || !['NOT_SIGNED_IN', 'FORBIDDEN', 'BAD_REQUEST'].includes(reply.code)).toBe(true);
    socket.close();
  });

  it.each([
    ['nobody', () => ({})],
    ['a made-up session', () => ({ cookie: `vongxoay_session=${'A'.repeat(43)}`, origin: server.url })],
    [
      'a page of another origin',
      () => ({ cookie: cookies.get('admin') ?? '', origin: 'http://example.org' }),
    ],
    ['a program that says no origin', () => ({ cookie: cookies.get('admin') ?? '' })],
  ])('lets %s not into the console', async (_who, headers) => {
    const socket = openSocket(`${server.url}/console`, headers());
    expect(await connected(socket)).toBe(false);
    socket.close();
  });

  it.each(playerEvents)(
    'answers %s of the players to a player, and to a stranger as the table says',
    async (event, declaration) => {
      const stranger = openSocket(`${server.url}/player`);
      expect(await connected(stranger)).toBe(true);
      const refused = await ask(stranger, event, exampleOf(declaration.request));
      stranger.close();
      if (declaration.audience === 'stranger')
        expect(refused).toMatchObject({ ok: false, code: 'KEY_UNKNOWN' });
      else expect(refused).toMatchObject({ ok: false, code: 'NOT_SIGNED_IN' });
      if (declaration.audience !== 'player') return;
      const { socket } = await player.connect();
      const answered = await ask(socket, event, exampleOf(declaration.request));
      expect(answered.ok || answered.code !== 'NOT_SIGNED_IN').toBe(true);
      socket.close();
    },
  );

  it('of one namespace do not exist in the other, whoever asks', async () => {
    const staff = openSocket(`${server.url}/console`, {
      cookie: cookies.get('admin') ?? '',
      origin: server.url,
    });
    const { socket } = await player.connect();
    await connected(staff);
    for (const [event] of playerEvents)
      expect(await ask(staff, event, {})).toMatchObject({ code: 'BAD_REQUEST' });
    for (const [event] of consoleEvents)
      expect(await ask(socket, event, {})).toMatchObject({ code: 'BAD_REQUEST' });
    for (const event of ['__proto__', 'constructor', 'toString', 'disconnect2', '']) {
      expect(await ask(socket, event, {})).toMatchObject({ code: 'BAD_REQUEST' });
    }
    staff.close();
    socket.close();
  });
});
