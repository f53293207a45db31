// Composition root of the agent: everything is built here once. It serves from the first moment on, and comes back from
// a kill at any moment with whatever it had answered.

import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ensureDirectory } from '../../server/store/files.ts';
import { AssetCache } from './asset-cache.ts';
import { callHandlers } from './calls.ts';
import type { AgentConfig } from './config.ts';
import { DiskJournal } from './disk-journal.ts';
import { KeyFile } from './key-file.ts';
import { makeLocalSite } from './local-site.ts';
import { createLog, type Logger } from './log.ts';
import { ServerDoor } from './server-door.ts';

z.config({ jitless: true });

export interface AgentOverrides {
  readonly log?: Logger;
  /** Folder of the built player page. */
  readonly page?: string;
}

export interface RunningAgent extends AsyncDisposable {
  readonly url: string;
  readonly journal: DiskJournal;
}

const BUILT_PAGE = fileURLToPath(new URL('../../player-page', import.meta.url));
/** Seconds are for a person, this is for a supervisor: what still runs then is cut. */
const DRAIN_MS = 2_000;

export async function startAgent(
  config: AgentConfig,
  version: string,
  overrides: AgentOverrides = {},
): Promise<RunningAgent> {
  const { log = createLog(config.logLevel), page = BUILT_PAGE } = overrides;
  await ensureDirectory(config.dataDir);
  const journal = await DiskJournal.at({
    directory: join(config.dataDir, 'journal'),
    onDamaged: (path, err) => log.error({ path, err }, 'journal was damaged; set aside and begun anew'),
  });
  const key = await KeyFile.at(join(config.dataDir, 'player-key.pem'));
  const door = new ServerDoor(config.server);
  const assets = await AssetCache.at(join(config.dataDir, 'assets'), (sha256) => door.readAsset(sha256));
  const calls = callHandlers(journal, key, assets);
  const http = makeLocalSite({ version, page, calls, assets, door, log });
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(config.port, '127.0.0.1', resolve);
  });
  const { port } = http.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  log.info({ url, server: config.server }, 'agent serves');
  return {
    url,
    journal,
    async [Symbol.asyncDispose]() {
      const cut = setTimeout(() => http.closeAllConnections(), DRAIN_MS);
      await new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      });
      clearTimeout(cut);
      await journal.close();
    },
  };
}
