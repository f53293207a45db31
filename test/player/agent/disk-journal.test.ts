// The agent's journal keeps the port's contract on a real disk, survives power cuts on one that forgets, and does not
// grow for ever.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOUR_MS } from '../../../content/model/instant.ts';
import { DiskJournal } from '../../../player/agent/disk-journal.ts';
import type { Entry, Journal } from '../../../player/journal.ts';
import { MemoryDisk, MemoryJournal } from '../../../player/memory-journal.ts';
import { createMemoryDisk } from '../../../server/store/memory-disk.ts';
import { seededRandom } from '../../support/fault-random.ts';
import { describeJournal, entriesOf, HOUR_AT, MARK } from '../journal-contract.ts';

describeJournal('journal on the agent’s disk', async () => {
  const directory = await folderOfTest();
  return { open: async () => await openJournal(directory), close: () => {} };
});

/** Closed when the test is over. */
async function openJournal(directory: string, onDamaged?: (path: string) => void): Promise<DiskJournal> {
  const journal = await DiskJournal.at({ directory, ...(onDamaged === undefined ? {} : { onDamaged }) });
  onTestFinished(async () => await journal.close());
  return journal;
}

async function folderOfTest(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vong-xoay-agent-'));
  onTestFinished(async () => await rm(directory, { recursive: true, force: true }));
  return directory;
}

const KEY = 'a'.repeat(16);
const seqsOf = (entries: readonly Entry[]) => entries.map(({ record }) => record.seq);

describe('journal on the agent’s disk', () => {
  it('takes records once that come again because the answer was lost', async () => {
    const journal = await openJournal(await folderOfTest());
    const entries = entriesOf('1', 4);
    await journal.commit(entries.slice(0, 3), null);
    await journal.commit(entries.slice(0, 3), MARK);
    await journal.commit(entries, MARK);
    expect(seqsOf(await journal.unacknowledged(KEY, 200))).toEqual([0, 1, 2, 3]);
  });

  it('refuses another record in a place that is taken', async () => {
    const journal = await openJournal(await folderOfTest());
    await journal.commit(entriesOf('1', 3), null);
    const other = entriesOf('1', 3, KEY, HOUR_AT + HOUR_MS);
    await expect(journal.commit(other, null)).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
  });

  it('keeps what was acknowledged to the page over power cuts at any disk operation', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
    const random = seededRandom(seed);
    for (let run = 0; run < 60; run += 1) {
      let endsAt = Math.floor(random() * 60);
      const memory = createMemoryDisk({
        interfere: () => {
          endsAt -= 1;
          if (endsAt === 0) memory.cut(random);
          return undefined;
        },
      });
      const entries = entriesOf('1', 12);
      let durable = 0;
      let forgotten = 0;
      let wanted: string | null = null;
      for (let life = 0; life < 5; life += 1) {
        try {
          const journal = await DiskJournal.at({ directory: '/agent', disk: memory.mount() });
          const { head, epoch } = await journal.open();
          if (durable > 0) expect(epoch, `seed ${seed} run ${run}`).toBe(wanted);
          wanted = epoch;
          const known = (head?.seq ?? -1) + 1;
          expect(known, `seed ${seed} run ${run}`).toBeGreaterThanOrEqual(durable);
          for (let next = known; next < entries.length; next += 3) {
            await journal.commit(entries.slice(next, next + 3), MARK);
            durable = Math.min(entries.length, next + 3);
            if (random() < 0.5) continue;
            forgotten = durable - 1;
            await journal.acknowledge('1'.repeat(16), forgotten - 1, HOUR_AT + 100 * HOUR_MS);
          }
        } catch (fault) {
          if (fault instanceof Error && fault.name === 'AssertionError') throw fault;
          endsAt = Math.floor(random() * 60);
        }
      }
      endsAt = 0;
      const journal = await DiskJournal.at({ directory: '/agent', disk: memory.mount() });
      const stored = await journal.unacknowledged(KEY, 200);
      // With nothing waiting, the first that could wait is the next to come.
      const first = stored[0]?.record.seq ?? ((await journal.open()).head?.seq ?? -1) + 1;
      expect(stored, `seed ${seed} run ${run}`).toEqual(entries.slice(first, first + stored.length));
      expect(first, `seed ${seed} run ${run}`).toBeLessThanOrEqual(forgotten);
      expect(first + stored.length, `seed ${seed} run ${run}`).toBeGreaterThanOrEqual(durable);
    }
  });

  it('answers as the journal in memory does, whatever is written, acknowledged and opened again', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
    const random = seededRandom(seed);
    const pick = (count: number) => Math.floor(random() * count);
    for (let run = 0; run < 20; run += 1) {
      const disk = createMemoryDisk({}).mount();
      const open = async () => await DiskJournal.at({ directory: '/agent', disk, makeEpoch: () => 'epoch' });
      const model = new MemoryJournal(new MemoryDisk('epoch'));
      let journal = await open();
      const written = ['1', '2', '3'].map((boot, at) => ({
        boot,
        entries: entriesOf(boot, 30, (at === 1 ? 'f' : 'a').repeat(16)),
        count: 0,
      }));
      let current = 0;
      for (let step = 0; step < 40; step += 1) {
        const what = pick(10);
        const one = written[current];
        if (one === undefined) throw new Error('no boot');
        if (what < 5) {
          const entries = one.entries.slice(one.count, one.count + pick(5));
          one.count += entries.length;
          for (const home of [journal, model]) await home.commit(entries, MARK);
        } else if (what < 7) {
          const { boot, count } = written[pick(3)] ?? one;
          const keepFrom = pick(5) === 0 ? null : HOUR_AT + pick(6) * HOUR_MS;
          const upToSeq = pick(count + 2) - 1;
          for (const home of [journal, model]) await home.acknowledge(boot.repeat(16), upToSeq, keepFrom);
        } else if (what === 7) {
          await journal.close();
          journal = await open();
        } else if (what === 8) current = Math.min(2, current + 1);
        const told = async (home: Journal) => ({
          counted: await home.countUnacknowledged(),
          waiting: seqsOf(await home.unacknowledged(KEY, 7)),
          hours: await Promise.all(
            [0, 1, 2, 3, 4].map(async (hour) =>
              (
                await home.recordsOfHour({
                  from: HOUR_AT + hour * HOUR_MS,
                  to: HOUR_AT + (hour + 1) * HOUR_MS,
                })
              ).map(({ boot, seq }) => `${boot[0]}#${seq}`),
            ),
          ),
        });
        expect(await told(journal), `seed ${seed} run ${run} step ${step}`).toEqual(await told(model));
      }
      await journal.close();
    }
  });

  it('drops segments whose records are acknowledged and whose hour is over, and knows its head all the same', async () => {
    const directory = await folderOfTest();
    const entries = entriesOf('1', 20);
    for (let start = 0; start < 4; start += 1) {
      const journal = await openJournal(directory);
      await journal.commit(entries.slice(start * 5, start * 5 + 5), start === 3 ? MARK : null);
      if (start === 3) await journal.acknowledge('1'.repeat(16), 19, HOUR_AT + 100 * HOUR_MS);
      await journal.close();
    }
    const after = await openJournal(directory);
    expect(await readdir(join(directory, 'log'))).toHaveLength(2);
    const head = { boot: '1'.repeat(16), seq: 19, sha256: entries[19]?.sha256 };
    expect(await after.open()).toMatchObject({ head, mark: MARK, lastAt: HOUR_AT + 19 * 600_000 });
  });

  it('keeps every segment from the first unacknowledged record on', async () => {
    const directory = await folderOfTest();
    const entries = entriesOf('1', 10);
    for (let start = 0; start < 5; start += 1) {
      const journal = await openJournal(directory);
      await journal.commit(entries.slice(start * 2, start * 2 + 2), null);
      if (start === 4) await journal.acknowledge('1'.repeat(16), 4, HOUR_AT + 100 * HOUR_MS);
      await journal.close();
    }
    const after = await openJournal(directory);
    expect(seqsOf(await after.unacknowledged(KEY, 200))).toEqual([5, 6, 7, 8, 9]);
  });

  it('sets a damaged log aside and declares the loss by a new epoch', async () => {
    const directory = await folderOfTest();
    const before = await openJournal(directory);
    const { epoch } = await before.open();
    await before.commit(entriesOf('1', 9), MARK);
    await before.close();
    const path = join(directory, 'log', '1970-01-01.jsonl');
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace('"head":null', '"head":nuLl'));
    const aside: string[] = [];
    const after = await openJournal(directory, (where) => aside.push(where));
    expect(await after.open()).toMatchObject({ head: null, mark: null });
    expect((await after.open()).epoch).not.toBe(epoch);
    expect(await readdir(aside[0] ?? '')).toEqual(['1970-01-01.jsonl']);
  });
});
