// All that is wrong with the play log now, in one list for console and operators. Most of it is read from the books each
// time; only what leaves no trace in them (wrong hour seals, refused batches, the last run of sealing and retiring) is
// remembered here, until the server stops.

import type { LedgerAlarm } from '../../content/model/api/ledger.ts';
import type { Instant } from '../../content/model/instant.ts';
import { alarmsOf } from './alarms.ts';
import type { Playlog } from './playlog.ts';
import type { Retired } from './retention.ts';
import type { Sealing, SealProblem } from './sealing.ts';

const CODE_OF: Record<SealProblem['kind'], LedgerAlarm['code']> = {
  refused: 'seal_refused',
  failed: 'seal_failed',
  unpublished: 'seal_unpublished',
};

/** What the books don't tell. */
export type Unwritten = 'hour_seal_wrong' | 'batch_refused';

export class AlarmBoard {
  readonly #playlog: Pick<Playlog, 'booksOf'>;
  readonly #sealing: Pick<Sealing, 'problems'>;
  readonly #noted = new Map<string, LedgerAlarm>();
  readonly #heldBack = new Set<string>();

  constructor(playlog: Pick<Playlog, 'booksOf'>, sealing: Pick<Sealing, 'problems'>) {
    this.#playlog = playlog;
    this.#sealing = sealing;
  }

  note(code: Unwritten, screenId: string, at: Instant): void {
    const { count, since } = this.#noted.get(`${code}/${screenId}`) ?? { count: 0, since: at };
    this.#noted.set(`${code}/${screenId}`, { code, screenId, count: count + 1, since });
  }

  noteRetention(screenId: string, { heldBack }: Retired): void {
    if (heldBack === null) this.#heldBack.delete(screenId);
    else this.#heldBack.add(screenId);
  }

  /** Of these screens and of the whole server. */
  async look(screenIds: readonly string[], now: Instant): Promise<LedgerAlarm[]> {
    const alarms: LedgerAlarm[] = [];
    for (const screenId of screenIds) {
      alarms.push(...(await alarmsOf(screenId, await this.#playlog.booksOf(screenId), now)));
      alarms.push(...[...this.#noted.values()].filter((noted) => noted.screenId === screenId));
      if (this.#heldBack.has(screenId)) {
        alarms.push({ code: 'retention_held_back', screenId, count: 1, since: null });
      }
    }
    for (const { folder, kind } of this.#sealing.problems) {
      const screenId = screenIds.find((id) => folder === `ledger/${id}`) ?? null;
      const isForeign = screenId === null && folder?.startsWith('ledger/') === true;
      if (!isForeign) alarms.push({ code: CODE_OF[kind], screenId, count: 1, since: null });
    }
    return alarms;
  }
}
