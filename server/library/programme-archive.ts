// Every programme ever published, one file each, for ever: audits compare with them. The file is written before the
// document names its number; a file whose number is in no list was never published, and its number is not used again.

import { join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import type { Interval } from '../../content/model/instant.ts';
import { type Programme, SignedProgramme, programmeSigningText } from '../../content/model/programme.ts';
import { assetsOf } from '../../content/model/rendition.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import type { DataFolder } from './data-folder.ts';
import type { EditorialDocuments, ProgrammeEntry } from './editorial.ts';
import type { SigningKey } from './keys.ts';

export interface ArchiveDependencies {
  readonly documents: EditorialDocuments;
  readonly folder: Pick<DataFolder, 'programmesOf'>;
  readonly disk: Disk;
  readonly key: SigningKey;
}

export class ProgrammeArchive {
  readonly #documents: EditorialDocuments;
  readonly #folder: Pick<DataFolder, 'programmesOf'>;
  readonly #disk: Disk;
  readonly #key: SigningKey;
  /** All of them by screen, ascending: accounts of any hour compare with them. A few KB each. */
  readonly #published = new Map<string, SignedProgramme[]>();
  /** Pictures and sprites that are in any of them. */
  readonly #assets = new Set<string>();
  /** Highest number used or seen per screen, published or not. */
  readonly #highest = new Map<string, number>();

  constructor({ documents, folder, disk, key }: ArchiveDependencies) {
    this.#documents = documents;
    this.#folder = folder;
    this.#disk = disk;
    this.#key = key;
  }

  /** Reads and checks every published programme, so that a damaged one is refused at the start and not at night. */
  async open(): Promise<void> {
    for (const { id } of this.#documents.data.screens) {
      const names = await listFiles(this.#folder.programmesOf(id), this.#disk);
      for (const name of names) this.raiseFloor(id, Number(/^(\d+)\.json$/.exec(name)?.[1] ?? 0));
      for (const entry of this.#documents.data.programmes[id] ?? []) {
        this.#admit(id, await this.#read(id, entry));
      }
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

  /** Every programme of the screen, oldest first. */
  all(screenId: string): readonly SignedProgramme[] {
    return this.#published.get(screenId) ?? [];
  }

  /** The newest published number of the screen, 0 for none. */
  newest(screenId: string): { number: number; effectiveFrom: number | null } {
    const programme = this.all(screenId).at(-1)?.programme;
    return { number: programme?.number ?? 0, effectiveFrom: programme?.effectiveFrom ?? null };
  }

  /** Signs and writes. The caller names the entry in the document, and when that is durable calls `confirm`. */
  async store(programme: Programme): Promise<{ signed: SignedProgramme; entry: ProgrammeEntry }> {
    const screenId = programme.screen.id;
    const sha256 = sha256Hex(canonicalJson(programme));
    const signature = this.#key.sign(programmeSigningText(sha256));
    const signed: SignedProgramme = { programme, sha256, keyId: this.#key.keyId, signature };
    await ensureDirectory(this.#folder.programmesOf(screenId), 0o700, this.#disk);
    this.raiseFloor(screenId, programme.number);
    const bytes = Buffer.from(`${canonicalJson(signed)}\n`);
    await createOnce(this.#pathOf(screenId, programme.number), bytes, this.#disk);
    const { number, effectiveFrom, issuedAt } = programme;
    return { signed, entry: { number, effectiveFrom, issuedAt, sha256 } };
  }

  /** The document names it now: it is published. */
  confirm(screenId: string, signed: SignedProgramme): void {
    this.#admit(screenId, signed);
  }

  /** Programmes in force at some moment of `within`, oldest first. */
  inForce(screenId: string, within: Interval): SignedProgramme[] {
    const found: SignedProgramme[] = [];
    let until = within.to;
    for (const signed of this.all(screenId).toReversed()) {
      const from = Math.max(signed.programme.effectiveFrom, within.from);
      if (from < until) found.unshift(signed);
      until = Math.min(until, from);
      if (until <= within.from) break;
    }
    return found;
  }

  /** Was this picture, or one of its sprites, ever in a published programme? Then it hung in the street. */
  isPublished(sha256: string): boolean {
    return this.#assets.has(sha256);
  }

  #admit(screenId: string, signed: SignedProgramme): void {
    this.raiseFloor(screenId, signed.programme.number);
    this.#published.set(screenId, [...this.all(screenId), signed]);
    for (const { rendition } of [...signed.programme.items, signed.programme.idle]) {
      for (const { sha256 } of assetsOf(rendition)) this.#assets.add(sha256);
    }
  }

  #pathOf(screenId: string, number: number): string {
    return join(this.#folder.programmesOf(screenId), `${number}.json`);
  }

  async #read(screenId: string, entry: ProgrammeEntry): Promise<SignedProgramme> {
    const path = this.#pathOf(screenId, entry.number);
    const bytes = await readIfPresent(path, this.#disk);
    if (bytes === undefined) throw new StoreError('STORE_CORRUPT', path, 'a published programme is missing');
    const signed = parseProgramme(bytes, path);
    const sha256 = sha256Hex(canonicalJson(signed.programme));
    if (sha256 !== entry.sha256 || signed.sha256 !== sha256) {
      throw new StoreError('STORE_CORRUPT', path, 'a published programme was altered');
    }
    return signed;
  }
}

function parseProgramme(bytes: Uint8Array, path: string): SignedProgramme {
  try {
    return SignedProgramme.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not a programme', { cause: error });
  }
}
