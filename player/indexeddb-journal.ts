// The journal in the page's IndexedDB. Every write is one transaction with `durability: 'strict'`: measured under power
// cuts it lost nothing, the default lost half a minute. A corrupt database is deleted whole by the browser; the epoch
// made with it lets the loss be seen.

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Instant, Interval } from '../content/model/instant.ts';
import type { JournalRecord } from '../content/model/play.ts';
import {
  type Entry,
  filedAt,
  type Head,
  type Journal,
  type JournalOpening,
  type KeepKey,
  type Mark,
} from './journal.ts';

interface Row extends Entry {
  readonly key: string;
  readonly boot: string;
  readonly seq: number;
  /** Left out where no time is known: such rows stand in no hour. */
  readonly filedAt?: Instant;
}

interface Schema extends DBSchema {
  /** Not yet acknowledged, by the place in which they were written. */
  waiting: { key: number; value: Row; indexes: { key: string; place: [string, number]; filedAt: Instant } };
  /** Acknowledged, but their hour is not over. */
  kept: { key: number; value: Row; indexes: { filedAt: Instant } };
  small: { key: string; value: unknown };
}

type Store = 'waiting' | 'kept' | 'small';

export class IndexedDbJournal implements Journal {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** `makeEpoch` names new storage. `onClosed`: the browser took the storage away, nothing can be written any more. */
  static async at(name: string, makeEpoch: () => string, onClosed: () => void): Promise<IndexedDbJournal> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(created) {
        const waiting = created.createObjectStore('waiting', { autoIncrement: true });
        waiting.createIndex('key', 'key');
        waiting.createIndex('place', ['boot', 'seq'], { unique: true });
        waiting.createIndex('filedAt', 'filedAt');
        created.createObjectStore('kept').createIndex('filedAt', 'filedAt');
        void created.createObjectStore('small').put(makeEpoch(), 'epoch');
      },
      terminated: onClosed,
    });
    return new IndexedDbJournal(db);
  }

  async open(): Promise<JournalOpening> {
    const small = this.#db.transaction('small').store;
    const [epoch, head, mark, lastAt] = await Promise.all(
      ['epoch', 'head', 'mark', 'lastAt'].map((key) => small.get(key)),
    );
    return {
      epoch: String(epoch),
      head: (head as Head | undefined) ?? null,
      mark: (mark as Mark | null | undefined) ?? null,
      lastAt: (lastAt as Instant | undefined) ?? null,
    };
  }

  async commit(entries: readonly Entry[], mark: Mark | null): Promise<void> {
    await this.#write(['waiting', 'small'], async (transaction) => {
      const waiting = transaction.objectStore('waiting');
      const small = transaction.objectStore('small');
      const writes: Promise<unknown>[] = [small.put(mark, 'mark')];
      let lastAt: Instant | null = null;
      for (const entry of entries) {
        writes.push(waiting.add(rowOf(entry)));
        lastAt = Math.max(lastAt ?? -Infinity, entry.record.at ?? -Infinity);
      }
      const last = entries.at(-1);
      if (last !== undefined) {
        const { boot, seq } = last.record;
        writes.push(small.put({ boot, seq, sha256: last.sha256 } satisfies Head, 'head'));
      }
      const before = ((await small.get('lastAt')) as Instant | undefined) ?? -Infinity;
      if (lastAt !== null && lastAt > before) writes.push(small.put(lastAt, 'lastAt'));
      writes.push(this.#addToCount(transaction, entries.length));
      await Promise.all(writes);
    });
  }

  async unacknowledged(key: string, limit: number): Promise<readonly Entry[]> {
    const index = this.#db.transaction('waiting').store.index('key');
    const first = await index.get(key);
    if (first === undefined) return [];
    const rows = await this.#db.getAllFromIndex('waiting', 'place', placesOf(first.boot, Infinity), limit);
    return rows.map(({ record, sha256 }) => ({ record, sha256 }));
  }

  async countUnacknowledged(): Promise<number> {
    const transaction = this.#db.transaction(['waiting', 'small']);
    const count = await transaction.objectStore('small').get('count');
    return typeof count === 'number' ? count : await transaction.objectStore('waiting').count();
  }

  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    await this.#write(['waiting', 'kept', 'small'], async (transaction) => {
      const waiting = transaction.objectStore('waiting');
      const kept = transaction.objectStore('kept');
      const writes: Promise<unknown>[] = [];
      const keys = await waiting.index('place').getAllKeys(placesOf(boot, upToSeq));
      // Of a month off line only this hour is kept: the rest is not even read.
      const recent =
        keepFrom === null
          ? keys
          : await waiting.index('filedAt').getAllKeys(IDBKeyRange.lowerBound(keepFrom));
      const acknowledged = new Set(keys);
      for (const key of recent.filter((one) => acknowledged.has(one))) {
        const row = await waiting.get(key);
        if (row !== undefined) writes.push(kept.put(row, key));
      }
      for (const range of rangesOf(keys)) writes.push(waiting.delete(range));
      if (keepFrom !== null) {
        const over = await kept.index('filedAt').getAllKeys(IDBKeyRange.upperBound(keepFrom, true));
        for (const key of over) writes.push(kept.delete(key));
      }
      writes.push(this.#addToCount(transaction, -keys.length));
      await Promise.all(writes);
    });
  }

  /** Forgets the oldest acknowledged records, so many at most; how many they were. */
  async dropKept(most: number): Promise<number> {
    let dropped = 0;
    await this.#write(['kept'], async (transaction) => {
      const kept = transaction.objectStore('kept');
      const keys = await kept.getAllKeys(undefined, most);
      dropped = keys.length;
      await Promise.all(keys.map((key) => kept.delete(key)));
    });
    return dropped;
  }

  async recordsOfHour({ from, to }: Interval): Promise<readonly JournalRecord[]> {
    const range = IDBKeyRange.bound(from, to, false, true);
    const transaction = this.#db.transaction(['waiting', 'kept']);
    const found = await Promise.all([
      rowsIn(transaction.objectStore('kept').index('filedAt'), range),
      rowsIn(transaction.objectStore('waiting').index('filedAt'), range),
    ]);
    return found
      .flat()
      .sort((a, b) => a.place - b.place)
      .map(({ record }) => record);
  }

  async read(key: KeepKey): Promise<unknown> {
    return (await this.#db.get('small', `keep:${key}`)) ?? null;
  }

  async write(key: KeepKey, value: unknown): Promise<void> {
    await this.#write(['small'], async (transaction) => {
      await transaction.objectStore('small').put(value, `keep:${key}`);
    });
  }

  close(): void {
    this.#db.close();
  }

  /** The server is told the count at every showing: counting a month of records anew each time would cost a core. */
  async #addToCount(
    transaction: Pick<IDBPTransaction<Schema, ('waiting' | 'small')[], 'readwrite'>, 'objectStore'>,
    change: number,
  ): Promise<void> {
    const small = transaction.objectStore('small');
    const count = await small.get('count');
    // In storage of an earlier version it is not known; what this transaction changed is counted then.
    const next =
      typeof count === 'number' ? count + change : await transaction.objectStore('waiting').count();
    await small.put(next, 'count');
  }

  async #write<Stores extends Store[]>(
    stores: Stores,
    work: (transaction: IDBPTransaction<Schema, Stores, 'readwrite'>) => Promise<void>,
  ): Promise<void> {
    const transaction = this.#db.transaction(stores, 'readwrite', { durability: 'strict' });
    const done = transaction.done;
    // A failed request also rejects `done`; it is awaited below, or not at all.
    done.catch(() => {});
    await work(transaction);
    await done;
  }
}

function rowOf(entry: Entry): Row {
  const { key, boot, seq } = entry.record;
  const at = filedAt(entry.record);
  return { ...entry, key, boot, seq, ...(at === null ? {} : { filedAt: at }) };
}

interface FiledRows {
  getAll(range: IDBKeyRange): Promise<Row[]>;
  getAllKeys(range: IDBKeyRange): Promise<number[]>;
}

async function rowsIn(
  index: FiledRows,
  range: IDBKeyRange,
): Promise<{ record: JournalRecord; place: number }[]> {
  const [rows, places] = await Promise.all([index.getAll(range), index.getAllKeys(range)]);
  return rows.map(({ record }, at) => ({ record, place: places[at] ?? 0 }));
}

/** One range for keys without a hole: a boot writes alone. `keys` of one boot ascend with its records. */
function rangesOf(keys: readonly number[]): (number | IDBKeyRange)[] {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  return last - first === keys.length - 1 ? [IDBKeyRange.bound(first, last)] : [...keys];
}

function placesOf(boot: string, upToSeq: number): IDBKeyRange {
  return IDBKeyRange.bound([boot, 0], [boot, upToSeq]);
}
