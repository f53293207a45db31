// Dated photographs of the wall, one picture and one note each, by screen. Evidence: written once, never changed, never
// pruned; each is named by the hash of its bytes, so an exchanged one is seen.

import { join } from 'node:path';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import { Photograph } from '../../content/model/photograph.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';

export class PhotographShelf {
  readonly #directoryOf: (screenId: string) => string;
  readonly #disk: Disk;

  constructor(directoryOf: (screenId: string) => string, disk: Disk) {
    this.#directoryOf = directoryOf;
    this.#disk = disk;
  }

  /** Resolved: picture and note are durable. Throws CONFLICT when the same picture is there with another note. */
  async keep(photograph: Photograph, jpeg: Uint8Array): Promise<void> {
    const directory = this.#directoryOf(photograph.screen);
    await ensureDirectory(directory, 0o700, this.#disk);
    try {
      // The note last: a picture without one was never reported as kept.
      await createOnce(join(directory, `${photograph.sha256}.jpg`), jpeg, this.#disk);
      const note = Buffer.from(`${JSON.stringify(photograph)}\n`);
      await createOnce(join(directory, `${photograph.sha256}.json`), note, this.#disk);
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'STORE_EXISTS') throw error;
      throw new CodedError('CONFLICT', 'Ảnh này đã được tải lên trước đó. Hãy chụp ảnh mới.', {
        cause: error,
      });
    }
  }

  /** Taken in `[from, to)`, oldest first. */
  async list(screenId: string, from: Instant, to: Instant): Promise<Photograph[]> {
    const directory = this.#directoryOf(screenId);
    const notes = (await listFiles(directory, this.#disk)).filter((name) => name.endsWith('.json'));
    const photographs: Photograph[] = [];
    for (const name of notes) {
      const bytes = await readIfPresent(join(directory, name), this.#disk);
      if (bytes === undefined) continue;
      const photograph = Photograph.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      if (photograph.takenAt >= from && photograph.takenAt < to) photographs.push(photograph);
    }
    return photographs.sort((a, b) => a.takenAt - b.takenAt);
  }

  /** Throws NOT_FOUND. */
  async read(screenId: string, sha256: string): Promise<Uint8Array> {
    const jpeg = await readIfPresent(join(this.#directoryOf(screenId), `${sha256}.jpg`), this.#disk);
    if (jpeg === undefined || sha256Hex(jpeg) !== sha256) throw new CodedError('NOT_FOUND');
    return jpeg;
  }
}
