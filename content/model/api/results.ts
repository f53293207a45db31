// Entries of the page Kết quả phát: a period as a grid of hours, and everything the ledger has of one hour.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { IdList } from './id-list.ts';
import { HourAccount } from '../hour-account.ts';
import { Instant, Interval } from '../instant.ts';
import { Id, Sha256Hex } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { ResultCell, ResultGrid } from '../result-grid.ts';
import { SnapshotView } from '../snapshot.ts';

/** A record as the player wrote it, with the verdict of its hour. */
export const HourRecord = z.strictObject({
  account: z.string(),
  title: z.string(),
  version: z.int().nullable(),
  role: z.enum(['slot', 'make_good', 'filler', 'idle', 'missed']),
  at: Instant.nullable(),
  plannedAt: Instant,
  plannedMs: z.int().nullable(),
  shownMs: z.int(),
  /** Null for filler, which owes nothing. */
  counts: z.boolean().nullable(),
  /** In Vietnamese, as in every download; empty when there is nothing to say. */
  why: z.string(),
  asset: Sha256Hex.nullable(),
  sha256: Sha256Hex,
  /** Exactly the text that was hashed and chained. */
  text: z.string(),
});
export type HourRecord = z.infer<typeof HourRecord>;

export const HourEvidence = z.strictObject({
  hour: Interval,
  accounts: z.array(HourAccount),
  /** Planned starts by account. */
  slots: z.record(z.string(), z.array(Instant)),
  records: z.array(HourRecord),
});
export type HourEvidence = z.infer<typeof HourEvidence>;

/** The last twenty-four clock hours of a screen, the running one last, and the newest picture it sent of itself. */
export const LastDay = z.strictObject({
  screenId: Id,
  cells: z.array(ResultCell),
  snapshot: SnapshotView.nullable(),
});
export type LastDay = z.infer<typeof LastDay>;

export const RESULT_ROUTES = {
  /** Local dates of the screen, both included. */
  readResults: {
    method: 'get',
    path: '/api/screens/:screenId/results',
    audience: OFFICE_ROLES,
    params: z.strictObject({ screenId: Id }),
    query: z.strictObject({
      fromDate: z.iso.date(),
      untilDate: z.iso.date(),
      playlistIds: IdList,
      itemIds: IdList,
    }),
    reply: ResultGrid,
  },
  /** Of every screen that the person reaches. Hours that are long over may be five minutes old. */
  listLastDays: { method: 'get', path: '/api/last-days', audience: OFFICE_ROLES, reply: z.array(LastDay) },
  /** The clock hour that `at` is in. */
  readHour: {
    method: 'get',
    path: '/api/screens/:screenId/hours/:at',
    audience: OFFICE_ROLES,
    params: z.strictObject({ screenId: Id, at: z.coerce.number().int().min(0) }),
    reply: HourEvidence,
  },
} as const satisfies Record<string, RouteDeclaration>;
