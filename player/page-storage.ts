// The page's other database: pictures by hash and the player's key. Apart from the journal, so that large files and a
// full disk of theirs never stand in the way of a record.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** A private key that cannot be read out where the browser allows that, plain bytes where it does not. */
export type StoredKey =
  | {
      readonly home: 'webcrypto';
      readonly algorithm: 'Ed25519' | 'P-256';
      readonly publicKey: string;
      readonly key: CryptoKey;
    }
  | {
      readonly home: 'page';
      readonly algorithm: 'Ed25519';
      readonly publicKey: string;
      readonly key: Uint8Array;
    };

interface Schema extends DBSchema {
  assets: { key: string; value: Uint8Array<ArrayBuffer> };
  keys: { key: string; value: StoredKey };
}

export class PageStorage {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  static async at(name: string): Promise<PageStorage> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(created) {
        created.createObjectStore('assets');
        created.createObjectStore('keys');
      },
    });
    return new PageStorage(db);
  }

  async readKey(): Promise<StoredKey | undefined> {
    return await this.#db.get('keys', 'player');
  }

  async writeKey(key: StoredKey): Promise<void> {
    await this.#write('keys', (store) => store.put(key, 'player'));
  }

  async readAsset(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return await this.#db.get('assets', sha256);
  }

  async writeAsset(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#write('assets', (store) => store.put(bytes, sha256));
  }

  async deleteAsset(sha256: string): Promise<void> {
    await this.#write('assets', (store) => store.delete(sha256));
  }

  async listAssets(): Promise<readonly string[]> {
    return await this.#db.getAllKeys('assets');
  }

  close(): void {
    this.#db.close();
  }

  async #write<Name extends 'assets' | 'keys'>(
    name: Name,
    work: (store: {
      put(value: Schema[Name]['value'], key: string): Promise<unknown>;
      delete(key: string): Promise<void>;
    }) => Promise<unknown>,
  ): Promise<void> {
    const transaction = this.#db.transaction(name, 'readwrite', { durability: 'strict' });
    const done = transaction.done;
    done.catch(() => {});
    await work(transaction.store);
    await done;
  }
}
