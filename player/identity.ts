// Who this player is: a key made here that never leaves, and the screen the server enrolled it for. Ed25519 where the
// browser has it, P-256 on old Chrome, JavaScript on plain http. Losing the key means enrolling again.

import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { KeyAlgorithm } from '../content/model/protocol.ts';
import { bytesOfBase64, base64Of } from './base64.ts';
import type { PageStorage, StoredKey } from './page-storage.ts';

export interface PlayerKey {
  readonly algorithm: KeyAlgorithm;
  /** Raw Ed25519 key or uncompressed P-256 point, base64. */
  readonly publicKey: string;
  /** First 16 hex digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** Base64: 64 bytes, for P-256 r and s one after the other. */
  sign(text: string): Promise<string>;
}

/** The stored key, or a new one that is stored before it is used. */
export async function keyOf(storage: PageStorage): Promise<PlayerKey> {
  const stored = await storage.readKey();
  return stored === undefined ? await replaceKey(storage) : playerKeyOf(stored);
}

/** Makes a new key in place of any before. */
export async function replaceKey(storage: PageStorage): Promise<PlayerKey> {
  const stored = await makeKey();
  await storage.writeKey(stored);
  return playerKeyOf(stored);
}

async function makeKey(): Promise<StoredKey> {
  // Absent on plain http, whatever its type says.
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (subtle === undefined) return makePageKey();
  try {
    const pair = await subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    return await storedKeyOf(subtle, 'Ed25519', pair);
  } catch {
    // Chrome 109 has no Ed25519; only making a key tells.
    const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    return await storedKeyOf(subtle, 'P-256', pair);
  }
}

async function storedKeyOf(
  subtle: SubtleCrypto,
  algorithm: KeyAlgorithm,
  pair: CryptoKeyPair,
): Promise<StoredKey> {
  const publicKey = base64Of(new Uint8Array(await subtle.exportKey('raw', pair.publicKey)));
  return { home: 'webcrypto', algorithm, publicKey, key: pair.privateKey };
}

function makePageKey(): StoredKey {
  const { secretKey, publicKey } = ed25519.keygen();
  return { home: 'page', algorithm: 'Ed25519', publicKey: base64Of(publicKey), key: secretKey };
}

function playerKeyOf(stored: StoredKey): PlayerKey {
  const { algorithm, publicKey } = stored;
  const keyId = bytesToHex(sha256(bytesOfBase64(publicKey))).slice(0, 16);
  return {
    algorithm,
    publicKey,
    keyId,
    sign: async (text) => base64Of(await signBytes(stored, new Uint8Array(utf8ToBytes(text)))),
  };
}

async function signBytes(stored: StoredKey, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  if (stored.home === 'page') return ed25519.sign(bytes, stored.key);
  const how = stored.algorithm === 'Ed25519' ? 'Ed25519' : { name: 'ECDSA', hash: 'SHA-256' };
  return new Uint8Array(await globalThis.crypto.subtle.sign(how, stored.key, bytes));
}
