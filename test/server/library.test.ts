// First start, first administrator, approval and publication, pairing: what the office does with its server.

import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { createHash, createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../content/model/canonical.ts';
import { ItemView, Problem, ScreenView, Session } from '../../content/model/api.ts';
import { Published } from '../../content/model/api/editing.ts';
import { SignedProgramme, programmeSigningText } from '../../content/model/programme.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { RobotPlayer } from '../support/robot-player.ts';
import { ADMIN, cookieOf, fetchWith, openSocket, postJson, startTestServer } from '../support/server.ts';

const SCREEN = 'vong-xoay-trung-tam';
const MINUTE_MS = 60_000;

async function codeOf(response: Response): Promise<string> {
  return Problem.parse(await response.json()).code;
}

async function storedProgramme(dataDir: string, number: number): Promise<SignedProgramme> {
  const path = join(dataDir, 'programmes', SCREEN, `${number}.json`);
  return SignedProgramme.parse(JSON.parse(await readFile(path, 'utf8')));
}

describe('first start', () => {
  it('puts the city content in, waits with our own wording, publishes programme 1', async () => {
    await using server = await startTestServer({ fromNothing: true });
    const fetch = await server.asAdmin();
    const items = ItemView.array().parse(await (await fetch('/api/items')).json());
    const state = new Map(items.map((item) => [item.id, item.state]));
    expect(state.get('cchc-su-hai-long')).toBe('approved');
    expect(state.get('cchc-giai-quyet-som')).toBe('approved');
    expect(state.get('dich-vu-cong')).toBe('draft');
    const { programme } = await storedProgramme(server.dataDir, 1);
    const guaranteed = programme.playlists.find((playlist) => playlist.guarantee !== null);
    expect(guaranteed?.itemIds).toEqual(['cchc-su-hai-long', 'cchc-giai-quyet-som']);
    expect(guaranteed?.guarantee?.showingsPerHour).toBe(10);
    expect(programme.idle.id).toBe('the-cho');
    expect(programme.effectiveFrom % MINUTE_MS).toBe(0);
    expect(programme.effectiveFrom).toBeLessThanOrEqual(programme.issuedAt);
  });

  it('keeps keys from everybody else', async () => {
    await using server = await startTestServer();
    const modes = await Promise.all(
      ['keys', 'keys/programme-signing.pem'].map(
        async (name) => (await stat(join(server.dataDir, name))).mode & 0o777,
      ),
    );
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('signs programmes so that a stranger can check them', async () => {
    await using server = await startTestServer();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const signed = await storedProgramme(server.dataDir, 1);
    const sha256 = createHash('sha256').update(canonicalJson(signed.programme)).digest('hex');
    const raw = Buffer.from(player.enrolment.serverKey.publicKey, 'base64');
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
      format: 'jwk',
    });
    expect(signed.sha256).toBe(sha256);
    expect(signed.keyId).toBe(player.enrolment.serverKey.keyId);
    expect(
      verify(null, Buffer.from(programmeSigningText(sha256)), key, Buffer.from(signed.signature, 'base64')),
    ).toBe(true);
  });
});

describe('setup', () => {
  it('lets one person in with the printed code, once', async () => {
    await using server = await startTestServer();
    const claim = { ...ADMIN, code: server.setupCode };
    const wrong = await server.fetch('/api/setup', postJson({ ...claim, code: 'BBBB-CCCC-DDDD-FFFF' }));
    const both = await Promise.all([1, 2].map(() => server.fetch('/api/setup', postJson(claim))));
    const later = await server.fetch('/api/setup', postJson(claim));
    expect(await codeOf(wrong)).toBe('SETUP_CODE_INVALID');
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 403]);
    expect(await codeOf(later)).toBe('SETUP_CODE_INVALID');
  });

  it('refuses the code after fifteen minutes', async () => {
    let at = Date.now();
    await using server = await startTestServer({ now: () => at, fromNothing: false });
    at += 15 * MINUTE_MS;
    const response = await server.fetch('/api/setup', postJson({ ...ADMIN, code: server.setupCode }));
    expect(await codeOf(response)).toBe('SETUP_CODE_INVALID');
  });

  it('prints a new code at each start until the server is claimed', async () => {
    await using server = await startTestServer();
    const first = server.setupCode;
    await server.restart();
    expect(server.setupCode).not.toBe(first);
    expect((await server.fetch('/api/setup', postJson({ ...ADMIN, code: first }))).status).toBe(403);
    await server.asAdmin();
    await server.restart();
    expect(server.running.setupLink).toBeNull();
  });
});

describe('sessions', () => {
  it('open with the right password only, and say the same of a wrong name and a wrong password', async () => {
    await using server = await startTestServer();
    await server.asAdmin();
    const signIn = (name: string, password: string) =>
      server.fetch('/api/session', postJson({ name, password }));
    const right = await signIn(ADMIN.name.normalize('NFD').toUpperCase(), ADMIN.password.normalize('NFD'));
    const wrongName = await signIn('Không Ai', ADMIN.password);
    const wrongPassword = await signIn(ADMIN.name, 'mật khẩu khác');
    expect(Session.parse(await right.json()).person?.name).toBe(ADMIN.name);
    const [nameProblem, passwordProblem] = [await wrongName.json(), await wrongPassword.json()];
    expect({ ...nameProblem, requestId: '' }).toEqual({ ...passwordProblem, requestId: '' });
  });

  it('end at signing out: the cookie of before is worth nothing', async () => {
    await using server = await startTestServer();
    await server.asAdmin();
    const signedIn = await server.fetch('/api/session', postJson(ADMIN));
    const cookie = cookieOf(signedIn);
    expect(signedIn.headers.getSetCookie()[0]).toMatch(/HttpOnly; SameSite=Lax/);
    const fetch = fetchWith(() => server.url, cookie);
    expect((await fetch('/api/items')).status).toBe(200);
    expect((await fetch('/api/session', { method: 'DELETE' })).status).toBe(200);
    expect((await fetch('/api/items')).status).toBe(401);
  });

  it('end after twelve idle hours and after seven days', async () => {
    let at = Date.now();
    await using server = await startTestServer({ now: () => at, fromNothing: false });
    const fetch = await server.asAdmin();
    const hours = async (count: number) => {
      at += count * 60 * MINUTE_MS;
      return (await fetch('/api/items')).status;
    };
    expect(await hours(11)).toBe(200);
    expect(await hours(11)).toBe(200);
    expect(await hours(12)).toBe(401);
    const again = fetchWith(() => server.url, cookieOf(await server.fetch('/api/session', postJson(ADMIN))));
    for (let step = 0; step < 15; step += 1) {
      at += 11 * 60 * MINUTE_MS;
      expect((await again('/api/items')).status).toBe(200);
    }
    at += 11 * 60 * MINUTE_MS;
    expect((await again('/api/items')).status).toBe(401);
  });

  it('survive a restart', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    await server.restart();
    expect((await fetch('/api/items')).status).toBe(200);
  });
});

describe('approval', () => {
  it('publishes the screens that show the item, under the next number, from the next minute', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const response = await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    const published = Published.parse(await response.json());
    expect(published.screens.map(({ screenId, programme }) => [screenId, programme])).toEqual([[SCREEN, 2]]);
    expect(published.leftOut.map(({ itemId }) => itemId)).not.toContain('dich-vu-cong');
    const { programme } = await storedProgramme(server.dataDir, 2);
    expect(programme.playlists[0]?.itemIds).toContain('dich-vu-cong');
    expect(programme.effectiveFrom).toBeGreaterThan(programme.issuedAt);
    expect(programme.effectiveFrom - programme.issuedAt).toBeLessThanOrEqual(MINUTE_MS);
    const items = ItemView.array().parse(await (await fetch('/api/items')).json());
    expect(items.find(({ id }) => id === 'dich-vu-cong')).toMatchObject({
      state: 'approved',
      approvedBy: ADMIN.name,
    });
  });

  it('changes nothing the second time, and refuses a version that is not the newest', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const approve = (version: number) => fetch('/api/items/dich-vu-cong/approval', postJson({ version }));
    const stale = await approve(7);
    await approve(1);
    const again = await approve(1);
    expect(await codeOf(stale)).toBe('CONFLICT');
    expect(Published.parse(await again.json()).screens).toEqual([]);
    expect(await readdir(join(server.dataDir, 'programmes', SCREEN))).toEqual(['1.json', '2.json']);
  });

  it('gives two approvals at once two numbers', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const items = ItemView.array().parse(await (await fetch('/api/items')).json());
    const drafts = items.filter(({ state, playlists }) => state === 'draft' || playlists.length === 0);
    const answers = await Promise.all(
      drafts.map(({ id, version }) => fetch(`/api/items/${id}/approval`, postJson({ version }))),
    );
    const numbers = (await Promise.all(answers.map(async (answer) => Published.parse(await answer.json()))))
      .flatMap(({ screens }) => screens.map(({ programme }) => programme))
      .toSorted((a, b) => a - b);
    expect(new Set(numbers).size).toBe(numbers.length);
    const names = await readdir(join(server.dataDir, 'programmes', SCREEN));
    expect(names.length).toBe(1 + numbers.length);
  });

  it('changes nothing when the disk is full, says so, and goes on under the next number', async () => {
    let isFull = false;
    const disk: Disk = {
      ...nodeDisk,
      open: (path, mode) => {
        const isRefused = isFull && path.includes('editorial.json') && mode !== 'read';
        return isRefused
          ? Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }))
          : nodeDisk.open(path, mode);
      },
    };
    await using server = await startTestServer({ disk });
    const fetch = await server.asAdmin();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await player.connect();
    const pushed: number[] = [];
    socket.on('programme:published', (signed: SignedProgramme) => pushed.push(signed.programme.number));
    const approve = () => fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    isFull = true;
    const refused = await approve();
    const problem = Problem.parse(await refused.json());
    expect([refused.status, problem.code, problem.detail]).toEqual([
      500,
      'INTERNAL',
      'Ổ đĩa của máy chủ đã đầy.',
    ]);
    const newest = async () => {
      const views = ScreenView.array().parse(await (await fetch('/api/screens')).json());
      return views[0]?.programme.number;
    };
    expect(await newest()).toBe(1);
    isFull = false;
    expect(Published.parse(await (await approve()).json()).screens[0]?.programme).toBe(3);
    await server.restart();
    expect(await newest()).toBe(3);
    expect(pushed).toEqual([3]);
    socket.close();
  });

  it('never uses a number again whose file is there, published or not', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    await writeFile(join(server.dataDir, 'programmes', SCREEN, '41.json'), 'left by a crash');
    await server.restart();
    const response = await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    expect(Published.parse(await response.json()).screens[0]?.programme).toBe(42);
  });
});

describe('files', () => {
  it('hands a published picture to anyone and a draft to staff only', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const items = ItemView.array().parse(await (await fetch('/api/items')).json());
    const pictureOf = (id: string) => items.find((item) => item.id === id)?.renditions[0]?.sha256 ?? '';
    const [shown, draft] = [pictureOf('cchc-su-hai-long'), pictureOf('dich-vu-cong')];
    const open = await server.fetch(`/assets/${shown}`);
    expect(
      createHash('sha256')
        .update(new Uint8Array(await open.arrayBuffer()))
        .digest('hex'),
    ).toBe(shown);
    expect(open.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(open.headers.get('content-type')).toBe('image/png');
    expect((await server.fetch(`/assets/${draft}`)).status).toBe(404);
    const seen = await fetch(`/assets/${draft}`);
    expect([seen.status, seen.headers.get('cache-control')]).toEqual([
      200,
      'private, max-age=31536000, immutable',
    ]);
    await fetch('/api/items/dich-vu-cong/approval', postJson({ version: 1 }));
    expect((await server.fetch(`/assets/${draft}`)).status).toBe(200);
  });
});

describe('pairing', () => {
  it('gives a screen to the newest enrolment and takes it from the one before', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const first = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const { socket } = await first.connect();
    const closed = new Promise<string>((resolve) => socket.once('disconnect', resolve));
    const issued = await fetch(`/api/screens/${SCREEN}/enrolment-code`, { method: 'POST' });
    const { code } = (await issued.json()) as { code: string };
    const second = await RobotPlayer.enrol(server.url, code.toLowerCase().replace('-', ' '));
    expect(second.enrolment.screenId).toBe(SCREEN);
    expect(await closed).toBe('transport close');
    await expect(first.connect()).rejects.toThrow('KEY_REVOKED');
    await expect(RobotPlayer.enrol(server.url, code)).rejects.toThrow('ENROLMENT_CODE_INVALID');
  });

  it('ends when staff remove the player', async () => {
    await using server = await startTestServer();
    const fetch = await server.asAdmin();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    const enrolled = async () => {
      const views = ScreenView.array().parse(await (await fetch('/api/screens')).json());
      return views[0]?.player.enrolled;
    };
    expect(await enrolled()).toBe(true);
    expect((await fetch(`/api/screens/${SCREEN}/player`, { method: 'DELETE' })).status).toBe(200);
    expect(await enrolled()).toBe(false);
    await expect(player.connect()).rejects.toThrow('KEY_REVOKED');
  });

  it('refuses bytes that are no key, and leaves the code good', async () => {
    await using server = await startTestServer();
    const request = { code: server.enrolmentCode, algorithm: 'P-256', publicKey: 'AAAA', userAgent: '' };
    const response = await server.fetch('/api/enrolment', postJson(request));
    expect(await codeOf(response)).toBe('BAD_REQUEST');
    expect((await RobotPlayer.enrol(server.url, server.enrolmentCode)).enrolment.screenId).toBe(SCREEN);
  });

  it('keeps players over a restart and prints no new link for their screen', async () => {
    await using server = await startTestServer();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    await server.restart();
    expect(server.running.enrolmentLinks).toEqual([]);
    const { socket, welcome } = await player.connect();
    expect(welcome.programmes.map(({ programme }) => programme.number)).toEqual([1]);
    socket.close();
  });

  it('needs no session to be refused as a console', async () => {
    await using server = await startTestServer();
    const socket = openSocket(`${server.url}/console`);
    const refusal = await new Promise<Error>((resolve) => socket.once('connect_error', resolve));
    expect(refusal.message).toBe('NOT_SIGNED_IN');
  });
});
