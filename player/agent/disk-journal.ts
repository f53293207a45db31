// The journal on the agent's disk. Every change is one line of a chained log, synced before it is answered; what the
// lines say stands in memory, as the simulator's journal does. A kill at any moment loses nothing that was answered.
// Segments of the log go when everything in them is acknowledged and its hour is over.

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Instant, Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { type FileChainedLog, openChainedLog } from '../../server/store/chained-log.ts';
import { dayPath } from '../../server/store/day-files.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { ensureDirectory, readIfPresent, removeFile, writeDurably } from '../../server/store/files.ts';
import { StoreError } from '../../server/store/store-error.ts';
import type { Entry, Head, Journal, JournalOpening, KeepKey, Mark } from '../journal.ts';
import { MemoryDisk, MemoryJournal } from '../memory-journal.ts';
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

const GENESIS = 'vongxoay/agent-journal/v1';
/** Records in one line: far below what one write of the log may hold. */
const LINE_RECORDS = 200;
/** Lines after which a new segment begins. */
const SEGMENT_LINES = 2_000;

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
  readonly #state: MemoryDisk;
  readonly #memory: MemoryJournal;
  readonly #segments: Segments;
  #lines = 0;
  #lane: Promise<void> = Promise.resolve();

  private constructor(
    directory: string,
    disk: Disk,
    log: FileChainedLog,
    state: MemoryDisk,
    segments: Segments,
  ) {
    this.#directory = directory;
    this.#disk = disk;
    this.#log = log;
    this.#state = state;
    this.#memory = new MemoryJournal(state);
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
        await journal.#apply(change, segment);
      }
    }
    journal ??= new DiskJournal(directory, disk, log, new MemoryDisk(makeEpoch()), segments);
    await journal.#beginSegment();
    return journal;
  }

  async open(): Promise<JournalOpening> {
    return await this.#memory.open();
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
    return await this.#memory.unacknowledged(key, limit);
  }

  async countUnacknowledged(): Promise<number> {
    return await this.#memory.countUnacknowledged();
  }

  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    await this.#inTurn(async () => await this.#change({ kind: 'acknowledge', boot, upToSeq, keepFrom }));
  }

  async recordsOfHour(hour: Interval): Promise<readonly JournalRecord[]> {
    return await this.#memory.recordsOfHour(hour);
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
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#lane.then(work);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  async #change(change: Change): Promise<void> {
    if (this.#lines >= SEGMENT_LINES) await this.#beginSegment();
    const segment = this.#segments.current;
    await this.#log.append([{ day: segment, at: 0, body: change }]);
    await this.#apply(change, segment);
  }

  async #apply(change: Change, segment: string): Promise<void> {
    this.#lines += 1;
    this.#segments.noteLine(segment);
    if (change.kind === 'commit') {
      await this.#memory.commit(change.entries, change.mark);
      for (const { record } of change.entries) this.#segments.note(segment, record);
    } else if (change.kind === 'acknowledge') {
      await this.#memory.acknowledge(change.boot, change.upToSeq, change.keepFrom);
    }
  }

  async #beginSegment(): Promise<void> {
    const { epoch, head, mark, lastAt } = this.#state;
    const segment = this.#segments.next;
    const begin: Change = { kind: 'begin', epoch, head, mark, lastAt };
    await this.#log.append([{ day: segment, at: 0, body: begin }]);
    this.#segments.begin(segment);
    this.#lines = 1;
    for (const over of this.#segments.takeOver(this.#state)) {
      await removeFile(dayPath(join(this.#directory, 'log'), over), this.#disk);
    }
  }

  #keepPath(key: KeepKey): string {
    return join(this.#directory, `${key}.json`);
  }
}

/** What the first line that is left says of the time before it. */
function stateOf(first: Change, makeEpoch: () => string): MemoryDisk {
  const state = new MemoryDisk(first.kind === 'begin' ? first.epoch : makeEpoch());
  if (first.kind === 'begin')
    Object.assign(state, { head: first.head, mark: first.mark, lastAt: first.lastAt });
  return state;
}
