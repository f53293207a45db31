import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../content/model/instant.ts';
import type { JournalRecord } from '../../../content/model/play.ts';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT } from '../../support/programme-builder.ts';
import { batches, CITY, PlaylogBench, RECEIVED_AT, SCREEN } from './playlog-bench.ts';

const started = () =>
  new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
const anHour = () => started().hour(MONDAY_8, CITY).records;
const identities = (records: readonly JournalRecord[]) => records.map(({ boot, seq }) => `${boot}/${seq}`);
const refusal = (code: string) => expect.objectContaining({ code });

/** The same records with another history from `seq` on. */
function forged(seq: number): JournalRecord[] {
  const journal = new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
  return journal.hour(MONDAY_8, CITY, ({ k }) => k * 2 + 2 < seq).records;
}

describe('what is acknowledged', () => {
  it('is in the ledger once, and up to the last record', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    expect(await bench.ingest(records)).toEqual({ boot: records[0]?.boot, upToSeq: records.length - 1 });
    expect(await bench.ledger()).toEqual(identities(records));
    expect(await bench.playlog.acknowledged(SCREEN, 'a'.repeat(16))).toEqual([
      { boot: records[0]?.boot, upToSeq: records.length - 1 },
    ]);
  });

  it('is acknowledged again, and not written again, when it is sent again', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    const first = await bench.ingest(records);
    expect(await bench.ingest(records)).toEqual(first);
    await bench.reopen();
    expect(await bench.ingest(records)).toEqual(first);
    expect(await bench.ingest(records.slice(0, 9))).toMatchObject({ upToSeq: 8 });
    expect(await bench.ingest(records.slice(5, 12))).toMatchObject({ upToSeq: 11 });
    expect(await bench.ledger()).toEqual(identities(records));
    expect(bench.quarantined).toEqual([]);
  });

  it('survives a restart with all it knows', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    await bench.ingest(records.slice(0, 12));
    await bench.reopen();
    await bench.ingest(records.slice(12));
    const before = await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT);
    await bench.reopen();
    expect(await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT)).toEqual(before);
    expect(before).toMatchObject([
      { shown: 10, state: 'met' },
      { shown: 10, state: 'met' },
    ]);
    expect(await bench.playlog.recentPlays(SCREEN, 3)).toHaveLength(3);
  });

  it('is taken from several players of several screens at once', async () => {
    await using bench = await PlaylogBench.open();
    const others = ['b', 'c', 'd'].map((letter) => letter.repeat(16));
    for (const keyId of others) bench.enrol(keyId);
    const journals = ['a'.repeat(16), ...others].map((keyId, index) => {
      const at = MONDAY_8_AT + index * DAY_MS;
      return new JournalBuilder(keyId).start(at).hour({ from: at, to: at + HOUR_MS }, CITY).records;
    });
    await Promise.all(journals.flatMap((records) => batches(records, 3).map((batch) => bench.ingest(batch))));
    expect((await bench.ledger()).sort()).toEqual(journals.flatMap(identities).sort());
  });
});

describe('what is refused stays with the player', () => {
  it('refuses unknown, foreign and revoked keys', async () => {
    await using bench = await PlaylogBench.open();
    const batch = bench.batchOf(anHour());
    const stranger = new JournalBuilder('e'.repeat(16)).start(MONDAY_8_AT).records;
    await expect(bench.ingest(stranger)).rejects.toEqual(refusal('KEY_UNKNOWN'));
    await expect(bench.playlog.ingest('another', 'a'.repeat(16), batch, RECEIVED_AT)).rejects.toEqual(
      refusal('KEY_UNKNOWN'),
    );
    bench.revoked.add('a'.repeat(16));
    await expect(bench.ingest(anHour())).rejects.toEqual(refusal('KEY_REVOKED'));
    expect(bench.refused).toEqual([]);
    expect(await bench.ledger()).toEqual([]);
  });

  it('refuses a signature that is not over this chain', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    const batch = { ...bench.batchOf(records), signature: bench.batchOf(records.slice(0, 4)).signature };
    await expect(bench.playlog.ingest(SCREEN, 'a'.repeat(16), batch, RECEIVED_AT)).rejects.toEqual(
      refusal('SIGNATURE_WRONG'),
    );
    const { boot } = batch;
    expect(bench.refused).toEqual([
      { screenId: SCREEN, keyId: 'a'.repeat(16), boot, code: 'SIGNATURE_WRONG' },
    ]);
    expect(await bench.ledger()).toEqual([]);
  });

  it.each<[string, (records: JournalRecord[]) => JournalRecord[]]>([
    ['a changed record', (records) => records.map((one) => (one.seq === 3 ? { ...one, monoMs: 1 } : one))],
    ['a missing record', (records) => records.filter(({ seq }) => seq !== 3)],
    ['another order', (records) => records.toSorted((a, b) => b.seq - a.seq)],
    [
      'a record of another boot',
      (records) => [...records.slice(0, 3), ...started().start(MONDAY_8_AT).records.slice(-1)],
    ],
    ['a record of another screen', (records) => records.map((one) => ({ ...one, screen: 'another' }))],
    [
      'a boot record that is not the first',
      (records) => records.slice(0, 1).map((one) => ({ ...one, seq: 4 })),
    ],
  ])('refuses %s', async (_, spoil) => {
    await using bench = await PlaylogBench.open();
    const good = bench.batchOf(anHour());
    const batch = { ...good, records: spoil(good.records) };
    await expect(bench.playlog.ingest(SCREEN, 'a'.repeat(16), batch, RECEIVED_AT)).rejects.toEqual(
      refusal('BAD_REQUEST'),
    );
    expect(bench.refused).toMatchObject([{ code: 'BAD_REQUEST' }]);
    expect(await bench.ledger()).toEqual([]);
  });

  it('says that the ledger is unavailable when the disk fails, and takes the batch afterwards', async () => {
    let isBroken = false;
    const memory = createMemoryDisk({
      interfere: ({ kind }) => (isBroken && kind === 'datasync' ? { errno: 'ENOSPC' } : undefined),
    });
    await using bench = await PlaylogBench.open(memory.mount());
    const records = anHour();
    await bench.ingest(records.slice(0, 5));
    isBroken = true;
    await expect(bench.ingest(records.slice(5))).rejects.toEqual(refusal('LEDGER_UNAVAILABLE'));
    isBroken = false;
    await bench.ingest(records.slice(5));
    expect(await bench.ledger()).toEqual(identities(records));
  });
});

describe('what is doubtful is kept apart', () => {
  it('keeps a fork in quarantine, raises it once, and counts the first', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    await bench.ingest(records);
    const fork = forged(12);
    expect(await bench.ingest(fork)).toMatchObject({ upToSeq: fork.length - 1 });
    await bench.ingest(fork);
    await bench.reopen();
    await bench.ingest(fork);
    expect(bench.quarantined).toMatchObject([{ screenId: SCREEN, cause: 'fork' }]);
    expect(await bench.ledger()).toEqual(identities(records));
  });

  it('finds a fork that continues the right number with the wrong past', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    await bench.ingest(records.slice(0, 15));
    const other = started().hour(MONDAY_8, CITY, ({ k }) => k !== 3).records;
    await bench.ingest(other.slice(15));
    expect(bench.quarantined).toMatchObject([{ cause: 'fork' }]);
    await bench.ingest(records.slice(15));
    expect(await bench.ledger()).toEqual(identities(records));
  });

  it('finds a fork far behind what memory holds', async () => {
    await using bench = await PlaylogBench.open();
    const journal = started();
    for (let hour = 0; hour < 30; hour += 1) {
      const from = MONDAY_8_AT + hour * HOUR_MS;
      journal.hour({ from, to: from + HOUR_MS }, CITY);
    }
    for (const batch of batches(journal.records, 200)) await bench.ingest(batch);
    await bench.ingest(forged(12));
    expect(bench.quarantined).toMatchObject([{ cause: 'fork' }]);
    await bench.ingest(journal.records.slice(0, 9));
    expect(bench.quarantined).toHaveLength(1);
  });

  it('keeps what comes before its past in quarantine, and takes it up when the past arrives', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    await bench.ingest(records.slice(0, 5));
    expect(await bench.ingest(records.slice(10, 15))).toMatchObject({ upToSeq: 14 });
    expect(bench.quarantined).toMatchObject([{ cause: 'gap' }]);
    expect(await bench.ledger()).toEqual(identities(records.slice(0, 5)));
    await bench.reopen();
    await bench.ingest(records.slice(5, 10));
    expect(await bench.ledger()).toEqual(identities(records.slice(0, 15)));
    await bench.ingest(records.slice(15));
    expect(await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT)).toMatchObject([
      { state: 'met' },
      { state: 'met' },
    ]);
  });

  it('goes on after a gap that the player itself cannot fill, and says the journal was lost there', async () => {
    await using bench = await PlaylogBench.open();
    const records = anHour();
    await bench.ingest(records.slice(0, 5));
    await bench.ingest(records.slice(9, 11));
    await bench.ingest(records.slice(9, 11));
    await bench.ingest(records.slice(11));
    expect(bench.quarantined).toHaveLength(1);
    expect(await bench.ledger()).toEqual(identities([...records.slice(0, 5), ...records.slice(11)]));
    const accounts = await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT);
    expect(new Set(accounts.flatMap(({ missing }) => missing.map(({ reason }) => reason)))).toEqual(
      new Set(['journal_lost']),
    );
    await bench.reopen();
    expect(await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT)).toEqual(accounts);
  });
});

describe('any order, repetition and batching (P13)', () => {
  it('ends with the same records and the same accounts, over power cuts of the server too', async () => {
    const whole = started().hour(MONDAY_8, CITY, ({ k }) => k < 4);
    whole.start(MONDAY_8_AT + 30 * MINUTE_MS, { cause: 'crash' });
    whole.hour(MONDAY_8, CITY, ({ k }) => k > 5);
    const { records } = whole;
    await using straight = await PlaylogBench.open(createMemoryDisk().mount());
    for (const batch of batches(records, 200)) await straight.ingest(batch);
    const expected = await straight.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT);

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.array(fc.tuple(fc.nat(), fc.nat(100)), { minLength: 60, maxLength: 60 }),
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 5 }),
        async (size, order, luck) => {
          const memory = createMemoryDisk();
          await using bench = await PlaylogBench.open(memory.mount());
          const sent = batches(records, size)
            .flatMap((batch, index) => ((order[index]?.[1] ?? 0) < 30 ? [batch, batch] : [batch]))
            .map((batch, index) => ({ batch, rank: order[index % order.length]?.[0] ?? 0 }))
            .sort((a, b) => a.rank - b.rank);
          let turn = 0;
          for (const [index, { batch }] of sent.entries()) {
            if ((order[index % order.length]?.[1] ?? 0) > 90) {
              memory.cut(() => luck[turn++ % luck.length] ?? 0);
              bench.disk = memory.mount();
              await bench.reopen();
            }
            await bench.ingest(batch);
          }
          expect((await bench.ledger()).sort()).toEqual(identities(records).sort());
          expect(await bench.playlog.accounts(SCREEN, MONDAY_8, RECEIVED_AT)).toEqual(expected);
        },
      ),
      { numRuns: 40, endOnFailure: true },
    );
  });
});
