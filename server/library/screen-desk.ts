// Changing what screens are. A new canvas needs new pictures, which wait for approval (redrawing.ts), while what was
// approved before plays on where it fits (design.md 3.18). The floor is the administrator's alone.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type { SavedScreen, ScreenDraft } from '../../content/model/api/screens.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { Screen } from '../../content/model/screen.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import type { Render } from './drawing.ts';
import { type Editorial, type EditorialDocuments, type StoredVersion, thaw } from './editorial.ts';
import { newestOf } from './items.ts';
import { fits } from './programme-draft.ts';
import type { Publishing } from './publishing.ts';
import { judgeOnScreen, type Redrawing, redraw, takeRedrawing } from './redrawing.ts';

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
      // No list names it yet: where hours may not be without words, it goes on air with the first list that does.
      return screen.floors.every(({ mayBeEmpty }) => mayBeEmpty) ? [screen.id] : [];
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
      return [screen.id];
    });
  }

  /** `change` tells which screens are to be published. */
  async #put(screen: Screen, at: Instant, change: (editorial: Editorial) => string[]): Promise<SavedScreen> {
    const { publishing } = this.#dependencies;
    const redrawn = await this.#redrawAll(screen, at);
    let waiting = 0;
    const { screens } = await publishing.publishWith((editorial) => {
      const touched = change(editorial);
      waiting = redrawn.filter(([itemId, one]) => takeRedrawing(editorial, itemId, one, at)).length;
      return touched;
    }, at);
    const [published] = screens;
    return {
      screen,
      published:
        published === undefined
          ? null
          : { programme: published.programme, effectiveFrom: published.effectiveFrom },
      waiting,
    };
  }

  /** The newest version of every item and the one that plays, when what its picture depends on is another than before. */
  async #redrawAll(screen: Screen, at: Instant): Promise<[itemId: string, Redrawing][]> {
    const { documents, render, zone } = this.#dependencies;
    const { items, organisation } = documents.data;
    const screens = documents.data.screens.map((one) => thaw<Screen>(one));
    const redrawn: [string, Redrawing][] = [];
    const former = screens.find(({ id }) => id === screen.id);
    if (former !== undefined && sightOf(former) === sightOf(screen)) return redrawn;
    const before = screens.filter((one) => fits(one, screen));
    const after = [...before.filter(({ id }) => id !== screen.id), screen];
    const today = localDateOf(zoneRulesOf(zone, at, 2), at);
    const name = organisation === null ? '' : organisationOn(thaw<Organisation>(organisation), today).name;
    const frame = { organisationName: name, today };
    for (const item of items) {
      if (item.removedAt !== null) continue;
      const newest = thaw<StoredVersion>(newestOf(item));
      redrawn.push([item.id, await redraw(newest, screen, { before, after }, render, frame)]);
      const playing = item.versions.findLast(({ state }) => state === 'approved');
      if (playing === undefined || playing.version === newest.version) continue;
      const judged = await judgeOnScreen(
        thaw<StoredVersion>(playing),
        screen,
        { before, after },
        render,
        frame,
      );
      redrawn.push([item.id, judged]);
    }
    return redrawn;
  }
}

/** What pictures and their judgement depend on. */
function sightOf({ widthPx, heightPx, pitchUm, viewingDistanceM, policy }: Screen): string {
  return canonicalJson({ widthPx, heightPx, pitchUm, viewingDistanceM, policy });
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
