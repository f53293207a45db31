// The end of a chained log that is being written: the current day file, its acknowledged size and the head.
// Promise: `size` and `head` move only after the sync that made them true. After any failed write or sync the handle is
// never used again: reopen, compare with the acknowledged head, cut the rest, sync, and only then write anew
// (Linux calls unsynced pages clean after an error: a retry would succeed without writing them).

import type { Disk, DiskFile } from './disk.ts';
import {
  MAX_BATCH_BYTES,
  type DayWalk,
  dayPath,
  lastHeadOf,
  lastLineOf,
  listDays,
  readingFile,
  walkDay,
} from './day-files.ts';
import { ensureDirectory, withFile } from './files.ts';
import { type LogHead, parseLine } from './log-line.ts';
import { StoreError, errnoOf, toStoreError } from './store-error.ts';

interface TailState {
  day: string | undefined;
  size: number;
  head: LogHead;
  isSealed: boolean;
  tornBytes: number;
}

/** Finds, verifies and cleans the end of the log in `directory` (made if missing). */
export async function openTail(directory: string, genesis: LogHead, disk: Disk): Promise<DayTail> {
  const days = await listDays(directory, disk);
  // A day file proves that the folder was made durable before it.
  if (days.length === 0) await ensureDirectory(directory, 0o700, disk);
  const day = days.pop();
  const start = await headBefore(directory, days, genesis, disk);
  if (day === undefined) {
    return new DayTail(directory, disk, { day, size: 0, head: start, isSealed: false, tornBytes: 0 });
  }
  const path = dayPath(directory, day);
  const walk = await readingFile(path, disk, (file) => walkDay(file, start));
  const isSealed = await isReadOnly(path, disk);
  if (walk.fault !== undefined && (isSealed || !walk.fault.isTorn)) throw corruptAt(path, walk.fault);
  if (!isSealed) await settle(directory, path, walk, disk);
  const tornBytes = walk.size - walk.goodBytes;
  return new DayTail(directory, disk, { day, size: walk.goodBytes, head: walk.head, isSealed, tornBytes });
}

function corruptAt(path: string, fault: NonNullable<DayWalk['fault']>): StoreError {
  return new StoreError('STORE_CORRUPT', path, `chain broken at line ${fault.line}: ${fault.reason}`);
}

async function isReadOnly(path: string, disk: Disk): Promise<boolean> {
  try {
    return await disk.isReadOnly(path);
  } catch (error) {
    throw toStoreError(error, 'reading', path);
  }
}

/** A killed process may have left bytes or the name unsynced: what is trusted from here on must first be durable. */
async function settle(directory: string, path: string, walk: DayWalk, disk: Disk): Promise<void> {
  try {
    await withFile(disk, path, 'update', async (file) => {
      if (walk.goodBytes < walk.size) await file.truncate(walk.goodBytes);
      await file.sync();
    });
    await disk.syncDirectory(directory);
  } catch (error) {
    throw toStoreError(error, 'writing', path);
  }
}

async function headBefore(directory: string, days: string[], genesis: LogHead, disk: Disk): Promise<LogHead> {
  for (const day of days.toReversed()) {
    const head = await lastHeadOf(dayPath(directory, day), disk);
    if (head !== undefined) return head;
  }
  return genesis;
}

export class DayTail {
  readonly tornBytes: number;
  readonly #directory: string;
  readonly #disk: Disk;
  #state: TailState;
  #file: DiskFile | undefined;
  #health: 'good' | 'failed' | 'lost' = 'good';

  constructor(directory: string, disk: Disk, state: TailState) {
    this.#directory = directory;
    this.#disk = disk;
    this.#state = state;
    this.tornBytes = state.tornBytes;
  }

  get head(): LogHead {
    return this.#state.head;
  }

  get day(): string | undefined {
    return this.#state.day;
  }

  get size(): number {
    return this.#state.size;
  }

  /** The day file an entry for `day` lands in. */
  dayFor(day: string): string {
    const current = this.#state.day;
    return current !== undefined && current > day ? current : day;
  }

  /** Makes the file for `day` ready to be written: heals a failed log, turns to a new day. */
  async prepare(day: string): Promise<void> {
    if (this.#health === 'lost') throw this.#conflict('another process wrote here; restart');
    if (this.#health === 'failed') await this.#heal();
    const target = this.dayFor(day);
    if (target === this.#state.day && this.#state.isSealed) {
      throw new StoreError('STORE_SEALED', dayPath(this.#directory, target), 'the day is sealed');
    }
    await this.#guarded(async () => {
      if (target !== this.#state.day) await this.#startDay(target);
      this.#file ??= await this.#disk.open(dayPath(this.#directory, target), 'update');
    });
  }

  /** One write and one sync; resolved means durable. Needs prepare first. */
  async write(bytes: Uint8Array, head: LogHead): Promise<void> {
    await this.#guarded(async () => {
      const file = this.#file;
      if (file === undefined) throw new Error('write without prepare');
      const { size } = this.#state;
      if ((await file.size()) !== size) throw this.#conflict('the file changed under us');
      await file.write(size, bytes);
      await file.datasync();
      this.#state = { ...this.#state, size: size + bytes.length, head };
    });
  }

  async seal(day: string, path: string): Promise<void> {
    if (this.#health !== 'good') await this.prepare(day);
    if (day === this.#state.day) await this.#closeFile();
    try {
      await this.#disk.makeReadOnly(path);
      await withFile(this.#disk, path, 'read', (file) => file.sync());
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') throw new StoreError('STORE_REFUSED', path, 'no such day');
      throw toStoreError(error, 'writing', path);
    }
    if (day === this.#state.day) this.#state = { ...this.#state, isSealed: true };
  }

  /** Also tries to leave a failed log without unacknowledged entries. */
  async close(): Promise<void> {
    if (this.#health === 'failed') await this.#heal().catch(() => undefined); // The next open verifies anyway.
    await this.#closeFile();
  }

  async #startDay(day: string): Promise<void> {
    await this.#closeFile();
    const path = dayPath(this.#directory, day);
    const file = await this.#openEmpty(path);
    this.#file = file;
    if ((await file.size()) !== 0) throw this.#conflict('a later day is already there');
    await this.#disk.syncDirectory(this.#directory);
    this.#state = { ...this.#state, day, size: 0, isSealed: false };
  }

  /** An empty file may be left from a try that failed before its folder was synced. */
  async #openEmpty(path: string): Promise<DiskFile> {
    try {
      return await this.#disk.open(path, 'exclusive');
    } catch (error) {
      if (errnoOf(error) !== 'EEXIST') throw error;
      return this.#disk.open(path, 'update');
    }
  }

  /** Runs a step; if it fails the handle is given up and the file brought back to the acknowledged end, if it can be. */
  async #guarded(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (this.#health !== 'lost') {
        this.#health = 'failed';
        await this.#heal().catch(() => undefined); // The next append tries again; the first error is the one to tell.
      }
      throw toStoreError(error, 'writing', this.#directory);
    }
  }

  async #heal(): Promise<void> {
    await this.#closeFile().catch(() => undefined); // Its bytes are judged below, by another handle.
    const { day, size, head } = this.#state;
    if (day !== undefined && !this.#state.isSealed) {
      const path = dayPath(this.#directory, day);
      try {
        await withFile(this.#disk, path, 'update', async (file) => {
          const found = await file.size();
          if (found < size || found > size + MAX_BATCH_BYTES || !(await endsWith(file, size, head))) {
            throw this.#conflict('the file is not as it was acknowledged');
          }
          await file.truncate(size);
          await file.sync();
        });
      } catch (error) {
        throw toStoreError(error, 'writing', path);
      }
    }
    this.#health = 'good';
  }

  async #closeFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #conflict(message: string): StoreError {
    this.#health = 'lost';
    return new StoreError('STORE_CONFLICT', this.#directory, message);
  }
}

async function endsWith(file: DiskFile, size: number, head: LogHead): Promise<boolean> {
  const line = await lastLineOf(file, size);
  return line === undefined || parseLine(line.subarray(0, -1))?.hash === head.hash;
}
