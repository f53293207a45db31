// Entries about alerts: what is open, what was told lately and whether it arrived, and where it is sent. The address and
// the secret are written only: nobody reads them back.

import { z } from 'zod';
import { OpenAlert } from '../alert.ts';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { OFFICE_ROLES } from '../people.ts';

/** One message as it went out, or would have. */
export const ToldAlert = z.strictObject({
  id: z.string(),
  kind: z.enum(['disconnected', 'flapping', 'hour_lost', 'recovered', 'digest', 'test']),
  at: Instant,
  /** Vietnamese sentences with the next step: what the receiver reads. */
  text: z.string(),
  /** `kept`: nobody was to be told outside of the console. */
  delivery: z.enum(['kept', 'waiting', 'sent', 'failed']),
});
export type ToldAlert = z.infer<typeof ToldAlert>;

export const AlertBoard = z.strictObject({
  open: z.array(OpenAlert),
  /** Newest first. */
  told: z.array(ToldAlert),
});
export type AlertBoard = z.infer<typeof AlertBoard>;

export const AlertSettings = z.strictObject({
  /** Of the address only where it is: the rest of it may be a password. Null: nothing is sent. */
  webhook: z.strictObject({ origin: z.string(), waiting: z.int(), dropped: z.int() }).nullable(),
});
export type AlertSettings = z.infer<typeof AlertSettings>;

export const WebhookDraft = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  secret: z.string().min(16).max(200),
});
export type WebhookDraft = z.infer<typeof WebhookDraft>;

export const ALERT_ROUTES = {
  listAlerts: { method: 'get', path: '/api/alerts', audience: OFFICE_ROLES, reply: AlertBoard },
  readAlertSettings: {
    method: 'get',
    path: '/api/alert-settings',
    audience: ['operator', 'auditor', 'admin'],
    reply: AlertSettings,
  },
  /** Null switches it off. */
  saveAlertWebhook: {
    method: 'put',
    path: '/api/alert-settings/webhook',
    audience: ['admin'],
    wholeOffice: true,
    body: z.strictObject({ webhook: WebhookDraft.nullable() }),
    reply: AlertSettings,
  },
  /** Sends one message now, past the queue. `status` null: nobody answered. */
  tryAlertWebhook: {
    method: 'post',
    path: '/api/alert-settings/trial',
    audience: ['admin'],
    wholeOffice: true,
    reply: z.strictObject({ arrived: z.boolean(), status: z.int().nullable() }),
  },
} as const satisfies Record<string, RouteDeclaration>;
