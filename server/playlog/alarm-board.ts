// All that is wrong with the play log now, in one list for console and operators. Most of it is read from the books each
// time; only what leaves no trace in them (a wrong hour seal, the last run of sealing and retiring) is remembered here.

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

export class AlarmBoard {
  readonly #playlog: Pick<Playlog, 'booksOf'>;
  readonly #sealing: Pick<Sealing, 'problems'>;
  readonly #wrongSeals = new Map<string, { count: number; since: Instant }>();
  readonly #heldBack = new Set<string>();

  constructor(playlog: Pick<Playlog, 'booksOf'>, sealing: Pick<Sealing, 'problems'>) {
    this.#playlog = playlog;
    this.#sealing = sealing;
  }

  noteWrongSeal(screenId: string, at: Instant): void {
    const known = this.#wrongSeals.get(screenId);
    this.#wrongSeals.set(screenId, { count: (known?.count ?? 0) + 1, since: known?.since ?? at });
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
      const wrong = this.#wrongSeals.get(screenId);
      if (wrong !== undefined) alarms.push({ code: 'hour_seal_wrong', screenId, ...wrong });
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
