// Writing items: every save on top of the revision it started from, every version kept. A draft is written over until it
// is submitted; what was submitted or approved never changes, an edit makes the next version while the old one plays on.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type { ItemDraft, ItemFile, Published, VersionDeed } from '../../content/model/api/editing.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import { comparable, messageOf } from '../../content/model/item-words.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import type { Logger } from '../logger.ts';
import { Announcer } from './announcer.ts';
import { type Drawing, type Render, drawForScreens } from './drawing.ts';
import {
  type Editorial,
  type EditorialDocuments,
  type StoredItem,
  type StoredVersion,
  livePlaylists,
  requireItem,
  thaw,
} from './editorial.ts';
import { requireItemReach, requireSeen } from './item-reach.ts';
import { TRASH_MS, draftOf, itemFile, newestOf, usesOf } from './items.ts';
import { draftOf as playlistDraftOf, write as writePlaylist } from './playlists.ts';
import type { Publishing } from './publishing.ts';
import { isOfOffice } from './reach.ts';
import { staleSaveSentence, usedInSentence } from './desk-sentences.ts';

export interface ItemDeskDependencies {
  readonly documents: EditorialDocuments;
  readonly publishing: Publishing;
  readonly render: Render;
  /** Keeps an uploaded picture for good; false when there is none of that hash. */
  readonly adoptPicture: (sha256: string) => Promise<boolean>;
  /** Of the office: its date decides which of its names signs a picture. */
  readonly zone: string;
  readonly log: Logger;
}

/** What is done to one item, by whom and when. `basedOn`: the revision that the person had before them. */
export interface ItemEdit {
  readonly by: Person;
  readonly at: Instant;
  readonly basedOn: number;
}

export class ItemDesk {
  /** Items, their states or the trash changed. */
  readonly changed: Announcer<{ itemId: string }>;
  readonly #dependencies: ItemDeskDependencies;

  constructor(dependencies: ItemDeskDependencies) {
    this.#dependencies = dependencies;
    this.changed = new Announcer(dependencies.log);
  }

  /** As `person` sees it. Throws NOT_FOUND. */
  read(itemId: string, person: Person): ItemFile {
    requireSeen(person, requireItem(this.#dependencies.documents.data.items, itemId));
    return this.file(itemId);
  }

  /** Throws NOT_FOUND. */
  file(itemId: string): ItemFile {
    const { data } = this.#dependencies.documents;
    return itemFile(data, requireItem(data.items, itemId));
  }

  /** Draws without keeping a version. */
  async preview(wanted: Pick<ItemDraft, 'content' | 'durationMs'>, at: Instant): Promise<Drawing> {
    const { documents, render, zone } = this.#dependencies;
    const { organisation, screens } = documents.data;
    const today = localDateOf(zoneRulesOf(zone, at, 2), at);
    const name = organisation === null ? '' : organisationOn(thaw<Organisation>(organisation), today).name;
    return await drawForScreens(
      wanted,
      screens.map((screen) => thaw<Screen>(screen)),
      render,
      { organisationName: name, today },
    );
  }

  async create(draft: ItemDraft, by: Person, at: Instant): Promise<ItemFile> {
    requireOrdinary(draft, by);
    const item = newItem(draft, await this.preview(draft, at), by, at);
    await this.#write(item.id, (editorial) => {
      editorial.items.push(item);
    });
    return this.file(item.id);
  }

  /**
   * All of them or none; the id of each, in order. Null for one whose words are there already, among the items or earlier
   * in the list, when `skipDuplicates` says so.
   */
  async createAll(
    drafts: readonly ItemDraft[],
    skipDuplicates: boolean,
    by: Person,
    at: Instant,
  ): Promise<(string | null)[]> {
    const items: StoredItem[] = [];
    for (const draft of drafts) {
      requireOrdinary(draft, by);
      items.push(newItem(draft, await this.preview(draft, at), by, at));
    }
    const ids = await this.#dependencies.documents.transact((editorial) => {
      const known = skipDuplicates ? knownWords(editorial) : new Set<string>();
      return items.map((item) => {
        const words = comparable(messageOf(newestOf(item).content) ?? item.title);
        if (known.has(words)) return null;
        if (skipDuplicates) known.add(words);
        editorial.items.push(item);
        return item.id;
      });
    });
    for (const itemId of ids) if (itemId !== null) this.changed.announce({ itemId });
    return ids;
  }

  /** Throws CONFLICT with the difference when somebody saved in between, NOT_FOUND, FORBIDDEN (item-reach.ts). */
  async save(itemId: string, draft: ItemDraft, edit: ItemEdit): Promise<ItemFile> {
    const { by, at } = edit;
    requireOrdinary(draft, by);
    const drawing = await this.preview(draft, at);
    await this.#change(itemId, edit, draft, (item) => {
      const newest = newestOf(item);
      Object.assign(item, { title: draft.title, category: draft.category, purpose: draft.purpose });
      item.ownerId ??= by.id;
      putVersion(item, newest, draft, drawing, deedOf('written', by, at));
    });
    return this.file(itemId);
  }

  /** An earlier version becomes a new draft on top; it is drawn anew only where a canvas is new. */
  async restore(itemId: string, version: number, edit: ItemEdit): Promise<ItemFile> {
    const { by, at } = edit;
    const { data } = this.#dependencies.documents;
    const item = thaw<StoredItem>(requireItem(data.items, itemId));
    const wanted = item.versions.find((one) => one.version === version);
    if (wanted === undefined) throw new CodedError('NOT_FOUND');
    const draft = draftOf(item, wanted);
    const drawing = await this.preview(draft, at);
    const deed = { ...deedOf('restored', by, at), reason: `${version}` };
    await this.#change(itemId, edit, draft, (stored) =>
      putVersion(stored, newestOf(stored), draft, drawing, deed),
    );
    return this.file(itemId);
  }

  /** Asks for approval. Twice changes nothing. Throws CONFLICT when there is a newer version. */
  async submit(itemId: string, version: number, by: Person, at: Instant): Promise<ItemFile> {
    await this.#write(itemId, (editorial) => {
      const item = requireItem(editorial.items, itemId);
      requireItemReach(editorial, item, by);
      const newest = newestOf(item);
      if (newest.version !== version) throw new CodedError('CONFLICT');
      if (newest.state === 'pending') return;
      if (newest.state !== 'draft') throw new CodedError('CONFLICT', 'Bản này đã được xử lý rồi.');
      newest.state = 'pending';
      newest.deeds.push(deedOf('submitted', by, at));
      touch(item, by, at);
    });
    return this.file(itemId);
  }

  /** Throws NOT_FOUND for a picture nobody uploaded, CONFLICT for a draft: paper is signed for what was submitted. */
  async attachScan(
    itemId: string,
    version: number,
    sha256: string,
    by: Person,
    at: Instant,
  ): Promise<ItemFile> {
    const { documents, adoptPicture } = this.#dependencies;
    requireItemReach(documents.data, requireItem(documents.data.items, itemId), by);
    if (!(await adoptPicture(sha256))) {
      throw new CodedError('NOT_FOUND', 'Máy chủ chưa có ảnh này. Hãy tải ảnh phiếu đã ký lên lại.');
    }
    await this.#write(itemId, (editorial) => {
      const item = requireItem(editorial.items, itemId);
      requireItemReach(editorial, item, by);
      const wanted = item.versions.find((one) => one.version === version);
      if (wanted === undefined) throw new CodedError('NOT_FOUND');
      if (wanted.state === 'draft') throw new CodedError('CONFLICT', 'Bản này chưa gửi duyệt.');
      wanted.scan = sha256;
      wanted.deeds.push({ ...deedOf('scan_attached', by, at), scan: sha256 });
      touch(item, by, at);
    });
    return this.file(itemId);
  }

  /** To the trash. Throws IN_USE with where it stands, unless `takeOut` takes it out of its playlists as well. */
  async remove(itemId: string, takeOut: boolean, { by, at, basedOn }: ItemEdit): Promise<Published> {
    const { publishing } = this.#dependencies;
    const published = await publishing.publishWith((editorial) => {
      const item = requireItem(editorial.items, itemId);
      requireItemReach(editorial, item, by);
      if (item.revision !== basedOn) throw new CodedError('CONFLICT');
      if (editorial.idleItemId === itemId) {
        throw new CodedError('IN_USE', 'Đây là thẻ chờ của mọi màn hình. Hãy chọn thẻ chờ khác trước.');
      }
      const uses = usesOf(editorial, itemId);
      if (uses.length > 0 && !takeOut) throw new CodedError('IN_USE', usedInSentence(item.title, uses));
      takeOutOfPlaylists(editorial, itemId, by, at);
      item.removedAt = at;
      touch(item, by, at);
      return [...new Set(uses.flatMap(({ screens }) => screens.map(({ id }) => id)))];
    }, at);
    this.changed.announce({ itemId });
    return published;
  }

  /** Out of the trash, as a thing that stands nowhere. */
  async recover(itemId: string, by: Person, at: Instant): Promise<ItemFile> {
    await this.#write(itemId, (editorial) => {
      const item = editorial.items.find(({ id }) => id === itemId);
      if (item === undefined) throw new CodedError('NOT_FOUND');
      item.removedAt = null;
      touch(item, by, at);
    });
    return this.file(itemId);
  }

  /** Forgets what has been in the trash for thirty days; how many that were. */
  async emptyTrash(at: Instant): Promise<number> {
    const { documents } = this.#dependencies;
    const isGone = ({ removedAt }: { readonly removedAt: Instant | null }) =>
      removedAt !== null && removedAt + TRASH_MS <= at;
    const count = documents.data.items.filter(isGone).length;
    if (count > 0) {
      await documents.transact((editorial) => {
        editorial.items = editorial.items.filter((item) => !isGone(item));
      });
    }
    return count;
  }

  async #change(
    itemId: string,
    { by, at, basedOn }: ItemEdit,
    draft: ItemDraft,
    change: (item: StoredItem) => void,
  ): Promise<void> {
    await this.#write(itemId, (editorial) => {
      const item = requireItem(editorial.items, itemId);
      requireItemReach(editorial, item, by);
      if (item.revision !== basedOn) {
        throw new CodedError('CONFLICT', staleSaveSentence(item, draftOf(item, newestOf(item)), draft));
      }
      change(item);
      touch(item, by, at);
    });
  }

  async #write(itemId: string, change: (editorial: Editorial) => void): Promise<void> {
    await this.#dependencies.documents.transact(change);
    this.changed.announce({ itemId });
  }
}

/** Throws FORBIDDEN: what interrupts every screen is prepared by the office itself. */
function requireOrdinary({ purpose }: ItemDraft, by: Person): void {
  if (purpose === 'notice' && !isOfOffice(by)) {
    throw new CodedError('FORBIDDEN', 'Mẫu tin khẩn do đơn vị quản lý màn hình soạn.');
  }
}

function newItem(draft: ItemDraft, drawing: Drawing, by: Person, at: Instant): StoredItem {
  const { title, category, purpose, grounds } = draft;
  return {
    id: `nd-${randomBytes(6).toString('hex')}`,
    title,
    category,
    purpose,
    source: { document: grounds.document, confidencePercent: 100, toVerify: false },
    versions: [versionOf(1, draft, drawing, deedOf('written', by, at))],
    revision: 1,
    changedAt: at,
    changedBy: by.name,
    ownerId: by.id,
    removedAt: null,
  };
}

/** Of every item that is not in the trash. */
function knownWords({ items }: Editorial): Set<string> {
  const living = items.filter(({ removedAt }) => removedAt === null);
  return new Set(
    living.map((item) => comparable(messageOf(thaw<StoredVersion>(newestOf(item)).content) ?? item.title)),
  );
}

/** A draft is written over; anything else gets a successor, and what still waited for approval waits no longer. */
function putVersion(
  item: StoredItem,
  newest: StoredVersion,
  draft: ItemDraft,
  drawing: Drawing,
  deed: VersionDeed,
): void {
  if (newest.state === 'draft') {
    const deeds = [...newest.deeds.filter(({ what }) => what !== 'written'), deed];
    Object.assign(newest, versionOf(newest.version, draft, drawing, deed), { deeds });
    return;
  }
  if (newest.state === 'pending') {
    newest.state = 'retired';
    newest.deeds.push({ ...deed, what: 'retired' });
  }
  item.versions.push(versionOf(newest.version + 1, draft, drawing, deed));
}

function versionOf(version: number, draft: ItemDraft, drawing: Drawing, deed: VersionDeed): StoredVersion {
  const { content, durationMs, grounds } = draft;
  return {
    version,
    state: 'draft',
    content,
    durationMs,
    grounds,
    ...drawing,
    createdAt: deed.at,
    createdBy: deed.by,
    createdById: deed.byId,
    scan: null,
    deeds: [deed],
  };
}

export function deedOf(what: VersionDeed['what'], by: Person, at: Instant): VersionDeed {
  return { what, at, by: by.name, byId: by.id };
}

export function touch(item: StoredItem, by: Person, at: Instant): void {
  item.revision += 1;
  item.changedAt = at;
  item.changedBy = by.name;
}

function takeOutOfPlaylists(editorial: Editorial, itemId: string, by: Person, at: Instant): void {
  for (const playlist of livePlaylists(editorial)) {
    if (!playlist.itemIds.includes(itemId)) continue;
    if (playlist.itemIds.length === 1) {
      throw new CodedError(
        'IN_USE',
        `“${playlist.name}” chỉ còn mỗi nội dung này. Hãy xóa hoặc sửa danh sách đó trước.`,
      );
    }
    const itemIds = playlist.itemIds.filter((id) => id !== itemId);
    writePlaylist(playlist, { ...playlistDraftOf(playlist), itemIds }, by, at);
  }
}
