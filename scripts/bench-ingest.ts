// npm run bench:ingest -- --players 100 --days 7
// Players come back all at once with days of journal, over real sockets, through schema, chain, Ed25519 and fdatasync, while
// somebody keeps publishing; then the same rows go through a keyed `sqlite3 .import`. Prints both, and how long publishing
// took before and meanwhile. Ratios of one run mean something; its seconds depend on what else the machine does.

import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import {
  cpSync,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Screen } from '../content/model/screen.ts';
import { ledgerBodyOf, recordBytesOf } from '../server/playlog/ledger-entry.ts';
import { readLogFile } from '../server/store/log-reader.ts';
import { ReturningPlayer } from './bench-ingest/player.ts';

/** As many as the seed programme makes in a day of 17 open hours (measured by the simulator). */
const RECORDS_A_DAY = 2_540;
const DAY_MS = 86_400_000;
const PUBLISH_EVERY_MS = 500;

interface Started {
  readonly url: string;
  readonly setupLink: string;
  readonly links: readonly string[];
}

const { values } = parseArgs({
  options: { players: { type: 'string', default: '100' }, days: { type: 'string', default: '7' } },
});
const players = Number(values.players);
const recordsEach = Math.round(Number(values.days) * RECORDS_A_DAY);
const folder = mkdtempSync(join(tmpdir(), 'vong-xoay-bench-'));
const root = fileURLToPath(new URL('../../', import.meta.url));

function makeSeed(): string {
  const seed = join(folder, 'seed');
  cpSync(join(root, 'content/seed'), seed, { recursive: true });
  const read = (name: string): unknown => JSON.parse(readFileSync(join(seed, name), 'utf8'));
  const [model] = read('screens.json') as Screen[];
  if (model === undefined) throw new Error('the seed has no screen');
  const screens = Array.from({ length: players }, (_, index) => ({ ...model, id: `man-hinh-${index + 1}` }));
  const screenIds = screens.map(({ id }) => id);
  const playlists = (read('playlists.json') as object[]).map((playlist) => ({ ...playlist, screenIds }));
  writeFileSync(join(seed, 'screens.json'), JSON.stringify(screens));
  writeFileSync(join(seed, 'playlists.json'), JSON.stringify(playlists));
  return seed;
}

async function answerOf<T>(child: ChildProcess, question?: string): Promise<T> {
  const answer = once(child, 'message');
  if (question !== undefined) child.send(question);
  return (await answer)[0] as T;
}

/** Saves a playlist of one screen again and again, which publishes it; resolves to how long each took. */
class Publisher {
  readonly #url: string;
  #cookie = '';
  #path = '';
  #revision = 1;
  #draft: Record<string, unknown> = {};

  constructor(url: string) {
    this.#url = url;
  }

  async begin(setupLink: string): Promise<void> {
    const code = setupLink.split('/').at(-1);
    const claim = { code, name: 'Quản trị', password: `Bồ câu ${Math.random()} trên mái` };
    const response = await this.#call('post', '/api/setup', claim);
    this.#cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    const all = (await (await this.#call('get', '/api/playlists')).json()) as Record<string, unknown>[];
    const { name, category, itemIds, activity } = all.find(({ guarantee }) => guarantee === null) ?? {};
    this.#draft = {
      name: `${String(name)} 2`,
      category,
      itemIds,
      activity,
      guarantee: null,
      screenIds: ['man-hinh-1'],
    };
    await this.#call('post', '/api/playlists', this.#draft);
    const made = (
      (await (await this.#call('get', '/api/playlists')).json()) as Record<string, unknown>[]
    ).find((one) => one['name'] === this.#draft['name']);
    this.#path = `/api/playlists/${String(made?.['id'])}`;
    this.#revision = Number(made?.['revision']);
  }

  async publish(): Promise<number> {
    const startedMs = performance.now();
    await this.#call('put', this.#path, { basedOn: this.#revision, draft: this.#draft });
    this.#revision += 1;
    return performance.now() - startedMs;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { origin: this.#url, cookie: this.#cookie, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }
}

const quantile = (times: readonly number[], part: number): number =>
  Math.round(times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) * part)] ?? 0);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function ingestAll(url: string, links: readonly string[], publisher: Publisher) {
  const fleet = await Promise.all(
    links.map((link) => ReturningPlayer.enrol(url, link.split('#').at(-1) ?? '')),
  );
  const sockets = await Promise.all(fleet.map((player) => player.connect(url)));
  const quiet: number[] = [];
  for (let count = 0; count < 10; count += 1) quiet.push(await publisher.publish());
  const busy: number[] = [];
  const reporting = { isDone: false };
  const publishing = (async () => {
    while (!reporting.isDone) {
      busy.push(await publisher.publish());
      await pause(PUBLISH_EVERY_MS);
    }
  })();
  const fromAt = Date.now() - Math.ceil(recordsEach / RECORDS_A_DAY) * DAY_MS;
  const startedMs = performance.now();
  await Promise.all(
    fleet.map(async (player, index) => {
      const socket = sockets[index];
      if (socket !== undefined)
        await player.report(socket, recordsEach, fromAt, Math.floor(DAY_MS / RECORDS_A_DAY));
    }),
  );
  const seconds = (performance.now() - startedMs) / 1_000;
  reporting.isDone = true;
  await publishing;
  for (const socket of sockets) socket.close();
  return { seconds, quiet, busy };
}

/** The ledger's records as rows for `.import`; resolves to their number. */
async function writeRows(dataDir: string, path: string): Promise<number> {
  const file = createWriteStream(path);
  let rows = 0;
  for (const screen of readdirSync(join(dataDir, 'ledger'))) {
    const log = join(dataDir, 'ledger', screen);
    for (const name of readdirSync(log)) {
      for await (const read of readLogFile(log, name.slice(0, 10))) {
        const entry = ledgerBodyOf(read.body);
        if (entry.kind !== 'record') continue;
        const { key, boot, seq } = entry.record;
        const row = `${[screen, key, boot, seq, Buffer.from(recordBytesOf(read)).toString()].join('\u001f')}\u001e`;
        if (!file.write(row)) await once(file, 'drain');
        rows += 1;
      }
    }
  }
  await new Promise<void>((resolve) => file.end(resolve));
  return rows;
}

/** Seconds on the clock, and of processor time: the one that other work on the machine does not stretch. */
function importRows(rowsPath: string): { seconds: number; cpuSeconds: number } {
  const script = [
    'PRAGMA journal_mode=WAL;',
    'PRAGMA synchronous=FULL;',
    'CREATE TABLE plays(screen TEXT, key TEXT, boot TEXT, seq INTEGER, record TEXT, PRIMARY KEY(screen, key, boot, seq));',
    '.mode ascii',
    `.import ${rowsPath} plays`,
    'SELECT count(*) FROM plays;',
  ].join('\n');
  const startedMs = performance.now();
  const run = spawnSync('sh', ['-c', 'sqlite3 "$0" && times', join(folder, 'plays.db')], {
    input: script,
    encoding: 'utf8',
  });
  if (run.error !== undefined || run.status !== 0) throw new Error(`sqlite3: ${run.error ?? run.stderr}`);
  const ofChildren = run.stdout.trim().split('\n').at(-1) ?? '';
  const times = [...ofChildren.matchAll(/(\d+)m([\d.]+)s/g)];
  const cpuSeconds = times.reduce((sum, [, minutes, rest]) => sum + Number(minutes) * 60 + Number(rest), 0);
  return { seconds: (performance.now() - startedMs) / 1_000, cpuSeconds };
}

let server: ChildProcess | undefined;
try {
  const dataDir = join(folder, 'data');
  server = fork(fileURLToPath(new URL('bench-ingest/server.js', import.meta.url)), [dataDir, makeSeed()]);
  const { url, setupLink, links } = await answerOf<Started>(server);
  const publisher = new Publisher(url);
  await publisher.begin(setupLink);
  const before = await answerOf<{ cpuMs: number }>(server, 'cpu');
  const { seconds, quiet, busy } = await ingestAll(url, links, publisher);
  const after = await answerOf<{ cpuMs: number }>(server, 'cpu');
  server.send('stop');
  await once(server, 'exit');
  const rowsPath = join(folder, 'rows');
  const rows = await writeRows(dataDir, rowsPath);
  const imported = importRows(rowsPath);
  const cpuSeconds = (after.cpuMs - before.cpuMs) / 1_000;
  const rounded = (ratio: number) => Math.round(ratio * 1_000) / 1_000;
  const perSecond = (count: number, time: number) => Math.round(count / time);
  console.log(`${players} players, ${rows} records; load ${loadavg()[0]?.toFixed(1)}`);
  console.log(
    `ingest, end to end: ${perSecond(rows, seconds)} rows/s (server CPU ${cpuSeconds.toFixed(1)} s, publishing included)`,
  );
  console.log(
    `keyed sqlite3 .import: ${perSecond(rows, imported.seconds)} rows/s (CPU ${imported.cpuSeconds.toFixed(1)} s)`,
  );
  console.log(
    `publishing, median / p95 ms: quiet ${quantile(quiet, 0.5)} / ${quantile(quiet, 0.95)}, meanwhile ${quantile(busy, 0.5)} / ${quantile(busy, 0.95)}`,
  );
  console.log(
    JSON.stringify({
      rows,
      ratioToImport: rounded(imported.seconds / seconds),
      cpuRatioToImport: rounded(imported.cpuSeconds / cpuSeconds),
      publishRatio: Math.round((quantile(busy, 0.5) / Math.max(1, quantile(quiet, 0.5))) * 10) / 10,
    }),
  );
  if (rows !== players * recordsEach) throw new Error(`${players * recordsEach} records were acknowledged`);
} finally {
  server?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
