// Named people, their roles and the screens these reach. There is no default account: the first administrator is made
// with a code that only the server's own terminal shows, every other one by an administrator. Nobody is ever deleted:
// who approved what must stay readable; who has left signs in no more.

import { randomBytes } from 'node:crypto';
import { canonicalJson } from '../../content/model/canonical.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import {
  type Credentials,
  OFFICE_ROLES,
  type Person,
  type PersonDraft,
  Role,
  type SetupClaim,
} from '../../content/model/people.ts';
import type { Frozen } from '../store/documents.ts';
import type { Editorial, EditorialDocuments, StoredPerson } from './editorial.ts';
import { OneTimeCodes } from './one-time-code.ts';
import type { Passwords } from './passwords.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

const SETUP_CODE_MS = 15 * MINUTE_MS;
const SETUP_CODE_LETTERS = 16;

export class People {
  readonly #documents: EditorialDocuments;
  readonly #passwords: Passwords;
  readonly #throttle: SignInThrottle;
  readonly #setupCodes = new OneTimeCodes<'setup'>();

  constructor(documents: EditorialDocuments, passwords: Passwords, throttle: SignInThrottle) {
    this.#documents = documents;
    this.#passwords = passwords;
    this.#throttle = throttle;
  }

  /** Has the first administrator been made? */
  get isClaimed(): boolean {
    return this.#documents.data.people.length > 0;
  }

  get all(): readonly Frozen<StoredPerson>[] {
    return this.#documents.data.people;
  }

  /** Who may act under this id now; null for a stranger and for who has left. */
  personOf(id: string): Person | null {
    const person = this.all.find((one) => one.id === id);
    return person === undefined || person.endedAt !== null ? null : viewOf(person);
  }

  /** Throws NOT_FOUND. Also who has left. */
  require(id: string): Frozen<StoredPerson> {
    const person = this.all.find((one) => one.id === id);
    if (person === undefined) throw new CodedError('NOT_FOUND');
    return person;
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

  /** Makes the first administrator, with every role of the office. Throws SETUP_CODE_INVALID, PASSWORD_WEAK; a code works once. */
  async claim(claim: SetupClaim, now: Instant): Promise<Person> {
    if (this.isClaimed || this.#setupCodes.purposeOf(claim.code, now) === undefined) {
      throw new CodedError('SETUP_CODE_INVALID');
    }
    const passwordHash = await this.#passwords.hashOf(claim.password, [claim.name]);
    if (!this.#setupCodes.redeem(claim.code, now)) throw new CodedError('SETUP_CODE_INVALID');
    const person = newPerson({ name: claim.name, roles: [...OFFICE_ROLES], screenIds: null }, now);
    await this.#documents.transact((draft) => {
      if (draft.people.length > 0) throw new CodedError('SETUP_CODE_INVALID');
      draft.people.push({ ...person, passwordHash });
    });
    return viewOf(person);
  }

  /**
   * Throws WRONG_CREDENTIALS, after the same work whether the name is known or not, or TOO_MANY_REQUESTS.
   * `knownDevice` names a browser that has signed in as this person before.
   */
  async signIn(credentials: Credentials, knownDevice: string | null): Promise<Person> {
    const account = nameKey(credentials.name);
    await this.#throttle.admit(account, knownDevice);
    const person = this.#find(credentials.name);
    const isRight = await this.#passwords.matches(person?.passwordHash ?? null, credentials.password);
    if (person === undefined || !isRight) throw new CodedError('WRONG_CREDENTIALS');
    await this.#throttle.forgive(account, knownDevice);
    return viewOf(person);
  }

  /** Throws CONFLICT when the name is taken: people sign in by it. */
  async add(draft: PersonDraft, now: Instant): Promise<Person> {
    const person = newPerson(draft, now);
    await this.#documents.transact((editorial) => {
      requireSound(editorial, person.id, draft);
      editorial.people.push(person);
    });
    return viewOf(person);
  }

  /** Throws NOT_FOUND, CONFLICT when the account is not as `had` any more; the last administrator stays one. */
  async change(
    personId: string,
    had: PersonDraft,
    draft: PersonDraft,
  ): Promise<{ before: Person; after: Person }> {
    return await this.#documents.transact((editorial) => {
      const person = requireIn(editorial, personId);
      const before = viewOf(person);
      if (canonicalJson(tidied(before)) !== canonicalJson(tidied(had))) throw new CodedError('CONFLICT');
      requireSound(editorial, personId, draft);
      Object.assign(person, tidied(draft));
      requireAdministrator(editorial);
      return { before, after: viewOf(person) };
    });
  }

  /** Takes the account away, or gives it back. Doing it twice changes nothing. */
  async setEnded(personId: string, endedAt: Instant | null): Promise<Person> {
    return await this.#documents.transact((editorial) => {
      const person = requireIn(editorial, personId);
      if (endedAt === null && person.endedAt !== null) requireSound(editorial, personId, viewOf(person));
      if ((endedAt === null) !== (person.endedAt === null)) person.endedAt = endedAt;
      requireAdministrator(editorial);
      return viewOf(person);
    });
  }

  /** Throws PASSWORD_WEAK, NOT_FOUND. */
  async setPassword(personId: string, password: string): Promise<void> {
    const passwordHash = await this.#passwords.hashOf(password, [this.require(personId).name]);
    await this.#documents.transact((editorial) => {
      requireIn(editorial, personId).passwordHash = passwordHash;
    });
  }

  /** Throws WRONG_CREDENTIALS, TOO_MANY_REQUESTS. */
  async requirePassword(personId: string, password: string, knownDevice: string | null): Promise<void> {
    const { name, passwordHash } = this.require(personId);
    await this.#throttle.admit(nameKey(name), knownDevice);
    if (!(await this.#passwords.matches(passwordHash, password))) throw new CodedError('WRONG_CREDENTIALS');
    await this.#throttle.forgive(nameKey(name), knownDevice);
  }

  #find(name: string): Frozen<StoredPerson> | undefined {
    const wanted = nameKey(name);
    return this.all.find((one) => one.endedAt === null && nameKey(one.name) === wanted);
  }
}

function newPerson(draft: PersonDraft, now: Instant): StoredPerson {
  const id = `p-${randomBytes(6).toString('hex')}`;
  return { id, ...tidied(draft), passwordHash: null, createdAt: now, endedAt: null };
}

function tidied({ name, roles, screenIds }: PersonDraft): PersonDraft {
  return {
    name: name.normalize('NFC').trim(),
    roles: Role.options.filter((role) => roles.includes(role)),
    screenIds: screenIds === null ? null : [...new Set(screenIds)],
  };
}

function requireIn(editorial: Editorial, personId: string): StoredPerson {
  const person = editorial.people.find(({ id }) => id === personId);
  if (person === undefined) throw new CodedError('NOT_FOUND');
  return person;
}

/** The name is free among those who can sign in, and the screens exist. */
function requireSound(editorial: Editorial, personId: string, { name, screenIds }: PersonDraft): void {
  const isTaken = editorial.people.some(
    (other) => other.id !== personId && other.endedAt === null && nameKey(other.name) === nameKey(name),
  );
  if (isTaken)
    throw new CodedError('CONFLICT', 'Đã có tài khoản mang tên này. Hãy thêm chức vụ hoặc phòng vào tên.');
  const known = new Set(editorial.screens.map(({ id }) => id));
  if (screenIds?.every((id) => known.has(id)) === false) throw new CodedError('NOT_FOUND');
}

function requireAdministrator(editorial: Editorial): void {
  const isThere = editorial.people.some(
    ({ roles, endedAt, screenIds, passwordHash }) =>
      roles.includes('admin') && endedAt === null && screenIds === null && passwordHash !== null,
  );
  if (!isThere) {
    throw new CodedError(
      'CONFLICT',
      'Phải còn ít nhất một quản trị viên phụ trách mọi màn hình và đăng nhập được.',
    );
  }
}

function nameKey(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('vi');
}

function viewOf(person: Frozen<StoredPerson>): Person {
  const { id, name, roles, screenIds } = person;
  return { id, name, roles: [...roles], screenIds: screenIds === null ? null : [...screenIds] };
}
