// Builds what `npm start` runs: pages and agent with Vite, the server with tsc, all into dist/.
// `--if-stale` does nothing when dist is newer than every source, so a second start is quick.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildVerifierPage } from './build-verifier.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const stamp = join(root, 'dist/.built');
const sources = [
  'content',
  'player',
  'server',
  'scripts/build.ts',
  'scripts/build-verifier.ts',
  'scripts/verify-playlog',
  'package.json',
  'tsconfig.json',
];

function newestMtimeMs(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMtimeMs(join(path, name))));
}

function isFresh(): boolean {
  if (!existsSync(stamp)) return false;
  const builtMs = statSync(stamp).mtimeMs;
  return sources.every((source) => newestMtimeMs(join(root, source)) <= builtMs);
}

/** Whose work is in what we hand out, and under which licence: what the lock file says of every package. */
function licencesText(): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; license?: string }>;
  };
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(
      ([path, { version, license = '?' }]) =>
        `${path.split('node_modules/').at(-1)} ${version}: ${license}\n`,
    )
    .sort()
    .join('');
}

async function buildAll(): Promise<void> {
  const startedAt = new Date();
  for (const config of [
    'player/vite.config.ts',
    'player/agent/vite.config.ts',
    'server/console/vite.config.ts',
  ]) {
    await build({ configFile: join(root, config), logLevel: 'warn' });
  }
  writeFileSync(join(root, 'dist/kiem-tra.html'), await buildVerifierPage());
  writeFileSync(join(root, 'dist/console-page/giay-phep.txt'), licencesText());
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'server'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (tsc.status !== 0) throw new Error('tsc -b failed; see above');
  writeFileSync(stamp, `${startedAt.toISOString()}\n`);
}

if (!(process.argv.includes('--if-stale') && isFresh())) await buildAll();
