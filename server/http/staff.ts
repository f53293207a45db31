// What staff do: look at screens and items, let items on air, pair and remove players.

import { approveItem } from '../library/approval.ts';
import { itemViews } from '../library/items.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { Handlers } from './mount.ts';
import type { ScreenViews } from './screen-view.ts';

type StaffRoutes = 'listScreens' | 'listItems' | 'approveItem' | 'issueEnrolmentCode' | 'revokePlayer';

export function staffHandlers(library: Library, screenViews: ScreenViews): Pick<Handlers, StaffRoutes> {
  const { documents, enrolments, publishing } = library;
  return {
    listScreens: async ({ at, person }) => (await screenViews(at)).filter(({ id }) => reaches(person, id)),
    listItems: () => itemViews(documents.data),
    async approveItem({ params, body, person, at, note }) {
      const published = await approveItem(publishing, params.itemId, body.version, person, at);
      note({ after: { version: body.version, state: 'approved', screens: published.screens } });
      return published;
    },
    issueEnrolmentCode: ({ params, at }) => enrolments.issueCode(params.screenId, at),
    async revokePlayer({ params, at, note }) {
      const before = enrolments.currentPlayer(params.screenId);
      note({ before: { keyId: before?.keyId ?? null }, after: { keyId: null } });
      await enrolments.revoke(params.screenId, at);
      return {};
    },
  };
}
