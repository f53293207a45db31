// Files by the SHA-256 of their bytes, below one directory. Kept means durable (server/store/files.ts).
// The path comes from the hash alone. A lost file blanks a picture; a changed one is noticed by its name.

import { dirname, join } from 'node:path';
import type { Asset } from '../../content/model/item.ts';
import { Sha256Hex } from '../../content/model/item.ts';
import { sha256Hex } from '../store/digest.ts';
import { type Disk, nodeDisk } from '../store/disk.ts';
import { ensureDirectory, readIfPresent, writeDurably } from '../store/files.ts';

export type Mime = Asset['mime'];

export interface Kept {
  readonly sha256: string;
  readonly bytes: number;
  readonly mime: Mime;
}

export interface VaultFile extends Kept {
  readonly content: Uint8Array;
}

export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: 'VAULT_DAMAGED' | 'VAULT_TYPE';

  constructor(code: VaultError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface Vault {
  /**
   * Resolved: the file is there, power cut or not. Same bytes again: nothing is written, unless the file on disk was
   * damaged; then it is healed. Throws VAULT_TYPE when the bytes are not what `mime` says.
   */
  keep(content: Uint8Array, mime: Mime): Promise<Kept>;
  /** The file, or undefined when there is none (or the name is no hash). Throws VAULT_DAMAGED when its bytes changed. */
  open(sha256: string): Promise<VaultFile | undefined>;
  /** Where the file is or would be, for streaming; undefined when the name is no hash. */
  pathOf(sha256: string): string | undefined;
}

export function openVault(directory: string, disk: Disk = nodeDisk): Vault {
  const pathOf = (sha256: string) =>
    Sha256Hex.safeParse(sha256).success ? join(directory, sha256.slice(0, 2), sha256) : undefined;

  return {
    pathOf,
    async keep(content, mime) {
      const found = mimeOf(content);
      if (found !== mime)
        throw new VaultError('VAULT_TYPE', `expected ${mime}, got ${found ?? 'unknown bytes'}`);
      const sha256 = sha256Hex(content);
      const path = join(directory, sha256.slice(0, 2), sha256);
      const present = await readIfPresent(path, disk);
      if (present === undefined || sha256Hex(present) !== sha256) {
        await ensureDirectory(dirname(path), 0o700, disk);
        await writeDurably(path, content, disk);
      }
      return { sha256, bytes: content.byteLength, mime };
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const content = path === undefined ? undefined : await readIfPresent(path, disk);
      if (content === undefined) return undefined;
      const mime = mimeOf(content);
      if (sha256Hex(content) !== sha256 || mime === undefined) {
        throw new VaultError('VAULT_DAMAGED', `${sha256} holds other bytes than its name says`);
      }
      return { sha256, bytes: content.byteLength, mime, content };
    },
  };
}

/** By the first bytes, never by a name somebody chose. */
function mimeOf(content: Uint8Array): Mime | undefined {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.slice(4, 8) === 'ftyp') return 'video/mp4';
  if (head.startsWith('\x1a\x45\xdf\xa3')) return 'video/webm';
  return undefined;
}
