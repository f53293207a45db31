// Pictures by hash: fetched, checked, kept. What it hands out was hashed on its way from the storage; a file that went bad
// or missing there is fetched again. A copy in memory lets the wall go on when the storage is taken away.

import { OTHER_BYTES } from './agent-calls.ts';
import { sha256OfBytes } from './digest.ts';
import type { AssetHome } from './home-port.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Rejects when the server cannot be asked; null: it does not have the file; `other`: an agent found that it has another. */
export type FetchAsset = (sha256: string) => Promise<Bytes | 'other' | null>;

export class AssetMissing extends Error {
  override readonly name = 'AssetMissing';
  readonly code = 'ASSET_MISSING';
  /** The server was asked, and has no such file: waiting for the network will not bring it. */
  readonly isServersFault: boolean;

  constructor(sha256: string, why: string, options: ErrorOptions & { isServersFault?: boolean } = {}) {
    super(`asset ${sha256.slice(0, 12)}: ${why}`, options);
    this.isServersFault = options.isServersFault ?? false;
  }
}

/** Files larger than this are not held in memory. */
const MOST_HELD_BYTES = 1_000_000;

export class Vault {
  readonly #storage: AssetHome;
  readonly #fetch: FetchAsset;
  readonly #held = new Map<string, Bytes>();
  readonly #verified = new Set<string>();
  readonly #repairing = new Set<string>();

  constructor(storage: AssetHome, fetchAsset: FetchAsset) {
    this.#storage = storage;
    this.#fetch = fetchAsset;
  }

  /** The verified bytes. Throws AssetMissing when they are not here; waits for no network, which is asked beside it. */
  async read(sha256: string): Promise<Bytes> {
    const bytes = this.#held.get(sha256) ?? (await this.#readStored(sha256));
    if (bytes !== null) return bytes;
    void this.#repair(sha256);
    throw new AssetMissing(sha256, 'not here');
  }

  /** Makes sure that the file is here and right. Throws AssetMissing. */
  async ensure(sha256: string): Promise<void> {
    if (this.#verified.has(sha256) || (await this.#readStored(sha256)) !== null) return;
    const bytes = await this.#download(sha256);
    await this.#storage.writeAsset(sha256, bytes);
    this.#hold(sha256, bytes);
  }

  /** Forgets every file that is not named. */
  async keepOnly(wanted: ReadonlySet<string>): Promise<void> {
    for (const sha256 of await this.#storage.listAssets()) {
      if (wanted.has(sha256)) continue;
      this.#held.delete(sha256);
      this.#verified.delete(sha256);
      await this.#storage.deleteAsset(sha256);
    }
  }

  async #readStored(sha256: string): Promise<Bytes | null> {
    const bytes = await this.#storage.readAsset(sha256);
    if (bytes !== undefined && (await sha256OfBytes(bytes)) === sha256) {
      this.#hold(sha256, bytes);
      return bytes;
    }
    this.#verified.delete(sha256);
    // An agent believes what it hashed in this boot until it is told.
    if (bytes !== undefined) await this.#storage.deleteAsset(sha256);
    return null;
  }

  /** One try beside the showings; the next time that somebody wants the file is the next try. */
  async #repair(sha256: string): Promise<void> {
    if (this.#repairing.has(sha256)) return;
    this.#repairing.add(sha256);
    // Whoever wanted the file has told that it is not here.
    await this.ensure(sha256).catch(() => {});
    this.#repairing.delete(sha256);
  }

  async #download(sha256: string): Promise<Bytes> {
    const bytes = await this.#fetch(sha256).catch((cause: unknown) => {
      throw new AssetMissing(sha256, 'server not reached', { cause });
    });
    if (bytes === null) throw new AssetMissing(sha256, 'server does not have it', { isServersFault: true });
    if (bytes === 'other' || (await sha256OfBytes(bytes)) !== sha256) {
      throw new AssetMissing(sha256, 'other bytes than its hash', { isServersFault: true });
    }
    return bytes;
  }

  #hold(sha256: string, bytes: Bytes): void {
    this.#verified.add(sha256);
    if (bytes.byteLength <= MOST_HELD_BYTES) this.#held.set(sha256, bytes);
  }
}

/** Asks the server, or the agent in its place; never the browser's cache, which would give what came altered once for ever. */
export async function fetchAsset(serverUrl: string, sha256: string): Promise<Bytes | 'other' | null> {
  const response = await fetch(new URL(`/assets/${sha256}`, serverUrl), { cache: 'no-store' });
  if (response.status === 404) return null;
  if (response.status === OTHER_BYTES) return 'other';
  if (!response.ok) throw new Error(`assets answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
