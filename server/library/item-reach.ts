// Who may see and touch an item. One rule: whoever changes an item touches every screen it stands on, so it takes reach
// over them all; an item that stands nowhere is anybody's of the office. A contributor sees and writes only its own.

import type { Person } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Frozen } from '../store/documents.ts';
import { type Editorial, type FrozenEditorial, type StoredItem, livePlaylists } from './editorial.ts';
import { isOfOffice, requireReach } from './reach.ts';

type Owned = Pick<Frozen<StoredItem>, 'id' | 'ownerId'>;

export function seesItem(person: Person, { ownerId }: Owned): boolean {
  return isOfOffice(person) || ownerId === person.id;
}

/** Throws NOT_FOUND: that somebody else's submission exists is not a contributor's business. */
export function requireSeen(person: Person, item: Owned): void {
  if (!seesItem(person, item)) throw new CodedError('NOT_FOUND');
}

/** Throws NOT_FOUND for another's work, FORBIDDEN when it stands on a screen beyond the person's reach. */
export function requireItemReach(editorial: Editorial | FrozenEditorial, item: Owned, person: Person): void {
  const isOwn = item.ownerId === person.id;
  if (!isOwn && !isWriter(person)) throw new CodedError('NOT_FOUND');
  requireReach(person, screensShowing(editorial, item.id));
}

/** An auditor who also submits for a department reads everything and writes only their own. */
function isWriter({ roles }: Person): boolean {
  return roles.some((role) => role !== 'contributor' && role !== 'auditor');
}

/** Screens on whose playlists the item stands; the idle card stands on all. */
export function screensShowing(editorial: Editorial | FrozenEditorial, itemId: string): string[] {
  const screenIds = editorial.screens.map(({ id }) => id);
  if (itemId === editorial.idleItemId) return screenIds;
  const shown = livePlaylists<FrozenEditorial['playlists'][number]>(editorial).filter((playlist) =>
    playlist.itemIds.includes(itemId),
  );
  return screenIds.filter((id) => shown.some((playlist) => playlist.screenIds.includes(id)));
}
