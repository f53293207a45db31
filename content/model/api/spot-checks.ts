// Entries for somebody who stands in front of the screen: a temporary link that needs no account, and what came of it.

import { z } from 'zod';
import type { Role, RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id } from '../item.ts';

export const SpotCheckView = z.strictObject({
  id: Id,
  screenId: Id,
  issuedBy: z.string(),
  from: Instant,
  to: Instant,
  expiresAt: Instant,
  state: z.enum(['open', 'revoked', 'over']),
});
export type SpotCheckView = z.infer<typeof SpotCheckView>;

/** Handed out once: the server keeps only the hash of what the path ends with. */
export const SpotCheckLink = SpotCheckView.extend({ path: z.string() });
export type SpotCheckLink = z.infer<typeof SpotCheckLink>;

const issuers: readonly Role[] = ['auditor', 'operator', 'admin'];
const OfCheck = z.strictObject({ screenId: Id, spotCheckId: Id });

export const SPOT_CHECK_ROUTES = {
  issueSpotCheck: {
    method: 'post',
    path: '/api/screens/:screenId/spot-checks',
    audience: issuers,
    params: z.strictObject({ screenId: Id }),
    reply: SpotCheckLink,
  },
  listSpotChecks: {
    method: 'get',
    path: '/api/spot-checks',
    audience: issuers,
    reply: z.array(SpotCheckView),
  },
  revokeSpotCheck: {
    method: 'delete',
    path: '/api/screens/:screenId/spot-checks/:spotCheckId',
    audience: issuers,
    params: OfCheck,
    reply: SpotCheckView,
  },
  /** The page of the link, for staff and also after it is over: to be printed as a record. */
  readSpotCheck: {
    method: 'get',
    path: '/api/screens/:screenId/spot-checks/:spotCheckId',
    audience: issuers,
    params: OfCheck,
    reply: null,
    audited: true,
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
