// The journal in memory, for the simulator and for a page without storage. `MemoryDisk` is what a power cut leaves;
// a `MemoryJournal` is one process on it. A page on this journal promises nothing after a reload, and says so.

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

/** Durable state: survives the process that wrote it. `epoch` is handed in, being random. */
export class MemoryDisk {
  readonly epoch: string;
  head: Head | null = null;
  mark: Mark | null = null;
  lastAt: Instant | null = null;
  /** Unacknowledged records, one list a boot, oldest boot first. */
  readonly waiting = new Map<string, Entry[]>();
  /** Acknowledged records whose hour is not over. */
  kept: Entry[] = [];
  readonly values = new Map<KeepKey, string>();

  constructor(epoch: string) {
    this.epoch = epoch;
  }
}

/** How a simulated disk behaves: resolves when the bytes are down, rejects when the disk fails. */
export type Flush = () => Promise<void>;

export class MemoryJournal implements Journal {
  readonly #disk: MemoryDisk;
  readonly #flush: Flush | undefined;
  #alive = true;

  /** Without `flush` everything is durable at once. */
  constructor(disk: MemoryDisk, flush?: Flush) {
    this.#disk = disk;
    this.#flush = flush;
  }

  /** The power goes: whatever has not been flushed never was. Pending calls stay pending for ever. */
  cutPower(): void {
    this.#alive = false;
  }

  async open(): Promise<JournalOpening> {
    const { epoch, head, mark, lastAt } = this.#disk;
    return { epoch, head, mark, lastAt };
  }

  async commit(entries: readonly Entry[], mark: Mark | null): Promise<void> {
    await this.#durably();
    const disk = this.#disk;
    disk.mark = mark;
    for (const entry of entries) {
      const { boot, seq, at } = entry.record;
      const ofBoot = disk.waiting.get(boot);
      if (ofBoot === undefined) disk.waiting.set(boot, [entry]);
      else ofBoot.push(entry);
      disk.head = { boot, seq, sha256: entry.sha256 };
      if (at !== null && at > (disk.lastAt ?? -Infinity)) disk.lastAt = at;
    }
  }

  async unacknowledged(key: string, limit: number): Promise<readonly Entry[]> {
    for (const entries of this.#disk.waiting.values()) {
      if (entries[0]?.record.key === key) return entries.slice(0, limit);
    }
    return [];
  }

  async countUnacknowledged(): Promise<number> {
    let count = 0;
    for (const entries of this.#disk.waiting.values()) count += entries.length;
    return count;
  }

  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    await this.#durably();
    const disk = this.#disk;
    const isKept = ({ record }: Entry) => keepFrom === null || (filedAt(record) ?? Infinity) >= keepFrom;
    const entries = disk.waiting.get(boot) ?? [];
    const first = entries.findIndex(({ record }) => record.seq > upToSeq);
    const acknowledged = first === -1 ? entries : entries.slice(0, first);
    if (first === -1) disk.waiting.delete(boot);
    else disk.waiting.set(boot, entries.slice(first));
    disk.kept = [...disk.kept, ...acknowledged].filter(isKept);
  }

  async recordsOfHour(hour: Interval): Promise<readonly JournalRecord[]> {
    const isOfHour = ({ record }: Entry) => {
      const at = filedAt(record);
      return at !== null && at >= hour.from && at < hour.to;
    };
    const found = this.#disk.kept.filter(isOfHour);
    for (const entries of this.#disk.waiting.values()) found.push(...entries.filter(isOfHour));
    return found.map(({ record }) => record);
  }

  async read(key: KeepKey): Promise<unknown> {
    const text = this.#disk.values.get(key);
    return text === undefined ? null : JSON.parse(text);
  }

  async write(key: KeepKey, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    await this.#durably();
    this.#disk.values.set(key, text);
  }

  async #durably(): Promise<void> {
    if (!this.#alive) return await NEVER;
    await this.#flush?.();
    if (!this.#alive) await NEVER;
  }
}

const NEVER = new Promise<never>(() => {});
