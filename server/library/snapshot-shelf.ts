// The small pictures of what screens showed, kept for 90 days: one file each, named by moment, source, item and hash. Their
// hashes stand in the journal, so a lost or exchanged file is seen; the pictures themselves prove nothing without it.

import { join } from 'node:path';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, type Instant } from '../../content/model/instant.ts';
import {
  MOST_SNAPSHOT_BYTES,
  SNAPSHOT_DAYS,
  SNAPSHOT_LABELS,
  SNAPSHOT_MIMES,
  type Snapshot,
  SnapshotSource,
  type SnapshotView,
} from '../../content/model/snapshot.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent, removeFile } from '../store/files.ts';

const NAME = /^(\d{1,15})\.(drawn|page|desktop)\.([a-z0-9-]*)\.([0-9a-f]{64})\.(webp|jpeg|png)$/;
/** A player's clock is believed for the name of a file only as far as this. */
const MOST_AHEAD_MS = DAY_MS;

export interface KeptSnapshot {
  readonly view: SnapshotView;
  readonly content: Uint8Array;
}

export class SnapshotShelf {
  readonly #directoryOf: (screenId: string) => string;
  readonly #disk: Disk;
  /** By screen: a shelf holds thousands of names, and the first page asks for the newest of all of them each minute. */
  readonly #newest = new Map<string, Promise<SnapshotView | null>>();

  constructor(directoryOf: (screenId: string) => string, disk: Disk) {
    this.#directoryOf = directoryOf;
    this.#disk = disk;
  }

  /** Throws BAD_REQUEST when the bytes are not those of the hash, TOO_LARGE, or when its date cannot be. */
  async keep(screenId: string, snapshot: Snapshot, now: Instant): Promise<void> {
    const bytes = Buffer.from(snapshot.data, 'base64');
    if (bytes.byteLength > MOST_SNAPSHOT_BYTES) throw new CodedError('TOO_LARGE');
    const isDated = snapshot.at > now - SNAPSHOT_DAYS * DAY_MS && snapshot.at < now + MOST_AHEAD_MS;
    if (sha256Hex(bytes) !== snapshot.sha256 || !isDated) throw new CodedError('BAD_REQUEST');
    const directory = this.#directoryOf(screenId);
    await ensureDirectory(directory, 0o700, this.#disk);
    await createOnce(join(directory, nameOf(snapshot)), bytes, this.#disk);
    this.#newest.delete(screenId);
  }

  /** Null: none is kept. */
  newest(screenId: string): Promise<SnapshotView | null> {
    const known = this.#newest.get(screenId);
    if (known !== undefined) return known;
    const looking = this.list(screenId, 0, Infinity, 1).then(([newest = null]) => newest);
    this.#newest.set(screenId, looking);
    looking.catch(() => this.#newest.delete(screenId)); // The next one who asks tries again and hears of it.
    return looking;
  }

  /** Of `[from, to)`, newest first. */
  async list(screenId: string, from: Instant, to: Instant, limit: number): Promise<SnapshotView[]> {
    const views = (await listFiles(this.#directoryOf(screenId), this.#disk)).flatMap(
      (name) => viewOf(name) ?? [],
    );
    return views
      .filter(({ at }) => at >= from && at < to)
      .sort((a, b) => b.at - a.at)
      .slice(0, limit);
  }

  /** Throws NOT_FOUND. */
  async read(screenId: string, sha256: string): Promise<KeptSnapshot> {
    const directory = this.#directoryOf(screenId);
    const name = (await listFiles(directory, this.#disk)).find((one) => one.includes(`.${sha256}.`));
    const view = name === undefined ? undefined : viewOf(name);
    const content = name === undefined ? undefined : await readIfPresent(join(directory, name), this.#disk);
    if (view === undefined || content === undefined || sha256Hex(content) !== sha256)
      throw new CodedError('NOT_FOUND');
    return { view, content };
  }

  /** Drops what is older than 90 days. Resolves to how many. */
  async prune(screenId: string, now: Instant): Promise<number> {
    const directory = this.#directoryOf(screenId);
    const old = (await listFiles(directory, this.#disk)).filter((name) => {
      const view = viewOf(name);
      return view !== undefined && view.at <= now - SNAPSHOT_DAYS * DAY_MS;
    });
    for (const name of old) await removeFile(join(directory, name), this.#disk);
    if (old.length > 0) this.#newest.delete(screenId);
    return old.length;
  }
}

function nameOf({ at, source, item, sha256, mime }: Snapshot): string {
  return `${Math.max(0, at)}.${source}.${item ?? ''}.${sha256}.${mime.slice('image/'.length)}`;
}

function viewOf(name: string): SnapshotView | undefined {
  const [, at, source, item, sha256 = '', kind] = NAME.exec(name) ?? [];
  const parsed = SnapshotSource.safeParse(source);
  const mime = SNAPSHOT_MIMES.find((one) => one === `image/${kind}`);
  if (!parsed.success || mime === undefined) return undefined;
  const label = SNAPSHOT_LABELS[parsed.data];
  return {
    sha256,
    source: parsed.data,
    at: Number(at),
    item: item === '' ? null : (item ?? null),
    mime,
    label,
  };
}
