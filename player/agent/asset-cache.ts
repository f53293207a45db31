// Pictures and videos on the PC's disk, by hash: fetched once, checked while they arrive, named only when whole (temp,
// fsync, rename), and hashed again before their first use in each boot. A file that went bad is gone, and fetched anew.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Sha256Hex } from '../../content/model/item.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { ensureDirectory, listFiles, removeFile, withFile } from '../../server/store/files.ts';
import { errnoOf } from '../../server/store/store-error.ts';

export interface CachedAsset {
  readonly path: string;
  readonly mime: string;
}

/** What the server sent is not what was asked for. */
export class OtherBytes extends Error {
  override readonly name = 'OtherBytes';
}

/** The body of a file on the server; null when it has none of that hash. Rejects when the server is not reached. */
export type AskServer = (sha256: string) => Promise<AsyncIterable<Uint8Array> | null>;

const PIECE_BYTES = 1024 * 1024;

export class AssetCache {
  readonly #directory: string;
  readonly #askServer: AskServer;
  readonly #disk: Disk;
  /** What is known of each file in this boot; undefined inside: it is not here. */
  readonly #known = new Map<string, Promise<CachedAsset | undefined>>();
  readonly #fetching = new Map<string, Promise<CachedAsset | undefined>>();

  private constructor(directory: string, askServer: AskServer, disk: Disk) {
    this.#directory = directory;
    this.#askServer = askServer;
    this.#disk = disk;
  }

  static async at(directory: string, askServer: AskServer, disk: Disk = nodeDisk): Promise<AssetCache> {
    await ensureDirectory(directory, 0o700, disk);
    const cache = new AssetCache(directory, askServer, disk);
    const leftovers = (await listFiles(directory, disk)).filter((name) => name.endsWith('.tmp'));
    for (const name of leftovers) await removeFile(join(directory, name), disk);
    return cache;
  }

  /** The verified file, never from the network. */
  async find(sha256: string): Promise<CachedAsset | undefined> {
    const known = this.#known.get(sha256) ?? this.#verify(sha256);
    this.#known.set(sha256, known);
    const found = await known.catch((error: unknown) => {
      this.#known.delete(sha256);
      throw error;
    });
    if (found === undefined) this.#known.delete(sha256);
    return found;
  }

  /** The verified file, fetched if need be; undefined when the server does not have it. */
  async ensure(sha256: string): Promise<CachedAsset | undefined> {
    const found = await this.find(sha256);
    if (found !== undefined) return found;
    const running = this.#fetching.get(sha256) ?? this.#fetch(sha256);
    this.#fetching.set(sha256, running);
    try {
      return await running;
    } finally {
      this.#fetching.delete(sha256);
    }
  }

  async list(): Promise<readonly string[]> {
    const names = await listFiles(this.#directory, this.#disk);
    return names.filter((name) => Sha256Hex.safeParse(name).success);
  }

  async remove(sha256: string): Promise<void> {
    this.#known.delete(sha256);
    await removeFile(this.#pathOf(sha256), this.#disk);
  }

  async #verify(sha256: string): Promise<CachedAsset | undefined> {
    const path = this.#pathOf(sha256);
    const seen = await this.#hashFile(path);
    if (seen === undefined) return undefined;
    if (seen.sha256 === sha256) return { path, mime: seen.mime };
    await removeFile(path, this.#disk);
    return undefined;
  }

  async #hashFile(path: string): Promise<{ sha256: string; mime: string } | undefined> {
    try {
      return await withFile(this.#disk, path, 'read', async (file) => {
        const hash = createHash('sha256');
        let mime = mimeOf(new Uint8Array());
        for (let position = 0; ; ) {
          const piece = await file.read(position, PIECE_BYTES);
          if (piece.length === 0) return { sha256: hash.digest('hex'), mime };
          if (position === 0) mime = mimeOf(piece);
          hash.update(piece);
          position += piece.length;
        }
      });
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #fetch(sha256: string): Promise<CachedAsset | undefined> {
    const body = await this.#askServer(sha256);
    if (body === null) return undefined;
    const path = this.#pathOf(sha256);
    const temporary = `${path}.tmp`;
    try {
      const received = await withFile(this.#disk, temporary, 'create', async (file) => {
        const hash = createHash('sha256');
        let position = 0;
        for await (const piece of body) {
          await file.write(position, piece);
          hash.update(piece);
          position += piece.length;
        }
        await file.sync();
        return hash.digest('hex');
      });
      if (received !== sha256) throw new OtherBytes(`the server sent other bytes for ${sha256}`);
    } catch (error) {
      // Half a film must not keep the room that a record needs.
      await removeFile(temporary, this.#disk);
      throw error;
    }
    await this.#disk.rename(temporary, path);
    await this.#disk.syncDirectory(this.#directory);
    return await this.find(sha256);
  }

  #pathOf(sha256: string): string {
    return join(this.#directory, Sha256Hex.parse(sha256));
  }
}

/** By the first bytes: a video element wants to be told. */
function mimeOf(content: Uint8Array): string {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.slice(4, 8) === 'ftyp') return 'video/mp4';
  if (head.startsWith('\x1a\x45\xdf\xa3')) return 'video/webm';
  return 'application/octet-stream';
}
