// Changing what screens are. A new canvas needs new pictures: every item is drawn for it and waits for approval, while
// what was approved before plays on where it fits (design.md 3.18). The floor is the administrator's alone.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type { SavedScreen, ScreenDraft } from '../../content/model/api/screens.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import { type Drawing, type Render, drawForScreens } from './drawing.ts';
import { type Editorial, type EditorialDocuments, type StoredVersion, thaw } from './editorial.ts';
import { newestOf } from './items.ts';
import { fits } from './programme-draft.ts';
import type { Publishing } from './publishing.ts';

export interface ScreenDeskDependencies {
  readonly documents: EditorialDocuments;
  readonly publishing: Publishing;
  readonly render: Render;
  /** Of the office: its date decides which of its names signs a picture. */
  readonly zone: string;
}

export class ScreenDesk {
  readonly #dependencies: ScreenDeskDependencies;

  constructor(dependencies: ScreenDeskDependencies) {
    this.#dependencies = dependencies;
  }

  /** Throws FORBIDDEN for a floor set by nobody who may. */
  async create(draft: ScreenDraft, by: Person, at: Instant): Promise<SavedScreen> {
    requireMandate(by, [], draft.floors);
    const screen = screenOf(`mh-${randomBytes(6).toString('hex')}`, draft);
    return await this.#put(screen, at, (editorial) => {
      editorial.screens.push(screen);
    });
  }

  /** Throws CONFLICT when the screen is not as `before` any more, FORBIDDEN, NOT_FOUND, NOT_ADMITTED. */
  async save(
    screenId: string,
    before: Screen,
    draft: ScreenDraft,
    by: Person,
    at: Instant,
  ): Promise<SavedScreen> {
    const screen = screenOf(screenId, draft);
    return await this.#put(screen, at, (editorial) => {
      const index = editorial.screens.findIndex(({ id }) => id === screenId);
      const current = editorial.screens[index];
      if (current === undefined) throw new CodedError('NOT_FOUND');
      if (canonicalJson(current) !== canonicalJson(before)) throw new CodedError('CONFLICT');
      requireMandate(by, current.floors, draft.floors);
      editorial.screens[index] = screen;
    });
  }

  async #put(screen: Screen, at: Instant, change: (editorial: Editorial) => void): Promise<SavedScreen> {
    const { publishing } = this.#dependencies;
    const drawn = await this.#drawMissing(screen, at);
    const { screens } = await publishing.publishWith((editorial) => {
      change(editorial);
      for (const [itemId, { version, drawing }] of drawn) addDrawing(editorial, itemId, version, drawing, at);
      return [screen.id];
    }, at);
    const [published] = screens;
    return {
      screen,
      published:
        published === undefined
          ? null
          : { programme: published.programme, effectiveFrom: published.effectiveFrom },
      waiting: drawn.size,
    };
  }

  /** The newest version of every item that has no picture for the canvas, drawn for it. */
  async #drawMissing(
    screen: Screen,
    at: Instant,
  ): Promise<Map<string, { version: number; drawing: Drawing }>> {
    const { documents, render, zone } = this.#dependencies;
    const { items, organisation } = documents.data;
    const today = localDateOf(zoneRulesOf(zone, at, 2), at);
    const name = organisation === null ? '' : organisationOn(thaw<Organisation>(organisation), today).name;
    const drawn = new Map<string, { version: number; drawing: Drawing }>();
    for (const item of items) {
      const newest = thaw<StoredVersion>(newestOf(item));
      if (item.removedAt !== null || newest.renditions.some((one) => fits(one, screen))) continue;
      const drawing = await drawForScreens(newest, [screen], render, name);
      drawn.set(item.id, { version: newest.version, drawing });
    }
    return drawn;
  }
}

/**
 * What waits or is still written gets the picture as it stands. What was approved gets a successor that waits: its words
 * are those of its author, so whoever may approve them may approve this.
 */
function addDrawing(
  editorial: Editorial,
  itemId: string,
  version: number,
  drawing: Drawing,
  at: Instant,
): void {
  const item = editorial.items.find(({ id }) => id === itemId);
  if (item === undefined) return;
  const newest = newestOf(item);
  // Somebody wrote in between: their version was drawn for the screens of before, and is drawn anew at its next save.
  if (newest.version !== version) return;
  const renditions = [...newest.renditions, ...drawing.renditions];
  const findings = [...newest.findings, ...drawing.findings];
  if (newest.state !== 'approved') {
    Object.assign(newest, { renditions, findings });
    return;
  }
  const { approvedAt: _at, approvedBy: _by, ...words } = newest;
  item.versions.push({
    ...words,
    version: version + 1,
    state: 'pending',
    renditions,
    findings,
    createdAt: at,
    deeds: [],
  });
}

function requireMandate(by: Person, before: Screen['floors'], after: Screen['floors']): void {
  if (by.roles.includes('admin') || canonicalJson(before) === canonicalJson(after)) return;
  throw new CodedError('FORBIDDEN', 'Mức sàn do quản trị quy định. Hãy nhờ quản trị thay đổi.');
}

function screenOf(id: string, draft: ScreenDraft): Screen {
  try {
    zoneRulesOf(draft.zone, 0, 1);
  } catch {
    throw new CodedError('BAD_REQUEST', 'Không có múi giờ này. Ví dụ đúng: Asia/Ho_Chi_Minh.');
  }
  return { id, ...draft };
}
