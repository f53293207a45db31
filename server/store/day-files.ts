// The folder of a chained log: one file of lines a day, read forwards in pieces so that memory stays flat.
// Says what is a whole chain, what a power cut left behind (a torn tail) and what is damage; changes nothing.

import { join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';
import { listFiles, withFile } from './files.ts';
import { type ChainFault, type LogHead, followChain, followHead, parseLine } from './log-line.ts';
import { StoreError, toStoreError } from './store-error.ts';

/** No more than this is ever unsynced, so damage that reaches further back is not a torn write. */
export const MAX_BATCH_BYTES = 4 * 1024 * 1024;

const DAY_FILE = /^(\d{4}-\d{2}-\d{2})\.jsonl$/;
const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

export interface RawLine {
  /** Without the newline. */
  bytes: Uint8Array;
  offset: number;
  /** Ends with a newline. Only the last line of a file can lack it. */
  isWhole: boolean;
}

export interface DayFault {
  reason: ChainFault;
  /** Counted from 1. */
  line: number;
  /** An unfinished write at the end, not damage: nothing from here on was ever acknowledged. */
  isTorn: boolean;
}

export interface DayWalk {
  head: LogHead;
  entries: number;
  /** Bytes from the start of the file that form a good chain. */
  goodBytes: number;
  size: number;
  fault: DayFault | undefined;
}

export function isDayName(day: string): boolean {
  return DAY_FILE.test(`${day}.jsonl`);
}

export function dayPath(directory: string, day: string): string {
  return join(directory, `${day}.jsonl`);
}

/** Oldest first. Files of other names are none of ours. */
export async function listDays(directory: string, disk: Disk): Promise<string[]> {
  const names = await listFiles(directory, disk);
  return names.flatMap((name) => DAY_FILE.exec(name)?.[1] ?? []);
}

/** The lines of the first `end` bytes, in groups as they come off the disk. */
export async function* scanLines(file: DiskFile, end: number): AsyncGenerator<RawLine[]> {
  let carried: Uint8Array[] = [];
  let offset = 0;
  for (let position = 0; position < end; ) {
    const piece = await file.read(position, Math.min(PIECE_BYTES, end - position));
    if (piece.length === 0) break;
    position += piece.length;
    const lines: RawLine[] = [];
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
      const bytes = joined(carried, piece.subarray(from, to));
      carried = [];
      lines.push({ bytes, offset, isWhole: true });
      offset += bytes.length + 1;
      from = to + 1;
    }
    if (from < piece.length) carried.push(piece.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (carried.length > 0) yield [{ bytes: joined(carried, new Uint8Array()), offset, isWhole: false }];
}

/** Follows the chain from `start` to the end of the file or to the first line that breaks it. */
export async function walkDay(file: DiskFile, start: LogHead): Promise<DayWalk> {
  const size = await file.size();
  const walk: DayWalk = { head: start, entries: 0, goodBytes: 0, size, fault: undefined };
  let last: RawLine | undefined;
  for await (const lines of scanLines(file, size)) {
    for (const line of lines) {
      const next = line.isWhole ? followHead(walk.head, line.bytes) : 'not_an_entry';
      if (typeof next === 'string') {
        const isTorn = isTornTail(line, size, walk.head);
        return { ...walk, fault: { reason: next, line: walk.entries + 1, isTorn } };
      }
      walk.head = next;
      walk.entries += 1;
      walk.goodBytes = line.offset + line.bytes.length + 1;
      last = line;
    }
  }
  if (last !== undefined && parseLine(last.bytes) === undefined) {
    walk.fault = { reason: 'not_an_entry', line: walk.entries, isTorn: false };
  }
  return walk;
}

/**
 * A write cut by a power failure ends in the middle of a line, or has holes: sectors that never reached the disk
 * read as NUL, which no line of ours contains, even when later sectors did. Anything else is damage; so is an entry
 * that ends with another byte than the newline it was acknowledged with.
 */
function isTornTail(line: RawLine, size: number, head: LogHead): boolean {
  if (line.bytes.includes(0)) return size - line.offset <= MAX_BATCH_BYTES;
  return !line.isWhole && typeof followChain(head, line.bytes.subarray(0, -1)) === 'string';
}

/** The head a finished day file ends with; undefined for an empty file. Throws STORE_CORRUPT when its end is bad. */
export async function lastHeadOf(path: string, disk: Disk): Promise<LogHead | undefined> {
  const bytes = await readingFile(path, disk, async (file) => lastLineOf(file, await file.size()));
  if (bytes === undefined) return undefined;
  const entry = bytes.at(-1) === NEWLINE ? parseLine(bytes.subarray(0, -1)) : undefined;
  if (entry === undefined) throw new StoreError('STORE_CORRUPT', path, 'its last line is not an entry');
  return { n: entry.n, hash: entry.hash };
}

/** The number of a day's first entry; undefined for an empty or unreadable start. */
export async function firstNumberOf(path: string, disk: Disk): Promise<number | undefined> {
  return readingFile(path, disk, async (file) => {
    for await (const [line] of scanLines(file, await file.size())) return line && parseLine(line.bytes)?.n;
    return undefined;
  });
}

/** The last line before `end`, with its newline if it has one. */
export async function lastLineOf(file: DiskFile, end: number): Promise<Uint8Array | undefined> {
  if (end === 0) return undefined;
  for (let length = Math.min(4096, end); ; length = Math.min(length * 4, end)) {
    const bytes = await file.read(end - length, length);
    const before = bytes.lastIndexOf(NEWLINE, bytes.length - 2);
    if (bytes.length > 1 && before >= 0) return bytes.subarray(before + 1);
    if (length === end) return bytes;
  }
}

/** As withFile for reading, with the disk's errors made ours. */
export async function readingFile<T>(
  path: string,
  disk: Disk,
  use: (file: DiskFile) => Promise<T>,
): Promise<T> {
  try {
    return await withFile(disk, path, 'read', use);
  } catch (error) {
    throw toStoreError(error, 'reading', path);
  }
}

function joined(carried: Uint8Array[], last: Uint8Array): Uint8Array {
  return carried.length === 0 ? last : Buffer.concat([...carried, last]);
}
