// What the agent answers on 127.0.0.1: the built player page, its own calls, files by hash, and the few questions it
// passes on to the server. A page of another site, or a name that leads here from elsewhere (DNS rebinding), gets nothing.

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { ROUTES } from '../../content/model/api.ts';
import type { ErrorCode } from '../../content/model/errors.ts';
import { Sha256Hex } from '../../content/model/item.ts';
import { readIfPresent } from '../../server/store/files.ts';
import { isStoreFull } from '../../server/store/store-error.ts';
import {
  AGENT_CALLS,
  AGENT_META,
  AGENT_PHOTO,
  type AgentCall,
  INSUFFICIENT_STORAGE,
  OTHER_BYTES,
  OTHER_JOURNAL,
  PHOTO_TYPES,
} from '../agent-calls.ts';
import { DesktopRect, type Photo } from '../companion.ts';
import { type AssetCache, type CachedAsset, OtherBytes } from './asset-cache.ts';
import { type CallHandlers, OtherJournal } from './calls.ts';
import type { Events } from './events.ts';
import type { Logger } from './log.ts';
import type { ServerDoor } from './server-door.ts';

export interface LocalSiteParts {
  readonly version: string;
  /** Folder of the built player page. */
  readonly page: string;
  readonly calls: CallHandlers;
  readonly assets: AssetCache;
  readonly door: ServerDoor;
  readonly events: Events;
  readonly photograph: (rect: DesktopRect) => Promise<Photo | null>;
  readonly log: Logger;
}

/** What a page may ask the server through us. */
const PASSED_ON = [ROUTES.enrolPlayer, ROUTES.requestPairing, ROUTES.readPairing] as const;
/** A page that could not write for a day comes with a thousand records at once. */
const MOST_BODY = '16mb';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; " +
  "font-src 'self'; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Not listening yet. */
export function makeLocalSite(parts: LocalSiteParts): Server {
  const app = express();
  app.disable('x-powered-by');
  app.use((request, response, next) => {
    if (!isOurs(request)) {
      response.status(403).end();
      return;
    }
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-store',
    });
    next();
  });
  mountPage(app, parts);
  mountFiles(app, parts);
  mountCalls(app, parts);
  mountPassedOn(app, parts);
  const onError: ErrorRequestHandler = (error: unknown, request, response, _next) => {
    parts.log.error({ err: error, path: request.path }, 'call failed');
    const status = statusOf(error);
    if (!response.headersSent) response.status(status).json({ code: 'INTERNAL' satisfies ErrorCode });
  };
  app.use(onError);
  const http = createServer(app);
  parts.door.tunnel(http, isOurs);
  return http;
}

function statusOf(error: unknown): number {
  if (error instanceof OtherJournal) return OTHER_JOURNAL;
  return isStoreFull(error) ? INSUFFICIENT_STORAGE : 500;
}

/** Asked under our own name, and by no page but ours. */
function isOurs({ headers: { host = '', origin } }: IncomingMessage): boolean {
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)) return false;
  return origin === undefined || origin === `http://${host}`;
}

function mountPage(app: Express, { page, version }: LocalSiteParts): void {
  const sendPage = async (_request: Request, response: Response): Promise<void> => {
    const html = await readIfPresent(join(page, 'index.html'));
    if (html === undefined) {
      response.status(503).type('text/plain').send('Trang phát chưa được dựng. Hãy chạy: npm run build\n');
      return;
    }
    const meta = `<meta name="${AGENT_META}" content="${version}" />`;
    response
      .type('text/html')
      .send(Buffer.from(html).toString('utf8').replace('<head>', `<head>\n    ${meta}`));
  };
  app.get('/', (_request, response) => response.redirect(302, '/player/'));
  app.get(['/player/', '/player/index.html'], sendPage);
  app.get('/nhuong-man-hinh', (_request, response) => response.redirect(302, '/player/yield.html'));
  app.use('/player', express.static(page, { index: false, redirect: false }));
}

function mountFiles(app: Express, { assets, log }: LocalSiteParts): void {
  const send = async (
    request: Request<{ sha256: string }>,
    response: Response,
    find: (sha256: string) => Promise<CachedAsset | undefined>,
    absent: 204 | 404,
  ): Promise<void> => {
    const sha256 = Sha256Hex.safeParse(request.params.sha256);
    const found = sha256.success ? await find(sha256.data) : undefined;
    if (found === undefined) {
      response.status(absent).end();
      return;
    }
    response.sendFile(found.path, { headers: { 'Content-Type': found.mime }, cacheControl: false });
  };
  app.get('/agent/assets/:sha256', (request, response) =>
    send(request, response, (sha) => assets.find(sha), 204),
  );
  app.get('/assets/:sha256', async (request, response) => {
    try {
      await send(request, response, (sha) => assets.ensure(sha), 404);
    } catch (error) {
      log.warn({ err: error }, 'file not fetched');
      response.status(error instanceof OtherBytes ? OTHER_BYTES : 502).end();
    }
  });
}

function mountCalls(app: Express, { calls, events, photograph }: LocalSiteParts): void {
  app.get('/agent/events', (_request, response) => events.add(response));
  const json = express.json({ limit: MOST_BODY });
  app.post(AGENT_PHOTO, json, async (request, response) => {
    const rect = DesktopRect.safeParse(request.body);
    const photo = rect.success && request.headers.origin !== undefined ? await photograph(rect.data) : null;
    if (photo === null) {
      response.status(204).end();
      return;
    }
    const bytes = photo.source === 'desktop' ? photo.rgba : photo.png;
    response.type(PHOTO_TYPES[photo.source]).send(Buffer.from(bytes));
  });
  app.post('/agent/:call', json, async (request: Request<{ call: string }>, response) => {
    const { call } = request.params;
    // A browser names the page that asks; without it, this is not our page.
    if (!Object.hasOwn(AGENT_CALLS, call) || request.headers.origin === undefined) {
      response.status(404).end();
      return;
    }
    const parsed = AGENT_CALLS[call as AgentCall].safeParse(request.body);
    if (!parsed.success) {
      response.status(400).json({ code: 'BAD_REQUEST' satisfies ErrorCode });
      return;
    }
    const handle = calls[call as AgentCall] as (request: unknown) => Promise<unknown>;
    response.json((await handle(parsed.data)) ?? null);
  });
}

function mountPassedOn(app: Express, { door, log }: LocalSiteParts): void {
  const raw = express.raw({ type: () => true, limit: '64kb' });
  for (const { method, path } of PASSED_ON) {
    app[method](path, raw, async (request, response) => {
      try {
        const body: unknown = request.body;
        const answer = await door.ask(
          method.toUpperCase(),
          request.originalUrl,
          body instanceof Uint8Array ? body : undefined,
        );
        response.status(answer.status).type(answer.type).send(Buffer.from(answer.body));
      } catch (error) {
        log.warn({ err: error }, 'server not reached');
        response.status(502).end();
      }
    });
  }
}
