// Approval with four eyes: a named person lets a version on air that another one wrote. What was approved is the picture,
// so a version changed meanwhile is refused; approving publishes at once, there is no second step to forget.

import type { Person } from '../../content/model/api.ts';
import type { ApprovalPolicy, Published, WaitingItem } from '../../content/model/api/editing.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { Frozen } from '../store/documents.ts';
import {
  type Editorial,
  type FrozenEditorial,
  type StoredItem,
  type StoredVersion,
  requireItem,
  thaw,
} from './editorial.ts';
import { deedOf, touch } from './item-desk.ts';
import { requireItemReach, screensShowing } from './item-reach.ts';
import { itemFile, newestOf, versionView } from './items.ts';
import { fits, isBlockedOn } from './programme-draft.ts';
import type { Publishing } from './publishing.ts';

export interface VersionName {
  readonly itemId: string;
  readonly version: number;
}

/**
 * Approves them all or none, and publishes every screen whose playlists show one of them. Approving twice changes
 * nothing. Throws CONFLICT for a version that is not the newest, ILLEGIBLE, OWN_WORK, FORBIDDEN for one that is shown on
 * a screen beyond the person's reach.
 */
export async function approveVersions(
  publishing: Publishing,
  names: readonly VersionName[],
  by: Person,
  now: Instant,
): Promise<Published> {
  return await publishing.publishWith((draft) => {
    const approved = names.filter(({ itemId, version }) => {
      const item = requireItem(draft.items, itemId);
      requireItemReach(draft, item, by);
      return approveVersion(draft, item, version, by, now);
    });
    return [...new Set(approved.flatMap(({ itemId }) => screensShowing(draft, itemId)))];
  }, now);
}

/** Sends a version back to its author, with the reason. Throws CONFLICT for one that does not wait, FORBIDDEN. */
export function returnVersion(
  draft: Editorial,
  { itemId, version }: VersionName,
  reason: string,
  by: Person,
  now: Instant,
): void {
  const item = requireItem(draft.items, itemId);
  requireItemReach(draft, item, by);
  const newest = newestOf(item);
  if (newest.version !== version || newest.state !== 'pending') throw new CodedError('CONFLICT');
  newest.state = 'returned';
  newest.deeds.push({ ...deedOf('returned', by, now), reason });
  touch(item, by, now);
}

/** What waits beside what plays now: notices first, then by time of asking; what nobody asked for comes last. */
export function waitingItems(editorial: FrozenEditorial, person: Person): WaitingItem[] {
  return editorial.items
    .filter((item) => item.removedAt === null && isWaiting(newestOf(item)))
    .map((item) => waitingItem(editorial, item, person))
    .sort(
      (a, b) =>
        Number(b.item.purpose === 'notice') - Number(a.item.purpose === 'notice') ||
        (a.submittedAt ?? Number.MAX_SAFE_INTEGER) - (b.submittedAt ?? Number.MAX_SAFE_INTEGER) ||
        a.waiting.createdAt - b.waiting.createdAt,
    );
}

/** How many wait, whoever may approve them. */
export function waitingCount({ items }: FrozenEditorial): number {
  return items.filter((item) => item.removedAt === null && isWaiting(newestOf(item))).length;
}

/** Drafts of the first start have no author who could submit them: they wait from the beginning. */
function isWaiting({ state, createdById }: Frozen<StoredVersion>): boolean {
  return state === 'pending' || (state === 'draft' && createdById === null);
}

function waitingItem(editorial: FrozenEditorial, frozen: Frozen<StoredItem>, person: Person): WaitingItem {
  const item = thaw<StoredItem>(frozen);
  const waiting = newestOf(item);
  const playing = item.versions.findLast(({ state }) => state === 'approved');
  const submitted = waiting.deeds.findLast(({ what }) => what === 'submitted');
  const { versions: _, ...file } = itemFile(editorial, frozen);
  const mayApprove = !isOwnWork(waiting, person) || mayBeOwn(editorial.approvalPolicy, item);
  return {
    item: file,
    waiting: versionView(waiting),
    playing: playing === undefined ? null : versionView(playing),
    submittedAt: submitted?.at ?? null,
    submittedBy: submitted?.by ?? null,
    refusal: isNowhereLegible(editorial, waiting) ? 'illegible' : mayApprove ? null : 'own_work',
  };
}

/** True when it was not approved before. */
function approveVersion(
  { approvalPolicy, screens }: Editorial,
  item: StoredItem,
  version: number,
  by: Person,
  now: Instant,
): boolean {
  const newest = newestOf(item);
  if (newest.version !== version) throw new CodedError('CONFLICT');
  if (newest.state === 'approved') return false;
  if (!isWaiting(newest)) throw new CodedError('CONFLICT', 'Bản này chưa được gửi duyệt, hoặc đã trả lại.');
  if (isNowhereLegible({ screens }, newest)) {
    const why = newest.findings.filter((finding) => finding.blocks).map((finding) => finding.sentence);
    throw new CodedError('ILLEGIBLE', why.join(' '));
  }
  const isOwn = isOwnWork(newest, by);
  if (isOwn && !mayBeOwn(approvalPolicy, item)) throw new CodedError('OWN_WORK');
  newest.state = 'approved';
  newest.approvedAt = now;
  newest.approvedBy = by.name;
  newest.deeds.push({ ...deedOf('approved', by, now), ...(isOwn ? { own: true } : {}) });
  touch(item, by, now);
  return true;
}

/** A notice typed in an emergency may need no second person, where the office decided so beforehand. */
function mayBeOwn(policy: ApprovalPolicy, { purpose }: Pick<StoredItem, 'purpose'>): boolean {
  return policy.ownWork || (purpose === 'notice' && !policy.typedNoticeBySecond);
}

/** Wrote it, or asked for its approval. */
function isOwnWork({ createdById, deeds }: StoredVersion, { id }: Person): boolean {
  return createdById === id || deeds.some(({ what, byId }) => what === 'submitted' && byId === id);
}

function isNowhereLegible({ screens }: Frozen<Pick<Editorial, 'screens'>>, version: StoredVersion): boolean {
  return screens.every(
    (screen) => isBlockedOn(version, screen) || !version.renditions.some((one) => fits(one, screen)),
  );
}
