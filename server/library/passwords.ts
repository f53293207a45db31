// Passwords: their rules, their hashes, and the time a check takes. Owns argon2. A check of an unknown name costs what a
// check of a known one does, and no more than a few run at once, so that guessing starves nobody else.

import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { CodedError } from '../../content/model/errors.ts';
import { PASSWORD_LETTERS } from '../../content/model/people.ts';
import { isCommonPassword } from './common-passwords.ts';

/** OWASP's minimum for argon2id: 19 MiB, two passes. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes 19 MiB and a pool thread that the ledger's fsyncs need too. */
const HASHES_AT_ONCE = 2;

export class Passwords {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Checked when there is no hash, so that the answer takes as long. */
  readonly #decoy = hash(randomBytes(16).toString('hex'), ARGON);

  /** Throws PASSWORD_WEAK with what to do. `known`: words that a guesser tries because of whom it belongs to. */
  async hashOf(password: string, known: readonly string[]): Promise<string> {
    const composed = password.normalize('NFC');
    if ([...composed].length < PASSWORD_LETTERS.least || isCommonPassword(composed, known)) {
      throw new CodedError('PASSWORD_WEAK');
    }
    return await this.#limited(() => hash(composed, ARGON));
  }

  /** False after the same work when there is no hash to check against. */
  async matches(passwordHash: string | null, password: string): Promise<boolean> {
    return await this.#limited(async () => {
      const decoy = await this.#decoy;
      const isRight = await verify(passwordHash ?? decoy, password.normalize('NFC'));
      return isRight && passwordHash !== null;
    });
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= HASHES_AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }
}
