// Pictures by hash: fetched, checked, kept. What it hands out was hashed in this boot; a file that went bad on disk is
// fetched again. A copy in memory lets the wall go on when the storage is taken away.

import { sha256OfBytes } from './digest.ts';
import type { AssetHome } from './home-port.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** Rejects when the server cannot be asked; answers null when it does not have the file. */
export type FetchAsset = (sha256: string) => Promise<Bytes | null>;

export class AssetMissing extends Error {
  override readonly name = 'AssetMissing';
  readonly code = 'ASSET_MISSING';

  constructor(sha256: string, why: string, options?: ErrorOptions) {
    super(`asset ${sha256.slice(0, 12)}: ${why}`, options);
  }
}

/** Files larger than this are not held in memory. */
const MOST_HELD_BYTES = 1_000_000;

export class Vault {
  readonly #storage: AssetHome;
  readonly #fetch: FetchAsset;
  readonly #held = new Map<string, Bytes>();
  readonly #verified = new Set<string>();

  constructor(storage: AssetHome, fetchAsset: FetchAsset) {
    this.#storage = storage;
    this.#fetch = fetchAsset;
  }

  /** The verified bytes. Throws AssetMissing when they are not here; never asks the network. */
  async read(sha256: string): Promise<Bytes> {
    const bytes = this.#held.get(sha256) ?? (await this.#readStored(sha256));
    if (bytes === null) throw new AssetMissing(sha256, 'not here');
    return bytes;
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
    if (bytes === undefined) return null;
    if (!this.#verified.has(sha256) && (await sha256OfBytes(bytes)) !== sha256) return null;
    this.#hold(sha256, bytes);
    return bytes;
  }

  async #download(sha256: string): Promise<Bytes> {
    const bytes = await this.#fetch(sha256).catch((cause: unknown) => {
      throw new AssetMissing(sha256, 'server not reached', { cause });
    });
    if (bytes === null) throw new AssetMissing(sha256, 'server does not have it');
    if ((await sha256OfBytes(bytes)) !== sha256) throw new AssetMissing(sha256, 'other bytes than its hash');
    return bytes;
  }

  #hold(sha256: string, bytes: Bytes): void {
    this.#verified.add(sha256);
    if (bytes.byteLength <= MOST_HELD_BYTES) this.#held.set(sha256, bytes);
  }
}

/** Asks the server, or the agent in its place. */
export async function fetchAsset(serverUrl: string, sha256: string): Promise<Bytes | null> {
  const response = await fetch(new URL(`/assets/${sha256}`, serverUrl));
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`assets answered ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
