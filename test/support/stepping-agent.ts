// The agent as its own process with another page than the built one: `stepping-agent.ts SERVER DATA-FOLDER PORT PAGE-FOLDER`.

import { startAgent } from '../../player/agent/agent.ts';
import { parseAgentConfig } from '../../player/agent/config.ts';
import { createLog } from '../../player/agent/log.ts';

const [server, dataDir, port, page = ''] = process.argv.slice(2);
const config = parseAgentConfig({ server, dataDir, port: Number(port), browser: 'none' }, {});
await startAgent(config, {
  version: 'stepping',
  display: undefined,
  wayland: undefined,
  platform: 'linux',
  lookScript: '',
  mono: () => performance.now(),
  searchPath: undefined,
  log: createLog('silent'),
  page,
});
console.log('ready');
