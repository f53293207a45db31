// What stands behind the accounts, over HTTP: seals, keys, declarations, statements, quarantine, alarms.

import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LedgerAlarm, QuarantineView } from '../../content/model/api/ledger.ts';
import { FiledDeclaration } from '../../content/model/declaration.ts';
import { SignedDaySeal, SignedSealKey } from '../../content/model/seal.ts';
import { bootDraft, fillerDraft, RobotPlayer } from '../support/robot-player.ts';
import { postJson, startTestServer, type TestFetch } from '../support/server.ts';

const SCREEN = '/api/screens/vong-xoay-trung-tam';
const NINE = 1_790_000_000_000;
const HOUR = { from: NINE, to: NINE + 3_600_000 };

async function read<T>(fetch: TestFetch, schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> {
  const response = await fetch(path, init);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return schema.parse(await response.json());
}

describe('declarations over HTTP', () => {
  it('are appended under the name of who makes them, taken back, and never edited', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const orders = [
      ['explanations', { ...HOUR, accounts: null, text: 'Mất điện lưới' }, 'explanation'],
      ['screen-log', { ...HOUR, cause: 'led_off', text: 'Tắt để vệ sinh' }, 'screen_log'],
      [
        'suspensions',
        {
          ...HOUR,
          text: 'Quốc tang',
          document: { number: '12/CĐ-UBND', date: '2026-09-21', issuedBy: 'UBND thành phố' },
        },
        'suspension',
      ],
      ['lost-journals', { ...HOUR, text: 'Ổ đĩa hỏng' }, 'journal_lost'],
    ] as const;
    for (const [path, body, kind] of orders) {
      const filed = await read(admin, FiledDeclaration, `${SCREEN}/${path}`, postJson(body));
      expect(filed.declaration).toMatchObject({ kind, by: { name: 'Nguyễn Thị Ánh' }, ...body });
    }
    const withdrawal = { text: 'Nhầm giờ' };
    await read(admin, FiledDeclaration, `${SCREEN}/declarations/1/withdrawal`, postJson(withdrawal));
    expect((await admin(`${SCREEN}/declarations/1/withdrawal`, postJson(withdrawal))).status).toBe(409);
    expect((await admin(`${SCREEN}/declarations/77/withdrawal`, postJson(withdrawal))).status).toBe(404);
    expect(
      (await admin(`${SCREEN}/explanations`, postJson({ ...HOUR, to: NINE, accounts: null, text: 'x' })))
        .status,
    ).toBe(400);
    expect((await server.fetch(`${SCREEN}/declarations`)).status).toBe(401);
    await server.restart();
    const all = await read(admin, z.array(FiledDeclaration), `${SCREEN}/declarations`);
    expect(all.map(({ n, withdrawn, declaration }) => [n, declaration.kind, withdrawn])).toEqual([
      [0, 'explanation', false],
      [1, 'screen_log', true],
      [2, 'suspension', false],
      [3, 'journal_lost', false],
      [4, 'withdrawal', false],
    ]);
  });
});

describe('seals and keys over HTTP', () => {
  it('show every key with its succession; a rotation needs an administrator', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const keys = z.array(SignedSealKey);
    const [first] = await read(admin, keys, '/api/seal-keys');
    expect((await server.fetch('/api/seal-keys', { method: 'POST' })).status).toBe(401);
    const made = await read(admin, SignedSealKey, '/api/seal-keys', { method: 'POST' });
    expect(made.statement).toMatchObject({ number: 2, because: 'rotated', previous: first?.sha256 });
    expect(await read(admin, keys, '/api/seal-keys')).toEqual([first, made]);
    expect(await read(admin, z.array(SignedDaySeal), `${SCREEN}/seals`)).toEqual([]);
    expect(await read(admin, z.array(z.unknown()), `${SCREEN}/statements?from=0&to=1`)).toEqual([]);
    expect((await admin(`${SCREEN}/statements?from=0&to=${NINE}`)).status).toBe(400);
  });
});

describe('the quarantine over HTTP', () => {
  it('is visible and alarmed from the moment a gap comes until it is filled', async () => {
    await using server = await startTestServer();
    const admin = await server.asAdmin();
    const player = await RobotPlayer.enrol(server.url, server.enrolmentCode);
    player.append(bootDraft(NINE), ...Array.from({ length: 9 }, (_, index) => fillerDraft(NINE, index)));
    const { socket, welcome } = await player.connect();
    expect(welcome.seal).toBeNull();
    const report = (from: number, to: number) =>
      player.send(socket, 'plays:report', player.batchOf(player.records.slice(from, to)));
    const kept = () => read(admin, z.array(QuarantineView), `${SCREEN}/quarantine`);
    const alarms = () => read(admin, z.array(LedgerAlarm), '/api/alarms');
    expect(await alarms()).toEqual([]);
    await report(6, 10);
    expect(await kept()).toMatchObject([{ n: 0, cause: 'gap', state: 'kept', firstSeq: 6, lastSeq: 9 }]);
    expect(await alarms()).toMatchObject([
      { code: 'quarantined', screenId: 'vong-xoay-trung-tam', count: 1 },
    ]);
    await server.restart();
    expect(await alarms()).toMatchObject([{ code: 'quarantined', count: 1 }]);
    const { socket: again } = await player.connect();
    await player.send(again, 'plays:report', player.batchOf(player.records.slice(0, 6)));
    expect(await kept()).toMatchObject([{ cause: 'gap', state: 'taken_up' }]);
    expect(await alarms()).toEqual([]);
    socket.close();
    again.close();
  });
});
