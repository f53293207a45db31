// What a screen would show if it were published now: approved, legible versions only, everything else named with the
// reason. Pure, so that the preview, the approval page and the publication cannot differ.

import type { Published } from '../../content/model/api/editing.ts';
import { type Instant, type ZoneRules, localDateOf } from '../../content/model/instant.ts';
import type { Rendition } from '../../content/model/item.ts';
import { wordsOf } from '../../content/model/item-words.ts';
import { isAllowedUnder } from '../../content/model/rendition.ts';
import type { Playlist } from '../../content/model/playlist.ts';
import type { Programme, ProgrammeItem, ProgrammePlaylist } from '../../content/model/programme.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Editorial, livePlaylists, type StoredItem, type StoredVersion } from './editorial.ts';

/** A play record carries the words; this is as many as it takes. */
const MAX_WORDS = 800;

type Canvas = Pick<Screen, 'widthPx' | 'heightPx'>;

export type LeftOut = Published['leftOut'][number];

export interface ProgrammeFrame {
  readonly screen: Screen;
  readonly number: number;
  readonly issuedAt: Instant;
  readonly effectiveFrom: Instant;
  readonly zoneRules: ZoneRules;
}

/** The programme and what had to be left out of it; null when the idle card itself can't be shown. */
export function draftProgramme(
  editorial: Editorial,
  frame: ProgrammeFrame,
): { programme: Programme | null; leftOut: LeftOut[] } {
  const { screen } = frame;
  const today = localDateOf(frame.zoneRules, frame.effectiveFrom);
  const chosen = new Map<string, ProgrammeItem>();
  const leftOut = new Map<string, LeftOut>();
  const take = (itemId: string): boolean => {
    if (chosen.has(itemId)) return true;
    const item = editorial.items.find((one) => one.id === itemId);
    const choice = item === undefined ? undefined : chooseVersion(item, screen, today);
    if (item === undefined || choice === undefined) return false;
    if (typeof choice !== 'string')
      chosen.set(itemId, programmeItemOf(item, choice.version, choice.rendition));
    else leftOut.set(itemId, { itemId, title: item.title, why: choice });
    return typeof choice !== 'string';
  };
  const playlists = livePlaylists(editorial)
    .filter((playlist) => playlist.screenIds.includes(screen.id))
    .map((playlist) => programmePlaylistOf(playlist, playlist.itemIds.filter(take)))
    .filter((playlist) => playlist.itemIds.length > 0);
  const idleItem = editorial.items.find((item) => item.id === editorial.idleItemId);
  const idle = idleItem === undefined ? undefined : chooseVersion(idleItem, screen, today);
  const absences = [...leftOut.values()];
  if (idleItem === undefined || idle === undefined || typeof idle === 'string') {
    return { programme: null, leftOut: absences };
  }
  const programme: Programme = {
    v: 1,
    number: frame.number,
    issuedAt: frame.issuedAt,
    effectiveFrom: frame.effectiveFrom,
    screen: structuredClone(screen),
    zoneRules: frame.zoneRules,
    items: [...chosen.values()],
    playlists,
    idle: programmeItemOf(idleItem, idle.version, idle.rendition),
  };
  return { programme, leftOut: absences };
}

/** What a notice made of `item` shows on that screen; its papers may have run out, the emergency has not. */
export function noticeItemFor(item: StoredItem, screen: Screen): ProgrammeItem | 'no_picture' | 'illegible' {
  const choice = chooseVersion(item, screen, null);
  if (choice === 'illegible') return choice;
  return typeof choice === 'string' ? 'no_picture' : programmeItemOf(item, choice.version, choice.rendition);
}

/**
 * The newest approved version whose picture fits the screen and can be read; otherwise why there is none. `today`: the
 * screen's date, by which its grounds must still hold; null asks for no date.
 */
function chooseVersion(
  item: StoredItem,
  screen: Screen,
  today: string | null,
): { version: StoredVersion; rendition: Rendition } | LeftOut['why'] {
  const approved = item.versions.filter((version) => version.state === 'approved');
  const newest = approved.at(-1);
  if (newest === undefined) return 'not_approved';
  if (isExpired(newest, today)) return 'expired';
  for (const version of approved.toReversed()) {
    const rendition = version.renditions.find(
      (one) => fits(one, screen) && isAllowedUnder(one, screen.policy),
    );
    if (rendition !== undefined && !isBlockedOn(version, screen)) return { version, rendition };
  }
  return 'illegible';
}

/** Have the grounds of the newest approved version run out? An older version does not come back for that. */
export function isExpired({ grounds }: Pick<StoredVersion, 'grounds'>, today: string | null): boolean {
  return today !== null && grounds.validUntil !== null && grounds.validUntil < today;
}

/** Does a finding forbid this picture on that screen? */
export function isBlockedOn(
  { findings }: Pick<StoredVersion, 'findings'>,
  { id }: Pick<Screen, 'id'>,
): boolean {
  return findings.some(({ blocks, screenIds }) => blocks && screenIds.includes(id));
}

export function fits(a: Canvas, b: Canvas): boolean {
  return a.widthPx === b.widthPx && a.heightPx === b.heightPx;
}

function programmeItemOf(item: StoredItem, version: StoredVersion, rendition: Rendition): ProgrammeItem {
  return {
    id: item.id,
    version: version.version,
    kind: version.content.kind,
    category: item.category,
    title: item.title,
    text: (wordsOf(version.content) || item.title).slice(0, MAX_WORDS),
    durationMs: version.durationMs,
    rendition: structuredClone(rendition),
  };
}

function programmePlaylistOf(playlist: Playlist, itemIds: string[]): ProgrammePlaylist {
  const { id, name, category, guarantee, activity } = structuredClone(playlist);
  return { id, name, category, itemIds, guarantee, activity };
}
