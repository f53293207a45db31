// Entries about the screens themselves: what they are, when they are open, what is mandated for them.

import { z } from 'zod';
import type { Role, RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { Screen } from '../screen.ts';

/** What staff write; the id is ours. */
export const ScreenDraft = Screen.omit({ id: true });
export type ScreenDraft = z.infer<typeof ScreenDraft>;

export const SavedScreen = z.strictObject({
  screen: Screen,
  /** Null: nothing published yet, pictures for its canvas wait for approval. */
  published: z.strictObject({ programme: z.int(), effectiveFrom: Instant }).nullable(),
  /** Items that were drawn for a new canvas and wait for approval. */
  waiting: z.int().nonnegative(),
});
export type SavedScreen = z.infer<typeof SavedScreen>;

const operators: readonly Role[] = ['operator', 'admin'];

export const SCREEN_ROUTES = {
  listScreenSettings: {
    method: 'get',
    path: '/api/screen-settings',
    audience: OFFICE_ROLES,
    reply: z.array(Screen),
  },
  createScreen: {
    method: 'post',
    path: '/api/screens',
    audience: operators,
    wholeOffice: true,
    body: ScreenDraft,
    reply: SavedScreen,
  },
  /** `before` is the screen as the person had it: what somebody else changed in between is not written over. */
  saveScreen: {
    method: 'put',
    path: '/api/screens/:screenId',
    audience: operators,
    params: z.strictObject({ screenId: Id }),
    body: z.strictObject({ before: Screen, draft: ScreenDraft }),
    reply: SavedScreen,
  },
} as const satisfies Record<string, RouteDeclaration>;
