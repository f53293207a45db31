// SIGKILL of agent and browser in the middle of a showing, with the server out of reach; both start again and find it
// still away. The right picture comes from the PC's own disk, the hour is whole, and the ledger verifies when the server
// is back.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserServer, chromium, type Page } from 'playwright-core';
import { it } from 'vitest';
import { writePage } from '../player/page-bundle.ts';
import { chromiumPath } from '../support/chromium.ts';
import { PowerCut } from '../support/power-cut.ts';
import { freePort } from '../support/server-process.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { Wire } from '../support/wire.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

async function startSteppingAgent(...line: readonly string[]): Promise<ChildProcess> {
  const script = join(root, 'test/support/stepping-agent.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...line], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the agent ended')));
  });
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exited;
}

async function openBrowser(): Promise<{ browser: BrowserServer; page: Page }> {
  const args = ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb'];
  const browser = await chromium.launchServer({ executablePath: chromiumPath(), args });
  const connected = await chromium.connect(browser.wsEndpoint());
  return { browser, page: await connected.newPage({ viewport: { width: 640, height: 384 } }) };
}

it('plays on from its own disk after SIGKILL of agent and browser with the server away, and loses nothing', async () => {
  await using pages = await temporaryFolder();
  await using folder = await temporaryFolder();
  await writePage(pages.path, 'stepping-page.ts');
  const story = new PowerCut();
  await using server = await startTestServer({ now: () => Math.round(story.nowMs) });
  const admin = await story.prepare(server);
  await using wire = await Wire.to(server.url);
  const port = await freePort();
  const line = [wire.url, folder.path, String(port), pages.path] as const;
  const address = `http://127.0.0.1:${port}/player/`;

  const agent = await startSteppingAgent(...line);
  const first = await openBrowser();
  await story.playUntilCut(first.page, `${address}#${server.enrolmentCode}`, wire);
  await wire.pull();
  await killed(agent);
  await killed(first.browser.process());

  const again = await startSteppingAgent(...line);
  const second = await openBrowser();
  await story.playOn(second.page, address, wire);
  await story.expectWholeHour(admin);
  await killed(again);
  await second.browser.close();
  await story.expectVerified(server);
}, 600_000);
