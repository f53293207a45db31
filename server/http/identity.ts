// Who is calling, from the cookies. The same for every route and for the console's socket.

import type { Person } from '../../content/model/api.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { People } from '../library/people.ts';
import { DEVICE_COOKIE, SESSION_COOKIE, cookieTokenOf } from '../library/session-cookie.ts';
import type { Sessions } from '../library/sessions.ts';
import type { Logger } from '../logger.ts';

export interface Identity {
  readonly person: Person | null;
  readonly token: string | null;
  /** The browser, if it has signed in here before, and as whom. */
  readonly device: { readonly tokenSha256: string; readonly personId: string } | null;
}

export type Identify = (cookieHeader: string | undefined, isSecure: boolean, at: Instant) => Identity;

export function identifyBy(sessions: Sessions, people: People, log: Logger): Identify {
  return (cookieHeader, isSecure, at) => {
    const token = cookieTokenOf(cookieHeader, SESSION_COOKIE, isSecure);
    const personId = sessions.personIdOf(token, at);
    const person = personId === null ? null : people.personOf(personId);
    if (person !== null && token !== null) {
      // A full disk must not keep people out: the session merely looks older than it is.
      sessions.touch(token, at).catch((error: unknown) => log.warn({ err: error }, 'session not touched'));
    }
    const device = sessions.deviceOf(cookieTokenOf(cookieHeader, DEVICE_COOKIE, isSecure), at);
    return { person, token, device };
  };
}
