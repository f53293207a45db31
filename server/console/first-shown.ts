// When an approved version was first shown, as far as the last plays and the player's own word reach back.

import type { PlayView } from '../../content/model/api.ts';
import { type Instant, SECOND_MS } from '../../content/model/instant.ts';
import type { PlayerState } from '../../content/model/protocol.ts';

export interface ApprovedVersion {
  readonly itemId: string;
  readonly version: number;
  readonly title: string;
  /** Its pictures, one a canvas. */
  readonly assets: readonly string[];
}

/**
 * The picture tells the version: a play names its bytes. `since`: in force from then; the same picture may have been shown
 * before. Null: not yet, or too long ago.
 */
export function firstShownAt(
  { itemId, version, assets }: ApprovedVersion,
  since: Instant,
  showing: PlayerState['showing'],
  plays: readonly Pick<PlayView, 'at' | 'item' | 'asset'>[],
): Instant | null {
  const ended = plays.flatMap(({ at, item, asset }) =>
    at !== null && at >= since - SECOND_MS && item === itemId && assets.includes(asset) ? [at] : [],
  );
  const isOn = showing?.item === itemId && showing.version === version;
  const all = [...ended, ...(isOn && showing.startedAt !== null ? [showing.startedAt] : [])];
  return all.length === 0 ? null : Math.min(...all);
}
