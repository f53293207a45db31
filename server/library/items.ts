// Items as the console reads them: a line in the list, the whole file with its versions, and where each is used.

import type { ItemView, Person } from '../../content/model/api.ts';
import type {
  ItemDraft,
  ItemFile,
  ItemUse,
  TrashedItem,
  VersionView,
} from '../../content/model/api/editing.ts';
import { DAY_MS } from '../../content/model/instant.ts';
import { wordsOf } from '../../content/model/item-words.ts';
import type { Frozen } from '../store/documents.ts';
import {
  type FrozenEditorial,
  type StoredItem,
  type StoredVersion,
  livePlaylists,
  thaw,
} from './editorial.ts';
import { seesItem } from './item-reach.ts';

export const TRASH_MS = 30 * DAY_MS;

/** Those that the person sees. */
export function itemViews(editorial: FrozenEditorial, person: Person): ItemView[] {
  return editorial.items
    .filter((item) => item.removedAt === null && seesItem(person, item))
    .map((item) => itemView(editorial, thaw<StoredItem>(item)));
}

export function itemFile(editorial: FrozenEditorial, frozen: Frozen<StoredItem>): ItemFile {
  const { ownerId: _owner, removedAt: _removed, versions, ...item } = thaw<StoredItem>(frozen);
  return { ...item, versions: versions.map(versionView), uses: usesOf(editorial, item.id) };
}

export function versionView(version: StoredVersion): VersionView {
  return { ...version, approvedAt: version.approvedAt ?? null, approvedBy: version.approvedBy ?? null };
}

/** Playlists that name the item and the screens they run on. */
export function usesOf(editorial: FrozenEditorial, itemId: string): ItemUse[] {
  return livePlaylists(editorial)
    .filter(({ itemIds }) => itemIds.includes(itemId))
    .map(({ id, name, screenIds }) => ({
      playlistId: id,
      playlistName: name,
      screens: editorial.screens
        .filter((screen) => screenIds.includes(screen.id))
        .map((screen) => ({ id: screen.id, name: screen.name })),
    }));
}

export function trashedItems(editorial: FrozenEditorial): TrashedItem[] {
  return editorial.items.flatMap(({ id, title, revision, removedAt, changedBy }) =>
    removedAt === null
      ? []
      : [{ id, title, revision, removedAt, removedBy: changedBy, keptUntil: removedAt + TRASH_MS }],
  );
}

/** The newest version, of which every item has one. */
export function newestOf<V>({ versions }: { readonly versions: readonly V[] }): V {
  const newest = versions.at(-1);
  if (newest === undefined) throw new RangeError('an item without a version');
  return newest;
}

/** What a person would have written to get this version. */
export function draftOf(item: StoredItem, version: StoredVersion): ItemDraft {
  const { title, category, purpose } = item;
  const { content, durationMs, grounds } = version;
  return { title, category, purpose, content, durationMs, grounds };
}

function itemView(editorial: FrozenEditorial, item: StoredItem): ItemView {
  const newest = newestOf(item);
  const { id, title, category, source, purpose, changedAt, changedBy } = item;
  return {
    id,
    title,
    kind: newest.content.kind,
    category,
    source,
    purpose,
    text: wordsOf(newest.content),
    grounds: newest.grounds,
    version: newest.version,
    state: newest.state,
    playing: item.versions.findLast(({ state }) => state === 'approved')?.version ?? null,
    changedAt,
    changedBy,
    approvedBy: newest.approvedBy ?? null,
    durationMs: newest.durationMs,
    playlists: livePlaylists(editorial)
      .filter((playlist) => playlist.itemIds.includes(id))
      .map(({ id: playlistId, name, guarantee }) => ({
        id: playlistId,
        name,
        guarantee: guarantee === null ? null : { ...guarantee },
      })),
    renditions: newest.renditions.map(({ widthPx, heightPx, picture, capHeightPx }) => ({
      widthPx,
      heightPx,
      sha256: picture.sha256,
      capHeightPx,
    })),
    findings: newest.findings.map(({ code, blocks, sentence }) => ({ code, blocks, sentence })),
  };
}
