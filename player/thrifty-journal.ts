// The journal of a player whose storage can be full. What gives way first is what the server has, oldest first, then pictures
// that wait for it; a record that it has not never does. When nothing is left to give the records wait in memory, and the
// shortage is declared instead of hidden.

import type { Instant, Interval } from '../content/model/instant.ts';
import type { JournalRecord } from '../content/model/play.ts';
import { INSUFFICIENT_STORAGE } from './agent-calls.ts';
import type { Entry, Journal, JournalOpening, KeepKey, Mark } from './journal.ts';

/** Gives some room back; false when it has none left to give. */
export type Reserve = () => Promise<boolean>;

/** Later than every hour: nothing acknowledged is kept. */
const NEVER_AT: Instant = Number.MAX_SAFE_INTEGER;

export class ThriftyJournal implements Journal {
  readonly #journal: Journal;
  /** What may give way, in this order. */
  readonly #reserves: Reserve[] = [];
  readonly #onShortage: (isFull: boolean) => void;
  #isFull = false;

  constructor(journal: Journal, onShortage: (isFull: boolean) => void) {
    this.#journal = journal;
    this.#onShortage = onShortage;
  }

  /** Gives way when those added before it have nothing more. */
  addReserve(reserve: Reserve): void {
    this.#reserves.push(reserve);
  }

  /** The last write found no room, and nothing was left to give way. */
  get isFull(): boolean {
    return this.#isFull;
  }

  async open(): Promise<JournalOpening> {
    return await this.#journal.open();
  }

  async commit(entries: readonly Entry[], mark: Mark | null): Promise<void> {
    await this.#makingRoom(async () => await this.#journal.commit(entries, mark));
  }

  async unacknowledged(key: string, limit: number): Promise<readonly Entry[]> {
    return await this.#journal.unacknowledged(key, limit);
  }

  async countUnacknowledged(): Promise<number> {
    return await this.#journal.countUnacknowledged();
  }

  /** Keeping what the server has takes room too: it is the first thing not to be kept. */
  async acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): Promise<void> {
    try {
      await this.#journal.acknowledge(boot, upToSeq, keepFrom);
    } catch (fault) {
      if (!isStorageFull(fault)) throw fault;
      await this.#journal.acknowledge(boot, upToSeq, NEVER_AT);
    }
  }

  async recordsOfHour(hour: Interval): Promise<readonly JournalRecord[]> {
    return await this.#journal.recordsOfHour(hour);
  }

  async read(key: KeepKey): Promise<unknown> {
    return await this.#journal.read(key);
  }

  async write(key: KeepKey, value: unknown): Promise<void> {
    await this.#makingRoom(async () => await this.#journal.write(key, value));
  }

  async #makingRoom(work: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        await work();
        this.#tell(false);
        return;
      } catch (fault) {
        if (!isStorageFull(fault)) throw fault;
        if (!(await this.#giveWay())) {
          this.#tell(true);
          throw fault;
        }
      }
    }
  }

  async #giveWay(): Promise<boolean> {
    for (const reserve of this.#reserves) {
      if (await reserve()) return true;
    }
    return false;
  }

  #tell(isFull: boolean): void {
    if (isFull === this.#isFull) return;
    this.#isFull = isFull;
    this.#onShortage(isFull);
  }
}

/** Of the browser's storage, or of the agent's disk. */
export function isStorageFull(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  return fault.name === 'QuotaExceededError' || ('status' in fault && fault.status === INSUFFICIENT_STORAGE);
}
