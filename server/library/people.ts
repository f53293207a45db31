// Named people, their roles and passwords. There is no default password: the first administrator is made with a code
// that only the server's own terminal shows. Owns argon2.

import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { type Credentials, type Person, Role, type SetupClaim } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Frozen } from '../store/documents.ts';
import type { EditorialDocuments, StoredPerson } from './editorial.ts';
import { OneTimeCodes } from './one-time-code.ts';

const SETUP_CODE_MS = 15 * MINUTE_MS;
const SETUP_CODE_LETTERS = 16;
/** OWASP's minimum for argon2id: 19 MiB, two passes. */
const ARGON = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes 19 MiB and a pool thread that the ledger's fsyncs need too. */
const HASHES_AT_ONCE = 2;

export class People {
  readonly #documents: EditorialDocuments;
  readonly #setupCodes = new OneTimeCodes<'setup'>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Checked when the name is unknown, so that the answer takes as long. */
  #decoyHash: Promise<string> | undefined;

  constructor(documents: EditorialDocuments) {
    this.#documents = documents;
  }

  /** Has the first administrator been made? */
  get isClaimed(): boolean {
    return this.#documents.data.people.length > 0;
  }

  personOf(id: string): Person | null {
    const person = this.#documents.data.people.find((one) => one.id === id);
    return person === undefined ? null : viewOf(person);
  }

  /** Case, and how the marks were typed, do not matter. */
  named(name: string): Person | null {
    const person = this.#find(name);
    return person === undefined ? null : viewOf(person);
  }

  /** A new setup code, which ends the one before; null once the server is claimed. */
  issueSetupCode(now: Instant): string | null {
    this.#setupCodes.burn(() => true);
    if (this.isClaimed) return null;
    return this.#setupCodes.issue('setup', SETUP_CODE_LETTERS, now + SETUP_CODE_MS);
  }

  /** Makes the first administrator, with every role. Throws SETUP_CODE_INVALID; a code works once. */
  async claim(claim: SetupClaim, now: Instant): Promise<Person> {
    if (this.isClaimed || this.#setupCodes.purposeOf(claim.code, now) === undefined) {
      throw new CodedError('SETUP_CODE_INVALID');
    }
    const passwordHash = await this.#limited(() => hash(claim.password.normalize('NFC'), ARGON));
    if (!this.#setupCodes.redeem(claim.code, now)) throw new CodedError('SETUP_CODE_INVALID');
    const person: StoredPerson = {
      id: `p-${randomBytes(6).toString('hex')}`,
      name: claim.name.normalize('NFC'),
      roles: [...Role.options],
      screenIds: null,
      passwordHash,
      createdAt: now,
    };
    await this.#documents.transact((draft) => {
      if (draft.people.length > 0) throw new CodedError('SETUP_CODE_INVALID');
      draft.people.push(person);
    });
    return viewOf(person);
  }

  /** Throws WRONG_CREDENTIALS, after the same work whether the name is known or not. */
  async signIn(credentials: Credentials): Promise<Person> {
    const person = this.#find(credentials.name);
    const password = credentials.password.normalize('NFC');
    const isRight = await this.#limited(async () => {
      this.#decoyHash ??= hash(randomBytes(16).toString('hex'), ARGON);
      return verify(person?.passwordHash ?? (await this.#decoyHash), password);
    });
    if (person === undefined || !isRight) throw new CodedError('WRONG_CREDENTIALS');
    return viewOf(person);
  }

  #find(name: string): Frozen<StoredPerson> | undefined {
    const wanted = nameKey(name);
    return this.#documents.data.people.find((one) => nameKey(one.name) === wanted);
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

function nameKey(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('vi');
}

function viewOf(person: Frozen<StoredPerson>): Person {
  const { id, name, roles, screenIds } = person;
  return { id, name, roles: [...roles], screenIds: screenIds === null ? null : [...screenIds] };
}
