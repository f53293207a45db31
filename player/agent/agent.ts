// Composition root of the agent: everything is built here once. It serves from the first moment on, keeps a browser on
// its page, watches the desktop, and comes back from a kill at any moment with whatever it had answered.

import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { AgentReport } from '../../content/model/protocol.ts';
import { ensureDirectory } from '../../server/store/files.ts';
import { AssetCache } from './asset-cache.ts';
import { Browser } from './browser.ts';
import { findBrowser } from './browser-place.ts';
import { callHandlers } from './calls.ts';
import type { AgentConfig } from './config.ts';
import { BLIND_DESKTOP, type Desktop } from './desktop.ts';
import { DiskJournal } from './disk-journal.ts';
import { Events } from './events.ts';
import { KeyFile } from './key-file.ts';
import { makeLocalSite } from './local-site.ts';
import { LocalYields } from './local-yield.ts';
import { createLog, type Logger } from './log.ts';
import { takePhoto } from './photo.ts';
import { ServerDoor } from './server-door.ts';
import { Supervisor } from './supervisor.ts';
import { Watch } from './watch.ts';
import { powershellCommand, WindowsDesktop } from './windows-desktop.ts';
import { X11Desktop } from './x11-desktop.ts';

z.config({ jitless: true });

export interface AgentEdges {
  readonly version: string;
  /** DISPLAY of X11, if there is one. */
  readonly display: string | undefined;
  /** WAYLAND_DISPLAY: X11 beside it shows an X server's windows only, which is no look at the desktop. */
  readonly wayland: string | undefined;
  /** The agent's monotonic clock, by which a silent page is called hung. */
  readonly mono: () => number;
  readonly platform: NodeJS.Platform;
  /** look.ps1, for Windows. */
  readonly lookScript: string;
  /** Folders in which the browser is looked for. */
  readonly searchPath: string | undefined;
  readonly log?: Logger;
  /** Folder of the built player page. */
  readonly page: string;
}

export interface RunningAgent extends AsyncDisposable {
  readonly url: string;
}

/** There is no browser on this PC, or not where the settings say. */
export class NoBrowser extends Error {
  override readonly name = 'NoBrowser';
}

const NO_BROWSER_OF_OURS = { revivals: 0, restarts: 0, isFailing: false };
const MOST_NAMED = 20;
const MOST_LETTERS = 200;

export async function startAgent(config: AgentConfig, edges: AgentEdges): Promise<RunningAgent> {
  const { log = createLog(config.logLevel), page, version, searchPath } = edges;
  const program = config.browser ?? findBrowser(searchPath);
  if (program === undefined) throw new NoBrowser('không tìm thấy Chrome hoặc Chromium; hãy đặt --browser');
  await ensureDirectory(config.dataDir);
  const journal = await DiskJournal.at({
    directory: join(config.dataDir, 'journal'),
    onDamaged: (path, err) => log.error({ path, err }, 'journal was damaged; set aside and begun anew'),
  });
  const key = await KeyFile.at(join(config.dataDir, 'player-key.pem'));
  const door = new ServerDoor(config.server);
  const assets = await AssetCache.at(join(config.dataDir, 'assets'), (sha256) => door.readAsset(sha256));
  const events = new Events();
  let supervisor: Supervisor | null = null;
  const desktop = desktopOf(edges, () => supervisor?.browser?.pid);
  if (desktop === BLIND_DESKTOP) log.warn('nobody looks at the desktop: no X11, or Wayland');
  const watch = new Watch({
    desktop,
    log,
    publish: (covers) => void events.publish({ kind: 'seen', report: reportOf(covers, supervisor) }),
  });
  const yields = new LocalYields({
    browser: () => supervisor?.browser ?? null,
    publish: (declared) => events.publish({ kind: 'yield', declared }),
    log,
  });
  const calls = callHandlers({ journal, key, assets, watch, yields });
  const http = makeLocalSite({
    version,
    page,
    calls,
    assets,
    door,
    events,
    photograph: async (rect) =>
      await takePhoto({ desktop, browser: () => supervisor?.browser ?? null, log }, rect),
    log,
  });
  // Tunnelled sockets are nobody's connections to Node: a stop would wait for them for ever.
  const sockets = new Set<Socket>();
  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const url = await listen(http, config.port);
  log.info({ url, server: config.server }, 'agent serves');
  if (program !== 'none') {
    const address = config.code === null ? `${url}/player/` : `${url}/player/#${config.code}`;
    const plan = {
      program,
      profile: join(config.dataDir, 'profile'),
      url: address,
      flags: config.browserFlags,
    };
    supervisor = new Supervisor({
      launch: () => Browser.launch(plan),
      mono: edges.mono,
      log,
    });
    supervisor.start();
  }
  watch.start();
  return {
    url,
    async [Symbol.asyncDispose]() {
      await watch.stop();
      yields.stop();
      await supervisor?.stop();
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      await journal.close();
    },
  };
}

function reportOf(covers: readonly string[] | null, supervisor: Supervisor | null): AgentReport {
  const { revivals, restarts, isFailing } = supervisor?.report ?? NO_BROWSER_OF_OURS;
  const named = covers?.slice(0, MOST_NAMED).map((name) => name.slice(0, MOST_LETTERS)) ?? null;
  return { covers: named, revivals, restarts, isFailing };
}

function desktopOf(edges: AgentEdges, browser: () => number | undefined): Desktop {
  const { platform, lookScript, mono, display = '', wayland = '' } = edges;
  if (platform === 'win32')
    return new WindowsDesktop({ command: powershellCommand(lookScript), browser, mono });
  return display === '' || wayland !== '' ? BLIND_DESKTOP : new X11Desktop(display);
}

async function listen(http: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}
