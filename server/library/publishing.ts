// Publishing: change the documents, build the programme of every screen the change touches, admit it, sign it, store it,
// all in one transaction; then tell the players. Nothing reaches a wall by another way.

import type { Published } from '../../content/model/api/editing.ts';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, type Instant, MINUTE_MS, zoneRulesOf } from '../../content/model/instant.ts';
import type { Programme, SignedProgramme } from '../../content/model/programme.ts';
import type { Logger } from '../logger.ts';
import { Announcer } from './announcer.ts';
import { type Editorial, type EditorialDocuments, thaw } from './editorial.ts';
import type { ProgrammeArchive } from './programme-archive.ts';
import { type LeftOut, draftProgramme, fits } from './programme-draft.ts';

export interface Publication {
  readonly screenId: string;
  readonly signed: SignedProgramme;
}

/** Sentences (Vietnamese) why a programme does not fit its hours; none when it does. */
export type Admission = (programme: Programme) => readonly string[];

/** What a screen would show if `change` were made now, and why not. */
export interface Outlook {
  readonly screenId: string;
  /** Null when the idle card itself can't be shown. */
  readonly programme: Programme | null;
  readonly leftOut: readonly LeftOut[];
  readonly refusals: readonly string[];
}

export interface PublishingDependencies {
  readonly documents: EditorialDocuments;
  readonly archive: ProgrammeArchive;
  readonly admit: Admission;
  readonly log: Logger;
}

const NO_IDLE_CARD = 'Thẻ chờ chưa được duyệt cho màn hình này.';

export class Publishing {
  /** Published and durable: players get it now, or at their next hello. */
  readonly published: Announcer<Publication>;
  readonly #documents: EditorialDocuments;
  readonly #archive: ProgrammeArchive;
  readonly #admit: Admission;
  readonly #log: Logger;

  constructor({ documents, archive, admit, log }: PublishingDependencies) {
    this.#documents = documents;
    this.#archive = archive;
    this.#admit = admit;
    this.#log = log;
    this.published = new Announcer(log);
  }

  /**
   * Makes `change` and publishes the screens whose ids it returns, but for those that wait for pictures of a new canvas. Throws NOT_ADMITTED with the arithmetic, and then
   * neither the change nor a programme has happened. `effectiveFrom` defaults to the next whole minute.
   */
  async publishWith(
    change: (draft: Editorial) => readonly string[] | Promise<readonly string[]>,
    now: Instant,
    effectiveFrom?: Instant,
  ): Promise<Published> {
    const publications: Publication[] = [];
    const leftOut = new Map<string, LeftOut>();
    await this.#documents.transact(async (draft) => {
      const screenIds = await change(draft);
      const programmes: Programme[] = [];
      for (const screenId of screenIds) {
        const outlook = this.#outlookOf(draft, screenId, now, effectiveFrom);
        if (this.#isBeingFitted(draft, outlook)) continue;
        if (outlook.programme === null) throw new CodedError('NOT_APPROVED', NO_IDLE_CARD);
        if (outlook.refusals.length > 0) throw new CodedError('NOT_ADMITTED', outlook.refusals.join('\n'));
        programmes.push(outlook.programme);
        for (const absence of outlook.leftOut) leftOut.set(absence.itemId, absence);
      }
      // Every screen is admitted before the first file is written: all or none.
      for (const programme of programmes) {
        const { signed, entry } = await this.#archive.store(programme);
        const screenId = programme.screen.id;
        draft.programmes[screenId] = [...(draft.programmes[screenId] ?? []), entry];
        publications.push({ screenId, signed });
      }
    });
    for (const publication of publications) {
      this.#archive.confirm(publication.screenId, publication.signed);
      const { number, effectiveFrom: from } = publication.signed.programme;
      this.#log.info({ screenId: publication.screenId, programme: number, from }, 'programme published');
      this.published.announce(publication);
    }
    return {
      screens: publications.map(({ screenId, signed: { programme } }) => ({
        screenId,
        programme: programme.number,
        effectiveFrom: programme.effectiveFrom,
      })),
      leftOut: [...leftOut.values()],
    };
  }

  /** What `publishWith` would do, on a copy: nothing changes. */
  async forecast(
    change: (draft: Editorial) => readonly string[] | Promise<readonly string[]>,
    now: Instant,
  ): Promise<Outlook[]> {
    const draft = thaw<Editorial>(this.#documents.data);
    const screenIds = await change(draft);
    return screenIds.map((screenId) => this.#outlookOf(draft, screenId, now, undefined));
  }

  /**
   * A player knows a number that we never published: our documents were restored from an older copy. It would refuse
   * everything we send, so the screen is published anew above that number.
   */
  async catchUpWith(screenId: string, playerNumber: number, now: Instant): Promise<void> {
    if (playerNumber <= this.#archive.newest(screenId).number) return;
    this.#log.warn({ screenId, playerNumber }, 'player is ahead of the documents; publishing anew');
    this.#archive.raiseFloor(screenId, playerNumber);
    await this.publishWith((draft) => {
      // Asked again inside the transaction: another hello may have come first.
      const newest = (draft.programmes[screenId] ?? []).at(-1)?.number ?? 0;
      return newest < playerNumber ? [screenId] : [];
    }, now);
  }

  /**
   * Nothing was ever published for the canvas, and pictures for it still wait for approval: the screen's earlier
   * programme, if there is one, stays until they are there. It must not hold up the others.
   */
  #isBeingFitted(draft: Editorial, { screenId, programme, leftOut, refusals }: Outlook): boolean {
    const screen = draft.screens.find(({ id }) => id === screenId);
    const newest = this.#archive.all(screenId).at(-1)?.programme.screen;
    if (screen === undefined || (newest !== undefined && fits(newest, screen))) return false;
    return programme === null || (refusals.length > 0 && leftOut.length > 0);
  }

  #outlookOf(draft: Editorial, screenId: string, now: Instant, effectiveFrom: Instant | undefined): Outlook {
    const screen = draft.screens.find((one) => one.id === screenId);
    if (screen === undefined) throw new CodedError('NOT_FOUND');
    const isFirst = (draft.programmes[screenId] ?? []).length === 0;
    const thisMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
    // The very first one rules at once: a new screen has nothing else to show.
    const from = effectiveFrom ?? (isFirst ? thisMinute : thisMinute + MINUTE_MS);
    const { programme, leftOut } = draftProgramme(draft, {
      screen,
      number: this.#archive.nextNumber(screenId),
      issuedAt: now,
      effectiveFrom: from,
      zoneRules: zoneRulesOf(screen.zone, from - 2 * DAY_MS),
    });
    return { screenId, programme, leftOut, refusals: programme === null ? [] : this.#admit(programme) };
  }
}
