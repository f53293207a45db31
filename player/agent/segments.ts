// The segments of the agent's journal: which boots and hours stand in each, and which segments nobody needs any more. The
// log names its files by days; ours are counted days and not dates, because a PC without a battery has no date to trust.

import type { Instant, Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { listDays } from '../../server/store/day-files.ts';
import type { Disk } from '../../server/store/disk.ts';
import { filedAt } from '../journal.ts';
import type { Backlog, Waiting } from './backlog.ts';

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

/** What one boot has in one segment; instants are those by which records are filed. */
interface Share {
  lastSeq: number;
  firstAt: Instant | null;
  latestAt: Instant | null;
}

export class Segments {
  #names: string[];
  /** Of each segment that has lines, by boot. */
  readonly #shares = new Map<string, Map<string, Share>>();

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
    return this.#shares.has(last) ? segmentAfter(last) : last;
  }

  begin(segment: string): void {
    if (this.#names.at(-1) !== segment) this.#names.push(segment);
    this.noteLine(segment);
  }

  noteLine(segment: string): void {
    if (!this.#shares.has(segment)) this.#shares.set(segment, new Map());
  }

  note(segment: string, record: JournalRecord): void {
    const { boot, seq } = record;
    const at = filedAt(record);
    const share = this.#shares.get(segment)?.get(boot);
    if (share === undefined) {
      this.#shares.get(segment)?.set(boot, { lastSeq: seq, firstAt: at, latestAt: at });
      return;
    }
    share.lastSeq = seq;
    if (at === null) return;
    share.firstAt = Math.min(share.firstAt ?? at, at);
    share.latestAt = Math.max(share.latestAt ?? at, at);
  }

  /** Those with records of the boot from the place on. */
  from({ boot, fromSeq }: Waiting): readonly string[] {
    return this.#where((name, share) => name === boot && share.lastSeq >= fromSeq);
  }

  /** Those with records that are filed in the hour. */
  within({ from, to }: Interval): readonly string[] {
    return this.#where((_, { firstAt, latestAt }) => (firstAt ?? to) < to && (latestAt ?? from - 1) >= from);
  }

  /**
   * Takes out the oldest segments up to the first that is still needed. The current one is, and the one before it, on
   * whose last line the log hangs the current one when it is opened.
   */
  takeOver(backlog: Backlog): readonly string[] {
    return this.#takeUpTo(backlog, ([boot, { lastSeq, latestAt }]) =>
      backlog.mayHold(boot, lastSeq, latestAt),
    );
  }

  /** The oldest segment, for want of room, if the server has all of it, even where its hour is not over. */
  takeOldest(backlog: Backlog): readonly string[] {
    return this.#takeUpTo(backlog, ([boot, { lastSeq }]) => !backlog.isAcknowledged(boot, lastSeq), 1);
  }

  #takeUpTo(
    backlog: Backlog,
    isNeeded: (share: [boot: string, share: Share]) => boolean,
    most = Infinity,
  ): readonly string[] {
    const needed = this.#names.findIndex(
      (name, index) =>
        index >= Math.min(most, this.#names.length - 2) || [...(this.#shares.get(name) ?? [])].some(isNeeded),
    );
    const over = this.#names.splice(0, Math.max(0, needed));
    for (const name of over) this.#shares.delete(name);
    backlog.keepOnly(new Set([...this.#shares.values()].flatMap((shares) => [...shares.keys()])));
    return over;
  }

  #where(isWanted: (boot: string, share: Share) => boolean): string[] {
    return this.#names.filter((name) =>
      [...(this.#shares.get(name) ?? [])].some(([boot, share]) => isWanted(boot, share)),
    );
  }
}
