// Puts the verifier into one file that opens from disk without a network: script and style inside, nothing outside.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';

const folder = resolve(fileURLToPath(import.meta.url), '../verify-playlog');

/** The page as it is given out: `kiem-tra.html`. */
export async function buildVerifierPage(): Promise<string> {
  const built = (await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'chrome109',
      modulePreload: false,
      rolldownOptions: { input: join(folder, 'page.ts'), output: { format: 'iife' } },
    },
  })) as Rolldown.RolldownOutput;
  const [script, ...others] = built.output;
  if (others.length > 0) throw new Error('the verifier must be one file');
  const page = await readFile(join(folder, 'page.html'), 'utf8');
  // A replacer function: the script may hold `$&`, and must not end its element early.
  return page.replace('/*SCRIPT*/', () => script.code.replaceAll('</script', '<\\/script'));
}
