// What the studio offers over HTTP: files taken in, previews, words looked at, space. Joined into ROUTES by api.ts.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Asset, Sha256Hex } from '../item.ts';

/** A file that was taken in, as an item content names it by `sha256`. */
export const TakenFile = z.strictObject({
  kind: z.enum(['image', 'video']),
  sha256: Sha256Hex,
  bytes: z.int().positive(),
  mime: Asset.shape.mime,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** Of a film; null for a picture. */
  durationMs: z.int().positive().nullable(),
  codec: z.string().nullable(),
  /** What was changed or will look different, in Vietnamese. */
  notes: z.array(z.string()),
});
export type TakenFile = z.infer<typeof TakenFile>;

const authors = ['editor', 'approver', 'operator', 'admin'] as const;
const MOST_UPLOAD_BYTES = 256 * 1024 * 1024;

export const STUDIO_ROUTES = {
  /** One picture or film as it is; refused with FILE_REFUSED and a sentence, or kept until an item uses it. */
  uploadFile: {
    method: 'post',
    path: '/api/files',
    audience: authors,
    query: z.strictObject({ name: z.string().max(255).default('') }),
    upload: { maxBytes: MOST_UPLOAD_BYTES },
    reply: TakenFile,
  },
} as const satisfies Record<string, RouteDeclaration>;
