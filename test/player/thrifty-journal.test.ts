// A full storage: what gives way, in which order, and what never does.

import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../content/model/play.ts';
import { startChain } from '../../player/chain.ts';
import type { Entry, Mark } from '../../player/journal.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { ThriftyJournal } from '../../player/thrifty-journal.ts';
import { entriesOf, HOUR_AT, MARK } from './journal-contract.ts';
import { sha256 } from './virtual-player.ts';

class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceededError';
}

/** Has room for so many things; what it keeps of the acknowledged takes room as well. */
class SmallJournal extends MemoryJournal {
  room = 3;

  override async commit(entries: readonly Entry[], mark: Mark | null): Promise<void> {
    if (entries.length > this.room) throw new QuotaExceeded();
    this.room -= entries.length;
    await super.commit(entries, mark);
  }

  override async acknowledge(boot: string, upToSeq: number, keepFrom: number | null): Promise<void> {
    if (this.room === 0 && (keepFrom === null || keepFrom < HOUR_AT * 2)) throw new QuotaExceeded();
    await super.acknowledge(boot, upToSeq, keepFrom);
  }
}

function startSmall() {
  const disk = new MemoryDisk('epoch');
  const small = new SmallJournal(disk);
  const told: boolean[] = [];
  const given: string[] = [];
  const journal = new ThriftyJournal(small, (isFull) => told.push(isFull));
  const reserve = (name: string, times: number) => {
    let left = times;
    journal.addReserve(async () => {
      if (left === 0) return false;
      left -= 1;
      given.push(name);
      small.room += 1;
      return true;
    });
  };
  return { disk, small, journal, told, given, reserve };
}

describe('a journal without room', () => {
  it('gives up what the server has first, then pictures, and keeps every record', async () => {
    const { journal, told, given, reserve } = startSmall();
    reserve('acknowledged', 2);
    reserve('pictures', 2);
    const entries = entriesOf('1', 7);
    await journal.commit(entries.slice(0, 3), MARK);
    await journal.commit(entries.slice(3, 6), MARK);
    expect(given).toEqual(['acknowledged', 'acknowledged', 'pictures']);
    expect(await journal.unacknowledged('a'.repeat(16), 99)).toEqual(entries.slice(0, 6));
    expect(told).toEqual([]);
  });

  it('says so once when nothing is left to give, never drops a record, and says when it is over', async () => {
    const { small, journal, told, given, reserve } = startSmall();
    reserve('acknowledged', 1);
    const entries = entriesOf('1', 9);
    await journal.commit(entries.slice(0, 3), MARK);
    await expect(journal.commit(entries.slice(3, 6), MARK)).rejects.toThrow(QuotaExceeded);
    await expect(journal.commit(entries.slice(3, 6), MARK)).rejects.toThrow(QuotaExceeded);
    expect(given).toEqual(['acknowledged']);
    expect([told, journal.isFull]).toEqual([[true], true]);
    expect(await journal.unacknowledged('a'.repeat(16), 99)).toEqual(entries.slice(0, 3));
    small.room = 9;
    await journal.commit(entries.slice(3, 6), MARK);
    expect([told, journal.isFull]).toEqual([[true, false], false]);
    expect(await journal.unacknowledged('a'.repeat(16), 99)).toEqual(entries.slice(0, 6));
  });

  it('takes an acknowledgement even where it cannot keep what was acknowledged', async () => {
    const { journal } = startSmall();
    await journal.commit(entriesOf('1', 3), MARK);
    await journal.acknowledge('1'.repeat(16), 2, HOUR_AT);
    expect(await journal.countUnacknowledged()).toBe(0);
    expect(await journal.recordsOfHour({ from: HOUR_AT, to: HOUR_AT + 1 })).toEqual([]);
  });

  it('keeps the chain whole in memory meanwhile, with the shortage in it, and writes it all in the end', async () => {
    const { disk, small, journal } = startSmall();
    const clock = { state: 'synced', offsetMs: 0, uncertaintyMs: 1 } as const;
    const stamp = { at: HOUR_AT, monoMs: 0, clock };
    const facts = {
      screen: 'vong-xoay',
      key: 'a'.repeat(16),
      boot: '1'.repeat(16),
      cause: 'start',
      app: 'test',
      userAgent: 'test',
    } as const;
    const faults: unknown[] = [];
    const chain = await startChain(journal, await journal.open(), facts, stamp, sha256, (fault) =>
      faults.push(fault),
    );
    small.room = 0;
    for (let count = 1; count <= 1_200; count += 1) {
      chain.append([{ ...stamp, type: 'incident', kind: 'storage_full', value: count }]);
    }
    await chain.flushed();
    expect(chain.backlog).toBe(1_200);
    expect(faults.length).toBeGreaterThan(0);
    small.room = 5_000;
    chain.append([], null);
    await chain.flushed();
    expect(chain.backlog).toBe(0);
    const stored: JournalRecord[] = [...disk.waiting.values()].flat().map(({ record }) => record);
    expect(stored.map(({ seq }) => seq)).toEqual(Array.from({ length: 1_201 }, (_, seq) => seq));
  });
});
