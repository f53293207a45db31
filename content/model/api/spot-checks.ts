// Entries for somebody who stands in front of the screen: a temporary link that needs no account.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id } from '../item.ts';

export const SpotCheckLink = z.strictObject({
  path: z.string(),
  from: Instant,
  to: Instant,
  expiresAt: Instant,
});
export type SpotCheckLink = z.infer<typeof SpotCheckLink>;

export const SPOT_CHECK_ROUTES = {
  issueSpotCheck: {
    method: 'post',
    path: '/api/screens/:screenId/spot-checks',
    audience: ['auditor', 'operator', 'admin'],
    params: z.strictObject({ screenId: Id }),
    reply: SpotCheckLink,
  },
  /** The link is the right: 128 random bits. Shows what is on the street anyway. */
  openSpotCheck: {
    method: 'get',
    path: '/tai-cho/:token',
    audience: 'anyone',
    params: z.strictObject({ token: Id }),
    reply: null,
  },
  styleSpotCheck: { method: 'get', path: '/tai-cho.css', audience: 'anyone', reply: null },
} as const satisfies Record<string, RouteDeclaration>;
