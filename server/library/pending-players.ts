// Pages that wait for a screen. Each shows an 8-letter code for ten minutes; whoever types it at the console gives the
// page its screen, once. In memory only: after a restart every page simply asks again. A key is never given a screen
// because something about it looks familiar.

import { randomBytes } from 'node:crypto';
import type {
  PairingNews,
  PairingOffer,
  PairingRequest,
  PendingPlayer,
} from '../../content/model/api/players.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Enrolment } from '../../content/model/protocol.ts';
import type { Enrolments } from './enrolment.ts';
import { publicKeyOf } from './keys.ts';
import { OneTimeCodes } from './one-time-code.ts';

const OFFER_MS = 10 * MINUTE_MS;
const CODE_LETTERS = 8;
/** Answers are kept a little past the end, so that a page that asks late still hears them. */
const GRACE_MS = MINUTE_MS;
/** Strangers must not fill the memory; the oldest gives way. */
const MOST_PENDING = 50;

interface Pending {
  readonly ticket: string;
  readonly id: string;
  readonly request: PairingRequest;
  readonly requestedAt: Instant;
  readonly expiresAt: Instant;
  number: number | null;
  enrolment: Enrolment | null;
  wantsOtherKey: boolean;
}

export class PendingPlayers {
  readonly #enrolments: Enrolments;
  readonly #codes = new OneTimeCodes<{ ticket: string }>();
  /** By ticket, oldest first. */
  readonly #pending = new Map<string, Pending>();
  #lastNumber = 0;

  constructor(enrolments: Enrolments) {
    this.#enrolments = enrolments;
  }

  /** A new code; an earlier one of the same key ends. Throws BAD_REQUEST when the key is none. */
  offer(request: PairingRequest, now: Instant): PairingOffer {
    if (publicKeyOf(request.algorithm, request.publicKey) === undefined) {
      throw new CodedError('BAD_REQUEST', 'Sai ở: body.publicKey');
    }
    this.#forget(
      ({ request: before, expiresAt }) =>
        before.publicKey === request.publicKey || expiresAt + GRACE_MS <= now,
    );
    const oldest = [...this.#pending.values()].slice(0, Math.max(0, this.#pending.size - MOST_PENDING + 1));
    this.#forget((pending) => oldest.includes(pending));
    const expiresAt = now + OFFER_MS;
    const ticket = randomBytes(32).toString('hex');
    const code = this.#codes.issue({ ticket }, CODE_LETTERS, expiresAt);
    const id = `cho-${randomBytes(6).toString('hex')}`;
    const news = { number: null, enrolment: null, wantsOtherKey: false };
    this.#pending.set(ticket, { ticket, id, request, requestedAt: now, expiresAt, ...news });
    return { ticket, code, expiresAt };
  }

  newsOf(ticket: string, now: Instant): PairingNews {
    const pending = this.#pending.get(ticket);
    if (pending === undefined) return { state: 'expired' };
    const { enrolment, wantsOtherKey, expiresAt, number } = pending;
    if (enrolment !== null) return { state: 'accepted', enrolment };
    if (wantsOtherKey) return { state: 'other_key' };
    return expiresAt <= now ? { state: 'expired' } : { state: 'waiting', expiresAt, number };
  }

  /** Newest first. */
  list(now: Instant): PendingPlayer[] {
    return [...this.#pending.values()]
      .filter(
        ({ expiresAt, enrolment, wantsOtherKey }) => expiresAt > now && enrolment === null && !wantsOtherKey,
      )
      .map(({ id, request, requestedAt, expiresAt, number }) => {
        const { userAgent, widthPx, heightPx, ratioMilli, clockAt } = request;
        const clockErrorMs = clockAt - requestedAt;
        return { id, requestedAt, expiresAt, userAgent, widthPx, heightPx, ratioMilli, clockErrorMs, number };
      })
      .reverse();
  }

  /** The number that now stands on its wall, the same however often it is asked for. Throws NOT_FOUND. */
  identify(id: string, now: Instant): number {
    const pending = [...this.#pending.values()].find((one) => one.id === id && one.expiresAt > now);
    if (pending === undefined) throw new CodedError('NOT_FOUND');
    if (pending.number === null) {
      this.#lastNumber = (this.#lastNumber % 99) + 1;
      pending.number = this.#lastNumber;
    }
    return pending.number;
  }

  /** Throws NOT_FOUND, ENROLMENT_CODE_INVALID, or CONFLICT when the page must make a new key first. */
  async accept(screenId: string, code: string, now: Instant): Promise<Enrolment> {
    this.#enrolments.requireScreen(screenId);
    const ticket = this.#codes.purposeOf(code, now)?.ticket ?? '';
    const pending = this.#pending.get(ticket);
    if (pending === undefined) throw new CodedError('ENROLMENT_CODE_INVALID');
    if (!this.#codes.redeem(code, now)) throw new CodedError('ENROLMENT_CODE_INVALID');
    const { algorithm, publicKey, userAgent } = pending.request;
    if (this.#enrolments.speaksForAnother(publicKey, screenId)) {
      pending.wantsOtherKey = true;
      throw new CodedError(
        'CONFLICT',
        'Máy này từng được ghép với màn hình khác. Trang trên máy đang tạo khóa và mã mới: hãy nhập mã mới đó.',
      );
    }
    pending.enrolment = await this.#enrolments.give({ screenId, algorithm, publicKey, userAgent }, now);
    return pending.enrolment;
  }

  #forget(isOver: (pending: Pending) => boolean): void {
    for (const pending of [...this.#pending.values()].filter(isOver)) {
      this.#codes.burn(({ ticket }) => ticket === pending.ticket);
      this.#pending.delete(pending.ticket);
    }
  }
}
