// The player's key in a file of its own, readable by the agent's user alone. It never leaves: the page asks for
// signatures. Losing it means pairing again.

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign as signBytes,
} from 'node:crypto';
import { sha256Hex } from '../../server/store/digest.ts';
import { type Disk, nodeDisk } from '../../server/store/disk.ts';
import { readIfPresent, writeDurably } from '../../server/store/files.ts';
import type { AgentKey } from '../agent-calls.ts';

/** Bytes before the raw key in the DER form of an Ed25519 public key. */
const SPKI_HEAD_BYTES = 12;

export class KeyFile {
  readonly #path: string;
  readonly #disk: Disk;
  #key: KeyObject | null;

  private constructor(path: string, disk: Disk, key: KeyObject | null) {
    this.#path = path;
    this.#disk = disk;
    this.#key = key;
  }

  static async at(path: string, disk: Disk = nodeDisk): Promise<KeyFile> {
    const pem = await readIfPresent(path, disk);
    return new KeyFile(path, disk, pem === undefined ? null : createPrivateKey(Buffer.from(pem)));
  }

  /** The key, made and durable before it is used where there was none. */
  async read(): Promise<AgentKey> {
    return this.#key === null ? await this.replace() : agentKeyOf(this.#key);
  }

  async replace(): Promise<AgentKey> {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
    await writeDurably(this.#path, Buffer.from(pem), this.#disk);
    this.#key = privateKey;
    return agentKeyOf(privateKey);
  }

  /** Base64. Throws when there is no key yet. */
  sign(text: string): string {
    if (this.#key === null) throw new Error('no key to sign with');
    return signBytes(null, Buffer.from(text), this.#key).toString('base64');
  }
}

function agentKeyOf(key: KeyObject): AgentKey {
  const raw = createPublicKey(key).export({ type: 'spki', format: 'der' }).subarray(SPKI_HEAD_BYTES);
  return { algorithm: 'Ed25519', publicKey: raw.toString('base64'), keyId: sha256Hex(raw).slice(0, 16) };
}
