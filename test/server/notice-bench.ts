// How long a notice takes to a hundred connected players, beside a bare WebSocket broadcast of the same bytes to a hundred
// clients in the same process: `npm run bench:notice`. The ratio is what can be compared between machines.

import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';
import { startServer } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';
import { openEditorial } from '../../server/library/editorial.ts';
import { createLogger } from '../../server/logger.ts';
import { nodeDisk } from '../../server/store/disk.ts';
import { addPeople } from '../support/people.ts';
import { RobotPlayer } from '../support/robot-player.ts';

const PLAYERS = 100;
const ROUNDS = 20;

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;

const dataDir = await mkdtemp(join(tmpdir(), 'vong-xoay-notice-'));
const config = { ...parseConfig({}), dataDir, port: 0, host: '127.0.0.1', logLevel: 'silent' as const };
const log = createLogger('silent');
await (await startServer(config, { log }))[Symbol.asyncDispose]();
const cookies = await addPeople(dataDir, [
  { id: 'van-hanh', name: 'Vận hành', roles: ['operator'], screenIds: null },
]);
const editorial = await openEditorial(join(dataDir, 'documents/editorial.json'), nodeDisk);
const screenIds = Array.from({ length: PLAYERS }, (_, index) => `man-hinh-${1000 + index}`);
await editorial.transact((draft) => {
  const [first] = draft.screens;
  const item = draft.items.find(({ id }) => id === 'ten-don-vi') ?? draft.items[0];
  if (first === undefined || item === undefined) throw new Error('the seed is empty');
  item.purpose = 'notice';
  for (const version of item.versions) version.state = 'approved';
  draft.screens = screenIds.map((id) => ({ ...first, id, name: id }));
});
const itemId = editorial.data.items.find(({ purpose }) => purpose === 'notice')?.id;
await editorial.close();

const server = await startServer(config, { log, attemptsPerMinute: 100_000 });
const cookie = cookies.get('van-hanh') ?? '';
const post = async (path: string, body: unknown): Promise<{ code: string }> => {
  const headers = { 'content-type': 'application/json', origin: server.url, cookie };
  const response = await fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as { code: string };
};

let heard = 0;
let bytes = 0;
let done: () => void = () => {};
const arrivals: number[] = [];
let orderedAt = 0;
const arrived = (data: unknown): void => {
  arrivals.push(performance.now() - orderedAt);
  bytes = Math.max(bytes, JSON.stringify(data).length);
  heard += 1;
  if (heard === PLAYERS) done();
};
for (const screenId of screenIds) {
  const { code } = await post(`/api/screens/${screenId}/enrolment-code`, {});
  const { socket } = await (await RobotPlayer.enrol(server.url, code)).connect();
  socket.on('interruption:ordered', arrived);
}

async function round(act: () => unknown): Promise<number> {
  heard = 0;
  const all = new Promise<void>((resolve) => (done = resolve));
  orderedAt = performance.now();
  await Promise.all([act(), all]);
  return Math.max(...arrivals.splice(0));
}

const notices: number[] = [];
for (let index = 0; index < ROUNDS; index += 1) {
  const wish = { itemId, screenIds: null, minutes: 1, from: null, document: null };
  notices.push(await round(() => post('/api/notices', wish)));
}

const http = createServer();
const raw = new WebSocketServer({ server: http, perMessageDeflate: false });
await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
const address = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
for (let index = 0; index < PLAYERS; index += 1) {
  const client = new WebSocket(address);
  await new Promise((resolve) => client.once('open', resolve));
  client.on('message', (data: Buffer) => arrived(data.toString()));
}
const payload = 'x'.repeat(bytes);
const broadcasts: number[] = [];
for (let index = 0; index < ROUNDS; index += 1) {
  broadcasts.push(
    await round(() => {
      for (const client of raw.clients) client.send(payload);
    }),
  );
}

const [slowest, bare] = [percentile(notices, 0.5), percentile(broadcasts, 0.5)];
process.stdout.write(
  [
    `${PLAYERS} players, ${ROUNDS} rounds, ${bytes} bytes each`,
    `notice, from the click's HTTP call to the slowest player: median ${slowest.toFixed(1)} ms, worst ${Math.max(...notices).toFixed(1)} ms`,
    `bare broadcast to the slowest client: median ${bare.toFixed(1)} ms, worst ${Math.max(...broadcasts).toFixed(1)} ms`,
    `ratio of the medians: ${(slowest / bare).toFixed(1)}`,
    '',
  ].join('\n'),
);
await server[Symbol.asyncDispose]();
await rm(dataDir, { recursive: true, force: true });
process.exit(0);
