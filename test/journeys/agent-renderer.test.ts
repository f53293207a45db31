// Only the renderer dies, then only hangs, with the agent and its own Chromium, a real server and no desktop to look at:
// the page comes back by itself, says so, and counts again. Snapshots are the browser's own, and the ledger verifies. The
// agent's clock runs ten times as fast, so that half a minute of silence takes three seconds.

import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startAgent } from '../../player/agent/agent.ts';
import { parseAgentConfig } from '../../player/agent/config.ts';
import { createLog } from '../../player/agent/log.ts';
import { ledgerGenesis } from '../../server/playlog/screen-ledger.ts';
import { verifyLog } from '../../server/store/log-reader.ts';
import { SCREEN, showOften, verdictsAfter } from '../support/busy-screen.ts';
import { readRecords } from '../support/ledger-records.ts';
import { chromiumPath } from '../support/chromium.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';

/** 24/11/2026, a moment before 09:00 in Asia/Ho_Chi_Minh: what is saved takes effect with the next minute. */
const START_AT = Date.UTC(2026, 10, 24, 1, 59, 50);
const SPEED = 10;
const PATIENT = { timeout: 90_000, interval: 250 };
const root = fileURLToPath(new URL('../..', import.meta.url));

function killRenderers(profile: string): void {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const ours = list.filter((line) => line.includes('--type=renderer') && line.includes(profile));
  for (const line of ours) process.kill(Number.parseInt(line, 10), 'SIGKILL');
}

/** The page's main thread never comes back from this. */
async function hangPage(profile: string): Promise<void> {
  const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const page = targets.find(({ type }) => type === 'page');
  const socket = new WebSocket(page?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: 'for (;;);' } }));
  socket.on('error', () => {});
}

it('brings back a page whose renderer was killed and one that hangs, and counts again after each', async () => {
  await using folder = await temporaryFolder();
  const shiftMs = START_AT - Date.now();
  const now = () => Date.now() + shiftMs;
  await using server = await startTestServer({ now });
  const admin = await server.asAdmin();
  await showOften(admin);
  const config = parseAgentConfig(
    {
      server: server.url,
      dataDir: folder.path,
      port: 0,
      browser: chromiumPath(),
      browserFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0'],
      code: server.enrolmentCode,
    },
    {},
  );
  const profile = join(folder.path, 'profile');
  const boots = async () => (await readRecords(admin)).filter((record) => record.type === 'boot');
  const expectCountingFrom = async (at: number) =>
    await expect.poll(async () => await verdictsAfter(admin, at), PATIENT).toContain('counts');

  await using agent = await startAgent(config, {
    version: 'journey',
    display: undefined,
    wayland: undefined,
    platform: 'linux',
    lookScript: '',
    mono: () => performance.now() * SPEED,
    searchPath: undefined,
    log: createLog('silent'),
    page: join(root, 'dist/player-page'),
  });
  expect(agent.url).toMatch(/^http:\/\/127\.0\.0\.1:/);
  await expectCountingFrom(0);

  killRenderers(profile);
  await expect.poll(async () => (await boots()).length, PATIENT).toBe(2);
  await expectCountingFrom(now());
  await hangPage(profile);
  await expect.poll(async () => (await boots()).length, PATIENT).toBe(3);
  await expectCountingFrom(now());

  const records = await readRecords(admin);
  const started = records.filter((record) => record.type === 'boot');
  expect(started.map(({ cause }) => cause)).toEqual(['start', 'crash', 'crash']);
  expect(started.slice(1).every(({ previous }) => previous !== null)).toBe(true);
  const interrupted = records.flatMap((record) =>
    record.type === 'play' && record.end === 'interrupted' ? [record.ofBoot] : [],
  );
  expect(interrupted).toEqual(started.slice(0, 2).map(({ boot }) => boot));
  const pictures = records.flatMap((record) => (record.type === 'snapshot' ? [record.source] : []));
  expect(pictures).toContain('page');
  expect(pictures).not.toContain('drawn');
  const watched = records.flatMap((record) => (record.type === 'play' ? [record.coveredMs] : []));
  expect(new Set(watched), 'nobody could look').toEqual(new Set([null]));
  expect(await verdictsAfter(admin, 0)).not.toContain('conflict');
  await expect(
    verifyLog(join(server.dataDir, 'ledger', SCREEN), { genesis: ledgerGenesis(SCREEN) }),
  ).resolves.toMatchObject({ ok: true });
}, 300_000);
