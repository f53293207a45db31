// Items as the console reads them: the newest version, its pictures and findings, and where it is used.

import type { ItemView } from '../../content/model/api.ts';
import type { Frozen } from '../store/documents.ts';
import { type FrozenEditorial, livePlaylists, type StoredItem } from './editorial.ts';

export function itemViews(editorial: FrozenEditorial): ItemView[] {
  return editorial.items.flatMap((item) => {
    const view = itemView(editorial, item);
    return view === undefined ? [] : [view];
  });
}

function itemView(editorial: FrozenEditorial, item: Frozen<StoredItem>): ItemView | undefined {
  const newest = item.versions.at(-1);
  if (newest === undefined) return undefined;
  return {
    id: item.id,
    title: item.title,
    kind: newest.content.kind,
    category: item.category,
    source: { ...item.source },
    version: newest.version,
    state: newest.state,
    approvedBy: newest.approvedBy ?? null,
    durationMs: newest.durationMs,
    playlists: livePlaylists(editorial)
      .filter((playlist) => playlist.itemIds.includes(item.id))
      .map(({ id, name, guarantee }) => ({
        id,
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
