// The server of the ingest bench, as a process of its own: the real one, with as many screens as players, and no limit on
// enrolments. Arguments: data folder, seed folder. Tells its parent where it is, and its CPU time when asked.

import { startServer } from '../../server/app.ts';
import { parseConfig } from '../../server/config.ts';

const [dataDir = '', seedDirectory = ''] = process.argv.slice(2);
const config = {
  ...parseConfig({ DATA_DIR: dataDir, VONGXOAY_LOG_LEVEL: 'error' }),
  port: 0,
  host: '127.0.0.1',
};
const server = await startServer(config, { seedDirectory, attemptsPerMinute: 1_000_000 });
const { url, setupLink, enrolmentLinks } = server;
process.send?.({ url, setupLink, links: enrolmentLinks.map(({ link }) => link) });
process.on('message', (question) => {
  if (question === 'cpu') {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
  } else {
    void server[Symbol.asyncDispose]().then(() => process.exit(0));
  }
});
