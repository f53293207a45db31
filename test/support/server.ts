// A real server for a test: its own temporary folder, port 0, real sockets. The city's pictures are drawn once in a run
// of the tests and copied after that; everything else happens as on a first start.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { io, type Socket } from 'socket.io-client';
import { Screen } from '../../content/model/screen.ts';
import { type Overrides, type RunningServer, startServer } from '../../server/app.ts';
import type { Config } from '../../server/config.ts';
import { createLogger } from '../../server/logger.ts';
import { onceARun } from './run-folder.ts';

export const ADMIN = { name: 'Nguyễn Thị Ánh', password: 'mật khẩu đủ dài' } as const;

export type TestFetch = (path: string, init?: RequestInit) => Promise<Response>;

export interface TestServer extends AsyncDisposable {
  readonly running: RunningServer;
  readonly url: string;
  readonly dataDir: string;
  readonly playerUrl: string;
  /** Of the printed one-time links. */
  readonly setupCode: string;
  readonly enrolmentCode: string;
  /** Nobody's: no cookie, no Origin. */
  readonly fetch: TestFetch;
  /** Claims the server (once) and calls as its first administrator, as a browser would. */
  asAdmin(): Promise<TestFetch>;
  /** Stops and starts again on the same folder and port. Fetches of before keep working. */
  restart(): Promise<void>;
}

export interface TestServerOptions extends Overrides {
  readonly config?: Partial<Config>;
  /** Prepares the seeded folder before the server opens it. */
  readonly prepare?: (dataDir: string) => Promise<void>;
  /** Start from nothing instead of from a copy of a seeded folder; needed with another clock. */
  readonly fromNothing?: boolean;
  /** The wall never sleeps, as in the seed: so it is on the machine's own clock, whatever the hour is when the tests run. */
  readonly isOpenAllDay?: boolean;
}

export function testConfig(dataDir: string, more: Partial<Config> = {}): Config {
  return {
    port: 0,
    host: '127.0.0.1',
    dataDir,
    logLevel: 'silent',
    defaultZone: 'Asia/Ho_Chi_Minh',
    publicUrl: null,
    tls: null,
    trustProxy: false,
    backup: { folder: join(dataDir, 'backups'), nights: 7, months: 12 },
    sealDir: null,
    sealWebhook: null,
    keepYears: null,
    ...more,
  };
}

export async function temporaryFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'vong-xoay-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const SEED = fileURLToPath(new URL('../../content/seed', import.meta.url));

/** The city's content, but the wall sleeps from 22:00 to 05:00: tests want hours that owe nothing, too. */
const dayCity = (): Promise<string> =>
  onceARun('day-city', async (path) => {
    await cp(SEED, path, { recursive: true });
    const screensPath = join(path, 'screens.json');
    const screens = Screen.array().parse(JSON.parse(await readFile(screensPath, 'utf8')));
    const daytime = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 5 * 60, untilMinute: 22 * 60 }];
    const sleeping = screens.map((screen) => ({
      ...screen,
      openingHours: daytime,
      floors: screen.floors.map((floor) => ({ ...floor, baselineHours: daytime })),
    }));
    await writeFile(screensPath, JSON.stringify(sleeping));
  });

const cityOf = async (isOpenAllDay: boolean): Promise<string> => (isOpenAllDay ? SEED : await dayCity());

/** A folder as it lies after a first start. */
const seeded = (isOpenAllDay: boolean): Promise<string> =>
  onceARun(isOpenAllDay ? 'seeded-all-day' : 'seeded', async (path) => {
    const seedDirectory = await cityOf(isOpenAllDay);
    const server = await startServer(testConfig(path), { log: createLogger('silent'), seedDirectory });
    await server[Symbol.asyncDispose]();
  });

/** The cookie a response sets, as the browser would send it back. */
export function cookieOf(response: Response): string {
  return (response.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}

/** Calls as the browser of somebody signed in. */
export function fetchWith(url: () => string, cookie: string): TestFetch {
  return (path, init = {}) =>
    fetch(new URL(path, url()), {
      ...init,
      headers: { origin: url(), cookie, ...Object.fromEntries(new Headers(init.headers)) },
    });
}

export function postJson(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const {
    config,
    prepare,
    fromNothing = options.now !== undefined,
    isOpenAllDay = options.now === undefined,
    ...overrides
  } = options;
  const folder = await temporaryFolder();
  if (!fromNothing) await cp(await seeded(isOpenAllDay), folder.path, { recursive: true });
  await prepare?.(folder.path);
  const seedDirectory = await cityOf(isOpenAllDay);
  const start = (port: number) =>
    startServer(testConfig(folder.path, { port, ...config }), {
      log: createLogger('silent'),
      attemptsPerMinute: 10_000,
      seedDirectory,
      ...overrides,
    });
  let running = await start(0);
  let admin: Promise<TestFetch> | undefined;
  const url = () => running.url;
  const claim = async (): Promise<TestFetch> => {
    const claimed = await fetch(
      `${url()}/api/setup`,
      postJson({ ...ADMIN, code: fragmentOf(running.setupLink) }),
    );
    if (!claimed.ok) throw new Error(`setup refused: ${await claimed.text()}`);
    return fetchWith(url, cookieOf(claimed));
  };
  return {
    get running() {
      return running;
    },
    get url() {
      return url();
    },
    dataDir: folder.path,
    get playerUrl() {
      return running.enrolmentLinks[0]?.link ?? `${url()}/player/`;
    },
    get setupCode() {
      return fragmentOf(running.setupLink);
    },
    get enrolmentCode() {
      return fragmentOf(running.enrolmentLinks[0]?.link);
    },
    fetch: (path, init) => fetch(new URL(path, url()), init),
    asAdmin: () => (admin ??= claim()),
    async restart() {
      const { port } = running;
      await running[Symbol.asyncDispose]();
      running = await start(port);
    },
    async [Symbol.asyncDispose]() {
      await running[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

function fragmentOf(link: string | null | undefined): string {
  return link?.split('#').at(-1)?.split('/').at(-1) ?? '';
}

/** A socket of its own connection that does not come back by itself. */
export function openSocket(url: string, extraHeaders: Record<string, string> = {}): Socket {
  return io(url, { transports: ['websocket'], forceNew: true, reconnection: false, extraHeaders });
}
