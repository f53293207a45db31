// A line that anybody may open: packets that mean nothing, connections that say nothing or say it slowly, players that
// are somebody else. PACKETS=60000 for the long campaign.

import { readFileSync } from 'node:fs';
import { type Socket as TcpSocket, createConnection } from 'node:net';
import fc from 'fast-check';
import type { Socket } from 'socket.io-client';
import { describe, expect, it } from 'vitest';
import { CONSOLE_EVENTS, PLAYER_EVENTS } from '../../content/model/protocol.ts';
import { SCREEN } from '../support/people.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { freePort, startServerProcess } from '../support/server-process.ts';
import {
  ADMIN,
  cookieOf,
  openSocket,
  postJson,
  startTestServer,
  temporaryFolder,
} from '../support/server.ts';

const PACKETS = Number(process.env['PACKETS'] ?? 1_200);
const SEED = Number(process.env['SEED'] ?? Date.now());
const PER_CONNECTION = 40;
const CONNECTIONS = 1_000;

type Line = '/player' | '/console';

/** Packets that can be read and mean nothing, or nothing that the sender may ask: each is answered or dropped. */
const readable = (line: Line) =>
  fc
    .tuple(
      fc.constantFrom('42', '42', '42', '43'),
      fc.constantFrom('', '0', '7', '4294967295'),
      fc.oneof(
        fc.constantFrom(
          ...Object.keys(PLAYER_EVENTS),
          ...Object.keys(CONSOLE_EVENTS),
          '__proto__',
          'constructor',
        ),
        fc.string({ maxLength: 30 }),
      ),
      fc.array(fc.jsonValue(), { maxLength: 3 }),
    )
    .map(
      ([type, ack, event, args]) =>
        `${type}${line},${type === '43' && ack === '' ? '1' : ack}${JSON.stringify([event, ...args])}`,
    );

/** Packets that cannot be read: the line is cut at the first. */
const broken = fc.oneof(
  fc.string({ maxLength: 60 }).map((text) => `4x${text}`),
  fc.constantFrom(
    '42[',
    '42{}',
    '45-["a"]',
    '451-["a",{"_placeholder":true,"num":99}]',
    '49',
    '42/nowhere,["a"]',
    '9',
  ),
);

/** Sends below the client's own encoder, while the line is there. */
function sendRaw(socket: Socket, frame: string): void {
  const { transport } = socket.io.engine as unknown as {
    transport: { ws: { send(data: string): void; readyState: number } };
  };
  if (transport.ws.readyState === 1) transport.ws.send(frame);
}

const connected = (socket: Socket) =>
  new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });

/** `count` packets over lines of their own, each ended by a broken packet, so that everything before it was read. */
async function attack(
  url: string,
  headers: Record<string, string>,
  count: number,
  seed: number,
): Promise<void> {
  const lines: Line[] = ['/player', '/console'];
  for (const [index, line] of lines.entries()) {
    const packets = fc.sample(readable(line), { numRuns: count / 2, seed: seed + index });
    const ends = fc.sample(broken, {
      numRuns: Math.ceil(packets.length / PER_CONNECTION),
      seed: seed + index,
    });
    for (const [turn, end] of ends.entries()) {
      const socket = openSocket(`${url}${line}`, line === '/console' ? headers : {});
      await connected(socket);
      const gone = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
      for (const frame of packets.slice(turn * PER_CONNECTION, (turn + 1) * PER_CONNECTION))
        sendRaw(socket, frame);
      sendRaw(socket, end);
      sendRaw(socket, '4 not a packet');
      await gone;
      socket.close();
    }
  }
}

/** Resident memory of a process in kilobytes; undefined where the system does not tell. */
function residentKb(pid: number | undefined): number | undefined {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

describe('packets that mean nothing', () => {
  it(`end no process, hold no memory and keep nobody else from being served (seed ${SEED})`, async () => {
    await using folder = await temporaryFolder();
    const server = await startServerProcess(folder.path, await freePort());
    const code = /#\/thiet-lap\/([A-Z-]+)/.exec(server.output())?.[1] ?? '';
    const claimed = await fetch(`${server.url}/api/setup`, postJson({ ...ADMIN, code }));
    const headers = { cookie: cookieOf(claimed), origin: server.url };
    // The first part warms it up, so that what is compared is not the start.
    await attack(server.url, headers, PACKETS / 4, SEED);
    const before = residentKb(server.child.pid) ?? 0;
    await attack(server.url, headers, PACKETS, SEED + 2);
    expect(server.child.exitCode).toBeNull();
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    let after = residentKb(server.child.pid) ?? 0;
    for (let look = 0; after > before * 1.5 && look < 600; look += 1) {
      await fetch(`${server.url}/healthz`);
      after = residentKb(server.child.pid) ?? 0;
    }
    expect(after).toBeLessThanOrEqual(before * 1.5);
    expect(await server.stop('SIGTERM')).toBe(0);
  });
});

describe('connections that only hold the line', () => {
  it(`silent and slow ones, ${CONNECTIONS} of them, are cut while others are answered`, async () => {
    await using server = await startTestServer({
      timeouts: { headersTimeout: 1_000, requestTimeout: 1_500, connectionsCheckingInterval: 200 },
    });
    const { port } = server.running;
    const open = (index: number) =>
      new Promise<{ socket: TcpSocket; cut: Promise<void> }>((resolve, reject) => {
        const socket = createConnection({ port, host: '127.0.0.1' }, () => {
          if (index % 2 === 0) socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
          resolve({ socket, cut });
        });
        socket.once('error', reject);
        const cut = new Promise<void>((done) => socket.once('close', () => done()));
      });
    const held = await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => open(index)));
    for (const { socket } of held) socket.on('error', () => undefined).resume();
    expect((await server.fetch('/healthz')).status).toBe(200);
    await Promise.all(held.map(({ cut }) => cut));
    expect((await server.fetch('/healthz')).status).toBe(200);
  });
});

describe('a player that is somebody else', () => {
  it('is refused once another took its place, and its records are not taken from the other', async () => {
    await using server = await startTestServer();
    const first = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    first.append(bootDraft(Date.now()), fillerDraft(Date.now(), 1));
    const admin = await server.asAdmin();
    const issued = await admin(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
    const second = await RobotPlayer.enrol(server.url, ((await issued.json()) as { code: string }).code);
    await expect(first.connect()).rejects.toThrow('KEY_REVOKED');
    const { socket } = await second.connect();
    const replayed = await second.send(socket, 'plays:report', first.batchOf(first.records));
    expect(replayed.ok).toBe(false);
    // Signed by itself, the records still name the key they were made with.
    const resigned = { ...first.batchOf(first.records), signature: second.batchOf(first.records).signature };
    expect((await second.send(socket, 'plays:report', resigned)).ok).toBe(false);
    socket.close();
    const log = await (await admin(`/api/screens/${SCREEN}/playlog.jsonl`)).text();
    expect(log).not.toContain('"kind":"record"');
  });
});
