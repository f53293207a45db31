// A server for the console's tests: answers every entry of the ROUTES table from a CityDay, parses what it is given and
// checks what it answers with the table's own schemas, and sends the content policy of the real one.

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import express, { type Request, type Response } from 'express';
import { Server } from 'socket.io';
import { type Person, ROUTES, type RouteDeclaration, type RouteName } from '../../content/model/api.ts';
import { idsOf } from '../../content/model/api/id-list.ts';
import type { SpotCheckView } from '../../content/model/api/spot-checks.ts';
import type { PhotographView } from '../../content/model/photograph.ts';
import { ERROR_CODES, type ErrorCode } from '../../content/model/errors.ts';
import { SNAPSHOT_LABELS, type SnapshotView } from '../../content/model/snapshot.ts';
import { type CityDay, makeCityDay, SCREEN } from './city-day.ts';
import {
  ALARMS,
  declare,
  evidenceOf,
  gridOfDay,
  lastDaysOf,
  photographAt,
  QUARANTINE,
  spotCheckAt,
} from './city-results.ts';

export const SETUP_CODE = '48217730';
export const PASSWORD = 'mot cau de nho';
export const ADMIN: Person = {
  id: 'nguoi-1',
  name: 'Nguyễn Thị Hạnh',
  roles: ['editor', 'approver', 'operator', 'auditor', 'admin'],
  screenIds: null,
};

export interface ConsoleServer extends AsyncDisposable {
  readonly url: string;
  readonly day: CityDay;
  session: { person: Person | null; claimed: boolean };
  /** Routes that answer with this code from now on. */
  readonly failing: Map<RouteName, ErrorCode>;
  /** Every call that arrived, in order. */
  readonly calls: { readonly name: RouteName; readonly given: Record<string, unknown> }[];
  push(event: 'screen:changed' | 'items:changed', screenId?: string): void;
  /** Cuts every line and refuses new ones, until called with false. */
  cut(isCut: boolean): void;
}

interface Given {
  readonly params: Record<string, string>;
  readonly query: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

class Refused extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode) {
    super(code);
    this.code = code;
  }
}

function contentPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "connect-src 'self' ws:",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function approve(day: CityDay, itemId: string | undefined) {
  const item = day.items.find(({ id }) => id === itemId);
  if (item === undefined) throw new Refused('NOT_FOUND');
  day.items = day.items.map((one) =>
    one === item ? { ...one, state: 'approved', approvedBy: ADMIN.name } : one,
  );
  const [screen] = day.screens;
  if (screen === undefined || item.playlists.length === 0) return { screens: [], leftOut: [] };
  const number = screen.programme.number + 1;
  const effectiveFrom = screen.hour.from + 24 * 60_000;
  day.screens = [{ ...screen, programme: { number, effectiveFrom, receipt: 'received' } }];
  return { screens: [{ screenId: screen.id, programme: number, effectiveFrom }], leftOut: [] };
}

/** What the agent of the screen's PC photographed: one of the day's pictures. */
function snapshotOf({ pictures }: CityDay, at: number): SnapshotView {
  const source = 'desktop';
  const sha256 = pictures[0]?.sha256 ?? '';
  return { sha256, source, at, item: null, mime: 'image/png', label: SNAPSHOT_LABELS[source] };
}

function jobOf(order: Record<string, unknown>, state: string) {
  const fileName = `luot-phat_${String(order['fromDate'])}_${String(order['untilDate'])}.csv`;
  const made = { state, percent: 40, fileName, mime: 'text/csv', bytes: 19, sha256: null };
  return { id: 'viec-1', order, orderedAt: 0, orderedBy: ADMIN.name, ...made };
}

/** `now` is what the server's clock says: the console takes its time from the Date header. */
export async function startConsoleServer(pageFolder: string, now: () => number): Promise<ConsoleServer> {
  const day = await makeCityDay();
  const sockets = new Set<Socket>();
  let isCut = false;
  let job: object = {};
  const checks: SpotCheckView[] = [];
  const snapshots: SnapshotView[] = [];
  const photographs: PhotographView[] = [];

  /** What the first page asks; the other entries answer that there is nothing. */
  const answers: Partial<Record<RouteName, (given: Given) => unknown>> = {
    readSession: () => server.session,
    signIn: ({ body }) => {
      if (body['password'] !== PASSWORD) throw new Refused('WRONG_CREDENTIALS');
      return (server.session = { ...server.session, person: ADMIN });
    },
    signOut: () => (server.session = { ...server.session, person: null }),
    claimSetup: ({ body }) => {
      if (body['code'] !== SETUP_CODE || server.session.claimed) throw new Refused('SETUP_CODE_INVALID');
      return (server.session = { person: { ...ADMIN, name: String(body['name']) }, claimed: true });
    },
    enrolPlayer: () => {
      throw new Refused('ENROLMENT_CODE_INVALID');
    },
    readStudio: () => ({ templates: [], terms: [] }),
    planImport: () => [],
    readSpace: () => {
      throw new Refused('FORBIDDEN');
    },
    uploadFile: () => {
      throw new Refused('FORBIDDEN');
    },
    listScreens: ({ query }) => {
      const wanted = idsOf(String(query['ids']));
      return day.screens.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
    },
    readHours: ({ query }) =>
      day.hours.filter(({ hour }) => hour.from >= Number(query['from']) && hour.from < Number(query['to'])),
    readPlays: ({ query }) => day.plays.slice(0, Number(query['limit'])),
    listLastDays: () => lastDaysOf(day, snapshots[0] ?? null),
    readResults: ({ query }) => gridOfDay(day, query),
    readHour: ({ params }) => evidenceOf(day, Number(params['at'])),
    listSnapshots: ({ query }) =>
      snapshots.filter(({ at }) => at >= Number(query['from'] ?? 0)).slice(0, Number(query['limit'])),
    requestSnapshot: () => {
      snapshots.unshift(snapshotOf(day, now()));
      return {};
    },
    readSnapshot: ({ params }) => day.pictures.find(({ sha256 }) => sha256 === params['sha256'])?.png,
    listPhotographs: () => [...photographs],
    uploadPhotograph: ({ params, query }) => {
      const view = photographAt(now(), String(params['screenId']), query);
      photographs.push(view);
      return view;
    },
    listSpotChecks: () => [...checks],
    issueSpotCheck: ({ params }) => {
      const check = spotCheckAt(now(), String(params['screenId']));
      checks.unshift(check);
      return { ...check, path: '/tai-cho/0123456789abcdef0123456789abcdef' };
    },
    revokeSpotCheck: () => {
      checks.splice(0, 1, ...checks.slice(0, 1).map((check) => ({ ...check, state: 'revoked' as const })));
      return checks[0];
    },
    listDeclarations: () => day.declarations,
    explainHours: ({ params, body }) =>
      declare(day, now(), { screen: params['screenId'], kind: 'explanation', ...body }),
    declareScreenLog: ({ params, body }) =>
      declare(day, now(), { screen: params['screenId'], kind: 'screen_log', ...body }),
    listAlarms: () => ALARMS,
    readQuarantine: () => QUARANTINE,
    listDaySeals: () => [],
    listSealPlaces: () => [],
    listSealKeys: () => [],
    listDownloads: () => ('id' in job ? [job] : []),
    orderDownload: ({ body }) => (job = jobOf(body, 'running')),
    readDownload: () => (job = { ...job, state: 'ready', percent: 100 }),
    fetchDownload: () => '\uFEFFLúc;Nội dung\r\n',
    issueEnrolmentCode: () => ({
      code: 'KXN7-QF4M',
      path: '/player/#KXN7-QF4M',
      expiresAt: now() + 15 * 60_000,
    }),
    revokePlayer: () => {
      day.screens = day.screens.map((screen) => ({
        ...screen,
        player: { enrolled: false, connected: false, lastSeenAt: null, state: null },
      }));
      return {};
    },
    listItems: () => day.items,
    listInterruptions: () => [],
    listAlerts: () => ({ open: [], told: [] }),
    approveItem: ({ params }) => approve(day, params['itemId']),
    readAsset: () => undefined,
    readHealth: () => ({ status: 'ok' }),
    readReadiness: () => ({ ready: true, checks: {} }),
  };

  const app = express();
  app.disable('x-powered-by');
  app.use((_request, response, next) => {
    response.setHeader('date', new Date(now()).toUTCString());
    next();
  });
  app.use(express.json());

  const refuse = (response: Response, code: ErrorCode) => {
    const { status, title } = ERROR_CODES[code];
    const problem = { type: 'about:blank', title, status, code, requestId: 'yc-0192-7f3a' };
    response.status(status).type('application/problem+json').send(JSON.stringify(problem));
  };
  const answer = (name: RouteName, declared: RouteDeclaration, request: Request, response: Response) => {
    const failure = server.failing.get(name);
    if (failure !== undefined) return refuse(response, failure);
    if (declared.audience !== 'anyone' && server.session.person === null)
      return refuse(response, 'NOT_SIGNED_IN');
    const params = (declared.params?.parse(request.params) ?? {}) as Given['params'];
    const query = (declared.query?.parse(request.query) ?? {}) as Given['query'];
    const body = (declared.body?.parse(request.body) ?? {}) as Given['body'];
    server.calls.push({ name, given: { params, query, body } });
    if (name === 'readAsset') {
      const picture = day.pictures.find(({ sha256 }) => sha256 === params['sha256']);
      return picture === undefined
        ? refuse(response, 'NOT_FOUND')
        : response.type('image/png').send(picture.png);
    }
    try {
      const reply = answers[name]?.({ params, query, body });
      if (reply === undefined) return refuse(response, 'NOT_FOUND');
      return declared.reply === null ? response.send(reply) : response.json(declared.reply.parse(reply));
    } catch (error) {
      return refuse(response, error instanceof Refused ? error.code : 'INTERNAL');
    }
  };
  for (const [name, declared] of Object.entries(ROUTES)) {
    app[declared.method](declared.path, (request, response) => {
      answer(name as RouteName, declared, request, response);
    });
  }
  app.get('/', (_request, response) => {
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('content-security-policy', contentPolicy(nonce));
    const page = readFileSync(join(pageFolder, 'index.html'), 'utf8');
    response.type('html').send(page.replaceAll('__NONCE__', nonce));
  });
  app.use(express.static(pageFolder, { index: false }));

  const http = createServer(app);
  http.on('connection', (socket) => {
    if (isCut) socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false });
  const consoles = io.of('/console');
  consoles.on('connection', (socket) => {
    socket.on('screens:watch', (_message: unknown, acknowledge: (reply: unknown) => void) => {
      acknowledge({ ok: true, data: {} });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const server: ConsoleServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    day,
    session: { person: ADMIN, claimed: true },
    failing: new Map(),
    calls: [],
    push: (event, screenId = SCREEN) =>
      void consoles.emit(event, event === 'screen:changed' ? { screenId } : {}),
    cut: (value) => {
      isCut = value;
      if (value) for (const socket of sockets) socket.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await io.close();
    },
  };
  return server;
}
