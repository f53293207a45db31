// An agent inside the test, without a browser of its own: the test opens the page that it serves.

import { type RunningAgent, startAgent } from '../../player/agent/agent.ts';
import { parseAgentConfig } from '../../player/agent/config.ts';
import { createLog } from '../../player/agent/log.ts';

export interface PageAgentPlan {
  readonly server: string;
  readonly dataDir: string;
  /** Folder of the page. */
  readonly page: string;
  readonly port?: number;
}

export async function startPageAgent({
  server,
  dataDir,
  page,
  port = 0,
}: PageAgentPlan): Promise<RunningAgent> {
  return await startAgent(parseAgentConfig({ server, dataDir, port, browser: 'none' }, {}), {
    version: 'journey',
    display: undefined,
    wayland: undefined,
    platform: 'linux',
    lookScript: '',
    mono: () => performance.now(),
    searchPath: undefined,
    log: createLog('silent'),
    page,
  });
}
