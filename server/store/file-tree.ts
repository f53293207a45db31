// Folders as trees of files, for backup and restore: what lies below a path, how two versions of an append-only file
// relate, and moving whole entries. Everything else uses files.ts.

import { copyFile, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf } from './store-error.ts';

const PIECE_BYTES = 256 * 1024;
const NEWLINE = 0x0a;

/** Paths of the files below, with `/` between the parts, sorted. An absent folder has none. */
export async function listTree(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await entriesOf(directory)) {
    if (entry.isFile()) found.push(entry.name);
    if (!entry.isDirectory()) continue;
    for (const path of await listTree(join(directory, entry.name))) found.push(`${entry.name}/${path}`);
  }
  return found.toSorted();
}

/** Names directly below, files and folders. */
export async function listNames(directory: string): Promise<string[]> {
  return (await entriesOf(directory)).map(({ name }) => name).toSorted();
}

async function entriesOf(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Undefined when it is gone. */
export async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Bytes up to and with the last newline: of a log that is being written, what is whole. */
export async function wholeLinesOf(path: string): Promise<number> {
  const handle = await open(path, 'r');
  try {
    let end = (await handle.stat()).size;
    while (end > 0) {
      const length = Math.min(PIECE_BYTES, end);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, end - length);
      const at = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
      if (at >= 0) return end - length + at + 1;
      end -= length;
    }
    return 0;
  } finally {
    await handle.close();
  }
}

export type Relation = 'same' | 'first_longer' | 'second_longer' | 'different';

/** Is one file the beginning of the other? */
export async function compareFiles(first: string, second: string): Promise<Relation> {
  const [a, b] = [await open(first, 'r'), await open(second, 'r')];
  try {
    const [aBytes, bBytes] = [(await a.stat()).size, (await b.stat()).size];
    const shared = Math.min(aBytes, bBytes);
    for (let at = 0; at < shared; at += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, shared - at);
      const [left, right] = await Promise.all([
        a.read(Buffer.alloc(length), 0, length, at),
        b.read(Buffer.alloc(length), 0, length, at),
      ]);
      if (Buffer.compare(left.buffer, right.buffer) !== 0) return 'different';
    }
    if (aBytes === bBytes) return 'same';
    return aBytes > bBytes ? 'first_longer' : 'second_longer';
  } finally {
    await a.close();
    await b.close();
  }
}

export function moveEntry(from: string, to: string): Promise<void> {
  return rename(from, to);
}

/** Whatever lies there, read-only days included. */
export async function removeTree(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** Copies what is not changed any more, or only grows; durable when resolved. */
export async function copyTree(from: string, to: string): Promise<void> {
  for (const path of await listTree(from)) await copyOne(join(from, path), join(to, path));
}

export async function copyOne(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await copyFile(from, to);
  const handle = await open(to, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function freeBytesOf(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
