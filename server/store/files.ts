// The durable verbs: whole files that are either the old one or the new one after any crash or power cut.
// Each verb says what its return promises. Nothing else in the server writes a file (the studio's vault excepted).
// What is lost if one of them fails: only that call; the file that was there stays as it was.

import { createHash } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';
import { type Disk, type DiskFile, nodeDisk } from './disk.ts';
import { StoreError, errnoOf, toStoreError } from './store-error.ts';

/** The whole file, or undefined when there is none. */
export async function readIfPresent(path: string, disk: Disk = nodeDisk): Promise<Uint8Array | undefined> {
  try {
    return await withFile(disk, path, 'read', async (file) => file.read(0, await file.size()));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw toStoreError(error, 'reading', path);
  }
}

/**
 * Replaces or makes the file. Resolved: it holds exactly `bytes`, power cut or not. Rejected: it holds
 * the old bytes or `bytes`, never a mixture; the old ones unless only the last sync failed.
 */
export async function writeDurably(path: string, bytes: Uint8Array, disk: Disk = nodeDisk): Promise<void> {
  try {
    const temporary = await writeTemporary(path, bytes, disk);
    try {
      await disk.rename(temporary, path);
    } catch (error) {
      await removeQuietly(temporary, disk);
      throw error;
    }
    await disk.syncDirectory(dirname(path));
  } catch (error) {
    throw toStoreError(error, 'writing', path);
  }
}

/**
 * Makes a file that is never to change. Resolved: it is there with exactly `bytes` (now or already).
 * Rejects with STORE_EXISTS when it holds anything else, and leaves that alone.
 */
export async function createOnce(path: string, bytes: Uint8Array, disk: Disk = nodeDisk): Promise<void> {
  if (await isAlreadyThere(path, bytes, disk)) return;
  try {
    const temporary = await writeTemporary(path, bytes, disk);
    try {
      await nameOnce(temporary, path, disk);
    } finally {
      await removeQuietly(temporary, disk);
    }
    await disk.syncDirectory(dirname(path));
  } catch (error) {
    if (errnoOf(error) === 'EEXIST' && (await isAlreadyThere(path, bytes, disk))) return;
    throw toStoreError(error, 'writing', path);
  }
}

/** Makes the folder and its missing parents; `mode` is for those it makes. Resolved: its name is durable. */
export async function ensureDirectory(path: string, mode = 0o700, disk: Disk = nodeDisk): Promise<void> {
  const absolute = resolve(path);
  try {
    const topmost = (await disk.makeDirectory(absolute, mode)) ?? absolute;
    // Also when it was there: an earlier start may have been cut between making and syncing.
    for (let child = absolute; dirname(child) !== child; child = dirname(child)) {
      await syncIfAllowed(dirname(child), disk);
      if (child === topmost) break;
    }
  } catch (error) {
    throw toStoreError(error, 'writing', path);
  }
}

/** Sorted file names; an absent folder has none. */
export async function listFiles(directory: string, disk: Disk = nodeDisk): Promise<string[]> {
  try {
    return await disk.list(directory);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return [];
    throw toStoreError(error, 'reading', directory);
  }
}

/** Resolved: the name is gone for good. An absent file is fine. */
export async function removeFile(path: string, disk: Disk = nodeDisk): Promise<void> {
  try {
    await disk.remove(path);
    await disk.syncDirectory(dirname(path));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return;
    throw toStoreError(error, 'writing', path);
  }
}

/** Opens, uses and always closes a file; lets the disk's own errors through. */
export async function withFile<T>(
  disk: Disk,
  path: string,
  mode: Parameters<Disk['open']>[1],
  use: (file: DiskFile) => Promise<T>,
): Promise<T> {
  const file = await disk.open(path, mode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** Written at a time: a call for every hour of a year would cost more than the hours. */
const SCRATCH_BYTES = 1024 * 1024;

/**
 * Writes a file that may be made again at any time: nothing is synced. Tells its size and SHA-256. A piece is done with when
 * the next one is asked for.
 */
export async function writeScratch(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  disk: Disk = nodeDisk,
): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  const waiting = Buffer.allocUnsafe(SCRATCH_BYTES);
  const bytes = await withFile(disk, path, 'create', async (file) => {
    let [at, waitingBytes] = [0, 0];
    const write = async (data: Uint8Array): Promise<void> => {
      hash.update(data);
      await file.write(at, data);
      at += data.length;
    };
    const flush = async (): Promise<void> => {
      await write(waiting.subarray(0, waitingBytes));
      waitingBytes = 0;
    };
    for await (const piece of pieces) {
      const data = typeof piece === 'string' ? Buffer.from(piece, 'utf8') : piece;
      if (waitingBytes + data.length > SCRATCH_BYTES) await flush();
      if (data.length > SCRATCH_BYTES) {
        await write(data);
      } else {
        waiting.set(data, waitingBytes);
        waitingBytes += data.length;
      }
    }
    await flush();
    return at;
  });
  return { bytes, sha256: hash.digest('hex') };
}

/** The first `bytes` of a file, a piece at a time. */
export async function* readPieces(
  path: string,
  bytes: number,
  disk: Disk = nodeDisk,
): AsyncGenerator<Uint8Array> {
  const PIECE_BYTES = 1024 * 1024;
  const file = await disk.open(path, 'read');
  try {
    for (let at = 0; at < bytes; ) {
      const piece = await file.read(at, Math.min(PIECE_BYTES, bytes - at));
      if (piece.length === 0) throw new StoreError('STORE_CORRUPT', path, 'it is shorter than it was');
      at += piece.length;
      yield piece;
    }
  } finally {
    await file.close();
  }
}

let temporaries = 0;

async function writeTemporary(path: string, bytes: Uint8Array, disk: Disk): Promise<string> {
  temporaries += 1;
  const temporary = join(dirname(path), `.${basename(path)}.${temporaries}.tmp`);
  try {
    await withFile(disk, temporary, 'create', async (file) => {
      await file.write(0, bytes);
      await file.sync();
    });
  } catch (error) {
    await removeQuietly(temporary, disk);
    throw error;
  }
  return temporary;
}

/** link() refuses a taken name atomically; some network file systems have no links, there a look must do. */
async function nameOnce(temporary: string, path: string, disk: Disk): Promise<void> {
  try {
    await disk.link(temporary, path);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno !== 'EPERM' && errno !== 'ENOTSUP' && errno !== 'EOPNOTSUPP' && errno !== 'ENOSYS') throw error;
    if ((await readIfPresent(path, disk)) !== undefined) {
      throw Object.assign(new Error('taken', { cause: error }), { code: 'EEXIST' });
    }
    await disk.rename(temporary, path);
  }
}

async function isAlreadyThere(path: string, bytes: Uint8Array, disk: Disk): Promise<boolean> {
  const present = await readIfPresent(path, disk);
  if (present === undefined) return false;
  if (Buffer.compare(present, bytes) !== 0) {
    throw new StoreError('STORE_EXISTS', path, 'already there with other bytes');
  }
  // An earlier try may have been cut between naming it and syncing the name.
  await disk.syncDirectory(dirname(path)).catch((error: unknown) => {
    throw toStoreError(error, 'writing', path);
  });
  return true;
}

/** A parent that is not ours may be unreadable; its names are then its owner's care. */
async function syncIfAllowed(directory: string, disk: Disk): Promise<void> {
  try {
    await disk.syncDirectory(directory);
  } catch (error) {
    const errno = errnoOf(error);
    if (errno !== 'EACCES' && errno !== 'EPERM' && errno !== 'EINVAL') throw error;
  }
}

async function removeQuietly(path: string, disk: Disk): Promise<void> {
  // A leftover temporary is harmless: no reader knows its name, and the error that matters is already on its way.
  await disk.remove(path).catch(() => undefined);
}
