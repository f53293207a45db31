// Hands seals and the keys that made them to a second party, daily: a folder (a share, a stick, another office's disk) or
// a webhook. What they hold is what a ledger that was shortened or rewritten is caught with, so it goes out in order and
// is never replaced. A target that fails is tried again at the next run; nothing waits for it.

import { z } from 'zod';
import { canonicalJson } from '../../content/model/canonical.ts';
import type { SealPlace } from '../../content/model/api/ledger.ts';
import {
  type DaySealEcho,
  echoOf,
  type SignedDaySeal,
  type SignedSealKey,
} from '../../content/model/seal.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent, writeDurably } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import { type DaySeals, parseSeal, sealBytes } from './day-seals.ts';

export interface SealTarget {
  readonly name: 'folder' | 'webhook';
  /** For people: the folder, or the host of the address; what follows a host may be a secret. */
  readonly where: string;
  publishKey(key: SignedSealKey): Promise<void>;
  publishSeal(folder: string, signed: SignedDaySeal): Promise<void>;
  /** The newest seal it holds; null when it holds none or can't tell. */
  newest(folder: string): Promise<DaySealEcho | null>;
}

/** A seal goes nowhere twice in two forms: another one under the same name is a contradiction, and said so. */
export class FolderTarget implements SealTarget {
  readonly name = 'folder';
  readonly where: string;
  readonly #directory: string;
  readonly #disk: Disk;

  constructor(directory: string, disk: Disk) {
    this.where = directory;
    this.#directory = directory;
    this.#disk = disk;
  }

  async publishKey(key: SignedSealKey): Promise<void> {
    const bytes = Buffer.from(`${canonicalJson(key)}\n`);
    await this.#create('keys', `${key.statement.number}.json`, bytes);
  }

  async publishSeal(folder: string, signed: SignedDaySeal): Promise<void> {
    await this.#create(folder, `${signed.seal.day}.json`, sealBytes(signed));
  }

  async newest(folder: string): Promise<DaySealEcho | null> {
    const directory = `${this.#directory}/${folder}`;
    const names = await listFiles(directory, this.#disk);
    const last = names.filter((name) => /^\d{4}-\d{2}-\d{2}\.json$/.test(name)).at(-1);
    if (last === undefined) return null;
    const bytes = await readIfPresent(`${directory}/${last}`, this.#disk);
    const signed = bytes === undefined ? undefined : parseSeal(bytes);
    if (signed === undefined) throw new StoreError('STORE_CORRUPT', `${directory}/${last}`, 'not a day seal');
    return echoOf(signed);
  }

  async #create(folder: string, name: string, bytes: Uint8Array): Promise<void> {
    await ensureDirectory(`${this.#directory}/${folder}`, 0o755, this.#disk);
    const path = `${this.#directory}/${folder}/${name}`;
    await createOnce(path, bytes, this.#disk);
    // Readable by the second party, writable by nobody.
    await this.#disk.makeReadOnly(path);
  }
}

const WEBHOOK_WITHIN_MS = 10_000;

/** POSTs `{"kind":"day_seal"|"seal_key","document":…}`; any 2xx means that it was kept. */
export class WebhookTarget implements SealTarget {
  readonly name = 'webhook';
  readonly where: string;
  readonly #url: string;

  constructor(url: string) {
    this.where = new URL(url).origin;
    this.#url = url;
  }

  publishKey(key: SignedSealKey): Promise<void> {
    return this.#post({ kind: 'seal_key', document: key });
  }

  publishSeal(_folder: string, signed: SignedDaySeal): Promise<void> {
    return this.#post({ kind: 'day_seal', document: signed });
  }

  newest(): Promise<null> {
    return Promise.resolve(null);
  }

  async #post(message: unknown): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: canonicalJson(message),
      redirect: 'error',
      signal: AbortSignal.timeout(WEBHOOK_WITHIN_MS),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
  }
}

/** How far each target has the seals of each log, and the keys. */
const Progress = z.record(z.string(), z.record(z.string(), z.int().nonnegative()));
type Progress = z.infer<typeof Progress>;

const KEYS = 'keys';

export class SealPublication {
  readonly targets: readonly SealTarget[];
  readonly #path: string;
  readonly #disk: Disk;
  #progress: Progress = {};

  private constructor(targets: readonly SealTarget[], path: string, disk: Disk) {
    this.targets = targets;
    this.#path = path;
    this.#disk = disk;
  }

  /** `directory`: `seals` in the data folder. What was published is asked for anew when its notes are damaged. */
  static async open(targets: readonly SealTarget[], directory: string, disk: Disk): Promise<SealPublication> {
    const publication = new SealPublication(targets, `${directory}/published.json`, disk);
    const bytes = await readIfPresent(`${directory}/published.json`, disk);
    try {
      if (bytes !== undefined) {
        publication.#progress = Progress.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      }
    } catch {
      publication.#progress = {}; // Every seal is offered again; a target that has it says so.
    }
    return publication;
  }

  /** Number of the newest seal of the log that every target has; Infinity without targets: nobody waits for it. */
  publishedThrough(folder: string): number {
    return Math.min(...this.targets.map(({ name }) => this.#progress[name]?.[folder] ?? 0));
  }

  /** Each second party, and the day of the newest seal of the log that it was given. */
  async places(seals: Pick<DaySeals, 'folder' | 'at'>): Promise<SealPlace[]> {
    return Promise.all(
      this.targets.map(async ({ name, where }) => {
        const number = this.#progress[name]?.[seals.folder] ?? 0;
        const signed = number === 0 ? undefined : await seals.at(number);
        return { where, throughDay: signed?.seal.day ?? null };
      }),
    );
  }

  /** What others hold of the log. Rejects when a target can't be read: then nothing may be signed. */
  async seenElsewhere(folder: string): Promise<DaySealEcho[]> {
    const seen = await Promise.all(this.targets.map((target) => target.newest(folder)));
    return seen.filter((echo) => echo !== null);
  }

  /** Gives every target what it lacks, in order. Resolves to the faults, one a target at most. */
  async publish(
    keys: readonly SignedSealKey[],
    logs: readonly Pick<DaySeals, 'folder' | 'newest' | 'at'>[],
  ): Promise<{ target: string; fault: unknown }[]> {
    const faults: { target: string; fault: unknown }[] = [];
    for (const target of this.targets) {
      try {
        await this.#publishTo(target, keys, logs);
      } catch (fault) {
        faults.push({ target: target.name, fault });
      }
    }
    return faults;
  }

  async #publishTo(
    target: SealTarget,
    keys: readonly SignedSealKey[],
    logs: readonly Pick<DaySeals, 'folder' | 'newest' | 'at'>[],
  ): Promise<void> {
    const progress = (this.#progress[target.name] ??= {});
    for (const key of keys.slice(progress[KEYS] ?? 0)) {
      await target.publishKey(key);
      await this.#note(progress, KEYS, key.statement.number);
    }
    for (const seals of logs) {
      const newest = seals.newest?.seal.number ?? 0;
      for (let number = (progress[seals.folder] ?? 0) + 1; number <= newest; number += 1) {
        const signed = await seals.at(number);
        if (signed === undefined) throw new Error(`seal ${number} of ${seals.folder} is missing`);
        await target.publishSeal(seals.folder, signed);
        await this.#note(progress, seals.folder, number);
      }
    }
  }

  async #note(progress: Record<string, number>, what: string, number: number): Promise<void> {
    progress[what] = number;
    await writeDurably(this.#path, Buffer.from(`${JSON.stringify(this.#progress)}\n`), this.#disk);
  }
}
