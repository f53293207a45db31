// The journal on the agent's disk. Every change is one line of a chained log, synced before it is answered. Memory holds
// where things stand and the newest records; older ones are read from their segment when somebody asks. A kill at any
// moment loses nothing that was answered. Segments go when everything in them is acknowledged and its hour is over.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Instant, Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { type FileChainedLog, openChainedLog } from '../../server/store/chained-log.ts';
import { dayPath } from '../../server/store/day-files.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { ensureDirectory, readIfPresent, removeFile, writeDurably } from '../../server/store/files.ts';
import { isStoreFull, StoreError } from '../../server/store/store-error.ts';
import {
  type Entry,
  filedAt,
  type Head,
  type Journal,
  type JournalOpening,
  type KeepKey,
  type Mark,
} from '../journal.ts';
import { Backlog } from './backlog.ts';
import { segmentAfter, Segments } from './segments.ts';

/** One line of the log. `begin` stands first in each segment, so that those before it can go. */
type Change =
  | {
      readonly kind: 'begin';
      readonly epoch: string;
      readonly head: Head | null;
      readonly mark: Mark | null;
      readonly lastAt: Instant | null;
    }
  | { readonly kind: 'commit'; readonly entries: readonly Entry[]; readonly mark: Mark | null }
  | {
      readonly kind: 'acknowledge';
      readonly boot: string;
      readonly upToSeq: number;
      readonly keepFrom: Instant | null;
    };

type State = { -readonly [Part in keyof JournalOpening]: JournalOpening[Part] };

const GENESIS = 'vongxoay/agent-journal/v1';
/** Records in one line: far below what one write of the log may hold. */
const LINE_RECORDS = 200;
/** Lines after which a new segment begins: two hours of showings, and little enough to be held in memory. */
const SEGMENT_LINES = 2_000;
/** Older segments that stay in memory once read: the one that is being sent, and one of the running hour. */
const MOST_LOADED = 2;

export interface DiskJournalOptions {
  readonly directory: string;
  readonly disk?: Disk;
  readonly makeEpoch?: () => string;
  /** The journal was damaged and stands aside under this path; a new one with a new epoch took its place. */
  readonly onDamaged?: (path: string, fault: StoreError) => void;
}

export class DiskJournal implements Journal {
  readonly #directory: string;
  readonly #disk: Disk;
  readonly #log: FileChainedLog;
  readonly #state: State;
  readonly #backlog = new Backlog();
  readonly #segments: Segments;
  /** All records of the current segment. */
  #newest: Entry[] = [];
  /** Of older segments, the one asked for last at the end. */
  readonly #loaded = new Map<string, readonly Entry[]>();
  #lines = 0;
  #lane: Promise<void> = Promise.resolve();

  private constructor(directory: string, disk: Disk, log: FileChainedLog, state: State, segments: Segments) {
    this.#directory = directory;
    this.#disk = disk;
    this.#log = log;
    this.#state = state;
    this.#segments = segments;
  }

  /** Damage is set aside and declared by a new epoch: a wall must not stay black over it. Other faults reject. */
  static async at(options: DiskJournalOptions): Promise<DiskJournal> {
    const { directory, disk = nodeDisk, makeEpoch = () => randomBytes(16).toString('hex') } = options;
    await ensureDirectory(directory, 0o700, disk);
    const path = join(directory, 'log');
    try {
      return await DiskJournal.#replay(directory, path, disk, makeEpoch);
    } catch (fault) {
      if (!(fault instanceof StoreError) || fault.code !== 'STORE_CORRUPT') throw fault;
      const aside = `${path}-damaged-${makeEpoch().slice(0, 8)}`;
      await disk.rename(path, aside);
      await disk.syncDirectory(directory);
      options.onDamaged?.(aside, fault);
      return await DiskJournal.#replay(directory, path, disk, makeEpoch);
    }
  }

  static async #replay(
    directory: string,
    path: string,
    disk: Disk,
    makeEpoch: () => string,
  ): Promise<DiskJournal> {
    const log = await openChainedLog({ directory: path, genesis: GENESIS, disk });
    const segments = await Segments.in(path, disk);
    let journal: DiskJournal | undefined;
    for (const segment of segments.names) {
      for await (const { body } of log.read({ fromDay: segment, toDay: segmentAfter(segment) })) {
        const change = body as unknown as Change;
        journal ??= new DiskJournal(directory, disk, log, stateOf(change, makeEpoch), segments);
        journal.#apply(change, segment);
      }
    }
    journal ??= new DiskJournal(directory, disk, log, newState(makeEpoch()), segments);
    try {
      await journal.#beginSegment();
    } catch (fault) {
      // A full disk must not keep the wall dark: the last segment goes on, and the next change tries again.
      if (!isStoreFull(fault) || segments.names.length === 0) throw fault;
      journal.#newest = await journal.#load(segments.current);
      journal.#lines = SEGMENT_LINES;
    }
    return journal;
  }

  async open(): Promise<JournalOpening> {
    return { ...this.#state };
  }

  async commit(entries: readonly Entry[], mark: Mark | null): Promise<void> {
    await this.#inTurn(async () => {
      const fresh = this.#withoutRepeated(entries);
      for (let from = 0; from === 0 || from < fresh.length; from += LINE_RECORDS) {
        const isLast = from + LINE_RECORDS >= fresh.length;
        await this.#change({
          kind: 'commit',
          entries: fresh.slice(from, from + LINE_RECORDS),
          mark: isLast ? mark : this.#state.mark,
        });
      }
    });
  }

  async unacknowledged(key: string, limit: number): Promise<readonly Entry[]> {
    return await this.#inTurn(async () => {
      const waiting = this.#backlog.firstOf(key);
      const found: Entry[] = [];
      for (const segment of waiting === null ? [] : this.#segments.from(waiting)) {
        for (const entry of await this.#entriesOf(segment)) {
          const { boot, seq } = entry.record;
          if (boot === waiting?.boot && seq >= waiting.fromSeq) found.push(entry);
          if (found.length === limit) return found;
        }
      }
      return found;
    });
  }

  async countUnacknowledged(): Promise<number> {
    return this.#backlog.count;
  }

  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    await this.#inTurn(async () => {
      try {
        await this.#change({ kind: 'acknowledge', boot, upToSeq, keepFrom });
      } catch (fault) {
        if (!isStoreFull(fault)) throw fault;
        // What only memory knows is asked again after a start, and costs nothing; what it frees is needed now.
        this.#backlog.acknowledge(boot, upToSeq, keepFrom);
      }
    });
  }

  /** For want of room: forgets the oldest segment if the server has all of it. False when there is none. */
  async giveWay(): Promise<boolean> {
    return await this.#inTurn(async () => {
      const over = this.#segments.takeOldest(this.#backlog);
      await this.#removeSegments(over);
      return over.length > 0;
    });
  }

  async recordsOfHour(hour: Interval): Promise<readonly JournalRecord[]> {
    return await this.#inTurn(async () => {
      const found: JournalRecord[] = [];
      for (const segment of this.#segments.within(hour)) {
        for (const { record } of await this.#entriesOf(segment)) {
          const at = filedAt(record);
          if (at !== null && at >= hour.from && at < hour.to && this.#backlog.holds(record))
            found.push(record);
        }
      }
      return found;
    });
  }

  async read(key: KeepKey): Promise<unknown> {
    const bytes = await readIfPresent(this.#keepPath(key), this.#disk);
    return bytes === undefined ? null : (JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown);
  }

  async write(key: KeepKey, value: unknown): Promise<void> {
    await writeDurably(this.#keepPath(key), Buffer.from(JSON.stringify(value)), this.#disk);
  }

  async close(): Promise<void> {
    await this.#lane;
    await this.#log.close();
  }

  /** An answer that was lost makes the page send its records again. Throws on other content in a known place. */
  #withoutRepeated(entries: readonly Entry[]): readonly Entry[] {
    const { head } = this.#state;
    const known = entries.findLast(({ record }) => record.boot === head?.boot && record.seq === head.seq);
    if (known !== undefined && known.sha256 !== head?.sha256) {
      throw new StoreError('STORE_CONFLICT', this.#directory, 'another record stands in its place');
    }
    return entries.filter(({ record }) => record.boot !== head?.boot || record.seq > head.seq);
  }

  /** One change after the other: the first line of a segment tells of all that came before it. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lane.then(work);
    this.#lane = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #entriesOf(segment: string): Promise<readonly Entry[]> {
    if (segment === this.#segments.current) return this.#newest;
    const entries = this.#loaded.get(segment) ?? (await this.#load(segment));
    this.#loaded.delete(segment);
    this.#loaded.set(segment, entries);
    const [oldest] = this.#loaded.keys();
    if (this.#loaded.size > MOST_LOADED && oldest !== undefined) this.#loaded.delete(oldest);
    return entries;
  }

  async #load(segment: string): Promise<Entry[]> {
    const entries: Entry[] = [];
    for await (const { body } of this.#log.read({ fromDay: segment, toDay: segmentAfter(segment) })) {
      const change = body as unknown as Change;
      if (change.kind === 'commit') entries.push(...change.entries);
    }
    return entries;
  }

  async #change(change: Change): Promise<void> {
    if (this.#lines >= SEGMENT_LINES) await this.#beginSegment();
    const segment = this.#segments.current;
    await this.#log.append([{ day: segment, at: 0, body: change }]);
    this.#apply(change, segment);
    if (change.kind === 'commit') this.#newest.push(...change.entries);
  }

  #apply(change: Change, segment: string): void {
    this.#lines += 1;
    this.#segments.noteLine(segment);
    if (change.kind === 'commit') this.#applyCommit(change, segment);
    else if (change.kind === 'acknowledge') {
      this.#backlog.acknowledge(change.boot, change.upToSeq, change.keepFrom);
    }
  }

  #applyCommit({ entries, mark }: Extract<Change, { kind: 'commit' }>, segment: string): void {
    this.#state.mark = mark;
    for (const { record, sha256 } of entries) {
      this.#backlog.note(record);
      this.#segments.note(segment, record);
      const { key, boot, seq, at } = record;
      this.#state.head = { key, boot, seq, sha256 };
      if (at !== null && at > (this.#state.lastAt ?? -Infinity)) this.#state.lastAt = at;
    }
  }

  async #beginSegment(): Promise<void> {
    const { epoch, head, mark, lastAt } = this.#state;
    const segment = this.#segments.next;
    const begin: Change = { kind: 'begin', epoch, head, mark, lastAt };
    await this.#log.append([{ day: segment, at: 0, body: begin }]);
    this.#segments.begin(segment);
    this.#lines = 1;
    this.#newest = [];
    await this.#removeSegments(this.#segments.takeOver(this.#backlog));
  }

  async #removeSegments(names: readonly string[]): Promise<void> {
    for (const name of names) {
      this.#loaded.delete(name);
      await removeFile(dayPath(join(this.#directory, 'log'), name), this.#disk);
    }
  }

  #keepPath(key: KeepKey): string {
    return join(this.#directory, `${key}.json`);
  }
}

function newState(epoch: string): State {
  return { epoch, head: null, mark: null, lastAt: null };
}

/** What the first line that is left says of the time before it. */
function stateOf(first: Change, makeEpoch: () => string): State {
  if (first.kind !== 'begin') return newState(makeEpoch());
  const { epoch, head, mark, lastAt } = first;
  return { epoch, head, mark, lastAt };
}
