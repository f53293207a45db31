// Reading a chained log: entries in order with memory flat, and the server's own check of a whole log.
// (The auditor's verifier is another program that shares no code with this one.)

import { type Disk, nodeDisk } from './disk.ts';
import {
  type DayFault,
  dayPath,
  firstNumberOf,
  listDays,
  readingFile,
  scanLines,
  walkDay,
} from './day-files.ts';
import {
  type ChainFault,
  LineChain,
  type LogEntry,
  type LogHead,
  followChain,
  genesisHead,
  parseLine,
} from './log-line.ts';
import { StoreError, toStoreError } from './store-error.ts';

/** Days `[fromDay, toDay)`, names compared as text; entries from number `fromN` on. All optional. */
export interface DayRange {
  fromDay?: string;
  toDay?: string;
  fromN?: number;
}

export type LogVerdict =
  | { ok: true; head: LogHead; entries: number; days: number; tornBytes: number }
  | { ok: false; path: string; line: number; reason: DayFault['reason'] };

/** `acknowledged` bounds the last day, so that nobody sees entries whose sync is still to come. */
export async function* readEntries(
  directory: string,
  disk: Disk,
  range: DayRange,
  acknowledged: { day: string; size: number } | undefined,
): AsyncGenerator<LogEntry> {
  const { fromN = 0 } = range;
  let head: LogHead | undefined;
  const follow = (line: Uint8Array): LogEntry | ChainFault => {
    const next = followChain(head, line);
    if (typeof next !== 'string') head = next;
    return next;
  };
  for await (const entries of walkLines(directory, disk, range, acknowledged, follow)) {
    for (const entry of entries) if (entry.n >= fromN) yield entry;
  }
}

/** As readEntries in groups, the lines as they lie, held to their chain and not read: for whoever knows where to look. */
export async function* readLines(
  directory: string,
  disk: Disk,
  range: Omit<DayRange, 'fromN'>,
  acknowledged: { day: string; size: number } | undefined,
): AsyncGenerator<Uint8Array[]> {
  const chain = new LineChain();
  yield* walkLines(directory, disk, range, acknowledged, (line) => chain.fault(line) ?? line);
}

async function* walkLines<Line extends object>(
  directory: string,
  disk: Disk,
  range: DayRange,
  acknowledged: { day: string; size: number } | undefined,
  follow: (line: Uint8Array) => Line | ChainFault,
): AsyncGenerator<Line[]> {
  if (acknowledged === undefined) return;
  const { fromDay = '', toDay, fromN = 0 } = range;
  const listed = await listDays(directory, disk);
  const days = listed.filter(
    (day) => day >= fromDay && day <= acknowledged.day && (toDay === undefined || day < toDay),
  );
  for (const day of await fromNumber(directory, days, fromN, disk)) {
    const path = dayPath(directory, day);
    const file = await openToRead(path, disk);
    try {
      const size = await file.size();
      const end = day === acknowledged.day ? Math.min(acknowledged.size, size) : size;
      let number = 0;
      for await (const lines of scanLines(file, end)) {
        const followed: Line[] = [];
        for (const line of lines) {
          number += 1;
          const next = line.isWhole ? follow(line.bytes) : 'not_an_entry';
          if (typeof next === 'string') {
            yield followed;
            throw new StoreError('STORE_CORRUPT', path, `chain broken at line ${number}: ${next}`);
          }
          followed.push(next);
        }
        yield followed;
      }
    } catch (error) {
      throw toStoreError(error, 'reading', path);
    } finally {
      await file.close();
    }
  }
}

/**
 * Walks the whole log: the first bad place, or its head. An unfinished write at the very end is not a fault. Without
 * `genesis` the first entry is taken at its word for what it is the beginning of.
 */
export async function verifyLog(
  directory: string,
  options: { genesis?: string; base?: LogHead | undefined; disk?: Disk },
): Promise<LogVerdict> {
  const { genesis, base, disk = nodeDisk } = options;
  const days = await listDays(directory, disk);
  const known = base ?? (genesis === undefined ? undefined : genesisHead(genesis));
  let head = known ?? (await headBeforeFirst(directory, days, disk));
  let entries = 0;
  let tornBytes = 0;
  for (const [index, day] of days.entries()) {
    const path = dayPath(directory, day);
    const start = head;
    const walk = await readingFile(path, disk, (file) => walkDay(file, start));
    const isLast = index === days.length - 1;
    if (walk.fault !== undefined && !(isLast && walk.fault.isTorn)) {
      return { ok: false, path, line: walk.fault.line, reason: walk.fault.reason };
    }
    head = walk.head;
    entries += walk.entries;
    tornBytes = walk.size - walk.goodBytes;
  }
  return { ok: true, head, entries, days: days.length, tornBytes };
}

/**
 * One day as it lies, for whoever knows the shape of what stands in it and holds it to its chain. Undefined: not of this log
 * as it was acknowledged. `memoryFor` hands out as many bytes, no Buffer: cutting one into
 * lines costs more than hashing them. Throws STORE_CORRUPT.
 */
export async function readWholeDay(
  directory: string,
  day: string,
  disk: Disk,
  acknowledged: { day: string; size: number } | undefined,
  memoryFor: (bytes: number) => Uint8Array,
): Promise<{ bytes: Uint8Array; path: string } | undefined> {
  if (acknowledged === undefined || day > acknowledged.day) return undefined;
  const path = dayPath(directory, day);
  const bytes = await readingFile(path, disk, async (file) => {
    const size = await file.size();
    const end = day === acknowledged.day ? Math.min(acknowledged.size, size) : size;
    const memory = memoryFor(end);
    const read = await file.read(0, end, memory);
    if (read.buffer !== memory.buffer) memory.set(read);
    return memory.subarray(0, read.length);
  });
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(0)) {
    throw new StoreError('STORE_CORRUPT', path, 'it has a hole');
  }
  return { bytes, path };
}

/** The entries of one day file that nobody writes, in order. */
export async function* readLogFile(
  directory: string,
  day: string,
  disk: Disk = nodeDisk,
): AsyncGenerator<LogEntry> {
  yield* readEntries(
    directory,
    disk,
    { fromDay: day, toDay: `${day}~` },
    { day, size: Number.MAX_SAFE_INTEGER },
  );
}

async function headBeforeFirst(directory: string, days: readonly string[], disk: Disk): Promise<LogHead> {
  for (const day of days) {
    const first = await readingFile(dayPath(directory, day), disk, async (file) => {
      for await (const [line] of scanLines(file, await file.size())) return line && parseLine(line.bytes);
      return undefined;
    });
    if (first !== undefined) return { n: first.n - 1, hash: first.previousHash };
  }
  return genesisHead('');
}

/** Leaves out the days that end before entry `fromN`. */
async function fromNumber(directory: string, days: string[], fromN: number, disk: Disk): Promise<string[]> {
  if (fromN <= 0) return days;
  for (const [index, day] of [...days.entries()].toReversed()) {
    const first = await firstNumberOf(dayPath(directory, day), disk);
    if (first !== undefined && first <= fromN) return days.slice(index);
  }
  return days;
}

async function openToRead(path: string, disk: Disk): ReturnType<Disk['open']> {
  try {
    return await disk.open(path, 'read');
  } catch (error) {
    throw toStoreError(error, 'reading', path);
  }
}
