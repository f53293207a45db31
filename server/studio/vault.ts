// Files by the SHA-256 of their bytes, below one directory, on three shelves: `temp` (uploaded, in no item yet), kept, and
// `quarantine` (in no item any more). Kept means durable (server/store/files.ts). The path comes from the hash alone.
// A lost file blanks a picture; a changed one is noticed by its name.

import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Asset } from '../../content/model/item.ts';
import { Sha256Hex } from '../../content/model/item.ts';
import { sha256Hex } from '../store/digest.ts';
import { type Disk, nodeDisk } from '../store/disk.ts';
import {
  ensureDirectory,
  listFiles,
  readIfPresent,
  removeFile,
  withFile,
  writeDurably,
} from '../store/files.ts';
import { errnoOf, toStoreError } from '../store/store-error.ts';

export type Mime = Asset['mime'];

export interface Kept {
  readonly sha256: string;
  readonly bytes: number;
  readonly mime: Mime;
}

export interface VaultFile extends Kept {
  readonly content: Uint8Array;
}

export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: 'VAULT_DAMAGED' | 'VAULT_TYPE';

  constructor(code: VaultError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A file that has just come in, not yet known to be of use. */
export interface Arrival {
  readonly sha256: string;
  readonly bytes: number;
  readonly head: Uint8Array;
  /** Part of it, for a look inside without reading it whole. */
  read(position: number, length: number): Promise<Uint8Array>;
}

/** Where a file lies on a shelf other than the kept ones, and since which day. */
export interface Shelved {
  readonly sha256: string;
  readonly sinceDate: string;
}

export type Shelf = 'temp' | 'quarantine';

export interface Vault {
  /**
   * Resolved: the file is there, power cut or not. Same bytes again: nothing is written, unless the file on disk was
   * damaged; then it is healed. Throws VAULT_TYPE when the bytes are not what `mime` says.
   */
  keep(content: Uint8Array, mime: Mime): Promise<Kept>;
  /** The file, or undefined when there is none (or the name is no hash). Throws VAULT_DAMAGED when its bytes changed. */
  open(sha256: string): Promise<VaultFile | undefined>;
  /** Where the file is or would be when kept; undefined when the name is no hash. */
  pathOf(sha256: string): string | undefined;
  /**
   * Writes a stream to `temp`, shows it to `judge` and shelves it when that returns true. What `judge` or the stream
   * throws goes through, and nothing is left behind.
   */
  receive(
    stream: AsyncIterable<Uint8Array>,
    sinceDate: string,
    judge: (arrival: Arrival) => Promise<boolean>,
  ): Promise<void>;
  /** Moves the file to the kept ones from whichever shelf it is on. False when there is none. */
  adopt(sha256: string): Promise<boolean>;
  /** Puts a kept file aside. */
  shelve(sha256: string, sinceDate: string): Promise<void>;
  /** Deletes it from that shelf for good. */
  drop(sha256: string, shelf: Shelf): Promise<void>;
  /** Hashes of all kept files, sorted. */
  listKept(): Promise<string[]>;
  listShelf(shelf: Shelf): Promise<Shelved[]>;
  /** Size on disk, on whichever shelf; 0 when there is none. */
  bytesOf(sha256: string): Promise<number>;
}

const HEAD_BYTES = 4_096;
const SHARDS = Array.from({ length: 256 }, (_, index) => index.toString(16).padStart(2, '0'));

export function openVault(directory: string, disk: Disk = nodeDisk): Vault {
  const keptPath = (sha256: string) => join(directory, sha256.slice(0, 2), sha256);
  const shelvedPath = (shelf: Shelf, { sha256, sinceDate }: Shelved) =>
    join(directory, shelf, `${sinceDate}.${sha256}`);

  async function listShelf(shelf: Shelf): Promise<Shelved[]> {
    const names = await listFiles(join(directory, shelf), disk);
    return names.flatMap((name) => {
      const [sinceDate = '', sha256 = ''] = name.split('.');
      return /^\d{4}-\d\d-\d\d$/.test(sinceDate) && Sha256Hex.safeParse(sha256).success
        ? [{ sha256, sinceDate }]
        : [];
    });
  }

  /** Everywhere it may lie: kept first, so that the common case costs one look; nowhere when the name is no hash. */
  async function* placesOf(sha256: string): AsyncGenerator<string> {
    if (!Sha256Hex.safeParse(sha256).success) return;
    yield keptPath(sha256);
    for (const shelf of ['temp', 'quarantine'] as const) {
      for (const entry of await listShelf(shelf)) {
        if (entry.sha256 === sha256) yield shelvedPath(shelf, entry);
      }
    }
  }

  async function find<T>(
    sha256: string,
    look: (path: string) => Promise<T | undefined>,
  ): Promise<{ path: string; found: T } | undefined> {
    for await (const path of placesOf(sha256)) {
      const found = await look(path);
      if (found !== undefined) return { path, found };
    }
    return undefined;
  }

  async function move(from: string, to: string): Promise<void> {
    await ensureDirectory(dirname(to), 0o700, disk);
    try {
      await disk.rename(from, to);
      await disk.syncDirectory(dirname(to));
      await disk.syncDirectory(dirname(from));
    } catch (error) {
      throw toStoreError(error, 'writing', to);
    }
  }

  return {
    pathOf: (sha256) => (Sha256Hex.safeParse(sha256).success ? keptPath(sha256) : undefined),
    async keep(content, mime) {
      const found = mimeOf(content);
      if (found !== mime)
        throw new VaultError('VAULT_TYPE', `expected ${mime}, got ${found ?? 'unknown bytes'}`);
      const sha256 = sha256Hex(content);
      const path = keptPath(sha256);
      const present = await readIfPresent(path, disk);
      if (present === undefined || sha256Hex(present) !== sha256) {
        await ensureDirectory(dirname(path), 0o700, disk);
        await writeDurably(path, content, disk);
      }
      return { sha256, bytes: content.byteLength, mime };
    },
    async open(sha256) {
      const content = (await find(sha256, (path) => readIfPresent(path, disk)))?.found;
      if (content === undefined) return undefined;
      const mime = mimeOf(content);
      if (sha256Hex(content) !== sha256 || mime === undefined) {
        throw new VaultError('VAULT_DAMAGED', `${sha256} holds other bytes than its name says`);
      }
      return { sha256, bytes: content.byteLength, mime, content };
    },
    async receive(stream, sinceDate, judge) {
      await ensureDirectory(join(directory, 'temp'), 0o700, disk);
      const path = join(directory, 'temp', `.${randomUUID()}.part`);
      try {
        const arrival = await writeStream(path, stream, disk);
        const isOfUse = await withFile(disk, path, 'read', (file) =>
          judge({ ...arrival, read: (position, length) => file.read(position, length) }),
        );
        if (isOfUse) await move(path, shelvedPath('temp', { sha256: arrival.sha256, sinceDate }));
      } finally {
        await removeFile(path, disk);
      }
    },
    async adopt(sha256) {
      const place = await find(sha256, (path) => sizeIfPresent(path, disk));
      if (place === undefined) return false;
      if (place.path !== keptPath(sha256)) await move(place.path, keptPath(sha256));
      return true;
    },
    async shelve(sha256, sinceDate) {
      await move(keptPath(sha256), shelvedPath('quarantine', { sha256, sinceDate }));
    },
    async drop(sha256, shelf) {
      for (const entry of await listShelf(shelf)) {
        if (entry.sha256 === sha256) await removeFile(shelvedPath(shelf, entry), disk);
      }
    },
    async listKept() {
      const names = await Promise.all(SHARDS.map((shard) => listFiles(join(directory, shard), disk)));
      return names.flat().filter((name) => Sha256Hex.safeParse(name).success);
    },
    listShelf,
    async bytesOf(sha256) {
      return (await find(sha256, (path) => sizeIfPresent(path, disk)))?.found ?? 0;
    },
  };
}

async function sizeIfPresent(path: string, disk: Disk): Promise<number | undefined> {
  try {
    return await withFile(disk, path, 'read', (file) => file.size());
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw toStoreError(error, 'reading', path);
  }
}

/** Durable, hashed on the way; never whole in memory. */
async function writeStream(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  disk: Disk,
): Promise<Pick<Arrival, 'sha256' | 'bytes' | 'head'>> {
  const hash = createHash('sha256');
  let head = new Uint8Array();
  let bytes = 0;
  await withFile(disk, path, 'exclusive', async (file) => {
    for await (const chunk of stream) {
      hash.update(chunk);
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
      await file.write(bytes, chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
  });
  return { sha256: hash.digest('hex'), bytes, head };
}

/** By the first bytes, never by a name somebody chose. */
export function mimeOf(content: Uint8Array): Mime | undefined {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.slice(4, 8) === 'ftyp') return 'video/mp4';
  if (head.startsWith('\x1a\x45\xdf\xa3')) return 'video/webm';
  return undefined;
}
