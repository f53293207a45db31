// Statements of accounts: issued when an hour is over, anew when a late journal or a declaration changes it, all versions
// kept; and the recount that proves stored = recomputed.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, type Instant, MINUTE_MS } from '../../../content/model/instant.ts';
import type { Declaration } from '../../../content/model/declaration.ts';
import type { JournalRecord } from '../../../content/model/play.ts';
import type { AccountStatement, SignedStatement } from '../../../content/model/statement.ts';
import { type Recount, recountScreen } from '../../../server/playlog/recount.ts';
import { nodeDisk } from '../../../server/store/disk.ts';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8_AT } from '../../support/programme-builder.ts';
import { batches, CITY, PlaylogBench, SCREEN, sha256 } from './playlog-bench.ts';

const hourAt = (index: number) => ({
  from: MONDAY_8_AT + index * HOUR_MS,
  to: MONDAY_8_AT + (index + 1) * HOUR_MS,
});
const FIVE_HOURS = [0, 1, 2, 3, 4].map(hourAt);
const fromOf = (index: number) => hourAt(index).from;
const ALWAYS = { from: 0, to: MONDAY_8_AT + 1_000 * HOUR_MS };
const BY = { id: 'an', name: 'Nguyễn Thị Ánh' };

/** Five hours from eight, one boot, each sealed. */
function fiveHours(): JournalRecord[] {
  const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
  for (const hour of FIVE_HOURS) journal.hour(hour, CITY, ({ k }) => k !== 4).seal(hour, hour.to + 20);
  return journal.records;
}

async function stated(bench: PlaylogBench): Promise<SignedStatement[]> {
  const { statements } = await bench.playlog.booksOf(SCREEN);
  const found: SignedStatement[] = [];
  for await (const signed of statements.read(ALWAYS)) found.push(signed);
  return found;
}

const versionsOf = (signed: readonly SignedStatement[], index: number) =>
  signed
    .filter(({ statement }) => statement.hour.from === hourAt(index).from)
    .map(({ statement }) => [statement.version, statement.because, statement.accounts[0]?.state]);

function recount(bench: PlaylogBench): Promise<Recount> {
  const { directory, disk, signer, programmes } = bench;
  return recountScreen({ screenId: SCREEN, directory, disk, sha256, programmes, verify: signer.verify });
}

const suspension = (index: number, at: Instant): Declaration => ({
  v: 1,
  screen: SCREEN,
  at,
  by: BY,
  kind: 'suspension',
  ...hourAt(index),
  document: { number: '12/CĐ-UBND', date: '2026-01-05', issuedBy: 'UBND thành phố Ngã Bảy' },
  text: 'Quốc tang',
});

describe('statements', () => {
  it('are issued once an hour is over, settled or without data, and not again while nothing changes', async () => {
    await using bench = await PlaylogBench.open(createMemoryDisk().mount());
    const records = fiveHours();
    const now = hourAt(4).to + 5 * MINUTE_MS;
    for (const batch of batches(records, 50)) await bench.ingest(batch);
    const issued = await bench.playlog.stateAccounts(SCREEN, now);
    expect(issued.map(({ hour, version }) => [hour.from, version])).toEqual([
      [hourAt(-1).from, 1],
      ...FIVE_HOURS.map(({ from }) => [from, 1]),
    ]);
    expect(issued.at(-1)?.accounts).toMatchObject([
      { shown: 9, missed: 1, state: 'short' },
      { shown: 9, missed: 1, state: 'short' },
    ]);
    expect(await bench.playlog.stateAccounts(SCREEN, now + HOUR_MS / 2)).toEqual([]);
    await bench.reopen();
    expect(await bench.playlog.stateAccounts(SCREEN, now + HOUR_MS / 2)).toEqual([]);
    expect(await recount(bench)).toMatchObject({ statements: 6, hours: 6, differences: [] });
  });

  it('wait for the next call when the server is told to end', async () => {
    await using bench = await PlaylogBench.open(createMemoryDisk().mount());
    for (const batch of batches(fiveHours(), 50)) await bench.ingest(batch);
    const now = hourAt(4).to + 5 * MINUTE_MS;
    let looks = 0;
    const ended = Object.defineProperty(new AbortController().signal, 'aborted', {
      get: () => (looks += 1) > 2,
    });
    const hoursOf = (issued: readonly AccountStatement[]) => issued.map(({ hour }) => hour.from);
    expect(hoursOf(await bench.playlog.stateAccounts(SCREEN, now, ended))).toEqual([-1, 0].map(fromOf));
    await bench.reopen();
    expect(hoursOf(await bench.playlog.stateAccounts(SCREEN, now))).toEqual([1, 2, 3, 4].map(fromOf));
    expect(await recount(bench)).toMatchObject({ statements: 6, hours: 6, differences: [] });
  });

  it('are issued anew when a late journal arrives; both versions stay, and both recount', async () => {
    await using bench = await PlaylogBench.open(createMemoryDisk().mount());
    const records = fiveHours();
    const half = records.findIndex(({ type, seq }) => type === 'seal' && seq > 60);
    for (const batch of batches(records.slice(0, half), 50)) await bench.ingest(batch);
    const now = hourAt(4).to + 5 * MINUTE_MS;
    await bench.playlog.stateAccounts(SCREEN, now);
    bench.now = now + 30 * MINUTE_MS;
    for (const batch of batches(records.slice(half), 50)) await bench.ingest(batch);
    await bench.reopen();
    await bench.playlog.stateAccounts(SCREEN, bench.now);
    const all = await stated(bench);
    expect(versionsOf(all, 4)).toEqual([
      [1, 'hour_over', 'no_data'],
      [2, 'late_journal', 'short'],
    ]);
    expect(versionsOf(all, 0)).toEqual([[1, 'hour_over', 'short']]);
    const [first, second] = all.filter(({ statement }) => statement.hour.from === hourAt(4).from);
    expect(second?.statement.previous).toBe(first?.sha256);
    expect((await recount(bench)).differences).toEqual([]);
  });

  it('are issued anew for what is declared and for what is taken back, and for no other hour', async () => {
    await using bench = await PlaylogBench.open(createMemoryDisk().mount());
    for (const batch of batches(fiveHours(), 50)) await bench.ingest(batch);
    const now = hourAt(4).to + 5 * MINUTE_MS;
    await bench.playlog.stateAccounts(SCREEN, now);
    const { n } = await bench.playlog.declare(suspension(2, now));
    expect(await bench.playlog.stateAccounts(SCREEN, now + MINUTE_MS)).toMatchObject([
      {
        hour: hourAt(2),
        version: 2,
        because: 'declaration',
        accounts: [{ excused: 1, state: 'excused' }, {}],
      },
    ]);
    const { at: _, ...rest } = { v: 1, screen: SCREEN, at: now, by: BY } as const;
    await bench.playlog.declare({ ...rest, at: now + 1, kind: 'withdrawal', n, text: 'Nhầm giờ' });
    await bench.playlog.stateAccounts(SCREEN, now + 2 * MINUTE_MS);
    expect(versionsOf(await stated(bench), 2)).toEqual([
      [1, 'hour_over', 'short'],
      [2, 'declaration', 'excused'],
      [3, 'declaration', 'short'],
    ]);
    await bench.reopen();
    expect((await recount(bench)).differences).toEqual([]);
  });

  it('keep explanations apart: words change no number', async () => {
    await using bench = await PlaylogBench.open(createMemoryDisk().mount());
    for (const batch of batches(fiveHours(), 50)) await bench.ingest(batch);
    const now = hourAt(4).to + 5 * MINUTE_MS;
    await bench.playlog.stateAccounts(SCREEN, now);
    const said = { v: 1, screen: SCREEN, at: now, by: BY, kind: 'explanation', accounts: null } as const;
    const filed = await bench.playlog.declare({ ...said, ...hourAt(1), text: 'Mất điện lưới từ 9 giờ' });
    expect(filed).toMatchObject({ n: 0, withdrawn: false, keyId: bench.signer.keyId });
    expect(await bench.playlog.stateAccounts(SCREEN, now + MINUTE_MS)).toEqual([]);
    await expect(
      bench.playlog.declare({ ...said, from: now, to: now, text: 'Không có thời gian' }),
    ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await bench.reopen();
    expect((await bench.playlog.booksOf(SCREEN)).declarations.filed).toEqual([filed]);
  });
});

describe('the recount', () => {
  it('finds an account that was stated otherwise than the records say', async () => {
    await using bench = await PlaylogBench.open();
    for (const batch of batches(fiveHours(), 50)) await bench.ingest(batch);
    const { statements, ledger, declarations } = await bench.playlog.booksOf(SCREEN);
    const now = hourAt(0).to + 5 * MINUTE_MS;
    const accounts = await bench.playlog.accounts(SCREEN, hourAt(0), now);
    const embellished = accounts.map((one) => ({
      ...one,
      shown: 10,
      missed: 0,
      missing: [],
      state: 'met' as const,
    }));
    const { n, hash } = ledger.log.head();
    const grounds = { ledger: { n, sha256: hash }, declarations: declarations.head, programme: 1 };
    await statements.state(hourAt(0), embellished, 'late_journal', grounds, now, '2026-01-05');
    expect(await recount(bench)).toMatchObject({
      statements: 1,
      differences: [{ hour: hourAt(0), version: 1, because: 'accounts' }],
    });
    expect(bench.disk).toBe(nodeDisk);
  });

  it('agrees whatever the order, repetition and batching in which records came, and whenever accounts were stated', async () => {
    const records = fiveHours();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 7, max: 60 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(100)), { minLength: 40, maxLength: 40 }),
        async (size, fates) => {
          await using bench = await PlaylogBench.open(createMemoryDisk().mount());
          const sent = batches(records, size)
            .flatMap((batch, index) => ((fates[index % 40]?.[1] ?? 0) < 25 ? [batch, batch] : [batch]))
            .map((batch, index) => ({ batch, rank: fates[index % 40]?.[0] ?? 0 }))
            .sort((a, b) => a.rank - b.rank);
          let now = hourAt(4).to + 5 * MINUTE_MS;
          for (const [index, { batch }] of sent.entries()) {
            const luck = fates[index % 40]?.[1] ?? 0;
            if (luck > 60) await bench.playlog.stateAccounts(SCREEN, now);
            if (luck > 85) await bench.playlog.declare(suspension(index % 5, now));
            if (luck > 92) await bench.reopen();
            bench.now = now += MINUTE_MS;
            await bench.ingest(batch);
          }
          await bench.playlog.stateAccounts(SCREEN, now);
          expect((await recount(bench)).differences).toEqual([]);
          const newest = new Map(
            (await stated(bench)).map(({ statement }) => [statement.hour.from, statement]),
          );
          for (const hour of FIVE_HOURS) {
            expect(newest.get(hour.from)?.accounts).toEqual(await bench.playlog.accounts(SCREEN, hour, now));
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
