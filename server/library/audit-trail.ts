// Nhật ký thao tác: every change, download and refused attempt, in one append-only chained log that nothing deletes.
// Promise: a resolved record survives a power cut. If the disk refuses, the deed is owed and written first as soon as it
// can be, and until then nothing new is let through that would have to be recorded. Lost if it fails: what is owed, at
// the end of the process; the server's own log has it.

import { type AuditDeed, AuditEntry, recordableOf } from '../../content/model/audit-entry.ts';
import { CodedError } from '../../content/model/errors.ts';
import { type Instant, type ZoneRules, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { Logger } from '../logger.ts';
import { type ChainedLog, type NewEntry, openChainedLog } from '../store/chained-log.ts';
import type { Disk } from '../store/disk.ts';

export const AUDIT_GENESIS = 'vongxoay/audit/v1';
/** More text than this in a before or after is named by its length instead. */
const MAX_VALUE_LETTERS = 32_000;
const ZONE_DAYS = 400;
/** More than this is left to the server's own log: memory must not fill because the disk did. */
const MAX_OWED = 10_000;

/** A deed as a caller states it; any JSON-like value may stand before and after. */
export type StatedDeed = Omit<AuditDeed, 'on' | 'outcome' | 'before' | 'after'> & {
  readonly on?: Readonly<Record<string, string>> | undefined;
  readonly outcome?: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

export interface AuditTrailDependencies {
  readonly directory: string;
  readonly disk: Disk;
  readonly now: () => Instant;
  /** Of the office: its dates name the day files. */
  readonly zone: string;
  readonly log: Logger;
}

/** Verifies the newest day and opens. Throws STORE_CORRUPT, having changed nothing. */
export async function openAuditTrail(dependencies: AuditTrailDependencies): Promise<AuditTrail> {
  const { directory, disk } = dependencies;
  return new AuditTrail(await openChainedLog({ directory, genesis: AUDIT_GENESIS, disk }), dependencies);
}

export class AuditTrail {
  readonly #chain: ChainedLog;
  readonly #dependencies: AuditTrailDependencies;
  #owed: NewEntry[] = [];
  #zoneRules: ZoneRules | undefined;

  /** Use openAuditTrail. */
  constructor(chain: ChainedLog, dependencies: AuditTrailDependencies) {
    this.#chain = chain;
    this.#dependencies = dependencies;
  }

  get chain(): ChainedLog {
    return this.#chain;
  }

  /** Resolved: it stands in the trail. Throws AUDIT_UNAVAILABLE; it is then owed and needs no second call. */
  async record(deed: StatedDeed): Promise<void> {
    const at = this.#dependencies.now();
    const { before, after, ...rest } = deed;
    const body = {
      outcome: 'done',
      on: {},
      ...rest,
      ...(before === undefined ? {} : { before: bounded(before) }),
      ...(after === undefined ? {} : { after: bounded(after) }),
    };
    await this.#write([{ day: this.dayOf(at), at, body }]);
  }

  /** Throws AUDIT_UNAVAILABLE while something is owed and still can't be written. */
  async requireWritable(): Promise<void> {
    if (this.#owed.length > 0) await this.#write([]);
  }

  /** Newest first, at most `limit`, older than entry `beforeN`. */
  async newest(limit: number, beforeN: number = Number.MAX_SAFE_INTEGER): Promise<AuditEntry[]> {
    const end = Math.min(beforeN, this.#chain.head().n + 1);
    const found: AuditEntry[] = [];
    for await (const entry of this.#chain.read({ fromN: Math.max(0, end - limit) })) {
      if (entry.n >= end) break;
      found.push(AuditEntry.parse({ ...(entry.body as object), n: entry.n, at: entry.at, hash: entry.hash }));
    }
    return found.reverse();
  }

  /** The chain's own lines, oldest first: what a stranger can verify. */
  async *lines(): AsyncGenerator<string> {
    for await (const { line } of this.#chain.read()) yield `${line}\n`;
  }

  /** The date of `at` in the office, which names the day file. */
  dayOf(at: Instant): string {
    const known = this.#zoneRules;
    const isKnown = known !== undefined && at < known.until && at >= (known.offsets[0]?.at ?? at);
    const rules = isKnown ? known : zoneRulesOf(this.#dependencies.zone, at, ZONE_DAYS);
    this.#zoneRules = rules;
    return localDateOf(rules, at);
  }

  close(): Promise<void> {
    return this.#chain.close();
  }

  async #write(entries: readonly NewEntry[]): Promise<void> {
    const due = [...this.#owed.splice(0), ...entries];
    try {
      await this.#chain.append(due);
    } catch (error) {
      this.#owed = [...due, ...this.#owed].slice(0, MAX_OWED);
      this.#dependencies.log.error(
        { err: error, owed: due.map(({ body }) => body) },
        'audit trail not written',
      );
      throw new CodedError('AUDIT_UNAVAILABLE', undefined, { cause: error });
    }
  }
}

function bounded(value: unknown): unknown {
  const recordable = recordableOf(value);
  const letters = JSON.stringify(recordable)?.length ?? 0;
  return letters <= MAX_VALUE_LETTERS ? recordable : { letters };
}
