// The home of a page without agent: two databases of the browser, one for the journal, one for key and pictures.

import { randomHex } from './digest.ts';
import type { Home } from './home-port.ts';
import { keyOf, replaceKey } from './identity.ts';
import { IndexedDbJournal } from './indexeddb-journal.ts';
import { PageStorage } from './page-storage.ts';

/** Records that give way at once when room is short: some hours of them. */
const DROPPED_AT_ONCE = 500;

/** `onLost`: the browser took the storage away, nothing can be written any more. Rejects when there is no storage. */
export async function openBrowserHome(onLost: () => void): Promise<Home> {
  const journal = await IndexedDbJournal.at('vongxoay-journal', () => randomHex(16), onLost);
  const storage = await PageStorage.at('vongxoay-page');
  return {
    name: 'indexeddb',
    journal,
    assets: storage,
    keys: { key: () => keyOf(storage), replaceKey: () => replaceKey(storage) },
    companion: null,
    async askToPersist() {
      // Absent on plain http, whatever its type says.
      const manager: StorageManager | undefined = navigator.storage;
      return manager === undefined ? false : await manager.persist().catch(() => false);
    },
    giveWay: async () => (await journal.dropKept(DROPPED_AT_ONCE)) > 0,
    close() {
      journal.close();
      storage.close();
    },
  };
}
