// The door of every HTTP route: who gets in, what is refused, and with which words.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, Role } from '../../content/model/api.ts';
import type { Handlers } from '../../server/http/mount.ts';
import { SESSION_COOKIE } from '../../server/library/session-cookie.ts';
import { createLogger } from '../../server/logger.ts';
import { addPeople } from '../support/people.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import { ADMIN, type TestServer, postJson, startTestServer, temporaryFolder } from '../support/server.ts';

let cookies = new Map<string, string>();

/** One person per role, each with a session. */
async function addOnePersonPerRole(dataDir: string): Promise<void> {
  const people = Role.options.map((role) => ({ id: role, name: role, roles: [role], screenIds: null }));
  cookies = await addPeople(dataDir, people);
}

describe('routes', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ prepare: addOnePersonPerRole });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it.each([
    ['a body that is not JSON', { body: '{"name":' }, 400, 'BAD_REQUEST'],
    ['a body of another type', { headers: { 'content-type': 'text/plain' }, body: 'x' }, 400, 'BAD_REQUEST'],
    [
      'a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'name=a' },
      400,
      'BAD_REQUEST',
    ],
    ['no body', {}, 400, 'BAD_REQUEST'],
    ['a body above the limit', { body: JSON.stringify({ name: 'x'.repeat(100_000) }) }, 413, 'TOO_LARGE'],
    ['an unknown member', { body: '{"name":"a","password":"b","roles":["admin"]}' }, 400, 'BAD_REQUEST'],
    ['a planted prototype', { body: '{"name":"a","password":"b","__proto__":{"x":1}}' }, 400, 'BAD_REQUEST'],
    [
      'an unknown encoding',
      { headers: { 'content-type': 'application/json', 'content-encoding': 'zzz' }, body: '{}' },
      400,
      'BAD_REQUEST',
    ],
  ])('refuses %s with a code', async (_what, init, status, code) => {
    const response = await server.fetch('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      ...init,
    });
    const problem = Problem.parse(await response.json());
    expect([response.status, problem.code]).toEqual([status, code]);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.requestId).toBe(response.headers.get('x-request-id'));
  });

  it('answers a path that does not exist with a coded problem', async () => {
    const response = await server.fetch('/api/../../etc/passwd');
    expect([response.status, Problem.parse(await response.json()).code]).toEqual([404, 'NOT_FOUND']);
  });

  it('refuses a change asked for by the page of another origin, and one with a cookie and no origin', async () => {
    const cookie = cookies.get('admin') ?? '';
    const path = '/api/screens/vong-xoay-trung-tam/enrolment-code';
    const post = (headers: Record<string, string>) => server.fetch(path, { method: 'POST', headers });
    const foreign = await post({ cookie, origin: 'http://example.org' });
    const opaque = await post({ cookie, origin: 'null' });
    const silent = await post({ cookie });
    const own = await post({ cookie, origin: server.url });
    expect([foreign.status, opaque.status, silent.status, own.status]).toEqual([403, 403, 403, 200]);
  });

  it('sends the headers of a page on a plain office network', async () => {
    const response = await server.fetch('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toMatch(/style-src 'self' 'nonce-[A-Za-z0-9+/=]{20,}'/);
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('strict-transport-security')).toBeNull();
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  it('slows down whoever guesses codes', async () => {
    await using strict = await startTestServer({ attemptsPerMinute: 3 });
    const guess = () =>
      strict.fetch('/api/setup', postJson({ code: 'AAAA', name: 'a', password: 'mật khẩu đủ dài' }));
    const statuses = [];
    for (let attempt = 0; attempt < 5; attempt += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([403, 403, 403, 429, 429]);
  });
});

describe('pages', () => {
  it('fills the nonce of each response in, keeps hashed files for ever and sends the player to its folder', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'page'));
    await writeFile(
      join(folder.path, 'index.html'),
      '<meta name="csp-nonce" content="__NONCE__"><p nonce="__NONCE__">',
    );
    await writeFile(join(folder.path, 'page/index-B3xY_9aQ.js'), '1');
    await writeFile(join(folder.path, 'vong-xoay.svg'), '<svg/>');
    await using server = await startTestServer({ pages: { console: folder.path, player: folder.path } });
    const nonces = [];
    for (const path of ['/', '/player/', '/player/index.html']) {
      const response = await server.fetch(path);
      const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(
        response.headers.get('content-security-policy') ?? '',
      )?.[1];
      expect((await response.text()).split(`"${nonce}"`)).toHaveLength(3);
      expect(response.headers.get('cache-control')).toBe('no-store');
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(3);
    const kept = async (path: string) => (await server.fetch(path)).headers.get('cache-control');
    expect(await kept('/page/index-B3xY_9aQ.js')).toContain('immutable');
    expect(await kept('/player/page/index-B3xY_9aQ.js')).toContain('immutable');
    expect(await kept('/vong-xoay.svg')).toBe('no-cache');
    const moved = await server.fetch('/player', { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/player/']);
  });

  it('says in plain words that a page has not been built', async () => {
    await using empty = await temporaryFolder();
    await using server = await startTestServer({
      pages: { console: empty.path, player: join(empty.path, 'player') },
    });
    const [consolePage, playerPage] = [await server.fetch('/'), await server.fetch('/player/')];
    expect([consolePage.status, playerPage.status]).toEqual([503, 503]);
    expect(await playerPage.text()).toContain('npm run build');
  });
});

describe('log', () => {
  it('holds no code, password, cookie or signature', async () => {
    const lines: string[] = [];
    await using server = await startTestServer({
      log: createLogger('trace', { write: (line) => lines.push(line) }),
    });
    const { setupCode, enrolmentCode } = server;
    const fetch = await server.asAdmin();
    await server.fetch('/api/session', postJson({ ...ADMIN, password: 'sai mật khẩu này' }));
    await RobotPlayer.enrol(server.url, enrolmentCode);
    await fetch('/api/items');
    const text = lines.join('');
    expect(lines.length).toBeGreaterThan(2);
    for (const secret of [setupCode, enrolmentCode, ADMIN.password, 'sai mật khẩu này', SESSION_COOKIE]) {
      expect(text).not.toContain(secret);
    }
  });
});

it('lets the compiler refuse a handler that the table does not name, or names otherwise', () => {
  const health = { readHealth: () => ({ status: 'ok' as const }) };
  // @ts-expect-error entries without a handler
  const incomplete: Handlers = health;
  // @ts-expect-error no such entry
  const undeclared: Partial<Handlers> = { secret: () => ({}) };
  // @ts-expect-error the table promises another reply
  const wrongReply: Partial<Handlers> = { readHealth: () => ({ status: 'poorly' }) };
  expect([incomplete, undeclared, wrongReply].map((handlers) => Object.keys(handlers).length)).toEqual([
    1, 1, 1,
  ]);
});
