// Sockets: who is let in, what is pushed to whom, and that nothing a client sends ends the process.

import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import fc from 'fast-check';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ScreenView } from '../../content/model/api.ts';
import { ERROR_CODES } from '../../content/model/errors.ts';
import {
  type Challenge,
  type Enrolment,
  type Hello,
  PLAYER_EVENTS,
  PROTOCOL_VERSION,
  type PlayerState,
  Refusal,
  type Reply,
  type Welcome,
  challengeSigningText,
} from '../../content/model/protocol.ts';
import { SignedProgramme } from '../../content/model/programme.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import {
  ADMIN,
  type TestServer,
  cookieOf,
  openSocket,
  postJson,
  startTestServer,
} from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';

function once<T>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve) => socket.once(event, resolve));
}

async function ask<T>(socket: Socket, event: string, ...args: unknown[]): Promise<Reply<T>> {
  return (await socket.timeout(10_000).emitWithAck(event, ...args)) as Reply<T>;
}

async function challenged(server: TestServer): Promise<{ socket: Socket; challenge: Challenge }> {
  const socket = openSocket(`${server.url}/player`);
  return { socket, challenge: await once<Challenge>(socket, 'player:challenged') };
}

function helloOf(player: RobotPlayer, nonce: string, more: Partial<Hello> = {}): Hello {
  const { keyId } = player.enrolment;
  return {
    protocol: PROTOCOL_VERSION,
    keyId,
    signature: player.signText(challengeSigningText(nonce, keyId)),
    app: 'test',
    boot: '0123456789abcdef',
    epoch: 'test',
    programme: 0,
    ...more,
  };
}

function stateOf(title: string): PlayerState {
  return {
    showing: {
      role: 'filler',
      item: 'dong-ho',
      version: 1,
      title,
      asset: 'a'.repeat(64),
      pixels: null,
      startedAt: Date.now(),
      untilAt: null,
    },
    programme: 1,
    visible: true,
    clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 20 },
    pending: 0,
    storage: { persisted: true, secureContext: true, home: 'indexeddb' },
  };
}

/** A console socket as the browser of somebody signed in opens it. */
function openConsole(server: TestServer, cookie: string, origin = server.url): Socket {
  return openSocket(`${server.url}/console`, { cookie, origin });
}

async function adminCookie(server: TestServer): Promise<string> {
  await server.asAdmin();
  return cookieOf(await server.fetch('/api/session', postJson(ADMIN)));
}

async function screenView(server: TestServer): Promise<ScreenView> {
  const fetch = await server.asAdmin();
  const [view] = ScreenView.array().parse(await (await fetch('/api/screens')).json());
  if (view === undefined) throw new Error('no screen');
  return view;
}

describe('hello', () => {
  let server: TestServer;
  let player: RobotPlayer;
  beforeAll(async () => {
    server = await startTestServer();
    player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each<[string, Partial<Hello>, string]>([
    ['an older protocol', { protocol: 0 }, 'PLAYER_TOO_OLD'],
    ['a newer protocol', { protocol: PROTOCOL_VERSION + 1 }, 'SERVER_TOO_OLD'],
    ['a key nobody enrolled', { keyId: '0'.repeat(16) }, 'KEY_UNKNOWN'],
    ['a signature over something else', { signature: randomBytes(64).toString('base64') }, 'SIGNATURE_WRONG'],
    ['a signature that is too short', { signature: 'AAAA' }, 'SIGNATURE_WRONG'],
  ])('refuses %s', async (_what, more, code) => {
    const { socket, challenge } = await challenged(server);
    const reply = await ask<Welcome>(socket, 'player:hello', helloOf(player, challenge.nonce, more));
    expect(reply).toEqual({
      ok: false,
      code,
      retryable: ERROR_CODES[code as keyof typeof ERROR_CODES].retryable,
    });
    socket.close();
  });

  it('refuses the signature over the nonce of another connection', async () => {
    const [one, other] = [await challenged(server), await challenged(server)];
    const reply = await ask<Welcome>(one.socket, 'player:hello', helloOf(player, other.challenge.nonce));
    expect(reply).toMatchObject({ code: 'SIGNATURE_WRONG' });
    one.socket.close();
    other.socket.close();
  });

  it('refuses everything but hello from a stranger', async () => {
    const { socket } = await challenged(server);
    const others = Object.entries(PLAYER_EVENTS).filter(([, { audience }]) => audience === 'player');
    for (const [event] of others)
      expect(await ask(socket, event, {})).toMatchObject({ code: 'NOT_SIGNED_IN' });
    expect(others.length).toBe(Object.keys(PLAYER_EVENTS).length - 1);
    socket.close();
  });

  it('gives the programmes in force, the time, and lets the newest connection of a key win', async () => {
    const first = await player.connect();
    const gone = once<string>(first.socket, 'disconnect');
    const second = await player.connect();
    expect(await gone).toBe('transport close');
    expect(first.welcome.programmes.map(({ programme }) => programme.number)).toEqual([1]);
    expect(SignedProgramme.array().parse(second.welcome.programmes)).toHaveLength(1);
    const before = Date.now();
    const time = await ask<{ receivedAt: number; sentAt: number }>(second.socket, 'time:ask', {});
    expect(time.ok && time.data.receivedAt >= before && time.data.sentAt >= time.data.receivedAt).toBe(true);
    expect((await screenView(server)).player.connected).toBe(true);
    second.socket.close();
  });

  it('takes a P-256 key, whose signatures are r and s', async () => {
    const fetch = await server.asAdmin();
    const issued = await fetch(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
    const { code } = (await issued.json()) as { code: string };
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-65).toString('base64');
    const request = { code, algorithm: 'P-256', publicKey: raw, userAgent: 'Chrome 109' };
    const { keyId } = (await (await server.fetch('/api/enrolment', postJson(request))).json()) as Enrolment;
    const { socket, challenge } = await challenged(server);
    const text = Buffer.from(challengeSigningText(challenge.nonce, keyId));
    const signature = sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
    const hello = { ...helloOf(player, challenge.nonce), keyId, signature };
    expect(await ask(socket, 'player:hello', hello)).toMatchObject({ ok: true });
    socket.close();
  });
});

describe('live line', () => {
  it('pushes a new programme to the player and its receipts to the console', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await player.connect();
    const watcher = openConsole(server, await adminCookie(server));
    await once(watcher, 'connect');
    expect(await ask(watcher, 'screens:watch', {})).toEqual({ ok: true, data: {} });
    const [pushed, told] = [
      once<SignedProgramme>(socket, 'programme:published'),
      once(watcher, 'items:changed'),
    ];
    await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    expect((await pushed).programme.number).toBe(2);
    expect(await told).toEqual({});
    expect((await screenView(server)).programme).toMatchObject({ number: 2, receipt: 'none' });
    const changed = once(watcher, 'screen:changed');
    await ask(socket, 'programme:receipt', { number: 2, state: 'ready' });
    await ask(socket, 'programme:receipt', { number: 2, state: 'received' });
    expect(await changed).toEqual({ screenId: SCREEN });
    expect((await screenView(server)).programme.receipt).toBe('ready');
    await ask(socket, 'state:report', stateOf('Đồng hồ'));
    expect((await screenView(server)).player.state?.showing?.title).toBe('Đồng hồ');
    const gone = once(watcher, 'screen:changed');
    socket.close();
    await gone;
    expect((await screenView(server)).player).toMatchObject({ connected: false, enrolled: true });
    watcher.close();
  });

  it('takes records, acknowledges them, and shows them as plays', async () => {
    await using server = await startTestServer();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await player.connect();
    const at = Date.now() - 60_000;
    player.append(bootDraft(at), ...[1, 2, 3].map((index) => fillerDraft(at, index)));
    const reply = await ask(socket, 'plays:report', player.batchOf(player.records));
    expect(reply).toEqual({ ok: true, data: { boot: player.boot, upToSeq: 3 } });
    await server.restart();
    const again = await player.connect();
    expect(again.welcome.acknowledged).toEqual([{ boot: player.boot, upToSeq: 3 }]);
    const fetch = await server.asAdmin();
    const plays = (await (await fetch(`/api/screens/${SCREEN}/plays?limit=2`)).json()) as { title: string }[];
    expect(plays.map(({ title }) => title)).toEqual(['Lượt 3', 'Lượt 2']);
    const csv = await fetch(`/api/screens/${SCREEN}/playlog.csv`);
    expect(csv.headers.get('content-disposition')).toContain('attachment');
    expect(await csv.text()).toContain('Lượt 3');
    const lines = (await (await fetch(`/api/screens/${SCREEN}/playlog.jsonl`)).text()).trim().split('\n');
    expect(lines.length).toBe(5);
    again.socket.close();
  });

  it('counts on above the number of a player that is ahead of restored documents', async () => {
    await using server = await startTestServer();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket, challenge } = await challenged(server);
    const reply = await ask<Welcome>(
      socket,
      'player:hello',
      helloOf(player, challenge.nonce, { programme: 7 }),
    );
    expect(reply.ok && reply.data.programmes.map(({ programme }) => programme.number)).toEqual([1, 8]);
    socket.close();
  });

  it('keeps strangers, foreign pages and people who signed out off the console line', async () => {
    await using server = await startTestServer();
    const cookie = await adminCookie(server);
    const refusals = [
      openSocket(`${server.url}/console`),
      openSocket(`${server.url}/console`, { cookie }),
      openConsole(server, cookie, 'http://example.org'),
      openConsole(server, 'vongxoay_session=AAAA'),
    ].map(async (socket) => (await once<Error>(socket, 'connect_error')).message);
    expect(await Promise.all(refusals)).toEqual(refusals.map(() => 'NOT_SIGNED_IN'));
    const socket = openConsole(server, cookie);
    await once(socket, 'connect');
    const gone = once(socket, 'disconnect');
    await server.fetch('/api/session', { method: 'DELETE', headers: { cookie, origin: server.url } });
    expect(await gone).toMatch(/disconnect|close/);
  });
});

describe('malformed events', () => {
  let server: TestServer;
  let player: RobotPlayer;
  beforeAll(async () => {
    server = await startTestServer();
    player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const names = fc.oneof(
    fc.constantFrom(...Object.keys(PLAYER_EVENTS), '__proto__', 'constructor', 'error', 'toString', ''),
    fc.string(),
  );

  it('are refused by code, whatever they hold, and an enrolled player stays connected', async () => {
    const { socket } = await player.connect();
    await fc.assert(
      fc.asyncProperty(names, fc.array(fc.jsonValue(), { maxLength: 3 }), async (name, args) => {
        const isReserved = [
          'connect',
          'connect_error',
          'disconnect',
          'disconnecting',
          'newListener',
          'removeListener',
        ];
        if (isReserved.includes(name)) return;
        const reply = await ask(socket, name, ...args);
        if (!reply.ok) expect(Refusal.safeParse(reply).success).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(socket.connected).toBe(true);
    expect(await ask(socket, 'time:ask', {})).toMatchObject({ ok: true });
    socket.close();
  });

  it('without an acknowledgement function, or with something else in its place, hurt nobody', async () => {
    const { socket } = await player.connect();
    for (const event of Object.keys(PLAYER_EVENTS)) {
      socket.emit(event);
      socket.emit(event, {}, 'not a function');
      socket.emit(event, Buffer.from('bytes'), { call: 'not a function' });
    }
    expect(await ask(socket, 'time:ask', {})).toMatchObject({ ok: true });
    socket.close();
  });

  it('that are no packets at all close their own connection and no other', async () => {
    const good = await player.connect();
    const frames = [
      '',
      '2',
      '9',
      '4x',
      '42',
      '42[',
      '42{}',
      '42/player,',
      '42/player,["error","x"]',
      '45-["a"]',
      '451-["a",{"_placeholder":true,"num":99}]',
      '43999["x"]',
      '4'.repeat(5_000),
    ];
    for (const frame of frames) {
      const { socket } = await challenged(server);
      const gone = once(socket, 'disconnect');
      const raw = socket.io.engine as unknown as { transport: { ws: { send(data: string): void } } };
      raw.transport.ws.send(frame);
      raw.transport.ws.send('not a packet');
      await gone;
    }
    expect((await server.fetch('/healthz')).status).toBe(200);
    expect(await ask(good.socket, 'time:ask', {})).toMatchObject({ ok: true });
    good.socket.close();
  });

  it('above the size limit are not taken', async () => {
    const { socket } = await player.connect();
    const gone = once<string>(socket, 'disconnect');
    socket.emit('plays:report', { boot: 'x'.repeat(1_100_000) });
    expect(await gone).toMatch(/transport/);
    expect((await server.fetch('/healthz')).status).toBe(200);
  });

  it('in a flood are refused beyond what one client may have in flight', async () => {
    const { socket } = await player.connect();
    const replies = await Promise.all(Array.from({ length: 200 }, () => ask(socket, 'time:ask', {})));
    const refused = replies.filter((reply) => !reply.ok);
    for (const reply of refused) expect(reply).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryable: true });
    expect(replies.filter(({ ok }) => ok).length).toBeGreaterThan(0);
    expect(await ask(socket, 'time:ask', {})).toMatchObject({ ok: true });
    socket.close();
  });
});
