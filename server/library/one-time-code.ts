// Codes that a person carries from one machine to another once. Only their hashes are kept, in memory: a restart burns
// all of them. Whoever guesses one gets in, so they are long where they are copied and rate-limited where they are typed.

import { randomInt } from 'node:crypto';
import type { Instant } from '../../content/model/instant.ts';
import { sha256Hex } from '../store/digest.ts';

/** No vowels and no look-alikes: nothing to misread, no words by accident. */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';
const GROUP = 4;

/** `letters` random letters in groups of four, such as `KXNR-HQFT`; 4.3 bits each. */
export function newCode(letters: number): string {
  const drawn = Array.from({ length: letters }, () => LETTERS.charAt(randomInt(LETTERS.length)));
  const groups: string[] = [];
  for (let at = 0; at < letters; at += GROUP) groups.push(drawn.slice(at, at + GROUP).join(''));
  return groups.join('-');
}

/** How a code is known to everybody but its bearer; case and signs between the letters do not matter. */
export function codeHashOf(code: string): string {
  return sha256Hex(code.toUpperCase().replaceAll(/[^A-Z]/g, ''));
}

interface Pending<T> {
  readonly purpose: T;
  readonly expiresAt: Instant | null;
}

/** Codes waiting to be used, each for one purpose. */
export class OneTimeCodes<T> {
  readonly #pending = new Map<string, Pending<T>>();

  /** A new code for `purpose`; without `expiresAt` it lives until it is used or the server stops. */
  issue(purpose: T, letters: number, expiresAt: Instant | null): string {
    const code = newCode(letters);
    this.#pending.set(codeHashOf(code), { purpose, expiresAt });
    return code;
  }

  /** What the code is good for, without using it; undefined when it is unknown, used or too old. */
  purposeOf(code: string, now: Instant): T | undefined {
    this.#forgetExpired(now);
    return this.#pending.get(codeHashOf(code))?.purpose;
  }

  /** Uses the code up. True for exactly one caller. */
  redeem(code: string, now: Instant): boolean {
    this.#forgetExpired(now);
    return this.#pending.delete(codeHashOf(code));
  }

  /** Burns every code whose purpose matches. */
  burn(matches: (purpose: T) => boolean): void {
    for (const [hash, { purpose }] of this.#pending) if (matches(purpose)) this.#pending.delete(hash);
  }

  #forgetExpired(now: Instant): void {
    for (const [hash, { expiresAt }] of this.#pending) {
      if (expiresAt !== null && expiresAt <= now) this.#pending.delete(hash);
    }
  }
}
