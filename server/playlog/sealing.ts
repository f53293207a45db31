// The daily work on seals: close and seal what is over, hand it out, and remember what stood in the way until it doesn't.
// A log that cannot be sealed keeps taking entries; only its seals wait, and everybody can see why.

import type { Instant } from '../../content/model/instant.ts';
import type { DaySeal, DaySealEcho, SignedDaySeal, SignedSealKey } from '../../content/model/seal.ts';
import type { ChainedLog } from '../store/chained-log.ts';
import { type DaySeals, SealRefused } from './day-seals.ts';
import type { SealPublication } from './seal-publication.ts';

/** A chained log with its seals. */
export interface SealableLog {
  readonly seals: DaySeals;
  readonly log: ChainedLog;
  /** The last day of receipt that is over. */
  readonly untilDay: string;
  readonly beside?: DaySeal['beside'];
  /** Seals of this log that players have named. */
  readonly echoes?: readonly DaySealEcho[];
}

export interface SealProblem {
  /** Folder of the seals; null: the fault is with the target, whatever the log. */
  readonly folder: string | null;
  /** `refused`: signing would contradict what others hold. `failed`: it is tried again. `unpublished`: made, not handed out. */
  readonly kind: 'refused' | 'failed' | 'unpublished';
  readonly fault: unknown;
}

export class Sealing {
  readonly publication: SealPublication;
  readonly #keys: () => readonly SignedSealKey[];
  readonly #listeners = new Set<(signed: SignedDaySeal) => void>();
  #problems: readonly SealProblem[] = [];

  constructor(publication: SealPublication, keys: () => readonly SignedSealKey[]) {
    this.publication = publication;
    this.#keys = keys;
  }

  /** Of the last run. */
  get problems(): readonly SealProblem[] {
    return this.#problems;
  }

  /** Hears of each new seal. Returns the way to stop listening. */
  onSealed(listener: (signed: SignedDaySeal) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Resolves to the seals made. Never rejects for one log or target: the others go on. */
  async run(logs: readonly SealableLog[], now: Instant): Promise<SignedDaySeal[]> {
    const problems: SealProblem[] = [];
    const made: SignedDaySeal[] = [];
    for (const { seals, log, untilDay, beside, echoes = [] } of logs) {
      const { folder } = seals;
      try {
        const seen = [...(await this.publication.seenElsewhere(folder)), ...echoes];
        made.push(...(await seals.sealUntil(log, untilDay, now, seen, beside)));
      } catch (fault) {
        problems.push({ folder, kind: fault instanceof SealRefused ? 'refused' : 'failed', fault });
      }
    }
    const faults = await this.publication.publish(
      this.#keys(),
      logs.map(({ seals }) => seals),
    );
    for (const { fault } of faults) problems.push({ folder: null, kind: 'unpublished', fault });
    this.#problems = problems;
    for (const signed of made) for (const listener of this.#listeners) listener(signed);
    return made;
  }
}
