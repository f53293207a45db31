// npm run verify -- FILE [--keys id,id] [--every-signature] [--json]
// Checks an audit bundle without the server, the network or any of the server's code. `--keys` takes the key ids of the
// printed commissioning record. Exit code 0: untouched; 1: not; 2: could not be read.

import { parseArgs } from 'node:util';
import { nodePlatform, openFile } from './verify-playlog/node-platform.ts';
import { verifyBundle } from './verify-playlog/verify-bundle.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keys: { type: 'string', default: '' },
    'every-signature': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const [path] = positionals;
if (path === undefined) {
  console.error('npm run verify -- FILE.zip [--keys id,id] [--every-signature] [--json]');
  process.exitCode = 2;
} else {
  await using file = await openFile(path);
  const verdict = await verifyBundle(file, nodePlatform, {
    trustedKeys: values.keys.split(',').filter((key) => key !== ''),
    everySignature: values['every-signature'],
  });
  if (values.json) console.log(JSON.stringify(verdict));
  else for (const language of ['vi', 'en'] as const) print(verdict.lines.map((line) => line[language]));
  process.exitCode = verdict.ok ? 0 : 1;
}

function print(lines: readonly string[]): void {
  console.log(`${lines.join('\n')}\n`);
}
