// SHA-256 in the page. Text is hashed at once in JavaScript; bytes by WebCrypto where the page has it (a secure context).

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Sha256 } from '../content/model/canonical.ts';

export const sha256OfText: Sha256 = (text) => bytesToHex(sha256(utf8ToBytes(text)));

export async function sha256OfBytes(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent on plain http, whatever its type says.
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  if (subtle === undefined) return bytesToHex(sha256(bytes));
  return bytesToHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

export function randomHex(byteLength: number): string {
  return bytesToHex(globalThis.crypto.getRandomValues(new Uint8Array(byteLength)));
}

/** No vowels and no look-alikes. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

export function randomLetters(count: number): string {
  const drawn = globalThis.crypto.getRandomValues(new Uint32Array(count));
  return Array.from(drawn, (number) => LETTERS.charAt(number % LETTERS.length)).join('');
}
