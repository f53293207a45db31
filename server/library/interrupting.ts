// Taking screens from their programme: an approved notice, a yield, a blackout. Only the book is written, so a blackout
// goes out when the editorial documents cannot be saved; only approved, legible pictures are shown as a notice.

import { randomBytes } from 'node:crypto';
import type { Person } from '../../content/model/api.ts';
import type { InterruptionOrdered } from '../../content/model/api/urgent.ts';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Interruption, InterruptionKind } from '../../content/model/interruption.ts';
import type { Screen } from '../../content/model/screen.ts';
import type { Frozen } from '../store/documents.ts';
import { type EditorialDocuments, type StoredItem, requireItem, thaw } from './editorial.ts';
import type { InterruptionBook } from './interruption-book.ts';
import { noticeItemFor } from './programme-draft.ts';
import { reaches, requireReach } from './reach.ts';

export interface InterruptionWish {
  /** Null: every screen within the person's reach. */
  readonly screenIds: readonly string[] | null;
  readonly minutes: number;
  /** Null: now. */
  readonly from: Instant | null;
  readonly document: string | null;
}

type Missing = InterruptionOrdered['missing'];

/** How far ahead one may be ordered. */
const MOST_AHEAD_MS = 31 * DAY_MS;
const PREFIX: Record<InterruptionKind, string> = { blackout: 'tat', notice: 'tin', yield: 'nhuong' };

export class Interrupting {
  readonly #documents: EditorialDocuments;
  readonly #book: InterruptionBook;

  constructor(documents: EditorialDocuments, book: InterruptionBook) {
    this.#documents = documents;
    this.#book = book;
  }

  /** Throws NOT_APPROVED, BAD_REQUEST beyond the policy's minutes, FORBIDDEN beyond the person's screens. */
  async orderNotice(
    itemId: string,
    wish: InterruptionWish,
    by: Person,
    at: Instant,
  ): Promise<InterruptionOrdered> {
    const { items, approvalPolicy } = this.#documents.data;
    const screens = this.#screensOf(wish, by);
    const item = thaw<StoredItem>(requireItem(items, itemId));
    if (item.purpose !== 'notice') throw new CodedError('BAD_REQUEST', 'Đây không phải mẫu tin khẩn.');
    if (!item.versions.some(({ state }) => state === 'approved')) throw new CodedError('NOT_APPROVED');
    if (wish.minutes > approvalPolicy.mostNoticeMinutes) {
      const { mostNoticeMinutes } = approvalPolicy;
      throw new CodedError('BAD_REQUEST', `Tin khẩn chỉ được phát tối đa ${mostNoticeMinutes} phút mỗi lần.`);
    }
    const missing: Missing = [];
    const common = this.#frameOf('notice', wish, by, at);
    const notices = screens.flatMap((screen): Interruption[] => {
      const choice = noticeItemFor(item, thaw<Screen>(screen));
      if (typeof choice !== 'string') return [{ ...common, screen: screen.id, kind: 'notice', item: choice }];
      missing.push({ id: screen.id, name: screen.name, why: choice });
      return [];
    });
    return await this.#order(notices, missing);
  }

  async orderBlackout(
    reason: string,
    wish: InterruptionWish,
    by: Person,
    at: Instant,
  ): Promise<InterruptionOrdered> {
    const common = this.#frameOf('blackout', wish, by, at);
    return await this.#order(
      this.#screensOf(wish, by).map(({ id }) => ({ ...common, screen: id, kind: 'blackout', reason })),
    );
  }

  async orderYield(
    { recipient, reason }: { readonly recipient: string; readonly reason: string },
    wish: InterruptionWish,
    by: Person,
    at: Instant,
  ): Promise<InterruptionOrdered> {
    const common = this.#frameOf('yield', wish, by, at);
    return await this.#order(
      this.#screensOf(wish, by).map(({ id }) => ({
        ...common,
        screen: id,
        kind: 'yield',
        recipient,
        reason,
      })),
    );
  }

  /** A new end for the whole act, `minutes` from now; 0 ends it. Throws NOT_FOUND when there is nothing left to end. */
  async revise(id: string, minutes: number, by: Person, at: Instant): Promise<InterruptionOrdered> {
    const running = this.#book.all
      .map(({ signed }) => signed.interruption)
      .filter((interruption) => interruption.id === id && interruption.until > at);
    if (running.length === 0) throw new CodedError('NOT_FOUND', 'Việc này đã kết thúc.');
    requireReach(
      by,
      running.map(({ screen }) => screen),
    );
    return await this.#order(
      running.map((interruption) => ({
        ...interruption,
        revision: interruption.revision + 1,
        issuedAt: at,
        issuedBy: by.name,
        until: Math.max(interruption.from, at + minutes * MINUTE_MS),
      })),
    );
  }

  async #order(interruptions: readonly Interruption[], missing: Missing = []): Promise<InterruptionOrdered> {
    const [first] = interruptions;
    if (first === undefined) {
      throw new CodedError('ILLEGIBLE', 'Không màn hình nào có hình đã duyệt cho tin này.');
    }
    const { saved } = await this.#book.order(interruptions);
    return { id: first.id, saved, screens: interruptions.map(({ screen }) => screen), missing };
  }

  #screensOf({ screenIds }: InterruptionWish, by: Person): readonly Frozen<Screen>[] {
    const { screens } = this.#documents.data;
    if (screenIds === null) return screens.filter(({ id }) => reaches(by, id));
    requireReach(by, screenIds);
    return screenIds.map((wanted) => {
      const screen = screens.find(({ id }) => id === wanted);
      if (screen === undefined) throw new CodedError('NOT_FOUND');
      return screen;
    });
  }

  #frameOf(
    kind: InterruptionKind,
    { minutes, from: wanted, document }: InterruptionWish,
    by: Person,
    at: Instant,
  ) {
    const from = Math.max(at, wanted ?? at);
    if (from > at + MOST_AHEAD_MS) throw new CodedError('BAD_REQUEST', 'Chỉ đặt trước được tối đa 31 ngày.');
    const id = `${PREFIX[kind]}-${randomBytes(6).toString('hex')}`;
    const until = from + minutes * MINUTE_MS;
    const order = { v: 1, id, revision: 1, issuedAt: at, issuedBy: by.name, from, until } as const;
    return { ...order, document: document === '' ? null : document };
  }
}
