// What each screen's player said last, and whether it is there. In memory only: after a restart the players say it again
// within seconds, and nothing here is evidence.

import type { Instant } from '../../content/model/instant.ts';
import type { PlayerState, ProgrammeReceipt } from '../../content/model/protocol.ts';

type Receipt = Pick<ProgrammeReceipt, 'number' | 'state'>;

export interface ScreenPresence {
  readonly connected: boolean;
  readonly lastSeenAt: Instant | null;
  readonly state: PlayerState | null;
  /** What became of the newest programme it was sent. */
  readonly receipt: Receipt | null;
  /** When two machines last claimed it with one key. */
  readonly conflictAt: Instant | null;
}

const ABSENT: ScreenPresence = {
  connected: false,
  lastSeenAt: null,
  state: null,
  receipt: null,
  conflictAt: null,
};
const RECEIPT_ORDER: readonly Receipt['state'][] = ['refused', 'received', 'ready', 'on_screen'];

export class Presence {
  readonly #screens = new Map<string, ScreenPresence>();

  ofScreen(screenId: string): ScreenPresence {
    return this.#screens.get(screenId) ?? ABSENT;
  }

  connected(screenId: string, at: Instant): void {
    this.#update(screenId, { connected: true, lastSeenAt: at });
  }

  seen(screenId: string, at: Instant): void {
    this.#update(screenId, { lastSeenAt: at });
  }

  disconnected(screenId: string): void {
    this.#update(screenId, { connected: false });
  }

  reported(screenId: string, state: PlayerState, at: Instant): void {
    this.#update(screenId, { state, lastSeenAt: at });
    if (state.programme > 0 && state.showing !== null) {
      this.received(screenId, { number: state.programme, state: 'on_screen' });
    }
  }

  /** Receipts only move forward: an old one that arrives late says nothing new. */
  received(screenId: string, { number, state }: Receipt): void {
    const before = this.ofScreen(screenId).receipt;
    const isOlder =
      before !== null &&
      (number < before.number ||
        (number === before.number && RECEIPT_ORDER.indexOf(state) < RECEIPT_ORDER.indexOf(before.state)));
    if (!isOlder) this.#update(screenId, { receipt: { number, state } });
  }

  /** Two machines speak with one key. */
  conflicted(screenId: string, at: Instant): void {
    this.#update(screenId, { conflictAt: at });
  }

  /** Another player takes over: what the one before said about itself is void. */
  forget(screenId: string): void {
    this.#screens.delete(screenId);
  }

  #update(screenId: string, news: Partial<ScreenPresence>): void {
    this.#screens.set(screenId, { ...this.ofScreen(screenId), ...news });
  }
}
