// A dated photograph of the wall, tied to a record by the check code that hung on it: the code is drawn by lot and stands
// in the journal, so a photograph that shows it was taken in that minute. Pure; the match is found anew each time.

import { z } from 'zod';
import { Declarant } from './declaration.ts';
import { HOUR_MS, Instant, Interval, MINUTE_MS } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';

/** Four letters, no vowels and no look-alikes, as the player draws them. */
export const CheckCode = z.string().regex(/^[B-DF-HJ-NP-TV-XZ]{4}$/);

export const Photograph = z.strictObject({
  /** Of the picture as it is kept. */
  sha256: Sha256Hex,
  screen: Id,
  code: CheckCode,
  takenAt: Instant,
  /** Who says when: the camera, in the file, or the person who uploads. */
  takenFrom: z.enum(['camera', 'person']),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  bytes: z.int().positive(),
  uploadedAt: Instant,
  by: Declarant,
});
export type Photograph = z.infer<typeof Photograph>;

const MatchedPlay = z.strictObject({
  item: Id,
  title: z.string(),
  at: Instant,
  shownMs: z.int(),
  /** Hash of the record. */
  sha256: Sha256Hex,
});
export type MatchedPlay = z.infer<typeof MatchedPlay>;

export const PhotographMatch = z.strictObject({
  /** While the code hung on the screen, by its journal. */
  shown: Interval,
  /** Hash of the record that says so. */
  record: Sha256Hex,
  /** The photograph's time lies this far outside; 0 inside, negative before. */
  differenceMs: z.int(),
  /** The one play at the photograph's time, or all of the code's minute when the clocks differ. */
  plays: z.array(MatchedPlay),
});
export type PhotographMatch = z.infer<typeof PhotographMatch>;

/** Null: no such code near that time, or its journal has not arrived. */
export const PhotographView = Photograph.extend({ match: PhotographMatch.nullable() });
export type PhotographView = z.infer<typeof PhotographView>;

/** A camera's clock further off than this proves nothing: codes come again in the end. */
export const MOST_DIFFERENCE_MS = 2 * HOUR_MS;
/** How long a code hangs at most. */
export const CODE_TURN_MS = MINUTE_MS;

/** A check code as the journal has it; `off` ends the one before. */
export interface ShownCode {
  readonly at: Instant;
  readonly detail: string;
  readonly sha256: string;
}

export function matchPhotograph(
  { code, takenAt }: Pick<Photograph, 'code' | 'takenAt'>,
  codes: readonly ShownCode[],
  plays: readonly MatchedPlay[],
): PhotographMatch | null {
  const inOrder = [...codes].sort((a, b) => a.at - b.at);
  const found = inOrder.flatMap(({ at, detail, sha256 }, index) => {
    if (detail !== code) return [];
    const shown = { from: at, to: Math.min(at + CODE_TURN_MS, inOrder[index + 1]?.at ?? Infinity) };
    return [{ shown, record: sha256, differenceMs: differenceOf(takenAt, shown) }];
  });
  const [nearest] = found.sort((a, b) => Math.abs(a.differenceMs) - Math.abs(b.differenceMs));
  if (nearest === undefined || Math.abs(nearest.differenceMs) > MOST_DIFFERENCE_MS) return null;
  const { shown, differenceMs } = nearest;
  const within = differenceMs === 0 ? { from: takenAt, to: takenAt + 1 } : shown;
  return {
    ...nearest,
    plays: plays
      .filter(({ at, shownMs }) => at < within.to && at + shownMs > within.from)
      .sort((a, b) => a.at - b.at),
  };
}

function differenceOf(at: Instant, { from, to }: Interval): number {
  if (at < from) return at - from;
  return at >= to ? at - to + 1 : 0;
}
