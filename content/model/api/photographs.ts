// Entries for dated photographs of the wall. Whoever may take evidence away may add some; nobody can change or remove it.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Id, Sha256Hex } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { CheckCode, PhotographView } from '../photograph.ts';

const OfScreen = z.strictObject({ screenId: Id });

/** What telephones make, with room to spare. */
const MOST_PHOTOGRAPH_BYTES = 40 * 1024 * 1024;

export const PHOTOGRAPH_ROUTES = {
  /** The picture is made anew without what the file told besides; `takenAt` only where the file does not say when. */
  uploadPhotograph: {
    method: 'post',
    path: '/api/screens/:screenId/photographs',
    audience: ['auditor', 'operator', 'approver', 'admin'],
    params: OfScreen,
    query: z.strictObject({
      code: CheckCode,
      takenAt: z.coerce.number().int().positive().optional(),
      name: z.string().max(255).default(''),
    }),
    upload: { maxBytes: MOST_PHOTOGRAPH_BYTES },
    reply: PhotographView,
  },
  listPhotographs: {
    method: 'get',
    path: '/api/screens/:screenId/photographs',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: z.strictObject({
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
    }),
    reply: z.array(PhotographView),
  },
  readPhotograph: {
    method: 'get',
    path: '/api/screens/:screenId/photographs/:sha256',
    audience: OFFICE_ROLES,
    params: z.strictObject({ screenId: Id, sha256: Sha256Hex }),
    reply: null,
  },
} as const satisfies Record<string, RouteDeclaration>;
