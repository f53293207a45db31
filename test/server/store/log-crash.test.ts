// Any appends, any crash, any failing disk: what was acknowledged stays, nothing stands twice, the chain holds.
// The disk is the one that forgets; a run is a few lives of a server over one disk.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openChainedLog } from '../../../server/store/chained-log.ts';
import type { Disk } from '../../../server/store/disk.ts';
import { type LogVerdict, verifyLog } from '../../../server/store/log-reader.ts';
import { type DiskFault, type MemoryDisk, createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { seededRandom } from '../../support/fault-random.ts';
import { type PlannedAppend, Witness, dayName } from '../../support/fault-witness.ts';

const directory = '/ledger/screen';
const genesis = 'crash test';
const RUNS = Number(process.env['CRASH_RUNS'] ?? 400);

interface Life {
  appends: PlannedAppend[];
  /** The life ends before this disk operation, or after its appends. */
  endsAt: number;
  end: 'cut' | 'kill';
}

interface Fault {
  at: number;
  fault: DiskFault;
}

const lives = fc.array(
  fc.record<Life>({
    appends: fc.array(
      fc.record({
        rows: fc.integer({ min: 1, max: 4 }),
        bytes: fc.nat(1500),
        daysLater: fc.constantFrom(0, 0, 0, 1, 2),
      }),
      { maxLength: 6 },
    ),
    endsAt: fc.nat(40),
    end: fc.constantFrom('cut', 'kill'),
  }),
  { minLength: 1, maxLength: 6 },
);

async function live(memory: MemoryDisk, witness: Witness, appends: Life['appends']): Promise<void> {
  const log = await openChainedLog({ directory, genesis, disk: memory.mount() });
  await witness.look(log);
  await witness.append(log, appends);
}

/** The log after one more start and one more append, and how many entries it must have. */
async function lookAtTheEnd(disk: Disk, witness: Witness): Promise<{ verdict: LogVerdict; due: number }> {
  const log = await openChainedLog({ directory, genesis, disk });
  await witness.look(log);
  await log.append([{ day: dayName(witness.day), at: 0, body: { row: 0 } }]);
  await log.close();
  return { verdict: await verifyLog(directory, { genesis, disk }), due: witness.promised.size + 1 };
}

test('keeps what was acknowledged over any number of power cuts and kills at any disk operation', async () => {
  const run = fc.asyncProperty(lives, fc.integer(), async (plan, seed) => {
    const random = seededRandom(seed);
    const witness = new Witness();
    let endBefore = Infinity;
    let end: Life['end'] = 'cut';
    const stop = (): void => (end === 'cut' ? memory.cut(random) : memory.kill());
    const memory = createMemoryDisk({
      interfere: ({ ordinal }) => {
        if (ordinal >= endBefore) {
          endBefore = Infinity;
          stop();
        }
        return undefined;
      },
    });
    for (const one of plan) {
      end = one.end;
      endBefore = memory.operations() + one.endsAt;
      await live(memory, witness, one.appends).catch(rethrowUnlessStore);
      endBefore = Infinity;
      stop();
    }
    const { verdict, due } = await lookAtTheEnd(memory.mount(), witness);
    expect(verdict).toMatchObject({ ok: true, entries: due, tornBytes: 0 });
  });
  await fc.assert(run, { numRuns: RUNS });
});

test('heals from failing writes and syncs without losing, doubling or breaking the chain', async () => {
  const faults = fc.array(
    fc.record<Fault>({
      at: fc.nat(120),
      fault: fc.record({ errno: fc.constantFrom('EIO', 'ENOSPC'), writtenBytes: fc.nat(400) }),
    }),
    { maxLength: 8 },
  );
  const run = fc.asyncProperty(lives, faults, fc.integer(), async (plan, failing, seed) => {
    const random = seededRandom(seed);
    const witness = new Witness();
    let isFailing = true;
    const memory = createMemoryDisk({
      interfere: ({ ordinal }) => (isFailing ? failing.find(({ at }) => at === ordinal)?.fault : undefined),
    });
    for (const { appends } of plan) {
      await live(memory, witness, appends).catch(rethrowUnlessStore);
      memory.cut(random);
    }
    isFailing = false;
    const { verdict, due } = await lookAtTheEnd(memory.mount(), witness);
    expect(verdict).toMatchObject({ ok: true, entries: due, tornBytes: 0 });
  });
  await fc.assert(run, { numRuns: RUNS });
});

test('an append after a failed sync is durable, though a retried sync would have lied', async () => {
  let syncs = 0;
  let late: Promise<unknown> = Promise.resolve();
  const entry = (row: number): { day: string; at: number; body: unknown } => ({
    day: dayName(0),
    at: 0,
    body: { row },
  });
  const memory = createMemoryDisk({
    interfere: ({ kind }) => {
      if (kind !== 'datasync' || syncs++ !== 1) return undefined;
      late = log.append([entry(3)]);
      return { errno: 'EIO' };
    },
  });
  const log = await openChainedLog({ directory, genesis, disk: memory.mount() });
  await log.append([entry(1)]);
  await expect(log.append([entry(2)])).rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  await expect(late, 'what waited behind the failure').rejects.toMatchObject({ code: 'STORE_UNWRITABLE' });
  await log.append([entry(4)]);
  memory.cut(() => 0);
  const reopened = await openChainedLog({ directory, genesis, disk: memory.mount() });
  const stored: unknown[] = [];
  for await (const { body } of reopened.read()) stored.push(body);
  expect(stored).toEqual([{ row: 1 }, { row: 4 }]);
});

test('a full disk refuses, keeps what it had, and goes on when there is room', async () => {
  let isFull = false;
  const memory = createMemoryDisk({
    interfere: ({ kind }) => (isFull && kind === 'write' ? { errno: 'ENOSPC', writtenBytes: 11 } : undefined),
  });
  const disk = memory.mount();
  const log = await openChainedLog({ directory, genesis, disk });
  const entry = { day: dayName(0), at: 0, body: { row: 1 } };
  await log.append([entry]);
  isFull = true;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(log.append([entry])).rejects.toMatchObject({ code: 'STORE_FULL' });
    expect(await verifyLog(directory, { genesis, disk })).toMatchObject({
      ok: true,
      entries: 1,
      tornBytes: 0,
    });
  }
  isFull = false;
  await log.append([entry]);
  expect(await verifyLog(directory, { genesis, disk })).toMatchObject({ ok: true, entries: 2 });
});

test('many appends that wait together cost one sync', async () => {
  let syncs = 0;
  const memory = createMemoryDisk({
    interfere: ({ kind }) => {
      if (kind === 'datasync') syncs += 1;
      return undefined;
    },
  });
  const log = await openChainedLog({ directory, genesis, disk: memory.mount() });
  await Promise.all(
    Array.from({ length: 100 }, (_, row) => log.append([{ day: dayName(0), at: 0, body: { row } }])),
  );
  expect(syncs).toBe(1);
});

/** Only the store's own errors may end a life; a failed expectation must end the test. */
function rethrowUnlessStore(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'StoreError') throw error;
}
