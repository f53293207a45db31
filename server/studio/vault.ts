// Files by the SHA-256 of their bytes, below one directory. Kept means durable: temp, fsync, rename, fsync of the
// directory. The path comes from the hash alone. A lost file blanks a picture; a changed one is noticed by its name.

import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Asset } from '../../content/model/item.ts';
import { Sha256Hex } from '../../content/model/item.ts';

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

export function openVault(directory: string): Vault {
  const pathOf = (sha256: string) =>
    Sha256Hex.safeParse(sha256).success ? join(directory, sha256.slice(0, 2), sha256) : undefined;

  return {
    pathOf,
    async keep(content, mime) {
      const found = mimeOf(content);
      if (found !== mime)
        throw new VaultError('VAULT_TYPE', `expected ${mime}, got ${found ?? 'unknown bytes'}`);
      const sha256 = hashOf(content);
      const path = join(directory, sha256.slice(0, 2), sha256);
      const present = await readIfPresent(path);
      if (present === undefined || hashOf(present) !== sha256) {
        await ensureDirectory(dirname(path));
        await writeDurably(path, content);
      }
      return { sha256, bytes: content.byteLength, mime };
    },
    async open(sha256) {
      const path = pathOf(sha256);
      const content = path === undefined ? undefined : await readIfPresent(path);
      if (content === undefined) return undefined;
      const mime = mimeOf(content);
      if (hashOf(content) !== sha256 || mime === undefined) {
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

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

// TODO: take these three from server/store/files.ts (same names, same promises) once it is merged.

async function readIfPresent(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function ensureDirectory(path: string): Promise<void> {
  const topmost = await mkdir(path, { recursive: true, mode: 0o700 });
  if (topmost !== undefined) await syncDirectory(dirname(topmost));
}

let temporaries = 0;

async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  temporaries += 1;
  const temporary = `${path}.${process.pid}.${temporaries}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

async function syncDirectory(path: string): Promise<void> {
  // Windows has no fsync of a directory.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
