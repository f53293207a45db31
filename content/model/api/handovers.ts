// Bàn giao: what somebody who leaves still had in hand, moved to somebody else in one act, and the record both sign.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id, VersionState } from '../item.ts';

const Party = z.strictObject({ id: Id, name: z.string() });

/** One item that changes hands, as it stood then. */
export const HandedItem = z.strictObject({
  id: Id,
  title: z.string(),
  version: z.int(),
  state: VersionState,
});
export type HandedItem = z.infer<typeof HandedItem>;

export const Handover = z.strictObject({
  id: Id,
  at: Instant,
  by: Party,
  from: Party,
  to: Party,
  items: z.array(HandedItem),
  note: z.string().max(600),
});
export type Handover = z.infer<typeof Handover>;

/** What a person has in hand now: the items whose owner he is. */
export const Duties = z.strictObject({ person: Party, items: z.array(HandedItem) });
export type Duties = z.infer<typeof Duties>;

export const HANDOVER_ROUTES = {
  listDuties: {
    method: 'get',
    path: '/api/duties',
    audience: ['admin', 'auditor'],
    reply: z.array(Duties),
  },
  listHandovers: {
    method: 'get',
    path: '/api/handovers',
    audience: ['admin', 'auditor'],
    reply: z.array(Handover),
  },
  handOver: {
    method: 'post',
    path: '/api/handovers',
    audience: ['admin'],
    wholeOffice: true,
    body: z.strictObject({ fromId: Id, toId: Id, note: z.string().trim().max(600) }),
    reply: Handover,
  },
} as const satisfies Record<string, RouteDeclaration>;
