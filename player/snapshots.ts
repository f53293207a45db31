// Small pictures of the screen, each labelled with who took it: the agent of the desktop or the page, or this page of its
// own canvas. One of each item and hour, and one when somebody asks. The hash goes to the journal, the picture to the
// server when there is time; for want of space pictures go first, a record never.

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type Instant, HOUR_MS } from '../content/model/instant.ts';
import type { RecordDraft } from '../content/model/play.ts';
import { MOST_SNAPSHOT_BYTES, type Snapshot, type SnapshotSource } from '../content/model/snapshot.ts';
import { base64Of } from './base64.ts';
import type { Stamp } from './chain.ts';
import { sha256OfBytes } from './digest.ts';
import type { CutPhoto } from './photo.ts';
import type { Showing } from './showing.ts';

interface Schema extends DBSchema {
  waiting: { key: number; value: Snapshot };
}

/** Where pictures wait for the server: apart from journal and assets, and the first to give way. */
export class SnapshotQueue {
  readonly #db: IDBPDatabase<Schema>;

  private constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  static async at(name: string): Promise<SnapshotQueue> {
    const db = await openDB<Schema>(name, 1, {
      upgrade: (created) => void created.createObjectStore('waiting', { autoIncrement: true }),
    });
    return new SnapshotQueue(db);
  }

  async add(snapshot: Snapshot): Promise<void> {
    const transaction = this.#db.transaction('waiting', 'readwrite');
    const count = await transaction.store.count();
    if (count >= MOST_WAITING) {
      const oldest = await transaction.store.openKeyCursor();
      if (oldest !== null) await transaction.store.delete(oldest.key);
    }
    await transaction.store.add(snapshot);
    await transaction.done;
  }

  async next(): Promise<{ key: number; snapshot: Snapshot } | null> {
    const cursor = await this.#db.transaction('waiting').store.openCursor();
    return cursor === null ? null : { key: cursor.key, snapshot: cursor.value };
  }

  async drop(key: number): Promise<void> {
    await this.#db.delete('waiting', key);
  }

  /** Forgets the oldest, so many at most; how many they were. */
  async dropOldest(most: number): Promise<number> {
    const transaction = this.#db.transaction('waiting', 'readwrite');
    const keys = await transaction.store.getAllKeys(undefined, most);
    for (const key of keys) void transaction.store.delete(key);
    await transaction.done;
    return keys.length;
  }

  close(): void {
    this.#db.close();
  }
}

export interface SnapshotPorts {
  readonly canvas: HTMLCanvasElement;
  /** Null where nobody else than this page can take a picture. */
  readonly photograph: () => Promise<CutPhoto | null>;
  readonly queue: Pick<SnapshotQueue, 'add'>;
  readonly stamp: () => Stamp;
  readonly now: () => Instant;
  readonly record: (draft: RecordDraft) => void;
  readonly added: () => void;
  readonly onFault: (fault: unknown) => void;
}

const MOST_WAITING = 5_000;
const MOST_WIDTH_PX = 384;
const QUALITY = 0.7;
/** After its start, so that a picture is never taken on the swap path. */
const AFTER_START_MS = 1_500;

export class Snapshots {
  readonly #ports: SnapshotPorts;
  /** Item and hour of those taken, of this hour and the one before. */
  #taken = new Map<string, number>();

  constructor(ports: SnapshotPorts) {
    this.#ports = ports;
  }

  /** Something new is on: takes a picture a moment later if this hour has none of it yet. */
  noteShowing({ item, role, startedAt }: Showing, current: () => Showing | null): void {
    if (item === null || role === 'notice') return;
    const hour = Math.floor((startedAt ?? this.#ports.now()) / HOUR_MS);
    if (this.#taken.get(item) === hour) return;
    this.#taken.set(item, hour);
    setTimeout(() => {
      if (current()?.item === item) this.take(current, 'hourly');
      else this.#taken.delete(item);
    }, AFTER_START_MS);
  }

  take(current: () => Showing | null, why: 'hourly' | 'asked'): void {
    this.#take(current, why).catch(this.#ports.onFault);
  }

  async #take(current: () => Showing | null, why: 'hourly' | 'asked'): Promise<void> {
    const { queue, record, added } = this.#ports;
    const { at, moment, showing, source, picture } = await this.#expose(current);
    const bytes = await shrink(picture);
    if (bytes === null || bytes.byteLength > MOST_SNAPSHOT_BYTES) return;
    const sha256 = await sha256OfBytes(bytes);
    const item = showing?.item ?? null;
    const version = showing?.version ?? null;
    record({ ...moment, type: 'snapshot', source, sha256, bytes: bytes.byteLength, item, version, why });
    await queue.add({ sha256, source, at, item, mime: 'image/webp', data: base64Of(bytes) });
    added();
  }

  /** A photograph, unless the picture changed while it was taken: then nobody could say of which item it is. */
  async #expose(current: () => Showing | null): Promise<Exposure> {
    const { canvas, photograph, stamp, now, onFault } = this.#ports;
    const asked = { at: now(), moment: stamp(), showing: current() };
    const photo = await photograph().catch((fault: unknown) => {
      onFault(fault);
      return null;
    });
    if (photo !== null && current() === asked.showing) return { ...asked, ...photo };
    return { at: now(), moment: stamp(), showing: current(), source: 'drawn', picture: canvas };
  }
}

interface Exposure {
  readonly at: Instant;
  readonly moment: Stamp;
  readonly showing: Showing | null;
  readonly source: SnapshotSource;
  readonly picture: HTMLCanvasElement | ImageBitmap;
}

/** The picture as a small WebP; null where the browser cannot make one. */
async function shrink(picture: HTMLCanvasElement | ImageBitmap): Promise<Uint8Array<ArrayBuffer> | null> {
  const scale = Math.min(1, MOST_WIDTH_PX / picture.width);
  const small = document.createElement('canvas');
  small.width = Math.max(1, Math.round(picture.width * scale));
  small.height = Math.max(1, Math.round(picture.height * scale));
  small.getContext('2d')?.drawImage(picture, 0, 0, small.width, small.height);
  const blob = await new Promise<Blob | null>((resolve) => small.toBlob(resolve, 'image/webp', QUALITY));
  small.width = 0;
  if (blob === null || blob.type !== 'image/webp') return null;
  return new Uint8Array(await blob.arrayBuffer());
}
