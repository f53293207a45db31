// What page and agent tell each other while they run: the page, once a second, what should be on the wall and where; the
// agent what it sees there, and a yield that somebody declares at the PC. Without an agent there is no companion.

import { z } from 'zod';
import { Instant } from '../content/model/instant.ts';
import { Sha256Hex } from '../content/model/item.ts';
import { AgentReport } from '../content/model/protocol.ts';

/** In pixels of the desktop. */
export const DesktopRect = z.strictObject({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type DesktopRect = z.infer<typeof DesktopRect>;

/** Page -> agent. */
export const Outlook = z.strictObject({
  rect: DesktopRect,
  /** Hash of the RGBA that must be there now; null where the picture moves, is dimmed or unknown. */
  pixels: Sha256Hex.nullable(),
  /** The screen is somebody else's now: our window goes behind. */
  yielded: z
    .strictObject({
      id: z.string(),
      recipient: z.string(),
      until: Instant,
      /** The end by the page's monotonic clock: nobody need trust the PC's. */
      leftMs: z.int(),
    })
    .nullable(),
});
export type Outlook = z.infer<typeof Outlook>;

const MOST_YIELD_MS = 24 * 3_600_000;

/** What somebody at the PC fills in to give the screen away: to whom, why, who says so, how long at most. */
export const YieldForm = z.strictObject({
  recipient: z.string().trim().min(1).max(160),
  reason: z.string().trim().min(1).max(300),
  by: z.string().trim().min(1).max(80),
  durationMs: z.int().min(1_000).max(MOST_YIELD_MS),
});
export type YieldForm = z.infer<typeof YieldForm>;

/** The form as the page gets it; no duration takes the screen back. */
export const LocalYield = z.strictObject({
  ...YieldForm.shape,
  id: z.string().regex(/^tai-may-[0-9a-f]{8}$/),
  revision: z.int().positive(),
  durationMs: z.int().min(0).max(MOST_YIELD_MS),
});
export type LocalYield = z.infer<typeof LocalYield>;

/** Agent -> page, as server-sent events. */
export const AgentEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('seen'), report: AgentReport }),
  z.strictObject({ kind: z.literal('yield'), declared: LocalYield }),
]);
export type AgentEvent = z.infer<typeof AgentEvent>;

/** What the agent photographed: the rectangle of the desktop as RGBA, or all that the browser shows of its page. */
export type Photo =
  | { readonly source: 'desktop'; readonly rgba: Uint8Array<ArrayBuffer> }
  | { readonly source: 'page'; readonly png: Uint8Array<ArrayBuffer> };

export interface Companion {
  /** Calls back with what the agent sends until the returned function is called. */
  listen(hear: (event: AgentEvent) => void): () => void;
  tell(outlook: Outlook): Promise<void>;
  /** Null: the agent can see neither desktop nor page. */
  photograph(rect: DesktopRect): Promise<Photo | null>;
}
