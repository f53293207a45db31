// The pages as they are served, of the sources as they are: built once in a run of the tests, and only if dist/ is stale.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onceARun } from './run-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Folders, as a server takes them. */
export interface BuiltPages {
  readonly player: string;
  readonly console: string;
}

async function build(): Promise<void> {
  const line = ['--import', 'tsx', join(root, 'scripts/build.ts'), '--if-stale', 'player', 'console'];
  // The test runner's own NODE_ENV would give React's development build, which nobody is served.
  const env = { ...process.env, NODE_ENV: 'production' };
  const [status] = await once(spawn(process.execPath, line, { cwd: root, env, stdio: 'inherit' }), 'exit');
  if (status !== 0) throw new Error('the pages cannot be built; see above');
}

export async function builtPages(): Promise<BuiltPages> {
  await onceARun('pages', build);
  return { player: join(root, 'dist/player-page'), console: join(root, 'dist/console-page') };
}
