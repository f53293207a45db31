// What staff do: look at screens and items, pair and remove players.

import { itemViews } from '../library/items.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { Handlers } from './mount.ts';
import type { ScreenViews } from './screen-view.ts';

type StaffRoutes = 'listScreens' | 'listItems' | 'issueEnrolmentCode' | 'revokePlayer';

export function staffHandlers(library: Library, screenViews: ScreenViews): Pick<Handlers, StaffRoutes> {
  const { documents, enrolments } = library;
  return {
    listScreens: async ({ at, person }) => (await screenViews(at)).filter(({ id }) => reaches(person, id)),
    listItems: () => itemViews(documents.data),
    issueEnrolmentCode: ({ params, at }) => enrolments.issueCode(params.screenId, at),
    async revokePlayer({ params, at, note }) {
      const before = enrolments.currentPlayer(params.screenId);
      note({ before: { keyId: before?.keyId ?? null }, after: { keyId: null } });
      await enrolments.revoke(params.screenId, at);
      return {};
    },
  };
}
