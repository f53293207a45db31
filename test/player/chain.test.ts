// Where a chain begins: on the head that its own key left, and on nothing else.

import { expect, it } from 'vitest';
import { startChain } from '../../player/chain.ts';
import type { JournalOpening } from '../../player/journal.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { entriesOf, HOUR_AT, MARK } from './journal-contract.ts';
import { sha256 } from './virtual-player.ts';

const KEY = 'a'.repeat(16);
const STAMP = {
  at: HOUR_AT,
  monoMs: 0,
  clock: { state: 'synced', offsetMs: 0, uncertaintyMs: 10 },
} as const;

async function firstRecordsAfter(change: (opening: JournalOpening) => JournalOpening) {
  const disk = new MemoryDisk('epoch');
  const journal = new MemoryJournal(disk);
  await journal.commit(entriesOf('1', 3), MARK);
  const facts = {
    screen: 'vong-xoay',
    key: KEY,
    boot: 'c'.repeat(16),
    cause: 'start',
    app: '',
    userAgent: '',
  } as const;
  const fail = (fault: unknown) => expect.fail(String(fault));
  const chain = await startChain(journal, change(await journal.open()), facts, STAMP, sha256, fail);
  return (disk.waiting.get(chain.boot) ?? []).map(({ record }) => record);
}

it('hangs a boot on the head that its key left, and takes the mark over as interrupted', async () => {
  const [boot, interrupted] = await firstRecordsAfter((opening) => opening);
  expect(boot).toMatchObject({ type: 'boot', previous: { boot: '1'.repeat(16), seq: 2 } });
  expect(boot).not.toHaveProperty('previous.key');
  expect(interrupted).toMatchObject({ type: 'play', end: 'interrupted', ofBoot: MARK.boot });
});

it('hangs on the head of storage that did not write down whose it is', async () => {
  const [boot] = await firstRecordsAfter(({ head, ...opening }) => {
    if (head === null) throw new Error('a head');
    const { key: _, ...old } = head;
    return { ...opening, head: old };
  });
  expect(boot).toMatchObject({ previous: { seq: 2 } });
});

it('begins anew where another key wrote last, so that what is lost with it has a name', async () => {
  const records = await firstRecordsAfter((opening) => ({
    ...opening,
    head: opening.head && { ...opening.head, key: 'f'.repeat(16) },
  }));
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({ type: 'boot', seq: 0, previous: null });
});
