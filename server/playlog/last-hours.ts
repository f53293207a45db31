// The last twenty-four clock hours of a screen, each as bad as its worst account: what the first page shows of every
// screen, every minute. Hours that are long over are counted anew every five minutes only: a late journal may change them,
// but nobody watches it do so, and a hundred screens would otherwise count two thousand hours a minute.

import {
  clockHoursBetween,
  HOUR_MS,
  type Instant,
  type Interval,
  MINUTE_MS,
  type ZoneRules,
} from '../../content/model/instant.ts';
import { type ResultCell, worstCell } from '../../content/model/result-grid.ts';
import type { Playlog } from './playlog.ts';

const HOURS = 24;
/** The running one and the two before it, whose last records are still on their way. */
const FRESH_HOURS = 3;
const KEPT_MS = 5 * MINUTE_MS;

interface Kept {
  readonly at: Instant;
  readonly cells: ReadonlyMap<Instant, ResultCell>;
}

export class LastHours {
  readonly #playlog: Pick<Playlog, 'accounts'>;
  readonly #rulesOf: (screenId: string) => ZoneRules;
  readonly #kept = new Map<string, Kept>();

  constructor(playlog: Pick<Playlog, 'accounts'>, rulesOf: (screenId: string) => ZoneRules) {
    this.#playlog = playlog;
    this.#rulesOf = rulesOf;
  }

  /** Oldest first; an hour that the screen had no programme in owes nothing. */
  async read(screenId: string, now: Instant): Promise<ResultCell[]> {
    const span = { from: now - HOURS * HOUR_MS, to: now + 1 };
    const hours = [...clockHoursBetween(this.#rulesOf(screenId), span.from, span.to)].slice(-HOURS);
    const kept = this.#kept.get(screenId);
    const isKept = kept !== undefined && now >= kept.at && now - kept.at < KEPT_MS;
    const old = isKept ? kept : { at: now, cells: new Map<Instant, ResultCell>() };
    const cells: ResultCell[] = [];
    for (const [place, hour] of hours.entries()) {
      const known = place < HOURS - FRESH_HOURS ? old.cells.get(hour.from) : undefined;
      cells.push(known ?? (await this.#count(screenId, hour, now)));
    }
    this.#kept.set(screenId, { at: old.at, cells: new Map(cells.map((cell) => [cell.from, cell])) });
    return cells;
  }

  async #count(screenId: string, hour: Interval, now: Instant): Promise<ResultCell> {
    const worst = worstCell(await this.#playlog.accounts(screenId, hour, now), now);
    return worst ?? { from: hour.from, state: 'not_due', overdue: false, due: 0, counted: 0 };
  }
}
