// The append-only, hash-chained log under the ledger and the audit trail: a port, and its home in day files.
// Promise: an append that resolved survives a power cut and is part of one unbroken chain; a crash may leave entries
// that were never acknowledged, never a gap. Lost if it fails: nothing acknowledged; appends are refused until it heals.
// One process writes a log. A second writer is noticed and refused, not served.

import { canonicalJson } from '../../content/model/canonical.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { MAX_BATCH_BYTES, dayPath, isDayName, listDays } from './day-files.ts';
import { removeFile } from './files.ts';
import { type DayRange, readEntries } from './log-reader.ts';
import { sha256Hex } from './digest.ts';
import { type LogEntry, type LogHead, formatLine, genesisHead } from './log-line.ts';
import { DayTail, openTail } from './day-tail.ts';
import { StoreError, toStoreError } from './store-error.ts';

const NEWLINE = 0x0a;

export interface NewEntry {
  /** The day file it belongs to, YYYY-MM-DD. Days only move forward: an earlier one goes to the current file. */
  day: string;
  at: number;
  /** Any JSON with safe integers only. */
  body: unknown;
}

export interface ChainedLog {
  /** The last acknowledged entry. */
  head(): LogHead;
  /** The current day file and its acknowledged bytes, for readers beside this process; undefined while empty. */
  extent(): { day: string; size: number } | undefined;
  /**
   * Adds the entries, in order and with nothing between them, to one day (the latest they name). Resolved: durable;
   * the later of two appends gets the higher numbers. Rejected: none of them counts and the caller may try again
   * (after a crash in between they may be found in the log nevertheless: look before repeating).
   */
  append(entries: readonly NewEntry[]): Promise<LogHead[]>;
  /** Acknowledged entries of `[fromDay, toDay)` from number `fromN`, as of this call; throws STORE_CORRUPT. */
  read(range?: DayRange): AsyncGenerator<LogEntry>;
  /** Days that have a file, oldest first. */
  days(): Promise<string[]>;
  /** Days that have a file and what stamps they bear, oldest first; of the last one, which grows, an empty one. */
  stamps(): Promise<[day: string, stamp: string][]>;
  /** Closes a day for good: read-only, and appends that would land in it are refused. */
  seal(day: string): Promise<void>;
  /**
   * Removes the oldest day, which must be sealed and not the last one; the log begins after it from now on. Opened again
   * it needs the head that day ended with as its `base`.
   */
  retire(day: string): Promise<void>;
  /** Waits for what was appended; later appends are refused. */
  close(): Promise<void>;
}

export interface ChainedLogOptions {
  directory: string;
  /** Names what this log is (purpose, screen …); its hash is the `prev` of entry 0. */
  genesis: string;
  /** The head before the oldest day file, where the days before it were retired. */
  base?: LogHead;
  disk?: Disk;
}

interface Waiting {
  day: string;
  bodies: { at: number; bodyJson: string }[];
  resolve: (heads: LogHead[]) => void;
  reject: (error: unknown) => void;
}

/** Verifies the last day, cuts a torn tail (only that) and opens. Throws STORE_CORRUPT, having changed nothing. */
export async function openChainedLog(options: ChainedLogOptions): Promise<FileChainedLog> {
  const { directory, genesis, base = genesisHead(genesis), disk = nodeDisk } = options;
  const tail = await openTail(directory, base, disk);
  return new FileChainedLog(directory, disk, tail);
}

export class FileChainedLog implements ChainedLog {
  /** Bytes of an unfinished write that were cut when the log was opened. */
  readonly tornBytes: number;
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #tail: DayTail;
  #waiting: Waiting[] = [];
  #lane: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Use openChainedLog. */
  constructor(directory: string, disk: Disk, tail: DayTail) {
    this.#directory = directory;
    this.#disk = disk;
    this.#tail = tail;
    this.tornBytes = tail.tornBytes;
  }

  head(): LogHead {
    return { ...this.#tail.head };
  }

  async append(entries: readonly NewEntry[]): Promise<LogHead[]> {
    if (this.#isClosed) throw new StoreError('STORE_CLOSED', this.#directory, 'the log is closed');
    const [first] = entries;
    if (first === undefined) return [];
    const bodies = entries.map(({ at, body }) => ({ at, bodyJson: this.#accept(at, body) }));
    const day = entries.reduce((latest, entry) => (entry.day > latest ? entry.day : latest), first.day);
    if (![...new Set(entries.map((entry) => entry.day))].every(isDayName))
      throw this.#refusal('not a day name');
    if (bytesOf(bodies) > MAX_BATCH_BYTES) throw this.#refusal('too much for one append');
    return new Promise((resolve, reject) => {
      this.#waiting.push({ day, bodies, resolve, reject });
      // Appends that come while a commit runs wait together and share the next one.
      if (this.#waiting.length === 1) void this.#exclusively(() => this.#commitWaiting());
    });
  }

  extent(): { day: string; size: number } | undefined {
    const { day, size } = this.#tail;
    return day === undefined ? undefined : { day, size };
  }

  read(range: DayRange = {}): AsyncGenerator<LogEntry> {
    return readEntries(this.#directory, this.#disk, range, this.extent());
  }

  days(): Promise<string[]> {
    return listDays(this.#directory, this.#disk);
  }

  async stamps(): Promise<[day: string, stamp: string][]> {
    const days = await this.days();
    const last = this.#tail.day;
    return Promise.all(
      days.map(async (day): Promise<[string, string]> => {
        return [day, day === last ? '' : await this.#disk.stamp(dayPath(this.#directory, day))];
      }),
    );
  }

  async retire(day: string): Promise<void> {
    await this.#exclusively(async () => {
      const [oldest, next] = await this.days();
      const path = dayPath(this.#directory, day);
      if (day !== oldest || next === undefined) throw this.#refusal('not the oldest of several days');
      if (!(await this.#disk.isReadOnly(path))) throw this.#refusal('the day is not sealed');
      await removeFile(path, this.#disk);
    });
  }

  async seal(day: string): Promise<void> {
    const path = dayPath(this.#directory, day);
    await this.#exclusively(async () => {
      if (this.#isClosed) throw new StoreError('STORE_CLOSED', this.#directory, 'the log is closed');
      await this.#tail.seal(day, path);
    });
  }

  async close(): Promise<void> {
    if (this.#isClosed) return this.#lane;
    this.#isClosed = true;
    return this.#exclusively(() => this.#tail.close());
  }

  /** One thing at a time, in the order asked. */
  #exclusively(act: () => Promise<void>): Promise<void> {
    const done = this.#lane.then(act);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  async #commitWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      try {
        const heads = await this.#commit(batch);
        for (const [index, one] of batch.entries()) one.resolve(heads[index] ?? []);
      } catch (error) {
        const failure = toStoreError(error, 'writing', this.#directory);
        // A sealed day says nothing about the disk: what waits for a later day may go on.
        const refused = failure.code === 'STORE_SEALED' ? batch : batch.concat(this.#waiting.splice(0));
        for (const one of refused) one.reject(failure);
      }
    }
  }

  /** As many waiting appends as share a day file and fit one write. */
  #takeBatch(): Waiting[] {
    const [first] = this.#waiting;
    if (first === undefined) return [];
    const day = this.#tail.dayFor(first.day);
    let bytes = 0;
    const count = this.#waiting.findIndex((one, index) => {
      bytes += bytesOf(one.bodies);
      return index > 0 && (bytes > MAX_BATCH_BYTES || one.day > day);
    });
    return this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
  }

  async #commit(batch: Waiting[]): Promise<LogHead[][]> {
    const day = batch[0]?.day ?? '';
    await this.#tail.prepare(day);
    let head: LogHead = this.#tail.head;
    // Each line becomes bytes once, where it will be written from and is hashed.
    const bytes = Buffer.allocUnsafe(batch.reduce((sum, { bodies }) => sum + bytesOf(bodies), 0));
    let size = 0;
    const heads = batch.map(({ bodies }) =>
      bodies.map(({ at, bodyJson }) => {
        const end = size + bytes.write(formatLine(head, at, bodyJson), size);
        head = { n: head.n + 1, hash: sha256Hex(bytes.subarray(size, end)) };
        bytes[end] = NEWLINE;
        size = end + 1;
        return head;
      }),
    );
    await this.#tail.write(bytes.subarray(0, size), head);
    return heads;
  }

  #accept(at: number, body: unknown): string {
    if (!Number.isSafeInteger(at)) throw this.#refusal('`at` is not a safe integer');
    try {
      return canonicalJson(body);
    } catch (error) {
      throw new StoreError('STORE_REFUSED', this.#directory, 'the entry is not canonical JSON', {
        cause: error,
      });
    }
  }

  #refusal(message: string): StoreError {
    return new StoreError('STORE_REFUSED', this.#directory, message);
  }
}

/** An upper bound: every UTF-16 unit takes at most three bytes. */
function bytesOf(bodies: { bodyJson: string }[]): number {
  const LINE_OVERHEAD_BYTES = 160;
  return bodies.reduce((sum, { bodyJson }) => sum + bodyJson.length * 3 + LINE_OVERHEAD_BYTES, 0);
}
