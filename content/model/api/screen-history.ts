// What happened at a screen on one day: who came and went, which versions ran, how the clock stood. Put together from what
// the server saw itself and from what the player's journal says; reading it decides nothing.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { BootRecord, ClockState, ProgrammeRecord } from '../play.ts';

const at = Instant;

export const HistoryEntry = z.discriminatedUnion('kind', [
  /** `folded`: so many comings and goings before this one were too many to write down. */
  z.strictObject({ kind: z.literal('connected'), at, app: z.string(), programme: z.int(), folded: z.int() }),
  z.strictObject({ kind: z.literal('disconnected'), at, folded: z.int() }),
  z.strictObject({ kind: z.literal('clock'), at, state: ClockState }),
  z.strictObject({ kind: z.enum(['server_started', 'server_stopped']), at }),
  /** The rest by the player's own journal and time. */
  z.strictObject({ kind: z.literal('boot'), at, cause: BootRecord.shape.cause, app: z.string() }),
  z.strictObject({ kind: z.literal('clock_step'), at, stepMs: z.int() }),
  z.strictObject({
    kind: z.literal('programme'),
    at,
    number: z.int(),
    state: ProgrammeRecord.shape.state,
  }),
  /** Which PC stands for the screen, by the fingerprint of its key. */
  z.strictObject({ kind: z.enum(['enrolled', 'replaced', 'revoked']), at, keyId: z.string() }),
]);
export type HistoryEntry = z.infer<typeof HistoryEntry>;

export const HISTORY_ROUTES = {
  /** A local day of the screen, newest first. */
  readScreenHistory: {
    method: 'get',
    path: '/api/screens/:screenId/history',
    audience: OFFICE_ROLES,
    params: z.strictObject({ screenId: Id }),
    query: z.strictObject({ date: z.iso.date() }),
    reply: z.array(HistoryEntry),
  },
} as const satisfies Record<string, RouteDeclaration>;
