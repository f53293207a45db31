// What staff do: look at screens and items, change screens, pair and remove players.

import { idsOf } from '../../content/model/api/id-list.ts';
import type { Screen } from '../../content/model/screen.ts';
import { thaw } from '../library/editorial.ts';
import { itemViews } from '../library/items.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import type { Handlers } from './mount.ts';
import type { ScreenViews } from './screen-view.ts';

type StaffRoutes =
  | 'listScreens'
  | 'listScreenSettings'
  | 'createScreen'
  | 'saveScreen'
  | 'listItems'
  | 'issueEnrolmentCode'
  | 'revokePlayer';

export function staffHandlers(library: Library, screenViews: ScreenViews): Pick<Handlers, StaffRoutes> {
  const { documents, enrolments, screens, screenDesk } = library;
  return {
    async listScreens({ query, at, person }) {
      const wanted = new Set(idsOf(query.ids));
      return await screenViews(
        screens.all.filter(({ id }) => reaches(person, id) && (wanted.size === 0 || wanted.has(id))),
        at,
      );
    },
    listScreenSettings: ({ person }) => thaw<Screen[]>(screens.all).filter(({ id }) => reaches(person, id)),
    async createScreen({ body, person, at, note }) {
      const saved = await screenDesk.create(body, person, at);
      note({ on: { screenId: saved.screen.id }, after: saved });
      return saved;
    },
    async saveScreen({ params, body, person, at, note }) {
      note({ before: body.before });
      const saved = await screenDesk.save(params.screenId, body.before, body.draft, person, at);
      note({ after: saved });
      return saved;
    },
    listItems: ({ person }) => itemViews(documents.data, person),
    issueEnrolmentCode: ({ params, at }) => enrolments.issueCode(params.screenId, at),
    async revokePlayer({ params, at, note }) {
      const before = enrolments.currentPlayer(params.screenId);
      note({ before: { keyId: before?.keyId ?? null }, after: { keyId: null } });
      await enrolments.revoke(params.screenId, at);
      return {};
    },
  };
}
