// Ordering interruptions over HTTP, and what became of them on every screen: above all on which ones they did not arrive.
// Joined into ROUTES by api.ts.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { SuspensionOrder } from '../declaration.ts';
import { Instant } from '../instant.ts';
import { InterruptionKind, InterruptionReceipt } from '../interruption.ts';
import { Id, Sha256Hex } from '../item.ts';

/** One screen of an act. */
export const InterruptedScreen = z.strictObject({
  id: Id,
  name: z.string(),
  /** `not_received`: no player, not connected, or no answer yet. The others are the player's own words. */
  state: z.enum(['not_received', 'received', 'on_screen', 'ended', 'refused']),
  connected: z.boolean(),
  enrolled: z.boolean(),
  reason: z.string().nullable(),
  receipts: z.array(InterruptionReceipt.pick({ state: true, at: true }).extend({ heardAt: Instant })),
});
export type InterruptedScreen = z.infer<typeof InterruptedScreen>;

export const InterruptionView = z.strictObject({
  id: Id,
  kind: InterruptionKind,
  title: z.string(),
  text: z.string(),
  /** Picture of a notice, for a screen of that size. */
  picture: z.strictObject({ sha256: Sha256Hex, widthPx: z.int(), heightPx: z.int() }).nullable(),
  document: z.string().nullable(),
  issuedAt: Instant,
  issuedBy: z.string(),
  from: Instant,
  until: Instant,
  screens: z.array(InterruptedScreen),
});
export type InterruptionView = z.infer<typeof InterruptionView>;

/** `saved` false: the screens were told, but a restart of the server would forget it. `missing`: screens left out. */
export const InterruptionOrdered = z.strictObject({
  id: Id,
  saved: z.boolean(),
  screens: z.array(Id),
  missing: z.array(z.strictObject({ id: Id, name: z.string(), why: z.enum(['no_picture', 'illegible']) })),
});
export type InterruptionOrdered = z.infer<typeof InterruptionOrdered>;

/** `unexcused`: black, but the excuse could not be filed; somebody has to file it later. */
export const SuspensionOrdered = InterruptionOrdered.extend({
  unexcused: z.array(z.strictObject({ id: Id, name: z.string() })),
});
export type SuspensionOrdered = z.infer<typeof SuspensionOrdered>;

/** Null: every screen within the person's reach. */
const ScreenIds = z.array(Id).min(1).nullable();
const Minutes = z
  .int()
  .min(1)
  .max(24 * 60);
const Document = z.string().trim().max(200).nullable();
/** Quốc tang, or another order to stop for a while. */
export const SuspensionWish = z.strictObject({
  screenIds: ScreenIds,
  /** Null: now. */
  from: Instant.nullable(),
  until: Instant,
  document: SuspensionOrder.shape.document,
  text: SuspensionOrder.shape.text.max(300),
});
export type SuspensionWish = z.infer<typeof SuspensionWish>;

const operators = ['operator', 'admin'] as const;
const everyone = ['editor', 'approver', 'operator', 'auditor', 'admin'] as const;
const OfInterruption = z.strictObject({ interruptionId: Id });

export const URGENT_ROUTES = {
  /** Those running or to come, and the past thirty days, newest first. */
  listInterruptions: {
    method: 'get',
    path: '/api/interruptions',
    audience: everyone,
    reply: z.array(InterruptionView),
  },
  /** Shows an approved notice item at once, or from `from`. */
  orderNotice: {
    method: 'post',
    path: '/api/notices',
    audience: operators,
    body: z.strictObject({
      itemId: Id,
      screenIds: ScreenIds,
      minutes: Minutes,
      from: Instant.nullable(),
      document: Document,
    }),
    reply: InterruptionOrdered,
    urgent: true,
  },
  /** Black, now. Must work when nothing can be written. */
  orderBlackout: {
    method: 'post',
    path: '/api/blackouts',
    audience: operators,
    body: z.strictObject({
      screenIds: ScreenIds,
      minutes: z
        .int()
        .min(1)
        .max(31 * 24 * 60),
      from: Instant.nullable(),
      reason: z.string().trim().max(300),
      document: Document,
    }),
    reply: InterruptionOrdered,
    urgent: true,
  },
  /** Black for the time of a written order, and what is owed in it excused, in one act: by who may excuse. */
  orderSuspension: {
    method: 'post',
    path: '/api/suspensions',
    audience: ['approver', 'admin'],
    body: SuspensionWish,
    reply: SuspensionOrdered,
    urgent: true,
  },
  orderYield: {
    method: 'post',
    path: '/api/yields',
    audience: operators,
    body: z.strictObject({
      screenIds: ScreenIds,
      minutes: Minutes,
      from: Instant.nullable(),
      recipient: z.string().trim().min(1).max(160),
      reason: z.string().trim().max(300),
      document: Document,
    }),
    reply: InterruptionOrdered,
    urgent: true,
  },
  /** A new end: `minutes` from now, 0 to stop at once. Of a suspension it may shorten the excuse, never lengthen it. */
  reviseInterruption: {
    method: 'post',
    path: '/api/interruptions/:interruptionId/revision',
    audience: operators,
    params: OfInterruption,
    body: z.strictObject({
      minutes: z
        .int()
        .min(0)
        .max(31 * 24 * 60),
    }),
    reply: InterruptionOrdered,
    urgent: true,
  },
} as const satisfies Record<string, RouteDeclaration>;
