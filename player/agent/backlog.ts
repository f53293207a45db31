// Which records of the agent's journal still wait for the server, and which of the acknowledged ones are kept for their
// hour: by boot and place, never the records themselves, so that a month off line costs an old PC no memory. Pure.

import type { Instant } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { filedAt } from '../journal.ts';

/** Acknowledged records up to a place, of which those filed before an instant are forgotten. */
interface Step {
  readonly toSeq: number;
  readonly before: Instant;
}

interface OfBoot {
  readonly key: string;
  lastSeq: number;
  ackedSeq: number;
  /** By place; empty while nothing is acknowledged. */
  steps: readonly Step[];
}

/** Where the oldest boot with something to send has it. */
export interface Waiting {
  readonly boot: string;
  readonly fromSeq: number;
}

export class Backlog {
  /** Oldest first. */
  readonly #boots = new Map<string, OfBoot>();

  note({ key, boot, seq }: JournalRecord): void {
    const known = this.#boots.get(boot);
    if (known === undefined) this.#boots.set(boot, { key, lastSeq: seq, ackedSeq: seq - 1, steps: [] });
    else known.lastSeq = seq;
  }

  /** As `Journal.acknowledge`. */
  acknowledge(boot: string, upToSeq: number, keepFrom: Instant | null): void {
    const before = keepFrom ?? -Infinity;
    for (const [name, one] of this.#boots) {
      const steps = one.steps.map((step) => ({ ...step, before: Math.max(step.before, before) }));
      const toSeq = Math.min(upToSeq, one.lastSeq);
      if (name === boot && toSeq > one.ackedSeq) {
        steps.push({ toSeq, before });
        one.ackedSeq = toSeq;
      }
      one.steps = steps.filter((step, index) => step.before !== steps[index + 1]?.before);
    }
  }

  get count(): number {
    return [...this.#boots.values()].reduce((sum, { lastSeq, ackedSeq }) => sum + lastSeq - ackedSeq, 0);
  }

  firstOf(key: string): Waiting | null {
    for (const [boot, one] of this.#boots) {
      if (one.key === key && one.ackedSeq < one.lastSeq) return { boot, fromSeq: one.ackedSeq + 1 };
    }
    return null;
  }

  /** Does it wait, or is its hour not over? */
  holds(record: JournalRecord): boolean {
    return this.#isHeld(record.boot, record.seq, filedAt(record));
  }

  /** Does the server have all of the boot up to `seq`? */
  isAcknowledged(boot: string, seq: number): boolean {
    return (this.#boots.get(boot)?.ackedSeq ?? Infinity) >= seq;
  }

  /** May anything be held of the records of `boot` up to `lastSeq`, the latest of them filed at `latestAt`? */
  mayHold(boot: string, lastSeq: number, latestAt: Instant | null): boolean {
    const { ackedSeq = Infinity } = this.#boots.get(boot) ?? {};
    return ackedSeq < lastSeq || (latestAt !== null && this.#isHeld(boot, lastSeq, latestAt));
  }

  /** Forgets boots of which nothing is written any more. */
  keepOnly(written: ReadonlySet<string>): void {
    for (const [boot, { ackedSeq, lastSeq }] of this.#boots) {
      if (ackedSeq === lastSeq && !written.has(boot)) this.#boots.delete(boot);
    }
  }

  #isHeld(boot: string, seq: number, at: Instant | null): boolean {
    const one = this.#boots.get(boot);
    if (one === undefined || seq > one.ackedSeq) return one !== undefined;
    // Places before the first step were acknowledged before it, and are forgotten at least as far.
    const step = one.steps.find(({ toSeq }) => seq <= toSeq);
    return step !== undefined && (at ?? -Infinity) >= step.before;
  }
}
