// What staff do: look at screens and items, let items on air, pair and remove players.

import { approveItem } from '../library/approval.ts';
import { itemViews } from '../library/items.ts';
import type { Library } from '../library/library.ts';
import type { Handlers } from './mount.ts';
import type { ScreenViews } from './screen-view.ts';

type StaffRoutes = 'listScreens' | 'listItems' | 'approveItem' | 'issueEnrolmentCode' | 'revokePlayer';

export function staffHandlers(library: Library, screenViews: ScreenViews): Pick<Handlers, StaffRoutes> {
  const { documents, enrolments, publishing } = library;
  return {
    listScreens: ({ at }) => screenViews(at),
    listItems: () => itemViews(documents.data),
    approveItem: ({ params, body, person, at }) =>
      approveItem(publishing, params.itemId, body.version, person, at),
    issueEnrolmentCode: ({ params, at }) => enrolments.issueCode(params.screenId, at),
    async revokePlayer({ params, at }) {
      await enrolments.revoke(params.screenId, at);
      return {};
    },
  };
}
