// Playlists: saved together with what they publish, each save on top of the revision it started from. Nothing is lost:
// every earlier revision stays and can be brought back, also out of the trash.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type {
  PlaylistDraft,
  PlaylistRevision,
  PlaylistView,
  SavedPlaylist,
} from '../../content/model/api/playlists.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { Playlist } from '../../content/model/playlist.ts';
import type { Frozen } from '../store/documents.ts';
import { type Editorial, type EditorialDocuments, type StoredPlaylist, thaw } from './editorial.ts';
import type { Outlook, Publishing } from './publishing.ts';
import { requireReach } from './reach.ts';

/** Earlier revisions kept with a playlist; the audit trail keeps all. */
const MOST_REVISIONS = 100;

export interface PlaylistDependencies {
  readonly documents: EditorialDocuments;
  readonly publishing: Publishing;
}

/** What is done to one playlist, by whom and when. `basedOn`: the revision that the person had before them. */
export interface PlaylistEdit {
  readonly by: Person;
  readonly at: Instant;
  readonly basedOn: number;
}

export class Playlists {
  readonly #documents: EditorialDocuments;
  readonly #publishing: Publishing;

  constructor({ documents, publishing }: PlaylistDependencies) {
    this.#documents = documents;
    this.#publishing = publishing;
  }

  /** The trash included. */
  get all(): PlaylistView[] {
    return this.#documents.data.playlists.map(viewOf);
  }

  /** Oldest first, the present one last. Throws NOT_FOUND. */
  historyOf(playlistId: string): PlaylistRevision[] {
    const playlist = thaw<StoredPlaylist>(findIn(this.#documents.data.playlists, playlistId));
    return [...playlist.past, revisionOf(playlist)];
  }

  /** What creating (null) or saving would do to every screen it touches. */
  async forecast(
    playlistId: string | null,
    draft: PlaylistDraft,
    by: Person,
    at: Instant,
  ): Promise<Outlook[]> {
    return await this.#publishing.forecast((editorial) => {
      const before = playlistId === null ? undefined : findIn(editorial.playlists, playlistId);
      requireReach(by, screensOf(before, draft));
      if (before === undefined)
        editorial.playlists.push(newPlaylist({ id: 'ban-nhap', ...draft }, by.name, at));
      else write(before, draft, by, at);
      return screensOf(before, draft);
    }, at);
  }

  /** Throws FORBIDDEN beyond the person's screens, NOT_FOUND for unknown items or screens, NOT_ADMITTED. */
  async create(draft: PlaylistDraft, by: Person, at: Instant): Promise<SavedPlaylist> {
    requireReach(by, draft.screenIds);
    const id = `ds-${randomBytes(6).toString('hex')}`;
    const { screens } = await this.#publishing.publishWith((editorial) => {
      requireKnown(editorial, draft);
      editorial.playlists.push(newPlaylist({ id, ...draft }, by.name, at));
      return draft.screenIds;
    }, at);
    return { playlist: this.#view(id), screens };
  }

  /** Throws CONFLICT when somebody saved in between, and what `create` throws. */
  async save(playlistId: string, draft: PlaylistDraft, edit: PlaylistEdit): Promise<SavedPlaylist> {
    return await this.#change(playlistId, edit, (playlist, editorial) => {
      requireReach(edit.by, draft.screenIds);
      requireKnown(editorial, draft);
      const touched = screensOf(playlist, draft);
      write(playlist, draft, edit.by, edit.at);
      return touched;
    });
  }

  async remove(playlistId: string, edit: PlaylistEdit): Promise<SavedPlaylist> {
    return await this.#change(playlistId, edit, (playlist) => {
      write(playlist, draftOf(playlist), edit.by, edit.at);
      playlist.removedAt = edit.at;
      return playlist.screenIds;
    });
  }

  /** Makes an earlier revision the newest one, out of the trash too. Throws NOT_FOUND for a revision not kept. */
  async restore(playlistId: string, revision: number, edit: PlaylistEdit): Promise<SavedPlaylist> {
    return await this.#change(playlistId, edit, (playlist, editorial) => {
      const wanted = [...playlist.past, revisionOf(playlist)].find((one) => one.revision === revision);
      if (wanted === undefined) throw new CodedError('NOT_FOUND');
      requireReach(edit.by, wanted.draft.screenIds);
      requireKnown(editorial, wanted.draft);
      const touched = screensOf(playlist, wanted.draft);
      write(playlist, wanted.draft, edit.by, edit.at);
      return touched;
    });
  }

  async #change(
    playlistId: string,
    { by, basedOn, at }: PlaylistEdit,
    change: (playlist: StoredPlaylist, editorial: Editorial) => readonly string[],
  ): Promise<SavedPlaylist> {
    const { screens } = await this.#publishing.publishWith((editorial) => {
      const playlist = findIn(editorial.playlists, playlistId);
      requireReach(by, playlist.screenIds);
      if (playlist.revision !== basedOn) {
        throw new CodedError(
          'CONFLICT',
          `“${playlist.name}” vừa được ${playlist.changedBy} lưu. Hãy so sánh rồi lưu lại.`,
        );
      }
      return change(playlist, editorial);
    }, at);
    return { playlist: this.#view(playlistId), screens };
  }

  #view(playlistId: string): PlaylistView {
    return viewOf(findIn(this.#documents.data.playlists, playlistId));
  }
}

/** A playlist at its first revision. */
export function newPlaylist(playlist: Playlist, by: string, at: Instant): StoredPlaylist {
  return { ...playlist, revision: 1, changedAt: at, changedBy: by, removedAt: null, past: [] };
}

function findIn<P extends Frozen<StoredPlaylist> | StoredPlaylist>(playlists: readonly P[], id: string): P {
  const playlist = playlists.find((one) => one.id === id);
  if (playlist === undefined) throw new CodedError('NOT_FOUND');
  return playlist;
}

/** Puts the draft on top; what was there goes to the history. A playlist that is written is out of the trash. */
export function write(playlist: StoredPlaylist, draft: PlaylistDraft, by: Person, at: Instant): void {
  const past = [...playlist.past, revisionOf(playlist)].slice(-MOST_REVISIONS);
  const revision = playlist.revision + 1;
  Object.assign(playlist, draft, { revision, changedAt: at, changedBy: by.name, removedAt: null, past });
}

function requireKnown({ items, screens }: Editorial, draft: PlaylistDraft): void {
  const isKnown =
    draft.itemIds.every((itemId) => items.some(({ id }) => id === itemId)) &&
    draft.screenIds.every((screenId) => screens.some(({ id }) => id === screenId));
  if (!isKnown) throw new CodedError('NOT_FOUND', 'Danh sách nhắc tới nội dung hoặc màn hình không còn nữa.');
}

/** Screens that the change touches: those it had and those it gets. */
function screensOf(before: StoredPlaylist | undefined, { screenIds }: PlaylistDraft): string[] {
  const had = before === undefined || before.removedAt !== null ? [] : before.screenIds;
  return [...new Set([...had, ...screenIds])];
}

export function draftOf({
  name,
  category,
  itemIds,
  guarantee,
  activity,
  screenIds,
}: StoredPlaylist): PlaylistDraft {
  return { name, category, itemIds, guarantee, activity, screenIds };
}

function revisionOf(playlist: StoredPlaylist): PlaylistRevision {
  const { revision, changedAt, changedBy } = playlist;
  return { revision, at: changedAt, by: changedBy, draft: draftOf(playlist) };
}

function viewOf(playlist: Frozen<StoredPlaylist>): PlaylistView {
  const { past: _, ...view } = thaw<StoredPlaylist>(playlist);
  return view;
}
