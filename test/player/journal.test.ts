// Both homes of the journal keep the port's contract; a power cut on the memory disk loses only what was not committed.

import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { IndexedDbJournal } from '../../player/indexeddb-journal.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { describeJournal, entriesOf, MARK } from './journal-contract.ts';

let databases = 0;

describeJournal('journal in memory', async () => {
  const disk = new MemoryDisk('epoch');
  return { open: async () => new MemoryJournal(disk), close: () => {} };
});

describeJournal('journal in IndexedDB', async () => {
  const name = `journal-${(databases += 1)}`;
  const opened: IndexedDbJournal[] = [];
  return {
    open: async () => {
      const journal = await IndexedDbJournal.at(
        name,
        () => 'epoch',
        () => {},
      );
      opened.push(journal);
      return journal;
    },
    close: () => {
      for (const journal of opened) journal.close();
    },
  };
});

describe('memory disk', () => {
  it('loses the commit under way at a power cut, whole, and nothing else', async () => {
    const disk = new MemoryDisk('epoch');
    const flushes: (() => void)[] = [];
    const journal = new MemoryJournal(
      disk,
      async () => await new Promise((resolve) => flushes.push(resolve)),
    );
    const [first, second] = entriesOf('1', 2);
    if (first === undefined || second === undefined) throw new Error('two entries');
    const committed = journal.commit([first], MARK);
    flushes.shift()?.();
    await committed;
    void journal.commit([second], null);
    journal.cutPower();
    flushes.shift()?.();
    await Promise.resolve();
    const opening = await new MemoryJournal(disk).open();
    expect(opening.head?.seq).toBe(0);
    expect(opening.mark).toEqual(MARK);
  });
});

describe('storage', () => {
  it('gets a new epoch when it was lost, so that the loss is seen', async () => {
    let count = 0;
    const open = async () =>
      await IndexedDbJournal.at(
        'lost',
        () => `epoch-${(count += 1)}`,
        () => {},
      );
    const before = await open();
    const { epoch } = await before.open();
    before.close();
    const same = await open();
    expect((await same.open()).epoch).toBe(epoch);
    same.close();
    await new Promise<void>((resolve) => {
      indexedDB.deleteDatabase('lost').onsuccess = () => resolve();
    });
    const after = await open();
    expect((await after.open()).epoch).not.toBe(epoch);
    after.close();
  });

  it('of a version that did not keep the count is counted once, and right from then on', async () => {
    const open = async () =>
      await IndexedDbJournal.at(
        'uncounted',
        () => 'epoch',
        () => {},
      );
    const journal = await open();
    await journal.commit(entriesOf('1', 5), null);
    const raw = await openDB('uncounted');
    await raw.delete('small', 'count');
    expect(await journal.countUnacknowledged()).toBe(5);
    await journal.acknowledge('1'.repeat(16), 1, null);
    expect(await raw.get('small', 'count')).toBe(3);
    await raw.delete('small', 'count');
    await journal.commit(entriesOf('2', 2), null);
    expect(await raw.get('small', 'count')).toBe(5);
    expect(await journal.countUnacknowledged()).toBe(5);
    raw.close();
    journal.close();
  });
});
