// The journal in memory, for the simulator and for a page without storage. `MemoryDisk` is what a power cut leaves;
// a `MemoryJournal` is one process on it. A page on this journal promises nothing after a reload, and says so.

import { HOUR_MS, type Instant, type Interval } from '../content/model/instant.ts';
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
  kept: readonly Entry[] = [];
  /** Everything above that has a time, by whole hours since 1970: a month off line must not slow an hour down. */
  readonly byHour = new Map<number, Entry[]>();
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
      const { key, boot, seq, at } = entry.record;
      const ofBoot = disk.waiting.get(boot);
      if (ofBoot === undefined) disk.waiting.set(boot, [entry]);
      else ofBoot.push(entry);
      const filed = filedAt(entry.record);
      if (filed !== null) this.#bucketOf(filed).push(entry);
      disk.head = { key, boot, seq, sha256: entry.sha256 };
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
    const isKept = ({ record }: Entry) => keepFrom === null || (filedAt(record) ?? -Infinity) >= keepFrom;
    const entries = disk.waiting.get(boot) ?? [];
    const first = entries.findIndex(({ record }) => record.seq > upToSeq);
    const acknowledged = first === -1 ? entries : entries.slice(0, first);
    if (first === -1) disk.waiting.delete(boot);
    else disk.waiting.set(boot, entries.slice(first));
    const candidates = [...disk.kept, ...acknowledged];
    disk.kept = candidates.filter(isKept);
    this.#forget(candidates.filter((entry) => !isKept(entry)));
  }

  async recordsOfHour({ from, to }: Interval): Promise<readonly JournalRecord[]> {
    const found: JournalRecord[] = [];
    for (let hour = hourOf(from); hour <= hourOf(to - 1); hour += 1) {
      for (const { record } of this.#disk.byHour.get(hour) ?? []) {
        const at = filedAt(record);
        if (at !== null && at >= from && at < to) found.push(record);
      }
    }
    return found;
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

  #bucketOf(at: Instant): Entry[] {
    const { byHour } = this.#disk;
    const bucket = byHour.get(hourOf(at)) ?? [];
    byHour.set(hourOf(at), bucket);
    return bucket;
  }

  #forget(entries: readonly Entry[]): void {
    const { byHour } = this.#disk;
    const forgotten = new Set(entries);
    for (const hour of new Set(entries.map(({ record }) => hourOf(filedAt(record) ?? 0)))) {
      const left = (byHour.get(hour) ?? []).filter((entry) => !forgotten.has(entry));
      if (left.length > 0) byHour.set(hour, left);
      else byHour.delete(hour);
    }
  }

  async #durably(): Promise<void> {
    if (!this.#alive) return await NEVER;
    await this.#flush?.();
    if (!this.#alive) await NEVER;
  }
}

function hourOf(at: Instant): number {
  return Math.floor(at / HOUR_MS);
}

const NEVER = new Promise<never>(() => {});
