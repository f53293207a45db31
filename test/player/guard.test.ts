// What the page does for itself: an item that takes it down three times in a row is set aside, and the journal hears of it
// once; a page that draws no frames, or never gets on, starts over, but not one that the PC merely let wait.

import { expect, it } from 'vitest';
import { CrashGuard, watchFrames, watchStuck } from '../../player/guard.ts';
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

/** A page that is looked at every so often. */
function watchedPage() {
  const page = { frames: 0, isVisible: true, stalls: 0, look: () => {}, isStopped: false };
  watchFrames({
    frames: () => page.frames,
    isVisible: () => page.isVisible,
    every(intervalMs, callback) {
      expect(intervalMs).toBe(2_000);
      page.look = () => {
        if (!page.isStopped) callback();
      };
      return () => (page.isStopped = true);
    },
    onStall: () => (page.stalls += 1),
  });
  return page;
}

it('starts over when five looks in a row see no frame, once', () => {
  const page = watchedPage();
  for (let look = 0; look < 4; look += 1) page.look();
  expect(page.stalls).toBe(0);
  page.frames += 1;
  for (let look = 0; look < 5; look += 1) page.look();
  expect(page.stalls).toBe(0);
  for (let look = 0; look < 9; look += 1) page.look();
  expect(page.stalls).toBe(1);
});

it('holds no missing frames against a page that is hidden, or that was itself held up', () => {
  const page = watchedPage();
  page.isVisible = false;
  for (let look = 0; look < 20; look += 1) page.look();
  page.isVisible = true;
  // However long the PC slept or was busy: one late look, then frames again.
  page.look();
  page.frames += 1;
  page.look();
  expect(page.stalls).toBe(0);
});

it('calls a conductor stuck after thirty looks in a row at which it was late, and tells it once', () => {
  let told = 0;
  const note = watchStuck(() => (told += 1));
  for (let look = 0; look < 29; look += 1) note(true);
  note(false);
  for (let look = 0; look < 29; look += 1) note(true);
  expect(told).toBe(0);
  for (let look = 0; look < 9; look += 1) note(true);
  expect(told).toBe(1);
});
