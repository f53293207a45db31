// Getting in and out: the first administrator, signing in, signing out.

import { CodedError } from '../../content/model/errors.ts';
import type { People } from '../library/people.ts';
import type { Sessions } from '../library/sessions.ts';
import type { Call, Handlers } from './mount.ts';

type SetupRoutes = 'readSession' | 'signIn' | 'signOut' | 'claimSetup';

export function setupHandlers(people: People, sessions: Sessions): Pick<Handlers, SetupRoutes> {
  const beginSession = async (call: Call<'signIn'> | Call<'claimSetup'>, personId: string) => {
    // Whatever session the browser had before ends here.
    if (call.token !== null) await sessions.end(call.token);
    call.setSession(await sessions.begin(personId, call.at));
  };
  return {
    readSession: ({ person }) => ({ person, claimed: people.isClaimed }),
    async signIn(call) {
      // Only the name of somebody we know is kept: people type their password into the wrong field.
      const known = people.named(call.body.name);
      call.note({ on: known === null ? {} : { personId: known.id } });
      const person = await people.signIn(call.body);
      call.note({ who: person });
      await beginSession(call, person.id);
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
      await beginSession(call, person.id);
      return { person, claimed: true };
    },
  };
}
