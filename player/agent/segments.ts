// The segments of the agent's journal: which records stand in each, and which segments nobody needs any more. The log
// names its files by days; ours are counted days and not dates, because a PC without a battery has no date to trust.

import type { JournalRecord } from '../../content/model/play.ts';
import { listDays } from '../../server/store/day-files.ts';
import type { Disk } from '../../server/store/disk.ts';
import { filedAt } from '../journal.ts';
import type { MemoryDisk } from '../memory-journal.ts';

const DAY_MS = 86_400_000;

export function firstSegment(): string {
  return nameOf(0);
}

export function segmentAfter(segment: string): string {
  return nameOf(Date.parse(segment) / DAY_MS + 1);
}

function nameOf(count: number): string {
  return new Date(count * DAY_MS).toISOString().slice(0, 10);
}

export class Segments {
  #names: string[];
  /** Of each segment that has lines: its boots, and the last record of each. */
  readonly #places = new Map<string, Map<string, number>>();

  private constructor(names: string[]) {
    this.#names = names;
  }

  static async in(directory: string, disk: Disk): Promise<Segments> {
    return new Segments(await listDays(directory, disk));
  }

  /** Oldest first. */
  get names(): readonly string[] {
    return this.#names;
  }

  get current(): string {
    return this.#names.at(-1) ?? firstSegment();
  }

  /** Where the next one begins: a segment whose first line never came is used again. */
  get next(): string {
    const last = this.#names.at(-1);
    if (last === undefined) return firstSegment();
    return this.#places.has(last) ? segmentAfter(last) : last;
  }

  begin(segment: string): void {
    if (this.#names.at(-1) !== segment) this.#names.push(segment);
    this.noteLine(segment);
  }

  noteLine(segment: string): void {
    if (!this.#places.has(segment)) this.#places.set(segment, new Map());
  }

  note(segment: string, { boot, seq }: JournalRecord): void {
    this.#places.get(segment)?.set(boot, seq);
  }

  /**
   * Takes out the oldest segments up to the first that is still needed. The current one is, and the one before it, on
   * whose last line the log hangs the current one when it is opened.
   */
  takeOver({ waiting, kept }: Pick<MemoryDisk, 'waiting' | 'kept'>): readonly string[] {
    const isNeeded = (boot: string, upToSeq: number): boolean => {
      const firstWaiting = waiting.get(boot)?.[0]?.record.seq ?? Infinity;
      return (
        firstWaiting <= upToSeq ||
        kept.some(({ record }) => record.boot === boot && record.seq <= upToSeq && filedAt(record) !== null)
      );
    };
    const needed = this.#names.findIndex(
      (name, index) =>
        index >= this.#names.length - 2 ||
        [...(this.#places.get(name) ?? [])].some(([boot, seq]) => isNeeded(boot, seq)),
    );
    const over = this.#names.splice(0, needed);
    for (const name of over) this.#places.delete(name);
    return over;
  }
}
