// A segment made ready for the stage. What cannot be drawn is replaced by the idle card, that by a filler, and only if none
// can be drawn by black; never by an error text. Why the item itself is not shown stays with the scene, so that its slot is
// recorded for that reason.

import type { Instant } from '../content/model/instant.ts';
import type { MissedCause } from '../content/model/play.ts';
import type { Programme, ProgrammeItem, SignedProgramme } from '../content/model/programme.ts';
import { isAllowedUnder } from '../content/model/rendition.ts';
import type { Segment } from '../content/model/slot.ts';
import type { Prepared, Stage } from './stage-port.ts';

export const MOVES = 'moves, which this screen does not allow';

export interface Scene {
  readonly segment: Segment;
  readonly signed: SignedProgramme | null;
  readonly item: ProgrammeItem | null;
  readonly prepared: Prepared | null;
  readonly instead: MissedCause | null;
}

export interface SceneShop {
  readonly stage: Stage;
  /** Items that broke the page too often. */
  readonly isSetAside?: (item: ProgrammeItem) => boolean;
  /** An item could not be drawn, or broke while it was on. */
  readonly onBroken?: (item: Pick<ProgrammeItem, 'id' | 'version' | 'title'>, why: string) => void;
  /** An item is due, and not shown because it is set aside. */
  readonly onSetAside?: (item: ProgrammeItem) => void;
  readonly onFault: (fault: unknown) => void;
}

/** Draws the picture of `segment` out of sight; never rejects. */
export async function prepareScene(
  shop: SceneShop,
  segment: Segment,
  signed: SignedProgramme | null,
  startAt: Instant,
): Promise<Scene> {
  if (segment.role === 'closed') return { segment, signed: null, item: null, prepared: null, instead: null };
  const idle = signed?.programme.idle ?? null;
  const item =
    segment.role === 'idle'
      ? idle
      : (signed?.programme.items.find(({ id }) => id === segment.itemId) ?? null);
  const isSetAside = item !== null && shop.isSetAside?.(item) === true;
  // The server publishes no such thing; what moves beside a road is refused here once more.
  const isAllowed =
    item === null || signed === null || isAllowedUnder(item.rendition, signed.programme.screen.policy);
  const prepared = isSetAside || !isAllowed ? null : await tryPrepare(shop, item, startAt);
  if (item !== null && isSetAside) shop.onSetAside?.(item);
  else if (item !== null && prepared === null) shop.onBroken?.(item, isAllowed ? 'cannot be drawn' : MOVES);
  if (prepared !== null) return { segment, signed, item, prepared, instead: null };
  const instead = isSetAside ? 'set_aside' : 'content_missing';
  for (const standIn of signed === null ? [] : standInsOf(signed.programme)) {
    const isWorthIt = standIn !== item && shop.isSetAside?.(standIn) !== true;
    const drawn = isWorthIt ? await tryPrepare(shop, standIn, startAt) : null;
    if (drawn !== null) return { segment, signed, item: standIn, prepared: drawn, instead };
  }
  return { segment, signed, item: idle, prepared: null, instead };
}

/** What may stand in for anything that cannot be drawn: the idle card, then fillers, which owe nothing. No films: slow. */
function standInsOf({ idle, items, playlists, screen }: Programme): ProgrammeItem[] {
  const fillers = playlists.flatMap(({ guarantee, itemIds }) => (guarantee === null ? itemIds : []));
  const guaranteed = playlists.flatMap(({ guarantee, itemIds }) => (guarantee === null ? [] : itemIds));
  const isFit = ({ id, rendition }: ProgrammeItem): boolean =>
    rendition.video === undefined && isAllowedUnder(rendition, screen.policy) && fillers.includes(id);
  return [idle, ...items.filter((item) => isFit(item) && !guaranteed.includes(item.id))];
}

/** Null when there is nothing to draw, or it cannot be drawn. */
export async function tryPrepare(
  { stage, onFault }: Pick<SceneShop, 'stage' | 'onFault'>,
  item: ProgrammeItem | null,
  startAt: Instant,
): Promise<Prepared | null> {
  if (item === null) return null;
  try {
    return await stage.prepare(item, startAt);
  } catch (fault) {
    onFault(fault);
    return null;
  }
}

/** Same picture from the same instant; only its end may differ. */
export function isSameScene(a: Segment, b: Segment): boolean {
  if (a.role === 'closed' || b.role === 'closed') return a.role === b.role;
  if (a.role !== b.role || a.from !== b.from || a.programme !== b.programme) return false;
  return a.role === 'idle' || b.role === 'idle' || a.itemId === b.itemId;
}
