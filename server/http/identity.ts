// Who is calling, from the session cookie. The same for every route and for the console's socket.

import type { Person } from '../../content/model/api.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { People } from '../library/people.ts';
import { type Sessions, sessionTokenOf } from '../library/sessions.ts';
import type { Logger } from '../logger.ts';

export type Identify = (
  cookieHeader: string | undefined,
  at: Instant,
) => { person: Person | null; token: string | null };

export function identifyBy(sessions: Sessions, people: People, log: Logger): Identify {
  return (cookieHeader, at) => {
    const token = sessionTokenOf(cookieHeader);
    const personId = sessions.personIdOf(token, at);
    const person = personId === null ? null : people.personOf(personId);
    if (person !== null && token !== null) {
      // A full disk must not keep people out: the session merely looks older than it is.
      sessions.touch(token, at).catch((error: unknown) => log.warn({ err: error }, 'session not touched'));
    }
    return { person, token };
  };
}
