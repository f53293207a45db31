// Attacks on being somebody: a planted session, a stolen one, a page of another site, guessing, and finding out who exists.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem, Session } from '../../content/model/api.ts';
import { SESSION_COOKIE } from '../../server/library/session-cookie.ts';
import { addPeople } from '../support/people.ts';
import { declarationOf, pathOf, requestOf, routeNames } from '../support/routes.ts';
import { ADMIN, type TestServer, cookieOf, fetchWith, postJson, startTestServer } from '../support/server.ts';

async function codeOf(response: Response): Promise<string> {
  return response.ok ? 'ok' : Problem.parse(await response.json()).code;
}

/** All cookies of the answer, as the browser would send them back. */
function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

const signIn = (server: TestServer, body: object, headers: Record<string, string> = {}) =>
  server.fetch('/api/session', {
    ...postJson(body),
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
  });

describe('session fixation', () => {
  it('gains nothing: signing in always makes a new session, and the one before it ends', async () => {
    await using server = await startTestServer();
    await server.asAdmin();
    const planted = `${SESSION_COOKIE}=${'A'.repeat(43)}`;
    const first = cookieOf(await signIn(server, ADMIN, { cookie: planted }));
    expect(first).not.toBe(planted);
    const second = cookieOf(await signIn(server, ADMIN, { cookie: first }));
    expect(second).not.toBe(first);
    const statuses = await Promise.all(
      [planted, first, second].map(async (cookie) => {
        const fetch = fetchWith(() => server.url, cookie);
        return (await fetch('/api/items')).status;
      }),
    );
    expect(statuses).toEqual([401, 401, 200]);
  });
});

describe('a stolen cookie', () => {
  it.each([
    ['signing out', (fetch: typeof globalThis.fetch) => fetch('/api/session', { method: 'DELETE' })],
    [
      'signing out everywhere',
      (fetch: typeof globalThis.fetch) => fetch('/api/sessions', { method: 'DELETE' }),
    ],
    [
      'a new password',
      (fetch: typeof globalThis.fetch) =>
        fetch('/api/password', {
          ...postJson({ current: ADMIN.password, password: 'một câu khác hẳn' }),
          method: 'PUT',
        }),
    ],
  ])('is worth nothing after %s, also after a restart', async (_what, end) => {
    await using server = await startTestServer();
    await server.asAdmin();
    const thief = fetchWith(() => server.url, cookieOf(await signIn(server, ADMIN)));
    expect((await thief('/api/items')).status).toBe(200);
    expect((await end(thief as typeof globalThis.fetch)).status).toBe(200);
    expect((await thief('/api/items')).status).toBe(401);
    await server.restart();
    expect((await thief('/api/items')).status).toBe(401);
  });
});

describe('a page of another origin', () => {
  let server: TestServer;
  let cookie = '';
  beforeAll(async () => {
    server = await startTestServer({
      prepare: async (dataDir) => {
        const person = {
          id: 'p-all',
          name: 'Tất cả',
          roles: ['admin' as const, 'operator' as const],
          screenIds: null,
        };
        cookie = (await addPeople(dataDir, [person])).get('p-all') ?? '';
      },
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const changing = routeNames.filter((name) => {
    const { method, fromAnyOrigin } = declarationOf(name);
    return method !== 'get' && fromAnyOrigin !== true;
  });

  it.each(changing)('cannot have %s done with the cookie of somebody signed in', async (name) => {
    const { headers, ...request } = requestOf(declarationOf(name));
    const ask = async (more: Record<string, string>) =>
      codeOf(
        await server.fetch(pathOf(declarationOf(name)), {
          ...request,
          headers: { ...headers, cookie, ...more },
        }),
      );
    const codes = [
      await ask({ origin: 'http://example.org' }),
      await ask({ origin: 'null' }),
      await ask({ origin: `${server.url}.example.org` }),
      await ask({}),
    ];
    expect(codes).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  });

  it('cannot disguise JSON as the form that a browser posts without asking', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await server.fetch('/api/session', {
        method: 'POST',
        headers: { 'content-type': type, origin: server.url },
        body: JSON.stringify(ADMIN),
      });
      expect(response.status).toBe(400);
    }
  });

  it('may read nothing: no answer names an origin that may', async () => {
    const response = await server.fetch('/api/items', { headers: { cookie, origin: 'http://example.org' } });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect(response.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    await response.body?.cancel();
  });

  it('that plays entries open to other origins gets no right from a cookie there', () => {
    const open = routeNames.filter((name) => declarationOf(name).fromAnyOrigin === true);
    expect(open.every((name) => declarationOf(name).audience === 'anyone')).toBe(true);
  });
});

describe('guessing a password', () => {
  it('ends after thirty tries of one account, while its owner still gets in from a browser that is known', async () => {
    await using server = await startTestServer();
    const claimed = await server.fetch('/api/setup', postJson({ ...ADMIN, code: server.setupCode }));
    const known = { cookie: cookiesOf(claimed) };
    await server.fetch('/api/session', { method: 'DELETE', headers: { ...known, origin: server.url } });
    const guess = (index: number) => signIn(server, { name: ADMIN.name, password: `đoán lần thứ ${index}` });
    const codes: string[] = [];
    for (let index = 0; index < 35; index += 1) codes.push(await codeOf(await guess(index)));
    expect(codes.filter((code) => code === 'WRONG_CREDENTIALS')).toHaveLength(30);
    expect(codes.at(-1)).toBe('TOO_MANY_REQUESTS');
    // Even the right password does not help a stranger now …
    expect(await codeOf(await signIn(server, ADMIN))).toBe('TOO_MANY_REQUESTS');
    // … and the owner comes in at the first try.
    expect(await codeOf(await signIn(server, ADMIN, known))).toBe('ok');
  });

  it('from the browser of somebody else is a stranger’s guess', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const added = await admin(
      '/api/people',
      postJson({ name: 'Lê Thị Tư', roles: ['editor'], screenIds: null }),
    );
    const { id } = (await added.json()) as { id: string };
    const issued = await admin(`/api/people/${id}/password-code`, { method: 'POST' });
    const { code } = (await issued.json()) as { code: string };
    const set = await server.fetch('/api/password', postJson({ code, password: 'nhà có ba cây cau' }));
    const hers = { cookie: cookiesOf(set) };
    const codes: string[] = [];
    for (let index = 0; index < 31; index += 1) {
      codes.push(await codeOf(await signIn(server, { name: ADMIN.name, password: `đoán ${index}` }, hers)));
    }
    expect(codes.at(-1)).toBe('TOO_MANY_REQUESTS');
  });

  it('by an address is slowed at every door together, without keeping out a browser that is known there', async () => {
    await using server = await startTestServer({ attemptsPerMinute: 4 });
    const claimed = await server.fetch('/api/setup', postJson({ ...ADMIN, code: server.setupCode }));
    const known = { cookie: cookiesOf(claimed) };
    const codes = [
      await codeOf(await server.fetch('/api/setup', postJson({ ...ADMIN, code: 'AAAA-BBBB' }))),
      await codeOf(
        await server.fetch('/api/password', postJson({ code: 'AAAA-BBBB', password: 'một câu khác hẳn' })),
      ),
      await codeOf(await signIn(server, { name: 'a', password: 'b' })),
      await codeOf(await signIn(server, { name: 'a', password: 'c' })),
      await codeOf(await signIn(server, ADMIN)),
    ];
    expect(codes.at(-1)).toBe('TOO_MANY_REQUESTS');
    expect(codes.slice(0, 4)).not.toContain('TOO_MANY_REQUESTS');
    expect(await codeOf(await signIn(server, ADMIN, known))).toBe('ok');
  });

  it('does not count those who get it right: an office behind one address comes to work at once', async () => {
    await using server = await startTestServer({ attemptsPerMinute: 3 });
    await server.asAdmin();
    for (let person = 0; person < 6; person += 1)
      expect(await codeOf(await signIn(server, ADMIN))).toBe('ok');
  });
});

describe('guessing a code', () => {
  it('of a player is slowed by address, and a code is gone once used', async () => {
    await using server = await startTestServer({ attemptsPerMinute: 5 });
    const body = { algorithm: 'Ed25519', publicKey: 'AAAA', userAgent: '' };
    const guess = async (code: string) =>
      codeOf(await server.fetch('/api/enrolment', postJson({ ...body, code })));
    const codes: string[] = [];
    for (let index = 0; index < 8; index += 1) codes.push(await guess(`BCDF-GHJ${'KLMNPQRS'.charAt(index)}`));
    expect(codes).toEqual([
      ...Array.from({ length: 5 }, () => 'ENROLMENT_CODE_INVALID'),
      ...Array.from({ length: 3 }, () => 'TOO_MANY_REQUESTS'),
    ]);
  });
});

describe('finding out who has an account', () => {
  it('is not possible by words: name, password and an account without one are refused alike', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    await admin('/api/people', postJson({ name: 'Chưa đặt', roles: ['editor'], screenIds: null }));
    const attempts = [
      { name: 'Không Ai Cả', password: ADMIN.password },
      { name: ADMIN.name, password: 'sai mật khẩu rồi' },
      { name: 'Chưa đặt', password: 'sai mật khẩu rồi' },
    ];
    const answers = await Promise.all(
      attempts.map(async (body) => {
        const response = await signIn(server, body);
        const problem = { ...((await response.json()) as object), requestId: '' };
        return { status: response.status, problem, cookies: response.headers.getSetCookie() };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  it('is not possible by time: a name nobody has costs a hash as well', async () => {
    await using server = await startTestServer();
    await server.asAdmin();
    const times = { known: [] as number[], unknown: [] as number[] };
    const time = async (name: string): Promise<number> => {
      const startedAt = performance.now();
      await (await signIn(server, { name, password: 'sai mật khẩu rồi' })).text();
      return performance.now() - startedAt;
    };
    await time(ADMIN.name);
    // In turn, and the best of each: what else the machine does only ever adds.
    for (let round = 0; round < 20; round += 1) {
      times.known.push(await time(ADMIN.name));
      times.unknown.push(await time(`Không Ai ${round}`));
    }
    const ratio = Math.min(...times.known) / Math.min(...times.unknown);
    process.stdout.write(`known name ÷ unknown name: ${ratio.toFixed(2)}\n`);
    // A hash takes tens of milliseconds: without the decoy the ratio is above five.
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('is not possible by asking who one is', async () => {
    await using server = await startTestServer();
    const session = Session.parse(await (await server.fetch('/api/session')).json());
    expect(session).toEqual({ person: null, claimed: false });
  });
});
