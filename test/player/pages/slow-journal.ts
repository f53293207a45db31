// Makes every write of the page's journal take `window.slowJournalMs` longer.

import { IndexedDbJournal } from '../../../player/indexeddb-journal.ts';

declare global {
  interface Window {
    slowJournalMs?: number;
  }
}

const commit = IndexedDbJournal.prototype.commit;
IndexedDbJournal.prototype.commit = async function (...args) {
  await new Promise((resolve) => setTimeout(resolve, window.slowJournalMs ?? 0));
  await commit.apply(this, args);
};
