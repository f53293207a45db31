// The server's signing key, and the checking of players' signatures. Programmes are trusted because of this key: whoever
// has the file can put words on the wall, and whoever loses it must pair every player again.

import {
  type KeyObject,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
} from 'node:crypto';
import { join } from 'node:path';
import type { KeyAlgorithm } from '../../content/model/protocol.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';

/** Raw Ed25519 public key, base64. */
export interface PublicKey {
  readonly keyId: string;
  readonly publicKey: string;
}

export interface SigningKey extends PublicKey {
  /** Base64 signature over the UTF-8 bytes of `text`. */
  sign(text: string): string;
}

/** DER in front of the raw bytes of a public key (RFC 8410; RFC 5480, uncompressed point). */
const SPKI_PREFIX: Record<KeyAlgorithm, { der: Buffer; rawBytes: number }> = {
  Ed25519: { der: Buffer.from('302a300506032b6570032100', 'hex'), rawBytes: 32 },
  'P-256': { der: Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), rawBytes: 65 },
};

/** First 16 hex digits of the SHA-256 of the raw public key. */
export function keyIdOf(publicKey: string): string {
  return sha256Hex(Buffer.from(publicKey, 'base64')).slice(0, 16);
}

/** Keys that were asked for lately: reading one takes longer than checking a signature with it. */
const known = new Map<string, KeyObject>();
const MOST_KNOWN = 1_000;

/** The key as node:crypto wants it; undefined when the bytes are not a key of that kind. */
export function publicKeyOf(algorithm: KeyAlgorithm, publicKey: string): KeyObject | undefined {
  const name = `${algorithm} ${publicKey}`;
  const found = known.get(name);
  if (found !== undefined) return found;
  const { der, rawBytes } = SPKI_PREFIX[algorithm];
  const raw = Buffer.from(publicKey, 'base64');
  if (raw.length !== rawBytes) return undefined;
  try {
    const key = createPublicKey({ key: Buffer.concat([der, raw]), format: 'der', type: 'spki' });
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(name, key);
    return key;
  } catch {
    // 65 bytes that are no point of the curve: a fault of the sender, answered by the caller.
    return undefined;
  }
}

/** Is `signature` (base64; P-256 as r||s) one over `text` by that key? */
export function verifySignature(
  algorithm: KeyAlgorithm,
  publicKey: string,
  text: string,
  signature: string,
): boolean {
  const key = publicKeyOf(algorithm, publicKey);
  if (key === undefined) return false;
  const bytes = Buffer.from(signature, 'base64');
  const data = Buffer.from(text, 'utf8');
  if (algorithm === 'Ed25519') return bytes.length === 64 && verify(null, data, key, bytes);
  return bytes.length === 64 && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, bytes);
}

/** Reads the key, or makes it once: folder 0700, file 0600. A damaged file is refused, never replaced. */
export async function openSigningKey(directory: string, disk: Disk): Promise<SigningKey> {
  await ensureDirectory(directory, 0o700, disk);
  return makeKeyOnce(join(directory, 'programme-signing.pem'), disk);
}

/**
 * Notes the public half for ever and tells those of every key that was noted: when the private half is lost, what it signed
 * can still be checked.
 */
export async function notePublicKey(
  directory: string,
  { keyId, publicKey }: SigningKey,
  disk: Disk,
): Promise<PublicKey[]> {
  await ensureDirectory(directory, 0o700, disk);
  await createOnce(join(directory, `${keyId}.pub`), Buffer.from(`${publicKey}\n`), disk);
  const known: PublicKey[] = [];
  for (const name of await listFiles(directory, disk)) {
    const [, named] = /^([0-9a-f]{16})\.pub$/.exec(name) ?? [];
    if (named === undefined) continue;
    const path = join(directory, name);
    const text = Buffer.from((await readIfPresent(path, disk)) ?? '')
      .toString('latin1')
      .trim();
    if (keyIdOf(text) !== named)
      throw new StoreError('STORE_CORRUPT', path, 'this is not the key it is named for');
    known.push({ keyId: named, publicKey: text });
  }
  return known;
}

/** The key in the file, which is made if there is none. Throws STORE_CORRUPT for one that is damaged. */
export async function makeKeyOnce(path: string, disk: Disk): Promise<SigningKey> {
  const present = await readKeyIfPresent(path, disk);
  if (present !== undefined) return present;
  const { privateKey } = generateKeyPairSync('ed25519');
  await createOnce(path, Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })), disk);
  return signingKeyOf(privateKey);
}

export async function readKeyIfPresent(path: string, disk: Disk): Promise<SigningKey | undefined> {
  const present = await readIfPresent(path, disk);
  return present === undefined ? undefined : signingKeyOf(readPrivateKey(present, path));
}

function readPrivateKey(pem: Uint8Array, path: string): KeyObject {
  try {
    const key = createPrivateKey(Buffer.from(pem));
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (error) {
    throw new StoreError('STORE_CORRUPT', path, 'this is not a signing key', { cause: error });
  }
  throw new StoreError('STORE_CORRUPT', path, 'this is not an Ed25519 key');
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = spki.subarray(SPKI_PREFIX.Ed25519.der.length).toString('base64');
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}
