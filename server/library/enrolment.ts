// Which players may speak for which screen. A screen has one current player; the newest enrolment wins, and the history
// stays with the screen. Codes are one-time; keys are made by the player and only their public half comes here.

import type { EnrolmentCode } from '../../content/model/api.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, MINUTE_MS } from '../../content/model/instant.ts';
import type { Enrolment, EnrolmentRequest } from '../../content/model/protocol.ts';
import type { Logger } from '../logger.ts';
import type { Screen } from '../../content/model/screen.ts';
import type { Frozen } from '../store/documents.ts';
import type { PlayerKey } from '../playlog/batch.ts';
import { Announcer } from './announcer.ts';
import type { EditorialDocuments, StoredPlayer } from './editorial.ts';
import { type SigningKey, keyIdOf, publicKeyOf, verifySignature } from './keys.ts';
import { OneTimeCodes } from './one-time-code.ts';

const CODE_MS = 15 * MINUTE_MS;
/** Typed by hand at times, and refused after a few guesses a minute. */
const TYPED_LETTERS = 8;
/** In a link, and good until it is used: longer. */
const LINK_LETTERS = 16;

export class Enrolments {
  /** A player lost its screen: its connection must end. */
  readonly ended: Announcer<{ keyId: string; screenId: string }>;
  readonly #documents: EditorialDocuments;
  readonly #serverKey: SigningKey;
  readonly #codes = new OneTimeCodes<{ screenId: string }>();

  constructor(documents: EditorialDocuments, serverKey: SigningKey, log: Logger) {
    this.#documents = documents;
    this.#serverKey = serverKey;
    this.ended = new Announcer(log);
  }

  /** A code that staff hand to whoever stands at the controller PC. Throws NOT_FOUND. */
  issueCode(screenId: string, now: Instant): EnrolmentCode {
    this.requireScreen(screenId);
    const expiresAt = now + CODE_MS;
    const code = this.#codes.issue({ screenId }, TYPED_LETTERS, expiresAt);
    return { code, path: enrolmentPath(code), expiresAt };
  }

  /** Links for the screens that have no player yet, good until used or until the server stops. */
  issueStartLinks(): { screenId: string; screenName: string; path: string }[] {
    return this.#documents.data.screens
      .filter(({ id }) => this.currentPlayer(id) === undefined)
      .map(({ id, name }) => {
        const code = this.#codes.issue({ screenId: id }, LINK_LETTERS, null);
        return { screenId: id, screenName: name, path: enrolmentPath(code) };
      });
  }

  /** Trades a code and a public key for a screen; the player before loses it. A code works once. */
  async enrol(request: EnrolmentRequest, now: Instant): Promise<Enrolment> {
    const { algorithm, publicKey, userAgent } = request;
    const purpose = this.#codes.purposeOf(request.code, now);
    if (purpose === undefined) throw new CodedError('ENROLMENT_CODE_INVALID');
    if (publicKeyOf(algorithm, publicKey) === undefined) {
      throw new CodedError('BAD_REQUEST', 'Sai ở: body.publicKey');
    }
    if (this.speaksForAnother(publicKey, purpose.screenId)) {
      throw new CodedError('CONFLICT', 'Máy này đã được ghép với màn hình khác. Hãy xóa dữ liệu trang phát.');
    }
    if (!this.#codes.redeem(request.code, now)) throw new CodedError('ENROLMENT_CODE_INVALID');
    return await this.give({ screenId: purpose.screenId, algorithm, publicKey, userAgent }, now);
  }

  /** Its journal names the other screen; a player that moves makes a new key. */
  speaksForAnother(publicKey: string, screenId: string): boolean {
    const known = this.playerOf(keyIdOf(publicKey));
    return known !== undefined && known.screenId !== screenId;
  }

  /** Gives the screen to a key that somebody let in; the player before loses it, the history stays. */
  async give(
    { screenId, algorithm, publicKey, userAgent }: Omit<EnrolmentRequest, 'code'> & { screenId: string },
    now: Instant,
  ): Promise<Enrolment> {
    const screen = this.requireScreen(screenId);
    const keyId = keyIdOf(publicKey);
    const replaced = await this.#documents.transact((draft) => {
      const before = draft.players.filter(
        (player) => player.screenId === screen.id && player.endedAt === null && player.keyId !== keyId,
      );
      for (const player of before) Object.assign(player, { endedAt: now, endedBecause: 'replaced' });
      const place = { enrolledAt: now, endedAt: null, endedBecause: null, userAgent };
      const same = draft.players.find((player) => player.keyId === keyId);
      if (same !== undefined) Object.assign(same, place);
      else draft.players.push({ keyId, algorithm, publicKey, screenId: screen.id, ...place });
      return before.map((player) => player.keyId);
    });
    for (const ended of replaced) this.ended.announce({ keyId: ended, screenId: screen.id });
    const { widthPx, heightPx } = screen;
    const serverKey = { keyId: this.#serverKey.keyId, publicKey: this.#serverKey.publicKey };
    return { screenId: screen.id, screenName: screen.name, widthPx, heightPx, keyId, serverKey };
  }

  /** Takes the screen away from its player. Doing it twice changes nothing. Throws NOT_FOUND. */
  async revoke(screenId: string, now: Instant): Promise<void> {
    this.requireScreen(screenId);
    this.#codes.burn((purpose) => purpose.screenId === screenId);
    if (this.currentPlayer(screenId) === undefined) return;
    const revoked = await this.#documents.transact((draft) => {
      const current = draft.players.filter(
        (player) => player.screenId === screenId && player.endedAt === null,
      );
      for (const player of current) Object.assign(player, { endedAt: now, endedBecause: 'revoked' });
      return current.map((player) => player.keyId);
    });
    for (const keyId of revoked) this.ended.announce({ keyId, screenId });
  }

  playerOf(keyId: string): Frozen<StoredPlayer> | undefined {
    return this.#documents.data.players.find((player) => player.keyId === keyId);
  }

  currentPlayer(screenId: string): Frozen<StoredPlayer> | undefined {
    return this.#documents.data.players.find(
      (player) => player.screenId === screenId && player.endedAt === null,
    );
  }

  /** The player if it may speak now; throws KEY_UNKNOWN or KEY_REVOKED. */
  requirePlayer(keyId: string): Frozen<StoredPlayer> {
    const player = this.playerOf(keyId);
    if (player === undefined) throw new CodedError('KEY_UNKNOWN');
    if (player.endedAt !== null) throw new CodedError('KEY_REVOKED');
    return player;
  }

  /** The key as the play log checks batches with it, ended ones included. */
  verifierOf(keyId: string): PlayerKey | undefined {
    const player = this.playerOf(keyId);
    if (player === undefined) return undefined;
    const { screenId, algorithm, publicKey, endedAt } = player;
    const verify = (text: string, signature: string) =>
      verifySignature(algorithm, publicKey, text, signature);
    return { screenId, algorithm, revoked: endedAt !== null, verify };
  }

  /** Throws NOT_FOUND. */
  requireScreen(screenId: string): Frozen<Screen> {
    const screen = this.#documents.data.screens.find((one) => one.id === screenId);
    if (screen === undefined) throw new CodedError('NOT_FOUND');
    return screen;
  }
}

/** The code stands in the fragment: it reaches no log and no proxy, and is used only when the page posts it. */
function enrolmentPath(code: string): string {
  return `/player/#${code}`;
}
