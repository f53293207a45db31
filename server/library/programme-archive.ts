// Every programme ever published, one file each, for ever: audits compare with them. The file is written before the
// document names its number; a file whose number is in no list was never published, and its number is not used again.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import type { Instant, Interval } from '../../content/model/instant.ts';
import { type Programme, SignedProgramme, programmeSigningText } from '../../content/model/programme.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import type { DataFolder } from './data-folder.ts';
import type { EditorialDocuments, ProgrammeEntry } from './editorial.ts';
import type { SigningKey } from './keys.ts';

/** Programmes kept in memory; they are a few KB each and mostly the newest are asked for. */
const CACHED = 400;

export interface ArchiveDependencies {
  readonly documents: EditorialDocuments;
  readonly folder: DataFolder;
  readonly disk: Disk;
  readonly key: SigningKey;
}

export class ProgrammeArchive {
  readonly #documents: EditorialDocuments;
  readonly #folder: DataFolder;
  readonly #disk: Disk;
  readonly #key: SigningKey;
  readonly #cache = new Map<string, SignedProgramme>();
  /** Highest number used or seen per screen, published or not. */
  readonly #highest = new Map<string, number>();

  constructor({ documents, folder, disk, key }: ArchiveDependencies) {
    this.#documents = documents;
    this.#folder = folder;
    this.#disk = disk;
    this.#key = key;
  }

  /** Looks at the files and reads what is in force, so that a damaged one is refused at the start and not at night. */
  async open(now: Instant): Promise<void> {
    for (const { id } of this.#documents.data.screens) {
      const names = await listFiles(this.#folder.programmesOf(id), this.#disk);
      for (const name of names) this.raiseFloor(id, Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0));
      for (const entry of this.#entries(id)) this.raiseFloor(id, entry.number);
      await this.inForce(id, { from: now, to: Number.MAX_SAFE_INTEGER });
    }
  }

  /** The number the next programme of the screen takes; never one that was used, here or by a player. */
  nextNumber(screenId: string): number {
    return (this.#highest.get(screenId) ?? 0) + 1;
  }

  /** A player knows this number, so it refuses lower ones: after a restore we count on from there. */
  raiseFloor(screenId: string, number: number): void {
    if (number > (this.#highest.get(screenId) ?? 0)) this.#highest.set(screenId, number);
  }

  /** The newest published number of the screen, 0 for none. */
  newest(screenId: string): { number: number; effectiveFrom: Instant | null } {
    const entry = this.#entries(screenId).at(-1);
    return entry === undefined
      ? { number: 0, effectiveFrom: null }
      : { number: entry.number, effectiveFrom: entry.effectiveFrom };
  }

  /** Signs and stores. The caller then names the entry in the document, in the same transaction. */
  async store(programme: Programme): Promise<{ signed: SignedProgramme; entry: ProgrammeEntry }> {
    const screenId = programme.screen.id;
    const sha256 = createHash('sha256').update(canonicalJson(programme)).digest('hex');
    const signature = this.#key.sign(programmeSigningText(sha256));
    const signed: SignedProgramme = { programme, sha256, keyId: this.#key.keyId, signature };
    await ensureDirectory(this.#folder.programmesOf(screenId), 0o700, this.#disk);
    this.raiseFloor(screenId, programme.number);
    const bytes = Buffer.from(`${canonicalJson(signed)}\n`);
    await createOnce(this.#pathOf(screenId, programme.number), bytes, this.#disk);
    const { number, effectiveFrom, issuedAt } = programme;
    return { signed, entry: { number, effectiveFrom, issuedAt, sha256 } };
  }

  /** Programmes in force at some moment of `within`, oldest first. Throws STORE_CORRUPT for a damaged file. */
  async inForce(screenId: string, within: Interval): Promise<SignedProgramme[]> {
    const wanted: ProgrammeEntry[] = [];
    let until = within.to;
    for (const entry of this.#entries(screenId).toReversed()) {
      const from = Math.max(entry.effectiveFrom, within.from);
      if (from < until) wanted.unshift(entry);
      until = Math.min(until, from);
      if (until <= within.from) break;
    }
    const found: SignedProgramme[] = [];
    for (const entry of wanted) found.push(await this.#read(screenId, entry));
    return found;
  }

  /** Was this picture, or one of its sprites, ever in a published programme? Then it hung in the street. */
  async isPublished(sha256: string): Promise<boolean> {
    await this.#indexAssets();
    return this.#publishedAssets.has(sha256);
  }

  readonly #publishedAssets = new Set<string>();
  readonly #indexed = new Map<string, number>();

  async #indexAssets(): Promise<void> {
    for (const { id } of this.#documents.data.screens) {
      const entries = this.#entries(id);
      for (const entry of entries.slice(this.#indexed.get(id) ?? 0)) {
        const { programme } = await this.#read(id, entry);
        for (const { rendition } of [...programme.items, programme.idle]) {
          this.#publishedAssets.add(rendition.picture.sha256);
          if (rendition.clockFace !== undefined)
            this.#publishedAssets.add(rendition.clockFace.sprites.sha256);
        }
      }
      this.#indexed.set(id, entries.length);
    }
  }

  #entries(screenId: string): readonly ProgrammeEntry[] {
    const lists = this.#documents.data.programmes;
    return Object.hasOwn(lists, screenId) ? (lists[screenId] ?? []) : [];
  }

  #pathOf(screenId: string, number: number): string {
    return join(this.#folder.programmesOf(screenId), `${number}.json`);
  }

  async #read(screenId: string, entry: ProgrammeEntry): Promise<SignedProgramme> {
    const name = `${screenId}/${entry.number}`;
    const cached = this.#cache.get(name);
    if (cached !== undefined) return cached;
    const path = this.#pathOf(screenId, entry.number);
    const bytes = await readIfPresent(path, this.#disk);
    if (bytes === undefined) throw new StoreError('STORE_CORRUPT', path, 'a published programme is missing');
    const signed = parseProgramme(bytes, path);
    const sha256 = createHash('sha256').update(canonicalJson(signed.programme)).digest('hex');
    if (sha256 !== entry.sha256 || signed.sha256 !== sha256) {
      throw new StoreError('STORE_CORRUPT', path, 'a published programme was altered');
    }
    this.#remember(name, signed);
    return signed;
  }

  #remember(name: string, signed: SignedProgramme): void {
    this.#cache.set(name, signed);
    const oldest = this.#cache.keys().next().value;
    if (this.#cache.size > CACHED && oldest !== undefined) this.#cache.delete(oldest);
  }
}

function parseProgramme(bytes: Uint8Array, path: string): SignedProgramme {
  try {
    return SignedProgramme.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not a programme', { cause: error });
  }
}
