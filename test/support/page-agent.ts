// An agent without a browser of its own and without a desktop to look at: the test opens the page that it serves.

import { type RunningAgent, startAgent } from '../../player/agent/agent.ts';
import { parseAgentConfig } from '../../player/agent/config.ts';
import { createLog } from '../../player/agent/log.ts';

export interface PageAgentPlan {
  readonly server: string;
  readonly dataDir: string;
  /** Folder of the page. */
  readonly page: string;
  readonly port?: number;
  readonly version?: string;
}

export async function startPageAgent(plan: PageAgentPlan): Promise<RunningAgent> {
  const { server, dataDir, page, port = 0, version = 'journey' } = plan;
  return await startAgent(parseAgentConfig({ server, dataDir, port, browser: 'none' }, {}), {
    version,
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
