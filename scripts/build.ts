// Builds what `npm start` runs, all into dist/: pages and agent with Vite, the server with tsc. Names after the command
// choose parts; `--if-stale` leaves alone what is newer than all its sources, so a second start is quick.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { buildVerifierPage } from './build-verifier.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const stamps = join(root, 'dist/.stamps');

interface Part {
  /** Whatever makes it stale, beside what makes everything stale. */
  readonly sources: readonly string[];
  readonly build: () => Promise<void> | void;
}

const EVERYTHING = ['content', 'scripts/build.ts', 'package-lock.json', 'tsconfig.json'];

const PARTS: Readonly<Record<string, Part>> = {
  player: { sources: ['player'], build: () => buildWithVite('player/vite.config.ts') },
  agent: { sources: ['player'], build: () => buildWithVite('player/agent/vite.config.ts') },
  console: {
    sources: ['server/console'],
    build: async () => {
      await buildWithVite('server/console/vite.config.ts');
      writeFileSync(join(root, 'dist/console-page/giay-phep.txt'), licencesText());
    },
  },
  verifier: {
    sources: ['scripts/build-verifier.ts', 'scripts/verify-playlog'],
    build: async () => writeFileSync(join(root, 'dist/kiem-tra.html'), await buildVerifierPage()),
  },
  server: { sources: ['server'], build: buildServer },
};

async function buildWithVite(config: string): Promise<void> {
  await build({ configFile: join(root, config), logLevel: 'warn' });
}

function buildServer(): void {
  const tsc = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'server'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (tsc.status !== 0) throw new Error('tsc -b failed; see above');
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

function newestMtimeMs(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMtimeMs(join(path, name))));
}

function isFresh(name: string, { sources }: Part): boolean {
  const stamp = join(stamps, name);
  if (!existsSync(stamp)) return false;
  const builtMs = Date.parse(readFileSync(stamp, 'utf8'));
  return [...EVERYTHING, ...sources].every((source) => newestMtimeMs(join(root, source)) < builtMs);
}

const words = process.argv.slice(2);
const asked = words.filter((word) => word !== '--if-stale');
const unknown = asked.filter((name) => PARTS[name] === undefined);
if (unknown.length > 0)
  throw new Error(`no part ${unknown.join(', ')}; there are ${Object.keys(PARTS).join(', ')}`);

mkdirSync(stamps, { recursive: true });
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (words.includes('--if-stale') && isFresh(name, part)) continue;
  // Of the beginning: what is changed while it builds makes it stale.
  const startedAt = new Date();
  await part.build();
  writeFileSync(join(stamps, name), startedAt.toISOString());
}
