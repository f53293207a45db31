// The journal in the page's IndexedDB. Every write is one transaction with `durability: 'strict'`: measured under power
// cuts it lost nothing, the default lost half a minute. A corrupt database is deleted whole by the browser; the epoch
// made with it lets the loss be seen.

import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb';
import type { Instant, Interval } from '../content/model/instant.ts';
import type { JournalRecord } from '../content/model/play.ts';
import { BATCH_RECORDS } from '../content/model/protocol.ts';
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

/** Records of one transaction: whatever waits, no turn works through more. */
const AT_ONCE = BATCH_RECORDS;
/** More than an hour ever has. */
const MOST_OF_AN_HOUR = 1_000;

/** Of this boot and key nothing before `seq` waits. */
interface Frontier {
  readonly key: string;
  readonly boot: string;
  readonly seq: number;
}

export class IndexedDbJournal implements Journal {
  readonly #db: IDBPDatabase<Schema>;
  /**
   * Where sending goes on. The browser leaves what was deleted standing in its indexes for a while and walks over it:
   * from the beginning each time, every batch of a month would be slower than the one before.
   */
  #frontier: Frontier | null = null;

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
        const { key, boot, seq } = last.record;
        writes.push(small.put({ key, boot, seq, sha256: last.sha256 } satisfies Head, 'head'));
      }
      const before = ((await small.get('lastAt')) as Instant | undefined) ?? -Infinity;
      if (lastAt !== null && lastAt > before) writes.push(small.put(lastAt, 'lastAt'));
      writes.push(this.#addToCount(transaction, entries.length));
      await Promise.all(writes);
    });
  }

  async unacknowledged(key: string, limit: number): Promise<readonly Entry[]> {
    const transaction = this.#db.transaction(['waiting', 'small']);
    if ((await transaction.objectStore('small').get('count')) === 0) return [];
    const waiting = transaction.objectStore('waiting');
    const read = async ({ boot, seq }: Frontier): Promise<readonly Entry[]> => {
      const rows = await waiting.index('place').getAll(placesOf(boot, seq, Infinity), limit);
      return rows.map(({ record, sha256 }) => ({ record, sha256 }));
    };
    const next = this.#frontier?.key === key ? await read(this.#frontier) : [];
    if (next.length > 0) return next;
    const first = await waiting.index('key').get(key);
    if (first === undefined) return [];
    this.#frontier = { key, boot: first.boot, seq: first.seq };
    return await read(this.#frontier);
  }

  async countUnacknowledged(): Promise<number> {
    const transaction = this.#db.transaction(['waiting', 'small']);
    const count = await transaction.objectStore('small').get('count');
    return typeof count === 'number' ? count : await transaction.objectStore('waiting').count();
  }

  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    while (await this.#acknowledgeSome(boot, upToSeq, keepFrom));
  }

  /** The first of them; whether there may be more. */
  async #acknowledgeSome(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<boolean> {
    const frontier = this.#frontier?.boot === boot ? this.#frontier : null;
    const fromSeq = frontier !== null && frontier.seq <= upToSeq ? frontier.seq : 0;
    let hasMore = false;
    let lastSeq = upToSeq;
    await this.#write(['waiting', 'kept', 'small'], async (transaction) => {
      const waiting = transaction.objectStore('waiting');
      const kept = transaction.objectStore('kept');
      const writes: Promise<unknown>[] = [];
      const found = await waiting.index('place').getAllKeys(placesOf(boot, fromSeq, upToSeq), AT_ONCE + 1);
      const keys = found.slice(0, AT_ONCE);
      hasMore = found.length > keys.length;
      for (const key of await keysFrom(waiting, keys, keepFrom)) {
        const row = await waiting.get(key);
        if (row !== undefined) writes.push(kept.put(row, key));
      }
      const last = keys.at(-1);
      if (hasMore && last !== undefined) lastSeq = (await waiting.get(last))?.seq ?? upToSeq;
      for (const range of rangesOf(keys)) writes.push(waiting.delete(range));
      if (keepFrom !== null) {
        const over = await kept.index('filedAt').getAllKeys(IDBKeyRange.upperBound(keepFrom, true), AT_ONCE);
        for (const key of over) writes.push(kept.delete(key));
      }
      if (keys.length > 0) writes.push(this.#addToCount(transaction, -keys.length));
      await Promise.all(writes);
    });
    if (frontier !== null && lastSeq >= frontier.seq) this.#frontier = { ...frontier, seq: lastSeq + 1 };
    return hasMore;
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

interface FiledKeys {
  get(key: number): Promise<Row | undefined>;
  index(name: 'filedAt'): { getAllKeys(range: IDBKeyRange, most: number): Promise<number[]> };
}

/** Those of `keys` whose hour is not over. Of a month off line only this hour is kept: the rest is not even read. */
async function keysFrom(
  waiting: FiledKeys,
  keys: readonly number[],
  keepFrom: Instant | null,
): Promise<readonly number[]> {
  if (keepFrom === null) return keys;
  const found = await waiting.index('filedAt').getAllKeys(IDBKeyRange.lowerBound(keepFrom), MOST_OF_AN_HOUR);
  const recent = new Set(found);
  if (recent.size < MOST_OF_AN_HOUR) return keys.filter((key) => recent.has(key));
  // Filed by a clock that was ahead: then each is looked at.
  const rows = await Promise.all(keys.map(async (key) => await waiting.get(key)));
  return keys.filter((_, index) => (rows[index]?.filedAt ?? -Infinity) >= keepFrom);
}

/** One range for keys without a hole: a boot writes alone. `keys` of one boot ascend with its records. */
function rangesOf(keys: readonly number[]): (number | IDBKeyRange)[] {
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  return last - first === keys.length - 1 ? [IDBKeyRange.bound(first, last)] : [...keys];
}

function placesOf(boot: string, fromSeq: number, toSeq: number): IDBKeyRange {
  return IDBKeyRange.bound([boot, fromSeq], [boot, toSeq]);
}
