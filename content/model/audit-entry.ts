// One line of the audit trail (Nhật ký thao tác): who did what, when, from where, before and after. What was refused
// stands there too. Lines are only ever added; the chain they stand in makes a missing one visible.

import { z } from 'zod';
import type { Json } from './canonical.ts';
import { Instant } from './instant.ts';
import { Id } from './item.ts';

/** What is said about a deed; `who` and `from` are null when the server itself did it. */
export const AuditDeed = z.strictObject({
  who: z.strictObject({ id: Id, name: z.string() }).nullable(),
  /** Name of the route that was called, or of a deed that has no route. */
  what: z.string().min(1).max(80),
  /** What it was done to, by kind: `{ itemId: "…" }`. */
  on: z.record(z.string(), z.string()).default({}),
  /** Address of the caller. */
  from: z.string().max(80).nullable(),
  before: z.json().optional(),
  after: z.json().optional(),
  /** `done`, or the code it was refused with. */
  outcome: z.string().default('done'),
  /** The id that the caller saw, to find the server's own log lines. */
  requestId: z.string().optional(),
});
export type AuditDeed = z.infer<typeof AuditDeed>;

/** As it stands in the trail: number `n` of the chain, written at `at`. */
export const AuditEntry = AuditDeed.extend({
  n: z.int().nonnegative(),
  at: Instant,
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The value as the trail can hold it: plain JSON whose numbers are whole; others become their text. */
export function recordableOf(value: unknown): Json | undefined {
  if (value === undefined) return undefined;
  return JSON.parse(
    JSON.stringify(value, (_key, member: unknown) =>
      typeof member === 'number' && !Number.isSafeInteger(member) ? String(member) : member,
    ),
  ) as Json;
}
