// When a screen was somebody else's, to whom and why, as its players wrote it down: the words that stand beside the
// showings missing for it. Pure; what was never ended in the journal has no end here.

import type { Instant } from '../../content/model/instant.ts';
import type { YieldState } from './checkpoint.ts';
import type { InterruptionRecord, JournalRecord } from '../../content/model/play.ts';

export interface YieldTime {
  readonly from: Instant;
  /** Null: nothing tells when it ended. */
  to: Instant | null;
  readonly recipient: string;
  readonly reason: string;
  readonly by: string;
  /** Declared at the PC, not by an order of the server. */
  readonly isLocal: boolean;
}

export class YieldTimes {
  readonly #times: YieldTime[] = [];
  /** By boot and act: those that run. */
  readonly #running = new Map<string, YieldTime>();

  absorb(records: readonly JournalRecord[]): void {
    for (const record of records) if (record.type === 'interruption') this.#absorb(record);
  }

  get state(): YieldState {
    const running = [...this.#running].map(([act, time]): [string, number] => [
      act,
      this.#times.indexOf(time),
    ]);
    return { times: this.#times.map((time) => ({ ...time })), running };
  }

  restore({ times, running }: YieldState): void {
    this.#times.push(...times.map((time) => ({ ...time })));
    for (const [act, index] of running) {
      const time = this.#times[index];
      if (time !== undefined) this.#running.set(act, time);
    }
  }

  get all(): readonly YieldTime[] {
    return this.#times;
  }

  #absorb({ boot, id, state, at, given, sha256 }: InterruptionRecord): void {
    if (given === undefined || at === null) return;
    const act = `${boot} ${id}`;
    if (state === 'begun') {
      const { recipient, reason, by } = given;
      const time = { from: at, to: null, recipient, reason, by, isLocal: sha256 === null };
      this.#running.set(act, time);
      this.#times.push(time);
    } else if (state === 'ended') {
      const time = this.#running.get(act);
      if (time !== undefined) time.to = at;
      this.#running.delete(act);
    }
  }
}

/** The last one begun by `at` that was not over. */
export function yieldAt(times: readonly YieldTime[], at: Instant): YieldTime | undefined {
  return times.findLast(({ from, to }) => from <= at && (to === null || at < to));
}

export function yieldText({ recipient, reason }: Pick<YieldTime, 'recipient' | 'reason'>): string {
  return reason === '' ? `cho ${recipient}` : `cho ${recipient} (${reason})`;
}
