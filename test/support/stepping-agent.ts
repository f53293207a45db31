// The agent as its own process with another page than the built one: `stepping-agent.ts SERVER DATA-FOLDER PORT PAGE-FOLDER`.

import { startPageAgent } from './page-agent.ts';

const [server = '', dataDir = '', port, page = ''] = process.argv.slice(2);
await startPageAgent({ server, dataDir, port: Number(port), page, version: 'stepping' });
console.log('ready');
