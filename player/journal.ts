// The port of the Nhật ký thiết bị: what the player wrote down and the server has not yet. Two homes fill it, IndexedDB
// and later the agent's disk, and one in memory for the simulator. What it loses is proof that cannot be made again.

import type { Sha256Hex } from '../content/model/item.ts';
import type { Instant, Interval } from '../content/model/instant.ts';
import type { JournalRecord, Play } from '../content/model/play.ts';

/** A record in its place in the chain, with its hash. */
export interface Entry {
  readonly record: JournalRecord;
  readonly sha256: Sha256Hex;
}

/** Where the chain of a boot ends. */
export interface Head {
  /** Left out by storage of an earlier version. */
  readonly key?: string;
  readonly boot: string;
  readonly seq: number;
  readonly sha256: Sha256Hex;
}

/**
 * The showing that runs now, as far as it is known at its start. Not chained and never sent: found by the next boot, it
 * becomes the one `interrupted` record of a power cut.
 */
export interface Mark {
  readonly boot: string;
  readonly play: Omit<Play, 'v' | 'screen' | 'key' | 'boot' | 'seq' | 'prev' | 'ofBoot'>;
}

export interface JournalOpening {
  /** Random name of the storage, made with it: another one means that the storage was lost. */
  readonly epoch: string;
  /** Last record of all, sent or not; null in new storage. */
  readonly head: Head | null;
  readonly mark: Mark | null;
  /** Latest dated record: no boot may believe an earlier clock. */
  readonly lastAt: Instant | null;
}

/** Small things that must outlive a power cut with the records. */
export const KEEP_KEYS = [
  'identity',
  'programmes',
  'interruptions',
  'clock',
  'set_aside',
  'server_seal',
] as const;
export type KeepKey = (typeof KEEP_KEYS)[number];

export interface Journal {
  /** Must be the first call. A home that exists but cannot be read rejects; it never starts empty instead. */
  open(): Promise<JournalOpening>;
  /**
   * Appends `entries` and replaces the mark, both or neither; resolved means that a power cut cannot undo it.
   * Callers append in the order of the chain and never before the commit before has resolved.
   */
  commit(entries: readonly Entry[], mark: Mark | null): Promise<void>;
  /** The oldest unacknowledged records of one boot of `key`, by `seq`. */
  unacknowledged(key: string, limit: number): Promise<readonly Entry[]>;
  /** How many records wait for acknowledgement, of whatever key. */
  countUnacknowledged(): Promise<number>;
  /**
   * The server has `boot` up to `upToSeq`. Records whose hour is not over (`keepFrom` on, null keeps all) stay for
   * `recordsOfHour`; the rest is forgotten. Unknown boots and repeated calls do nothing.
   */
  acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void>;
  /** Plays and missed slots of the hour, and whatever else is dated in it; acknowledged or not, in the order of writing. */
  recordsOfHour(hour: Interval): Promise<readonly JournalRecord[]>;
  /** A small value as plain JSON, or null. */
  read(key: KeepKey): Promise<unknown>;
  /** Durable before it resolves, like `commit`. */
  write(key: KeepKey, value: unknown): Promise<void>;
}

/** The hour a record is filed under: that of the planned showing, otherwise its own instant. Null: no time known. */
export function filedAt(record: JournalRecord): Instant | null {
  return record.type === 'play' || record.type === 'missed' ? record.hourFrom : record.at;
}
