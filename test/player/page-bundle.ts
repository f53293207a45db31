// Bundles a page of this folder for Chromium exactly as the player's own page is bundled, and puts it on a test server.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import type { PlayerServer } from './player-server.ts';

const bundles = new Map<string, Promise<string>>();

async function bundle(entry: string): Promise<string> {
  const input = fileURLToPath(new URL(`./pages/${entry}`, import.meta.url));
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: false, target: 'chrome109', rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput;
  const [chunk] = built.output;
  return chunk.code;
}

/** Serves `/player/` with `entry` in place of the player's own start. */
export async function servePage(server: PlayerServer, entry: string): Promise<void> {
  let script = bundles.get(entry);
  if (script === undefined) {
    script = bundle(entry);
    bundles.set(entry, script);
  }
  const folder = new URL('../../player/', import.meta.url);
  const html = await readFile(new URL('index.html', folder), 'utf8');
  const css = await readFile(new URL('page.css', folder), 'utf8');
  server.files.set('/player/', { mime: 'text/html', body: html.replace('./main.ts', './page.js') });
  server.files.set('/player/page.css', { mime: 'text/css', body: css });
  server.files.set('/player/page.js', { mime: 'text/javascript', body: await script });
}
