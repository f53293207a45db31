// One JSON document per file, for what staff edit: lowdb's Low over our own durable adapter, never a preset.
// Promise: a resolved transact survives a power cut; memory and disk agree also after a failed one; a damaged file is
// refused by name, never read as empty. Lost if the disk dies: what is younger than the newest backup.

import { Low } from 'lowdb';
import type { z } from 'zod';
import { type Disk, nodeDisk } from './disk.ts';
import { DocumentFile, type Migrations } from './document-file.ts';
import { StoreError } from './store-error.ts';

export type { Migrations };

/** Readonly all the way down. */
export type Frozen<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

export interface DocumentsOptions<T extends object> {
  /** The file, ending in `.json`. Its folder must exist. */
  path: string;
  /** What must hold after every transaction; its output is what is kept. Strings are stored as given. */
  schema: z.ZodType<T>;
  /** The first content, when neither the file nor a copy of it exists. */
  empty: T;
  version: number;
  migrations?: Migrations;
  disk?: Disk;
}

export interface Documents<T extends object> {
  /** What the file holds. Frozen: to change it, transact. */
  readonly data: Frozen<T>;
  /**
   * Runs `change` on a copy, one transaction after another; checks, writes, then shows the result to readers.
   * If `change` throws, the schema refuses (STORE_REFUSED) or the write fails, nothing has changed.
   * NOTE: a transact inside a transact of the same documents waits for itself for ever.
   */
  transact<Result>(change: (draft: T) => Result | Promise<Result>): Promise<Result>;
  /** Keeps a durable copy beside the file, named by `label` (a date, say); the path of it. */
  backup(label: string): Promise<string>;
  /** Waits for the transactions asked for; later ones are refused. */
  close(): Promise<void>;
}

/** Opens, migrating if needed (a backup is made first). Throws STORE_CORRUPT, _NEWER, _TOO_OLD: nothing changed. */
export async function openDocuments<T extends object>(options: DocumentsOptions<T>): Promise<Documents<T>> {
  const { path, schema, empty, version, migrations = {}, disk = nodeDisk } = options;
  const file = new DocumentFile({ path, schema, version, migrations, disk });
  const low = new Low<T>(file, schema.parse(structuredClone(empty)));
  await low.read();
  if (file.isStale) await low.write();
  return new LowDocuments(low, file, schema);
}

class LowDocuments<T extends object> implements Documents<T> {
  readonly #low: Low<T>;
  readonly #file: DocumentFile<T>;
  readonly #schema: z.ZodType<T>;
  #committed: T;
  #lane: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(low: Low<T>, file: DocumentFile<T>, schema: z.ZodType<T>) {
    this.#low = low;
    this.#file = file;
    this.#schema = schema;
    this.#committed = freezeDeep(low.data);
  }

  get data(): Frozen<T> {
    return this.#committed as Frozen<T>;
  }

  transact<Result>(change: (draft: T) => Result | Promise<Result>): Promise<Result> {
    return this.#exclusively(async () => {
      const draft = structuredClone(this.#committed);
      const result = await change(draft);
      const next = this.#check(draft);
      this.#low.data = next;
      try {
        await this.#low.write();
      } catch (error) {
        this.#low.data = this.#committed;
        throw error;
      }
      this.#committed = freezeDeep(next);
      return result;
    });
  }

  backup(label: string): Promise<string> {
    return this.#exclusively(() => this.#file.backup(label));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lane;
  }

  /** What a restart would read: the draft as the schema keeps it, through JSON and the schema once more. */
  #check(draft: T): T {
    try {
      return this.#schema.parse(JSON.parse(JSON.stringify(this.#schema.parse(draft))));
    } catch (error) {
      const cause = { cause: error };
      throw new StoreError('STORE_REFUSED', this.#file.path, 'the change breaks the schema', cause);
    }
  }

  #exclusively<Result>(act: () => Promise<Result>): Promise<Result> {
    if (this.#isClosed) {
      return Promise.reject(new StoreError('STORE_CLOSED', this.#file.path, 'the documents are closed'));
    }
    const done = this.#lane.then(act);
    this.#lane = done.catch(() => undefined);
    return done;
  }
}

function freezeDeep<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freezeDeep(member);
  }
  return value;
}
