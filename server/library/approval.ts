// Approval: a named person lets one version on air. What was approved is the picture, so a version changed meanwhile
// is refused; and approving publishes at once, there is no second step to forget.

import type { Person, Published } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import { type Editorial, livePlaylists, type StoredItem } from './editorial.ts';
import { isBlockedOn } from './programme-draft.ts';
import type { Publishing } from './publishing.ts';

/** Approves `version` of the item and publishes every screen whose playlists show it. Approving twice changes nothing. */
export async function approveItem(
  publishing: Publishing,
  itemId: string,
  version: number,
  by: Person,
  now: Instant,
): Promise<Published> {
  return await publishing.publishWith((draft) => {
    const item = draft.items.find((one) => one.id === itemId);
    if (item === undefined) throw new CodedError('NOT_FOUND');
    return approveVersion(item, version, by, now) ? screensShowing(draft, itemId) : [];
  }, now);
}

/** True when it was not approved before. */
function approveVersion(item: StoredItem, version: number, by: Person, now: Instant): boolean {
  const newest = item.versions.at(-1);
  if (newest === undefined || newest.version !== version) throw new CodedError('CONFLICT');
  if (newest.state === 'approved') return false;
  if (newest.state !== 'draft' && newest.state !== 'pending') throw new CodedError('CONFLICT');
  if (newest.renditions.every((rendition) => isBlockedOn(newest, rendition))) {
    const why = newest.findings.filter((finding) => finding.blocks).map((finding) => finding.sentence);
    throw new CodedError('ILLEGIBLE', why.join(' '));
  }
  newest.state = 'approved';
  newest.approvedAt = now;
  newest.approvedBy = by.name;
  return true;
}

/** Screens on whose playlists the item stands; the idle card stands on all. */
function screensShowing(draft: Editorial, itemId: string): string[] {
  if (itemId === draft.idleItemId) return draft.screens.map(({ id }) => id);
  const shown = livePlaylists(draft).filter((playlist) => playlist.itemIds.includes(itemId));
  return draft.screens
    .map(({ id }) => id)
    .filter((id) => shown.some((playlist) => playlist.screenIds.includes(id)));
}
