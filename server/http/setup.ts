// Getting in and out: the first administrator, signing in, a password by one-time code, signing out. Another way of
// signing in (OIDC, say) ends where these do: at a Person, and `beginSession`.

import { CodedError } from '../../content/model/errors.ts';
import type { Library } from '../library/library.ts';
import type { Call, Handlers } from './mount.ts';

type SetupRoutes = 'readSession' | 'signIn' | 'signOut' | 'claimSetup' | 'claimPassword';
type Entrance = Call<'signIn'> | Call<'claimSetup'> | Call<'claimPassword'> | Call<'changePassword'>;

/** Gives the browser a new session, and a mark by which it is known again; the session it had before ends. */
export async function beginSession({ sessions }: Library, call: Entrance, personId: string): Promise<void> {
  const { token, at, from, userAgent, device } = call;
  if (token !== null) await sessions.end(token);
  call.setSession(await sessions.begin(personId, at, { from, userAgent }));
  if (device?.personId !== personId) call.setDevice(await sessions.rememberDevice(personId, at));
}

export function setupHandlers(library: Library): Pick<Handlers, SetupRoutes> {
  const { people, sessions, passwordCodes } = library;
  return {
    readSession: ({ person }) => ({ person, claimed: people.isClaimed }),
    async signIn(call) {
      // Only the name of somebody we know is kept: people type their password into the wrong field.
      const known = people.named(call.body.name);
      call.note({ on: known === null ? {} : { personId: known.id } });
      const isKnownHere = known !== null && call.device?.personId === known.id;
      const person = await people.signIn(call.body, isKnownHere ? call.device.tokenSha256 : null);
      call.note({ who: person });
      await beginSession(library, call, person.id);
      return { person, claimed: true };
    },
    async signOut({ token, setSession }) {
      if (token === null) throw new CodedError('NOT_SIGNED_IN');
      await sessions.end(token);
      setSession(null);
      return { person: null, claimed: people.isClaimed };
    },
    async claimSetup(call) {
      const person = await people.claim(call.body, call.at);
      call.note({ who: person, after: person });
      await beginSession(library, call, person.id);
      return { person, claimed: true };
    },
    async claimPassword(call) {
      const grant = await passwordCodes.grantOf(call.body.code, call.at);
      const person = grant === undefined ? null : people.personOf(grant.personId);
      if (grant === undefined || person === null) throw new CodedError('PASSWORD_CODE_INVALID');
      call.note({ who: person, on: { personId: person.id }, before: { codeIssuedBy: grant.issuedBy } });
      await people.setPassword(person.id, call.body.password);
      await passwordCodes.burn(person.id);
      // Whoever knew the old password is out.
      await sessions.endAllOf(person.id);
      await beginSession(library, call, person.id);
      return { person, claimed: true };
    },
  };
}
