// The crash-loop guard: an item that takes the page down three times in a row is set aside, and the journal hears of it once.

import { expect, it } from 'vitest';
import { CrashGuard } from '../../player/guard.ts';
import { MemoryDisk, MemoryJournal } from '../../player/memory-journal.ts';
import { MARK } from './journal-contract.ts';

const ITEM = { id: MARK.play.item, version: MARK.play.version };

it('sets an item aside at its third crash in a row, and calls it news only then', async () => {
  const journal = new MemoryJournal(new MemoryDisk('epoch'));
  const news: unknown[] = [];
  for (let crash = 1; crash <= 4; crash += 1) {
    const guard = await CrashGuard.open(journal, 'crash', MARK);
    news.push(guard.setAside);
    expect(guard.isSetAside(ITEM)).toBe(crash >= 3);
  }
  expect(news).toEqual([null, null, ITEM, null]);
});

it('forgets what was held against an item that was on and let the page live', async () => {
  const journal = new MemoryJournal(new MemoryDisk('epoch'));
  await CrashGuard.open(journal, 'crash', MARK);
  const second = await CrashGuard.open(journal, 'crash', MARK);
  await second.noteShown({ item: ITEM.id, version: ITEM.version });
  const third = await CrashGuard.open(journal, 'crash', MARK);
  expect([third.isSetAside(ITEM), third.setAside]).toEqual([false, null]);
});

it('holds nothing against what was on when the power was cut', async () => {
  const journal = new MemoryJournal(new MemoryDisk('epoch'));
  for (let start = 0; start < 5; start += 1) {
    const guard = await CrashGuard.open(journal, 'start', MARK);
    expect(guard.isSetAside(ITEM)).toBe(false);
  }
});
