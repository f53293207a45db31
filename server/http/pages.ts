// The two built pages: the console at `/`, the player at `/player/`. Their HTML is filled with the nonce of each
// response; their other files carry hashes in their names and may be kept. Without a build it says so in plain words.

import { join } from 'node:path';
import express, { type Express, type Response } from 'express';
import { readIfPresent } from '../store/files.ts';
import { nonceOf } from './shield.ts';

export interface PageFolders {
  readonly console: string;
  readonly player: string;
}

const NONCE_PLACE = '__NONCE__';
/** As Vite names what never changes: `index-B3xY_9aQ.js`. */
const HASHED_NAME = /-[\w-]{8}\.\w+$/;
const CONSOLE_ADDRESS = /^\/(?!api\/|assets\/|page\/|player\/)[a-z0-9-]+(?:\/[a-z0-9-]+)*$/;
const NOT_BUILT =
  'Trang này chưa được dựng. Hãy chạy: npm run build\nThis page has not been built. Run: npm run build\n';

export function mountPages(app: Express, folders: PageFolders): void {
  app.get(['/', '/index.html'], (_request, response) => sendPage(response, folders.console));
  app.get(['/player', '/player/index.html'], async (request, response) => {
    // The page's own files are named relative to the folder.
    if (request.path === '/player') response.redirect(308, '/player/');
    else await sendPage(response, folders.player);
  });
  // Browsers ask for it unasked; a missing one is a red line in the console of whoever looks for real faults.
  app.get('/favicon.ico', (_request, response) => {
    response.status(204).end();
  });
  app.use('/player', serveFiles(folders.player));
  app.use(serveFiles(folders.console));
}

/** Addresses of the console's pages, `/danh-sach-phat`: its own router tells them apart. After all routes. */
export function mountConsoleAddresses(app: Express, { console: folder }: PageFolders): void {
  app.get(CONSOLE_ADDRESS, async (request, response, next) => {
    if (request.accepts(['json', 'html']) === 'html') await sendPage(response, folder);
    else next();
  });
}

async function sendPage(response: Response, folder: string): Promise<void> {
  const html = await readIfPresent(join(folder, 'index.html'));
  response.set('Cache-Control', 'no-store');
  if (html === undefined) {
    response.status(503).type('text/plain').send(NOT_BUILT);
    return;
  }
  const filled = Buffer.from(html).toString('utf8').replaceAll(NONCE_PLACE, nonceOf(response));
  response.type('text/html').send(filled);
}

function serveFiles(folder: string) {
  const files = express.static(folder, {
    index: false,
    redirect: false,
    dotfiles: 'ignore',
    setHeaders: (response, path) => {
      const isHashed = HASHED_NAME.test(path);
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  return files;
}
