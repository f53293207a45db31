// The few system calls that durability is made of, as a port, and the real disk behind it.
// Tests and the simulator hand in a disk that fails, tears and forgets (memory-disk.ts).
// A Disk throws the system's own errors (errno in `code`); files.ts and chained-log.ts make them StoreErrors.

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, constants } from 'node:fs/promises';
import * as fs from 'node:fs/promises';

/** read: must exist. update: must exist, for writing. create: made or emptied. exclusive: must not exist. */
export type OpenMode = 'read' | 'update' | 'create' | 'exclusive';

export interface DiskFile {
  /** Up to `length` bytes from `position`; shorter only at the end of the file. May put them into `memory` and tell its part. */
  read(position: number, length: number, memory?: Uint8Array): Promise<Uint8Array>;
  /** All of `bytes` at `position`, or throws (some of them may then be there). */
  write(position: number, bytes: Uint8Array): Promise<void>;
  truncate(size: number): Promise<void>;
  size(): Promise<number>;
  /** After it resolves the bytes survive a power cut. After it throws nothing is known of any unsynced byte. */
  datasync(): Promise<void>;
  /** As datasync, and the file's size and mode too. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  open(path: string, mode: OpenMode): Promise<DiskFile>;
  /** Replaces `to` at once; durable only after syncDirectory. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for a file; EEXIST when `to` is taken. */
  link(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Names in `directory`, sorted. */
  list(directory: string): Promise<string[]>;
  /** Makes the folder and its parents; an existing one is fine. Resolves to the topmost one it made. */
  makeDirectory(path: string, mode: number): Promise<string | undefined>;
  /** Makes the names in `directory` survive a power cut. */
  syncDirectory(directory: string): Promise<void>;
  isReadOnly(path: string): Promise<boolean>;
  /** Another text after every change of the file's bytes or mode; a copy has its own. */
  stamp(path: string): Promise<string>;
  makeReadOnly(path: string): Promise<void>;
}

const FLAGS: Record<OpenMode, string> = { read: 'r', update: 'r+', create: 'w+', exclusive: 'wx+' };
const IS_WINDOWS = process.platform === 'win32';
const RENAME_TRIES = 10;
const RENAME_PAUSE_MS = 20;

/** Virus scanners and indexers hold files open for moments on Windows: a rename there is tried again. */
async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fs.rename(from, to);
    } catch (error) {
      const errno = error instanceof Error && 'code' in error ? error.code : undefined;
      const isHeld = IS_WINDOWS && (errno === 'EPERM' || errno === 'EBUSY' || errno === 'EACCES');
      if (!isHeld || attempt === RENAME_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, RENAME_PAUSE_MS * attempt));
    }
  }
}

/** Reads some of the bytes and tells how many: none at the end of the file. */
type ReadSome = (
  memory: Uint8Array,
  at: number,
  length: number,
  position: number,
) => number | Promise<number>;

async function readFully(
  readSome: ReadSome,
  position: number,
  length: number,
  memory?: Uint8Array,
): Promise<Uint8Array> {
  const bytes = memory ?? Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const bytesRead = await readSome(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

async function writeFully(handle: FileHandle, position: number, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const left = bytes.length - written;
    const { bytesWritten } = await handle.write(bytes, written, left, position + written);
    written += bytesWritten;
  }
}

async function openNodeFile(path: string, mode: OpenMode): Promise<DiskFile> {
  const handle = await fs.open(path, FLAGS[mode], 0o600);
  const readSome: ReadSome = async (...part) => (await handle.read(...part)).bytesRead;
  return {
    read: (position, length, memory) => readFully(readSome, position, length, memory),
    write: (position, bytes) => writeFully(handle, position, bytes),
    truncate: (size) => handle.truncate(size),
    size: async () => (await handle.stat()).size,
    datasync: () => handle.datasync(),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

async function syncNodeDirectory(directory: string): Promise<void> {
  // NOTE: Windows cannot open a folder for syncing; NTFS journals its names itself.
  if (IS_WINDOWS) return;
  const handle = await fs.open(directory, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Reads in the thread that asks. */
async function openBlocking(path: string): Promise<DiskFile> {
  const fd = openSync(path, FLAGS.read);
  const readSome: ReadSome = (...part) => readSync(fd, ...part);
  const refuse = () => Promise.reject(new Error(`${path} was opened for reading`));
  return {
    read: (position, length, memory) => readFully(readSome, position, length, memory),
    write: refuse,
    truncate: refuse,
    size: async () => fstatSync(fd).size,
    datasync: refuse,
    sync: refuse,
    close: async () => closeSync(fd),
  };
}

export const nodeDisk: Disk = {
  open: openNodeFile,
  rename: renamePatiently,
  link: (from, to) => fs.link(from, to),
  remove: (path) => fs.unlink(path),
  list: async (directory) => (await fs.readdir(directory)).sort(),
  makeDirectory: (path, mode) => fs.mkdir(path, { recursive: true, mode }),
  syncDirectory: syncNodeDirectory,
  isReadOnly: async (path) => ((await fs.stat(path)).mode & 0o222) === 0,
  stamp: async (path) => {
    // Bytes that are changed and given their old date still move this time.
    const { size, ctimeNs } = await fs.stat(path, { bigint: true });
    return `${size} ${ctimeNs}`;
  },
  makeReadOnly: (path) => fs.chmod(path, 0o444),
};

/**
 * For a thread of its own that has nothing to do while it waits: a file that is read whole costs it a sixth of the
 * processor time that four turns through the pool do. Never in the server's own thread: it would stand still.
 */
export const threadDisk: Disk = {
  ...nodeDisk,
  open: (path, mode) => (mode === 'read' ? openBlocking(path) : openNodeFile(path, mode)),
};
