// The file of one document: an envelope with schema version, revision and checksum; its previous version and its
// backups beside it. The adapter under lowdb. A flipped byte anywhere is noticed: approved words are never read altered.

import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Disk } from './disk.ts';
import { createOnce, listFiles, readIfPresent, writeDurably } from './files.ts';
import { sha256Hex } from './digest.ts';
import { StoreError } from './store-error.ts';

/** `migrations[v]` turns data of version v into data of version v + 1. Pure. */
export type Migrations = Readonly<Record<number, (data: unknown) => unknown>>;

export interface DocumentFileOptions<T> {
  path: string;
  schema: z.ZodType<T>;
  version: number;
  migrations: Migrations;
  disk: Disk;
}

const Envelope = z.strictObject({
  schemaVersion: z.int().min(1),
  revision: z.int().min(1),
  sha256: z.string(),
  data: z.unknown(),
});
type Envelope = z.infer<typeof Envelope>;

interface Decoded<T> {
  data: T;
  envelope: Envelope;
}

export class DocumentFile<T> {
  readonly path: string;
  /** Nothing was there, or it was migrated: what was read is not yet what the file holds. */
  isStale = true;
  readonly #options: DocumentFileOptions<T>;
  #stored: { bytes: Uint8Array; revision: number } | undefined;

  constructor(options: DocumentFileOptions<T>) {
    this.path = options.path;
    this.#options = options;
  }

  /** lowdb's read: null only when neither the file nor a copy of it was ever there. */
  async read(): Promise<T | null> {
    const { disk, version } = this.#options;
    const bytes = await readIfPresent(this.path, disk);
    if (bytes === undefined) return this.#refuseIfLost();
    const decoded = await this.#decodeOrRefuse(bytes);
    const { schemaVersion, revision } = decoded.envelope;
    this.isStale = schemaVersion !== version;
    if (this.isStale) await createOnce(this.#copyPath(`v${schemaVersion}-r${revision}.backup`), bytes, disk);
    this.#stored = { bytes, revision };
    return decoded.data;
  }

  /** lowdb's write: durable when resolved; when rejected the file still holds what it held, if the disk lets it. */
  async write(data: T): Promise<void> {
    const { disk, version } = this.#options;
    const stored = this.#stored;
    const revision = (stored?.revision ?? 0) + 1;
    const bytes = encode({ schemaVersion: version, revision, data });
    if (stored !== undefined) await writeDurably(this.#copyPath('prev'), stored.bytes, disk);
    try {
      await writeDurably(this.path, bytes, disk);
    } catch (error) {
      if (stored !== undefined) await this.#takeBack(bytes, stored.bytes);
      throw error;
    }
    this.#stored = { bytes, revision };
    this.isStale = false;
  }

  async backup(label: string): Promise<string> {
    if (!/^[\w-]+$/.test(label))
      throw new StoreError('STORE_REFUSED', this.path, 'not a label for a file name');
    const path = this.#copyPath(`${label}.backup`);
    if (this.#stored !== undefined) await writeDurably(path, this.#stored.bytes, this.#options.disk);
    return path;
  }

  /** The new file may already have its name when only the sync of the folder failed. */
  async #takeBack(rejected: Uint8Array, previous: Uint8Array): Promise<void> {
    const { disk } = this.#options;
    try {
      const present = await readIfPresent(this.path, disk);
      if (present !== undefined && Buffer.compare(present, rejected) === 0) {
        await writeDurably(this.path, previous, disk);
      }
    } catch {
      // The caller gets the first error. The next write replaces the whole file and so makes them agree again.
    }
  }

  async #refuseIfLost(): Promise<null> {
    const copies = await this.#copies();
    if (copies.length > 0) throw await this.#corrupt('the file is gone, copies of it are not');
    return null;
  }

  async #decodeOrRefuse(bytes: Uint8Array): Promise<Decoded<T>> {
    const decoded = decode(bytes, this.#options);
    if (decoded instanceof StoreError) {
      throw decoded.code === 'STORE_CORRUPT' ? await this.#corrupt(decoded.reason, decoded.cause) : decoded;
    }
    return decoded;
  }

  async #corrupt(reason: string, cause?: unknown): Promise<StoreError> {
    const best = await this.#newestGoodCopy();
    const advice = best === undefined ? 'no good backup found' : `newest good backup: ${best}`;
    return new StoreError('STORE_CORRUPT', this.path, `${reason}; ${advice}`, { cause });
  }

  async #newestGoodCopy(): Promise<string | undefined> {
    let best: { path: string; revision: number } | undefined;
    for (const path of await this.#copies()) {
      const bytes = await readIfPresent(path, this.#options.disk);
      const decoded = bytes === undefined ? undefined : decode(bytes, { ...this.#options, path });
      if (decoded === undefined || decoded instanceof StoreError) continue;
      const { revision } = decoded.envelope;
      if (best === undefined || revision > best.revision) best = { path, revision };
    }
    return best?.path;
  }

  async #copies(): Promise<string[]> {
    const stem = basename(this.path, '.json');
    const names = await listFiles(dirname(this.path), this.#options.disk);
    const isCopy = (name: string): boolean => name === `${stem}.prev.json` || isBackupOf(stem, name);
    return names.filter(isCopy).map((name) => join(dirname(this.path), name));
  }

  #copyPath(suffix: string): string {
    return join(dirname(this.path), `${basename(this.path, '.json')}.${suffix}.json`);
  }
}

function isBackupOf(stem: string, name: string): boolean {
  const label = name.startsWith(`${stem}.`) && name.endsWith('.backup.json');
  return label && /^[\w-]+$/.test(name.slice(stem.length + 1, -'.backup.json'.length));
}

function sumOf({ schemaVersion, revision, data }: Omit<Envelope, 'sha256'>): string {
  return sha256Hex(JSON.stringify([schemaVersion, revision, data]));
}

function encode(content: Omit<Envelope, 'sha256'>): Uint8Array {
  const { schemaVersion, revision, data } = content;
  return Buffer.from(
    `${JSON.stringify({ schemaVersion, revision, sha256: sumOf(content), data }, null, 1)}\n`,
  );
}

function decode<T>(bytes: Uint8Array, options: DocumentFileOptions<T>): Decoded<T> | StoreError {
  const { path, schema, version, migrations } = options;
  const corrupt = (message: string, cause?: unknown): StoreError =>
    new StoreError('STORE_CORRUPT', path, message, { cause });
  let envelope: Envelope;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    envelope = Envelope.parse(JSON.parse(text));
  } catch (error) {
    return corrupt('it is not a document of ours', error);
  }
  if (sumOf(envelope) !== envelope.sha256) return corrupt('its checksum is wrong');
  if (envelope.schemaVersion > version) {
    return new StoreError('STORE_NEWER', path, `version ${envelope.schemaVersion} is newer than ${version}`);
  }
  let data = envelope.data;
  for (let from = envelope.schemaVersion; from < version; from += 1) {
    const migrate = migrations[from];
    if (migrate === undefined) return new StoreError('STORE_TOO_OLD', path, `no migration from ${from}`);
    data = migrate(data);
  }
  const checked = schema.safeParse(data);
  if (!checked.success) return corrupt('its data breaks the schema', checked.error);
  return { data: checked.data, envelope };
}
