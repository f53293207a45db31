// The supervisor over a real Chromium: a killed renderer, a hung page and a killed browser each come back by themselves.
// Its clock runs ten times as fast, so that half a minute of silence takes three seconds.

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Browser } from '../../../player/agent/browser.ts';
import { createLog } from '../../../player/agent/log.ts';
import { Supervisor } from '../../../player/agent/supervisor.ts';
import { chromiumPath } from '../../support/chromium.ts';
import { temporaryFolder } from '../../support/server.ts';

const SPEED = 10;
const PATIENT = { timeout: 60_000 };
/** Says that it lives ten times a second, until it is told to hang. */
const PAGE = `<!doctype html><script>
  setInterval(async () => { if ((await (await fetch('/beat')).text()) === 'hang') for (;;); }, 100);
</script>`;

interface Home {
  readonly supervisor: Supervisor;
  readonly profile: string;
  /** Times the page was loaded, and times it said that it lives. */
  readonly counts: { loads: number; beats: number };
  hang(): void;
}

async function startHome(): Promise<Home> {
  const folder = await temporaryFolder();
  const counts = { loads: 0, beats: 0 };
  let answer = 'go on';
  const http = createServer((request, response) => {
    if (request.url === '/') counts.loads += 1;
    else counts.beats += 1;
    response.setHeader('content-type', 'text/html');
    response.end(request.url === '/' ? PAGE : answer);
    if (answer === 'hang' && request.url === '/beat') answer = 'go on';
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const profile = join(folder.path, 'profile');
  const plan = {
    program: chromiumPath(),
    profile,
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/`,
    flags: ['--headless=new', '--no-sandbox', '--disable-gpu'],
  };
  const supervisor = new Supervisor({
    launch: () => Browser.launch(plan),
    mono: () => performance.now() * SPEED,
    log: createLog('silent'),
    beatMs: 300,
  });
  supervisor.start();
  onTestFinished(async () => {
    await supervisor.stop();
    http.closeAllConnections();
    http.close();
    await folder[Symbol.asyncDispose]();
  });
  return {
    supervisor,
    profile,
    counts,
    hang: () => {
      answer = 'hang';
    },
  };
}

function renderersOf(profile: string): number[] {
  const list = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return list
    .split('\n')
    .filter((line) => line.includes('--type=renderer') && line.includes(profile))
    .map((line) => Number.parseInt(line, 10));
}

/** Waits until the page was loaded `loads` times and lives. */
async function expectAlive({ counts }: Home, loads: number): Promise<void> {
  await expect.poll(() => counts.loads, PATIENT).toBeGreaterThanOrEqual(loads);
  const { beats } = counts;
  await expect.poll(() => counts.beats, PATIENT).toBeGreaterThan(beats + 2);
}

it('brings a page back whose renderer was killed, one that hangs, and a browser that was killed', async () => {
  const home = await startHome();
  await expectAlive(home, 1);
  for (const pid of renderersOf(home.profile)) process.kill(pid, 'SIGKILL');
  await expectAlive(home, 2);
  home.hang();
  await expectAlive(home, 3);
  expect(home.supervisor.report).toEqual({ revivals: 2, restarts: 0, isFailing: false });
  process.kill(home.supervisor.browser?.pid ?? 0, 'SIGKILL');
  await expectAlive(home, 4);
  expect(home.supervisor.report).toEqual({ revivals: 2, restarts: 1, isFailing: false });
}, 240_000);

it('says that the browser fails when it does not stay up', async () => {
  const supervisor = new Supervisor({
    launch: () => Promise.reject(new Error('no browser')),
    mono: () => performance.now() * SPEED,
    log: createLog('silent'),
    beatMs: 10,
  });
  supervisor.start();
  await expect.poll(() => supervisor.report.isFailing, PATIENT).toBe(true);
  await supervisor.stop();
});
