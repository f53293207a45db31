// Accounts: who makes them, how a password is set and reset, what ends a session, and which words are no passwords.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../content/model/api.ts';
import { PasswordCode, PersonRecord, Session, SessionView } from '../../content/model/people.ts';
import { isCommonPassword } from '../../server/library/common-passwords.ts';
import {
  ADMIN,
  type TestFetch,
  type TestServer,
  cookieOf,
  fetchWith,
  openSocket,
  postJson,
  startTestServer,
} from '../support/server.ts';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

const BE = { name: 'Trần Văn Bé', roles: ['editor', 'operator'], screenIds: null };
const PASSWORD = 'chiều nay trời đổ mưa rào';

async function codeOf(response: Response): Promise<string> {
  return response.ok ? 'ok' : Problem.parse(await response.json()).code;
}

async function add(admin: TestFetch, draft: object = BE): Promise<PersonRecord> {
  return PersonRecord.parse(await (await admin('/api/people', postJson(draft))).json());
}

async function issueCode(admin: TestFetch, personId: string): Promise<string> {
  const response = await admin(`/api/people/${personId}/password-code`, { method: 'POST' });
  return PasswordCode.parse(await response.json()).code;
}

/** Makes the person and signs them in with a password set by code. */
async function signUp(server: TestServer, draft: object = BE) {
  const admin = await server.asAdmin();
  const person = await add(admin, draft);
  const code = await issueCode(admin, person.id);
  const response = await server.fetch('/api/password', postJson({ code, password: PASSWORD }));
  expect(Session.parse(await response.json()).person?.id).toBe(person.id);
  return { admin, person, code, fetch: fetchWith(() => server.url, cookieOf(response)) };
}

describe('accounts', () => {
  it('are made without a password; a one-time code sets it, once, and signs in', async () => {
    await using server = await startTestServer();
    const { admin, person, code } = await signUp(server);
    const again = await server.fetch('/api/password', postJson({ code, password: PASSWORD }));
    expect(await codeOf(again)).toBe('PASSWORD_CODE_INVALID');
    const signIn = await server.fetch('/api/session', postJson({ name: BE.name, password: PASSWORD }));
    expect(Session.parse(await signIn.json()).person).toEqual({
      id: person.id,
      name: BE.name,
      roles: ['editor', 'operator'],
      screenIds: null,
    });
    const other = await add(admin, { ...BE, name: 'Lê Thị Tư' });
    expect(other.hasPassword).toBe(false);
    const guess = await server.fetch('/api/session', postJson({ name: 'Lê Thị Tư', password: PASSWORD }));
    expect(await codeOf(guess)).toBe('WRONG_CREDENTIALS');
  });

  it('refuse a second account of the same name, however its marks were typed', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    await add(admin);
    const same = { ...BE, name: BE.name.normalize('NFD').toUpperCase() };
    expect(await codeOf(await admin('/api/people', postJson(same)))).toBe('CONFLICT');
    expect(await codeOf(await admin('/api/people', postJson({ ...BE, roles: ['root'] })))).toBe(
      'BAD_REQUEST',
    );
    const nowhere = { ...BE, name: 'Khác', screenIds: ['khong-co'] };
    expect(await codeOf(await admin('/api/people', postJson(nowhere)))).toBe('NOT_FOUND');
  });

  it('take effect at the next request when roles change, and end at once when somebody leaves', async () => {
    await using server = await startTestServer();
    const { admin, person, fetch } = await signUp(server);
    expect((await fetch('/api/people')).status).toBe(403);
    const put = (before: object, roles: string[]) =>
      admin(`/api/people/${person.id}`, {
        ...postJson({ before, draft: { ...BE, roles } }),
        method: 'PUT',
      });
    await put(BE, ['auditor']);
    // Whoever still sees the account as it was changes nothing behind the other's back.
    expect(await codeOf(await put(BE, ['editor', 'operator']))).toBe('CONFLICT');
    expect((await fetch('/api/people')).status).toBe(200);
    await admin(`/api/people/${person.id}`, { method: 'DELETE' });
    expect((await fetch('/api/people')).status).toBe(401);
    const signIn = () => server.fetch('/api/session', postJson({ name: BE.name, password: PASSWORD }));
    expect(await codeOf(await signIn())).toBe('WRONG_CREDENTIALS');
    await admin(`/api/people/${person.id}/readmission`, { method: 'POST' });
    expect(await codeOf(await signIn())).toBe('ok');
  });

  it('always leave an administrator who can sign in', async () => {
    await using server = await startTestServer();
    const { admin } = await signUp(server);
    const [first] = PersonRecord.array().parse(await (await admin('/api/people')).json());
    const path = `/api/people/${first?.id}`;
    const draft = { name: ADMIN.name, roles: ['editor'], screenIds: null };
    const demoted = { ...postJson({ before: { ...draft, roles: first?.roles }, draft }), method: 'PUT' };
    expect(await codeOf(await admin(path, demoted))).toBe('CONFLICT');
    expect(await codeOf(await admin(path, { method: 'DELETE' }))).toBe('CONFLICT');
    // A second one without a password could not sign in either.
    await add(admin, { name: 'Quản trị hai', roles: ['admin'], screenIds: null });
    expect(await codeOf(await admin(path, { method: 'DELETE' }))).toBe('CONFLICT');
  });
});

describe('passwords', () => {
  it('are changed by who knows the old one; every other session ends', async () => {
    await using server = await startTestServer();
    const { fetch } = await signUp(server);
    const elsewhere = await server.fetch('/api/session', postJson({ name: BE.name, password: PASSWORD }));
    const other = fetchWith(() => server.url, cookieOf(elsewhere));
    const change = (current: string, password: string) =>
      fetch('/api/password', { ...postJson({ current, password }), method: 'PUT' });
    expect(await codeOf(await change('sai mật khẩu cũ', 'một câu khác hẳn'))).toBe('WRONG_CREDENTIALS');
    expect(await codeOf(await change(PASSWORD, 'Trần Văn Bé 1990'))).toBe('PASSWORD_WEAK');
    const changed = await change(PASSWORD, 'một câu khác hẳn');
    const renewed = fetchWith(() => server.url, cookieOf(changed));
    const statuses = await Promise.all([fetch, other, renewed].map((as) => as('/api/sessions')));
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  it('are reset on the command line beside a running server, by a code and never by a default', async () => {
    await using server = await startTestServer();
    await signUp(server);
    const reset = (name: string) =>
      run(process.execPath, ['--import', 'tsx', join(root, 'server/commands/reset-password.ts'), name], {
        cwd: root,
        env: { ...process.env, DATA_DIR: server.dataDir },
      });
    await expect(reset('Không Ai')).rejects.toMatchObject({ stderr: expect.stringContaining(BE.name) });
    const { stdout } = await reset(BE.name.toLowerCase());
    const code = /#\/dat-mat-khau\/([A-Z-]+)/.exec(stdout)?.[1] ?? '';
    const old = () => server.fetch('/api/session', postJson({ name: BE.name, password: PASSWORD }));
    // Until the code is used nothing has changed.
    expect((await old()).status).toBe(200);
    await server.restart();
    const weak = await server.fetch('/api/password', postJson({ code, password: 'matkhau123456' }));
    expect(await codeOf(weak)).toBe('PASSWORD_WEAK');
    const set = await server.fetch('/api/password', postJson({ code, password: 'nhà có ba cây cau' }));
    expect(set.status).toBe(200);
    expect((await old()).status).toBe(401);
  });

  it('are refused when they are what everybody tries first, in Vietnamese too', () => {
    const common = [
      '1234567890',
      'qwertyuiop',
      'Mật khẩu 123456',
      'matkhau@2026',
      'Anh yêu em 123',
      'Việt Nam vô địch',
      'vongxoay2026',
      'ngabayngabay',
      'abcabcabcabc',
      'aaaaaaaaaaaa',
      'Độc lập tự do hạnh phúc',
      'password1234',
      'Nguyễn Thị Ánh 1990',
    ];
    expect(common.filter((password) => !isCommonPassword(password, [ADMIN.name]))).toEqual([]);
    const good = [
      ADMIN.password,
      PASSWORD,
      'một câu khác hẳn',
      'nhà có ba cây cau',
      'T7#kf9-Qw2z',
      '夏の夜の夢のなか',
    ];
    expect(good.filter((password) => isCommonPassword(password, [ADMIN.name]))).toEqual([]);
  });

  it('made of sixteen random letters are taken', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'bcdfghjklmnpqrstvwxz'),
      minLength: 16,
      maxLength: 16,
    });
    fc.assert(
      fc.property(
        letters.filter((text) => new Set(text).size > 8),
        (password) => !isCommonPassword(password),
      ),
      { seed: 20_261_124 },
    );
  });
});

describe('sessions', () => {
  it('are listed with where they came from, ended one by one, and all at once, sockets included', async () => {
    await using server = await startTestServer();
    await server.asAdmin();
    const signIn = async (userAgent: string) => {
      const init = postJson(ADMIN);
      const headers = { ...init.headers, 'user-agent': userAgent };
      const response = await server.fetch('/api/session', { ...init, headers });
      return cookieOf(response);
    };
    const [office, home] = [await signIn('office'), await signIn('home')];
    const fetch = fetchWith(() => server.url, office);
    const list = async () => SessionView.array().parse(await (await fetch('/api/sessions')).json());
    const before = await list();
    expect(before.map(({ userAgent, current }) => [userAgent, current])).toEqual([
      ['home', false],
      ['office', true],
      ['node', false],
    ]);
    expect(new Set(before.map(({ from }) => from))).toEqual(new Set(['127.0.0.1']));
    await fetch(`/api/sessions/${before[0]?.id}`, { method: 'DELETE' });
    expect((await fetchWith(() => server.url, home)('/api/sessions')).status).toBe(401);
    const socket = openSocket(`${server.url}/console`, { cookie: office, origin: server.url });
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    const gone = new Promise((resolve) => socket.once('disconnect', resolve));
    await fetch('/api/sessions', { method: 'DELETE' });
    await gone;
    const admin = await server.asAdmin();
    expect([(await fetch('/api/sessions')).status, (await admin('/api/sessions')).status]).toEqual([
      401, 401,
    ]);
  });

  it('of somebody else cannot be ended by their id', async () => {
    await using server = await startTestServer();
    const { admin, fetch } = await signUp(server);
    const [theirs] = SessionView.array().parse(await (await admin('/api/sessions')).json());
    expect((await fetch(`/api/sessions/${theirs?.id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await admin('/api/sessions')).status).toBe(200);
  });
});
