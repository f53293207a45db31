// The ZIP around a bundle, read by its central directory, and the comment that signs every byte before it.
// Only what our bundles use: stored and deflated entries, data descriptors, ZIP64. Anything else is a fault.

import type { ByteSource, Platform } from './platform.ts';

export interface ArchiveEntry {
  readonly path: string;
  readonly bytes: number;
  readonly packedBytes: number;
  readonly method: number;
  readonly headerAt: number;
}

export interface Archive {
  readonly entries: readonly ArchiveEntry[];
  readonly comment: string;
  /** Hash of the archive as it was before the comment was added. */
  unsignedSha256(): Promise<string>;
  read(entry: ArchiveEntry): AsyncIterable<Uint8Array>;
}

export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const EOCD = 0x06054b50;
const EOCD_BYTES = 22;
const ZIP64_LOCATOR = 0x07064b50;
const ZIP64_EOCD = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const PIECE_BYTES = 1024 * 1024;
const MOST_COMMENT_BYTES = 0xffff;

export async function openArchive(source: ByteSource, platform: Platform): Promise<Archive> {
  const tail = await source.read(
    Math.max(0, source.size - EOCD_BYTES - MOST_COMMENT_BYTES),
    Math.min(source.size, EOCD_BYTES + MOST_COMMENT_BYTES),
  );
  const view = viewOf(tail);
  let at = tail.length - EOCD_BYTES;
  while (
    at >= 0 &&
    !(view.getUint32(at, true) === EOCD && at + EOCD_BYTES + view.getUint16(at + 20, true) === tail.length)
  ) {
    at -= 1;
  }
  if (at < 0) throw new ArchiveError('no end of the archive');
  const comment = new TextDecoder().decode(tail.subarray(at + EOCD_BYTES));
  const endAt = source.size - tail.length + at;
  const directory = await directoryOf(source, view, at, endAt);
  const entries = await entriesOf(source, directory);
  return {
    entries,
    comment,
    unsignedSha256: () => hashBefore(source, platform, endAt + EOCD_BYTES),
    read: (entry) => contentOf(source, platform, entry),
  };
}

/** All bytes up to the comment, with the length of the comment put back to 0. */
async function hashBefore(source: ByteSource, platform: Platform, end: number): Promise<string> {
  const hash = platform.hasher();
  // Every piece in the same memory: a new one each would stand around by the dozen.
  const memory = new Uint8Array(PIECE_BYTES);
  for await (const piece of piecesOf(source, 0, end - 2, memory)) hash.update(piece);
  hash.update(new Uint8Array(2));
  return hash.hex();
}

interface Directory {
  readonly count: number;
  readonly bytes: number;
  readonly at: number;
}

async function directoryOf(
  source: ByteSource,
  view: DataView,
  at: number,
  endAt: number,
): Promise<Directory> {
  const small = {
    count: view.getUint16(at + 10, true),
    bytes: view.getUint32(at + 12, true),
    at: view.getUint32(at + 16, true),
  };
  if (small.count !== 0xffff && small.bytes !== 0xffffffff && small.at !== 0xffffffff) return small;
  const locator = viewOf(await source.read(endAt - 20, 20));
  if (locator.getUint32(0, true) !== ZIP64_LOCATOR) throw new ArchiveError('no ZIP64 locator');
  const large = viewOf(await source.read(Number(locator.getBigUint64(8, true)), 56));
  if (large.getUint32(0, true) !== ZIP64_EOCD) throw new ArchiveError('no ZIP64 end');
  return {
    count: Number(large.getBigUint64(32, true)),
    bytes: Number(large.getBigUint64(40, true)),
    at: Number(large.getBigUint64(48, true)),
  };
}

async function entriesOf(source: ByteSource, { count, bytes, at }: Directory): Promise<ArchiveEntry[]> {
  if (at + bytes > source.size) throw new ArchiveError('the directory lies outside the archive');
  const data = await source.read(at, bytes);
  const view = viewOf(data);
  const entries: ArchiveEntry[] = [];
  const paths = new Set<string>();
  for (let from = 0; from < data.length; ) {
    if (from + 46 > data.length || view.getUint32(from, true) !== CENTRAL) {
      throw new ArchiveError(`entry ${entries.length + 1} of the directory is damaged`);
    }
    const nameBytes = view.getUint16(from + 28, true);
    const extraBytes = view.getUint16(from + 30, true);
    const commentBytes = view.getUint16(from + 32, true);
    const path = new TextDecoder().decode(data.subarray(from + 46, from + 46 + nameBytes));
    if (paths.has(path)) throw new ArchiveError(`two entries are called ${path}`);
    paths.add(path);
    const sizes = sizesOf(view, from, from + 46 + nameBytes, extraBytes);
    entries.push({ path, method: view.getUint16(from + 10, true), ...sizes });
    from += 46 + nameBytes + extraBytes + commentBytes;
  }
  if (entries.length !== count) throw new ArchiveError('the directory has another number of entries');
  return entries;
}

/** Sizes and place of an entry; those that do not fit 32 bits stand in the ZIP64 extra field, in this order. */
function sizesOf(view: DataView, from: number, extraAt: number, extraBytes: number) {
  const wanted = [
    view.getUint32(from + 24, true),
    view.getUint32(from + 20, true),
    view.getUint32(from + 42, true),
  ];
  for (let at = extraAt; at + 4 <= extraAt + extraBytes; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    for (const [index, one] of wanted.entries()) {
      if (one !== 0xffffffff) continue;
      wanted[index] = Number(view.getBigUint64(value, true));
      value += 8;
    }
  }
  const [bytes = 0, packedBytes = 0, headerAt = 0] = wanted;
  return { bytes, packedBytes, headerAt };
}

async function* contentOf(
  source: ByteSource,
  platform: Platform,
  { path, bytes, packedBytes, method, headerAt }: ArchiveEntry,
): AsyncGenerator<Uint8Array> {
  const header = viewOf(await source.read(headerAt, 30));
  if (header.byteLength < 30 || header.getUint32(0, true) !== LOCAL)
    throw new ArchiveError(`${path}: no entry`);
  const start = headerAt + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packedBytes > source.size) throw new ArchiveError(`${path}: outside the archive`);
  const packed = piecesOf(source, start, start + packedBytes);
  if (method !== 0 && method !== 8) throw new ArchiveError(`${path}: packed in an unknown way`);
  let found = 0;
  for await (const piece of method === 0 ? packed : platform.inflate(packed)) {
    found += piece.length;
    yield piece;
  }
  if (found !== bytes) throw new ArchiveError(`${path}: ${found} bytes instead of ${bytes}`);
}

async function* piecesOf(
  source: ByteSource,
  from: number,
  to: number,
  memory?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  for (let at = from; at < to; at += PIECE_BYTES)
    yield source.read(at, Math.min(PIECE_BYTES, to - at), memory);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
