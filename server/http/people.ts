// Accounts: an administrator makes and changes them, every person looks after their own password and sessions.

import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { PasswordCode, PersonRecord } from '../../content/model/people.ts';
import type { StoredPerson } from '../library/editorial.ts';
import type { Library } from '../library/library.ts';
import type { Frozen } from '../store/documents.ts';
import type { Handlers } from './mount.ts';
import { beginSession } from './setup.ts';

type PeopleRoutes =
  | 'listPeople'
  | 'addPerson'
  | 'changePerson'
  | 'endPerson'
  | 'readmitPerson'
  | 'issuePasswordCode'
  | 'endSessionsOfPerson'
  | 'changePassword'
  | 'listSessions'
  | 'endSession'
  | 'endAllSessions';

export function peopleHandlers(library: Library): Pick<Handlers, PeopleRoutes> {
  const { people, sessions, passwordCodes } = library;
  const recordOf = (person: Frozen<StoredPerson>, at: Instant): PersonRecord => ({
    id: person.id,
    name: person.name,
    roles: [...person.roles],
    screenIds: person.screenIds === null ? null : [...person.screenIds],
    createdAt: person.createdAt,
    endedAt: person.endedAt,
    hasPassword: person.passwordHash !== null,
    sessions: sessions.ofPerson(person.id, null, at).length,
  });
  const issue = async (personId: string, by: string, at: Instant): Promise<PasswordCode> => {
    const { code, expiresAt } = await passwordCodes.issue(personId, by, at);
    return { code, path: `/#/dat-mat-khau/${code}`, expiresAt };
  };
  return {
    listPeople: ({ at }) => people.all.map((person) => recordOf(person, at)),
    async addPerson({ body, at, note }) {
      const person = await people.add(body, at);
      note({ on: { personId: person.id }, after: person });
      return recordOf(people.require(person.id), at);
    },
    async changePerson({ params, body, at, note }) {
      const { before, after } = await people.change(params.personId, body.before, body.draft);
      note({ before, after });
      return recordOf(people.require(after.id), at);
    },
    async endPerson({ params, at, note }) {
      const { endedAt } = people.require(params.personId);
      note({ before: { endedAt }, after: { endedAt: endedAt ?? at } });
      await people.setEnded(params.personId, at);
      await passwordCodes.burn(params.personId);
      await sessions.endAllOf(params.personId);
      return recordOf(people.require(params.personId), at);
    },
    async readmitPerson({ params, at, note }) {
      note({ before: { endedAt: people.require(params.personId).endedAt }, after: { endedAt: null } });
      await people.setEnded(params.personId, null);
      return recordOf(people.require(params.personId), at);
    },
    async issuePasswordCode({ params, person, at }) {
      if (people.personOf(params.personId) === null) throw new CodedError('NOT_FOUND');
      return await issue(params.personId, person.name, at);
    },
    async endSessionsOfPerson({ params, note }) {
      people.require(params.personId);
      note({ before: { sessions: await sessions.endAllOf(params.personId) }, after: { sessions: 0 } });
      return {};
    },
    async changePassword(call) {
      const { person, body, device } = call;
      const knownDevice = device?.personId === person.id ? device.tokenSha256 : null;
      await people.requirePassword(person.id, body.current, knownDevice);
      await people.setPassword(person.id, body.password);
      await sessions.endAllOf(person.id);
      await beginSession(library, call, person.id);
      return {};
    },
    listSessions: ({ person, token, at }) => sessions.ofPerson(person.id, token, at),
    async endSession({ params, person }) {
      if (!(await sessions.endById(person.id, params.sessionId))) throw new CodedError('NOT_FOUND');
      return {};
    },
    async endAllSessions({ person, setSession, note }) {
      note({ before: { sessions: await sessions.endAllOf(person.id) }, after: { sessions: 0 } });
      setSession(null);
      return {};
    },
  };
}
