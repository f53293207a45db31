// Bundles a page of this folder for Chromium exactly as the player's own page is bundled, and puts it on a test server.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import type { PlayerServer } from './player-server.ts';

const bundles = new Map<string, Promise<string>>();

async function bundle(entry: string): Promise<string> {
  const input = fileURLToPath(new URL(entry, import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'chrome109', rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput;
  const [chunk] = built.output;
  return chunk.code;
}

async function bundled(entry: string): Promise<string> {
  let script = bundles.get(entry);
  if (script === undefined) {
    script = bundle(entry);
    bundles.set(entry, script);
  }
  return await script;
}

/** The player's page with `entry` in place of its own start, file by file. */
async function pageWith(
  entry: string,
): Promise<Record<'index.html' | 'page.css' | 'page.js' | 'sw.js', string>> {
  const script = bundled(`./pages/${entry}`);
  const folder = new URL('../../player/', import.meta.url);
  const html = await readFile(new URL('index.html', folder), 'utf8');
  const css = await readFile(new URL('page.css', folder), 'utf8');
  return {
    'index.html': html.replace('./main.ts', './page.js'),
    'page.css': css,
    'page.js': await script,
    'sw.js': await bundled('../../player/service-worker.ts'),
  };
}

/** Serves `folder` with `entry`. */
export async function servePage(server: PlayerServer, entry: string, folder = '/player/'): Promise<void> {
  const page = await pageWith(entry);
  server.files.set(folder, { mime: 'text/html', body: page['index.html'] });
  server.files.set(`${folder}page.css`, { mime: 'text/css', body: page['page.css'] });
  server.files.set(`${folder}sw.js`, { mime: 'text/javascript', body: page['sw.js'] });
  server.files.set(`${folder}page.js`, { mime: 'text/javascript', body: page['page.js'] });
}

/** Writes the page into a folder, for the real server to serve. */
export async function writePage(folder: string, entry: string): Promise<void> {
  for (const [name, body] of Object.entries(await pageWith(entry))) await writeFile(join(folder, name), body);
}
