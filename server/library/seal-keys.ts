// The key that signs seals, account statements and declarations, and its succession. Apart from the key of programmes, so
// that it can be changed without pairing a player again. A rotated key is vouched for by the one before; a lost one by
// nobody, visibly. Whoever has the file can seal a false ledger; the seals already given out still contradict it.

import { join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import { type SealKey, sealKeySigningText, SignedSealKey } from '../../content/model/seal.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { SealSigner } from '../playlog/day-seals.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent, removeFile } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import { makeKeyOnce, readKeyIfPresent, type SigningKey, verifySignature } from './keys.ts';

export interface SealKeysOptions {
  /** Of the private keys: `keys` in the data folder. */
  readonly keyDirectory: string;
  /** Of the statements: `seals/keys`. */
  readonly directory: string;
  readonly disk: Disk;
  readonly now: () => Instant;
}

/** Makes the first key, or one in place of a key that is gone. Throws STORE_CORRUPT for a damaged one. */
export async function openSealKeys(options: SealKeysOptions): Promise<SealKeys> {
  const { keyDirectory, directory, disk, now } = options;
  await ensureDirectory(keyDirectory, 0o700, disk);
  await ensureDirectory(directory, 0o700, disk);
  const statements = await readSealKeys(directory, disk);
  const newest = statements.at(-1);
  const key =
    newest === undefined
      ? undefined
      : await readKeyIfPresent(pathOfKey(keyDirectory, newest.statement.number), disk);
  const keys = new SealKeys(options, statements, key);
  if (newest === undefined) await keys.begin('first', now(), null);
  else if (key === undefined) await keys.begin('lost', now(), null);
  else if (key.keyId !== newest.statement.keyId) {
    throw new StoreError('STORE_CORRUPT', keyDirectory, 'the seal key is not the one that was announced');
  }
  return keys;
}

export class SealKeys implements SealSigner {
  readonly #options: SealKeysOptions;
  #statements: readonly SignedSealKey[];
  #key: SigningKey | undefined;

  /** Use openSealKeys. */
  constructor(options: SealKeysOptions, statements: readonly SignedSealKey[], key: SigningKey | undefined) {
    this.#options = options;
    this.#statements = statements;
    this.#key = key;
  }

  /** Every key so far, oldest first. */
  get all(): readonly SignedSealKey[] {
    return this.#statements;
  }

  get keyId(): string {
    return this.#current.keyId;
  }

  sign(text: string): string {
    return this.#current.sign(text);
  }

  verify(keyId: string, text: string, signature: string): boolean {
    return verifierOf(this.#statements)(keyId, text, signature);
  }

  /** A new key takes over at once, vouched for by the old one, whose private half is then removed. */
  async rotate(at: Instant, by: SealKey['by']): Promise<SignedSealKey> {
    const before = this.#statements.length;
    const made = await this.begin('rotated', at, by);
    await removeFile(pathOfKey(this.#options.keyDirectory, before), this.#options.disk);
    return made;
  }

  async begin(because: SealKey['because'], fromAt: Instant, by: SealKey['by']): Promise<SignedSealKey> {
    const { keyDirectory, directory, disk } = this.#options;
    const before = this.#statements.at(-1);
    const number = (before?.statement.number ?? 0) + 1;
    // The key first: a crash before its statement leaves a key that nobody knows, and the next try takes it up.
    const key = await makeKeyOnce(pathOfKey(keyDirectory, number), disk);
    const statement: SealKey = {
      v: 1,
      number,
      keyId: key.keyId,
      publicKey: key.publicKey,
      fromAt,
      because,
      previous: before?.sha256 ?? null,
      by,
    };
    const sha256 = sha256Hex(canonicalJson(statement));
    const text = sealKeySigningText(sha256);
    const signed: SignedSealKey = {
      statement,
      sha256,
      signature: key.sign(text),
      previousSignature: because === 'rotated' ? this.#current.sign(text) : null,
    };
    await createOnce(join(directory, `${number}.json`), Buffer.from(`${canonicalJson(signed)}\n`), disk);
    this.#statements = [...this.#statements, signed];
    this.#key = key;
    return signed;
  }

  get #current(): SigningKey {
    if (this.#key === undefined) throw new Error('no seal key; use openSealKeys');
    return this.#key;
  }
}

/** Checks a signature by any of these keys. */
export function verifierOf(keys: readonly SignedSealKey[]): SealSigner['verify'] {
  return (keyId, text, signature) => {
    const known = keys.find(({ statement }) => statement.keyId === keyId)?.statement;
    return known !== undefined && verifySignature('Ed25519', known.publicKey, text, signature);
  };
}

function pathOfKey(directory: string, number: number): string {
  return join(directory, `seal-signing-${number}.pem`);
}

/** Every key statement in the folder, oldest first. Throws STORE_CORRUPT when one does not follow on. */
export async function readSealKeys(directory: string, disk: Disk): Promise<SignedSealKey[]> {
  const names = (await listFiles(directory, disk)).filter((name) => /^\d+\.json$/.test(name));
  const statements: SignedSealKey[] = [];
  for (let number = 1; number <= names.length; number += 1) {
    const path = join(directory, `${number}.json`);
    const signed = await readStatement(path, disk);
    const before = statements.at(-1);
    if (!followsOn(signed, before)) {
      throw new StoreError('STORE_CORRUPT', path, 'it does not follow the key statement before');
    }
    statements.push(signed);
  }
  return statements;
}

async function readStatement(path: string, disk: Disk): Promise<SignedSealKey> {
  const bytes = await readIfPresent(path, disk);
  try {
    return SignedSealKey.parse(JSON.parse(Buffer.from(bytes ?? '').toString('utf8')));
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not a key statement', { cause: error });
  }
}

function followsOn(signed: SignedSealKey, before: SignedSealKey | undefined): boolean {
  const { statement, sha256, signature, previousSignature } = signed;
  const text = sealKeySigningText(sha256);
  const isVouched =
    statement.because !== 'rotated' ||
    (before !== undefined &&
      previousSignature !== null &&
      verifySignature('Ed25519', before.statement.publicKey, text, previousSignature));
  return (
    statement.number === (before?.statement.number ?? 0) + 1 &&
    statement.previous === (before?.sha256 ?? null) &&
    sha256 === sha256Hex(canonicalJson(statement)) &&
    verifySignature('Ed25519', statement.publicKey, text, signature) &&
    isVouched
  );
}
