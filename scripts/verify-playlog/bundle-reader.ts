// The files of a bundle as they are read: each is hashed while it streams by, and what cannot be read is a fault at its
// place. Whoever reads a line says what is wrong with it; nobody reads a file twice.

import type { Archive, ArchiveEntry } from './archive.ts';
import type { Keys, ServerKey } from './formats.ts';
import { type Line, linesOf, wholeOf } from './lines.ts';
import { bytesOfBase64, type Faults, type Platform } from './platform.ts';

export class BundleReader {
  readonly archive: Archive;
  readonly platform: Platform;
  readonly faults: Faults;
  /** Of every file read so far. */
  readonly hashes = new Map<string, string>();
  keys: Keys = { players: [], server: [] };
  readonly #onProgress: ((done: number, total: number) => void) | undefined;
  readonly #total: number;
  #done = 0;

  constructor(
    archive: Archive,
    platform: Platform,
    faults: Faults,
    onProgress: ((done: number, total: number) => void) | undefined,
  ) {
    this.archive = archive;
    this.#total = archive.entries.reduce((sum, { bytes }) => sum + bytes, 0);
    this.platform = platform;
    this.faults = faults;
    this.#onProgress = onProgress;
  }

  async isSigned(keyId: string, use: ServerKey['use'], text: string, signature: string): Promise<boolean> {
    const key = this.keys.server.find((one) => one.keyId === keyId && one.use === use);
    if (key === undefined) return false;
    try {
      return await this.platform.verify(
        'Ed25519',
        bytesOfBase64(key.publicKey),
        text,
        bytesOfBase64(signature),
      );
    } catch {
      return false; // Not base64: no signature.
    }
  }

  under(prefix: string): ArchiveEntry[] {
    return this.archive.entries
      .filter(({ path }) => path.startsWith(prefix))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1));
  }

  async readJson(path: string): Promise<unknown> {
    const entry = this.archive.entries.find((one) => one.path === path);
    if (entry === undefined) {
      this.faults.add(path, 'Thiếu tệp.', 'The file is missing.');
      return null;
    }
    try {
      const hash = this.platform.hasher();
      const bytes = await wholeOf(this.archive.read(entry), hash);
      this.hashes.set(path, hash.hex());
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    } catch {
      this.faults.add(path, 'Tệp hỏng.', 'The file is damaged.');
      return null;
    }
  }

  /** `take` returns a promise only where it has to wait for something. */
  async lines(entry: ArchiveEntry, take: (line: Line) => Promise<void> | undefined): Promise<void> {
    const hash = this.platform.hasher();
    let number = 0;
    try {
      for await (const lines of linesOf(this.archive.read(entry), hash)) {
        for (const line of lines) {
          number = line.number;
          const waiting = take(line);
          if (waiting !== undefined) await waiting;
        }
      }
      this.hashes.set(entry.path, hash.hex());
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      this.faults.add(`${entry.path}:${number + 1}`, `Tệp hỏng: ${what}.`, `The file is damaged: ${what}.`);
      this.hashes.set(entry.path, '');
    }
    this.#done += entry.bytes;
    this.#onProgress?.(this.#done, this.#total);
  }

  /** Once more, for what could not be decided the first time; what is wrong with the file was said then. */
  async linesAgain(entry: ArchiveEntry, take: (line: Line) => void): Promise<void> {
    try {
      for await (const lines of linesOf(this.archive.read(entry), this.platform.hasher()))
        lines.forEach(take);
    } catch {
      // Read as far as the first time.
    }
  }
}
