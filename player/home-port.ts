// Where a player keeps what must outlive its page: key, journal and pictures. The browser's own storage is one home, the
// agent's disk the other; a page has exactly one, because a second copy of a journal would only have to be merged.

import type { PlayerState } from '../content/model/protocol.ts';
import type { Companion } from './companion.ts';
import type { PlayerKey } from './identity.ts';
import type { Journal } from './journal.ts';

/** Files by hash, as they lie there: whoever reads them checks them. */
export interface AssetHome {
  readAsset(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  writeAsset(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  deleteAsset(sha256: string): Promise<void>;
  listAssets(): Promise<readonly string[]>;
}

export interface KeyHome {
  /** The player's key, made and stored before it is used where there was none. */
  key(): Promise<PlayerKey>;
  /** A new key in place of any before. */
  replaceKey(): Promise<PlayerKey>;
}

export interface Home {
  readonly name: PlayerState['storage']['home'];
  readonly journal: Journal;
  readonly assets: AssetHome;
  readonly keys: KeyHome;
  /** The agent beside this page; null without one. */
  readonly companion: Companion | null;
  /** True where nobody clears the storage for want of space. */
  askToPersist(): Promise<boolean>;
  /** Gives up some of what the server has already, oldest first; false when there is nothing left of it. */
  giveWay(): Promise<boolean>;
  close(): void;
}
