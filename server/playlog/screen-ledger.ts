// The Sổ lượt phát of one screen: its ledger, its quarantine, and the one place where a batch becomes durable.
// Promise: a resolved ingest means that every record of the batch survives a power cut, in the ledger once or in the
// quarantine visibly. Lost if it fails: nothing; the player keeps what was not acknowledged and sends it again.

import { CodedError } from '../../content/model/errors.ts';
import { type Instant, type Interval, localDateOf, type ZoneRules } from '../../content/model/instant.ts';
import { CanonicalText, type Sha256 } from '../../content/model/canonical.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { BatchReceipt } from '../../content/model/protocol.ts';
import type { DaySealEcho } from '../../content/model/seal.ts';
import { type ChainedLog, type NewEntry, openChainedLog } from '../store/chained-log.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import type { LogHead } from '../store/log-line.ts';
import { StoreError } from '../store/store-error.ts';
import { type CheckedBatch, hashed } from './batch.ts';
import { carryOver, readCarryOver } from './carry-over.ts';
import { type Checkpoint, readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { BootChain, HashedRecord, HeldPiece } from './boot-chain.ts';
import {
  type BatchBody,
  type GapBody,
  ledgerBodyOf,
  type QuarantineBody,
  type QuarantineCause,
  quarantineBodyOf,
  recordBytesOf,
} from './ledger-entry.ts';
import { type FiledRecord, type ReceiptDays, readHours } from './hour-reader.ts';
import { LedgerKnowledge, type Touched } from './ledger-knowledge.ts';
import { PlanCache } from './plan-cache.ts';
import type { ScreenMemory } from './screen-memory.ts';

export interface Quarantined {
  readonly screenId: string;
  readonly cause: QuarantineCause;
  readonly batch: BatchBody;
}

export interface ScreenLedgerOptions {
  readonly screenId: string;
  readonly directory: string;
  readonly disk: Disk;
  readonly sha256: Sha256;
  /** Of the screen's zone at the time of asking. */
  readonly zoneRules: () => ZoneRules;
  /** The head before the oldest day file, where days before it were retired. */
  readonly base?: LogHead | undefined;
  /** Hours of which something stands after this entry are `touched` from the start. */
  readonly touchedAfterN?: number;
  readonly onRecords: (records: readonly JournalRecord[]) => void;
  readonly onQuarantine: (quarantined: Quarantined) => void;
}

export function ledgerGenesis(screenId: string): string {
  return `vongxoay/ledger/v1\n${screenId}`;
}

export function quarantineGenesis(screenId: string): string {
  return `vongxoay/quarantine/v1\n${screenId}`;
}

/**
 * Opens both logs and learns what they hold, from a checkpoint on where there is one that fits. Throws STORE_CORRUPT, having
 * changed nothing.
 */
export async function openScreenLedger(options: ScreenLedgerOptions): Promise<ScreenLedger> {
  const { directory, disk, screenId } = options;
  const log = await openChainedLog({
    directory: `${directory}/ledger/${screenId}`,
    genesis: ledgerGenesis(screenId),
    ...(options.base === undefined ? {} : { base: options.base }),
    disk,
  });
  const quarantine = await openChainedLog({
    directory: `${directory}/quarantine/${screenId}`,
    genesis: quarantineGenesis(screenId),
    disk,
  });
  const checkpoint = await readCheckpoint(directory, screenId, options.sha256, disk);
  if (checkpoint !== undefined) {
    const ledger = new ScreenLedger(options, log, quarantine);
    if (await ledger.resume(checkpoint)) return ledger;
  }
  const ledger = new ScreenLedger(options, log, quarantine);
  await ledger.learn();
  return ledger;
}

export class ScreenLedger {
  readonly plans = new PlanCache();
  readonly #options: ScreenLedgerOptions;
  readonly #log: ChainedLog;
  readonly #quarantine: ChainedLog;
  readonly #known: LedgerKnowledge;
  readonly #lanes = new Map<string, Promise<unknown>>();
  readonly #forks = new Set<string>();
  /** Writes begun whose records memory does not have yet. */
  #writing = 0;

  /** Use openScreenLedger. */
  constructor(options: ScreenLedgerOptions, log: ChainedLog, quarantine: ChainedLog) {
    this.#options = options;
    this.#log = log;
    this.#quarantine = quarantine;
    this.#known = new LedgerKnowledge(options.touchedAfterN ?? Infinity, (at) => this.#dayOf(at));
  }

  get memory(): ScreenMemory {
    return this.#known.memory;
  }

  get days(): ReceiptDays {
    return this.#known.days;
  }

  get log(): ChainedLog {
    return this.#log;
  }

  /** Plays and missed slots of the hours that begin in `within`, from the files. */
  readHours(within: Interval): Promise<Map<Instant, FiledRecord[]>> {
    return readHours(this.#log, this.days, within);
  }

  /** The newest day seals that players have named; more than one where they contradict each other. */
  get echoes(): readonly DaySealEcho[] {
    return this.#known.echoes;
  }

  /** Hours that may look different since this was asked last. */
  takeTouched(): Touched {
    return this.#known.takeTouched();
  }

  /** What could not be looked at now. */
  giveBackTouched(touched: Touched): void {
    this.#known.giveBackTouched(touched);
  }

  /** The head, when memory has all that stands before it; null while something is being written. */
  get settledHead(): LogHead | null {
    return this.#writing === 0 ? this.#log.head() : null;
  }

  /** Waits for the batches that are being taken in now. */
  async quiet(): Promise<void> {
    await Promise.allSettled(this.#lanes.values());
  }

  /** Does it have all these records of the boot? */
  holds(key: string, boot: string, fromSeq: number, toSeq: number): boolean {
    return this.#known.chains.get(`${key}/${boot}`)?.holds(fromSeq, toSeq) ?? false;
  }

  /** What it has of the chain at `seq`, if that is at hand. */
  hashInMemory(key: string, boot: string, seq: number): string | undefined {
    return this.#known.chains.get(`${key}/${boot}`)?.hashOf(seq);
  }

  /** Removes the file of the oldest day, by policy. */
  async retire(day: string): Promise<void> {
    const { directory, screenId, disk } = this.#options;
    await carryOver(directory, screenId, day, this.#log.read({ fromDay: day, toDay: `${day}~` }), disk);
    await this.#log.retire(day);
    this.days.forget(day);
  }

  get quarantine(): ChainedLog {
    return this.#quarantine;
  }

  /** From the first entry on. */
  async learn(): Promise<void> {
    const { directory, screenId, disk } = this.#options;
    this.memory.carry(await readCarryOver(directory, screenId, disk));
    for await (const read of this.#log.read()) this.#known.learn(read);
    await this.#learnQuarantine();
  }

  /** From a checkpoint on. False: it is not of this log, and what was learned is worth nothing. */
  async resume(checkpoint: Checkpoint): Promise<boolean> {
    const { touchedAfterN = Infinity } = this.#options;
    const { n, hash, dayFiles, recentFromDay } = checkpoint;
    if (!(await this.#hasStill(dayFiles))) return false;
    this.#known.restore(checkpoint);
    let isOfThisLog = false;
    let isFirst = true;
    for await (const read of this.#log.read({ fromDay: recentFromDay })) {
      // Hours that were touched before the first entry read here would be forgotten.
      if (isFirst && read.n > touchedAfterN + 1) return false;
      isFirst = false;
      if (read.n > n) this.#known.learn(read);
      else this.#known.recall(read);
      isOfThisLog ||= read.n === n && read.hash === hash;
    }
    await this.#learnQuarantine();
    return isOfThisLog;
  }

  /** Keeps what is known now, so that the next start need not read it all again. False: too much is coming in, or nothing yet. */
  async saveCheckpoint(): Promise<boolean> {
    const { directory, screenId, disk, sha256 } = this.#options;
    const stamps = await this.#log.stamps();
    await this.quiet();
    const head = this.settledHead;
    const last = this.#log.extent()?.day;
    const isEmpty = this.days.toJSON().length === 0;
    // A new day may have begun since.
    if (head === null || isEmpty || stamps.at(-1)?.[0] !== last) return false;
    await writeCheckpoint(directory, this.#known.checkpoint(screenId, head, stamps), sha256, disk);
    return true;
  }

  /** Are the files of these days there as they were, and no others before the last of them? */
  async #hasStill(dayFiles: Checkpoint['dayFiles']): Promise<boolean> {
    const last = dayFiles.at(-1)?.[0] ?? '';
    const present = (await this.#log.stamps()).filter(([day]) => day <= last);
    return (
      present.length === dayFiles.length &&
      present.every(([day, stamp], index) => {
        const [known, before] = dayFiles[index] ?? [];
        return day === known && (before === '' || stamp === before);
      })
    );
  }

  async #learnQuarantine(): Promise<void> {
    for await (const { body, n } of this.#quarantine.read()) {
      const { cause, batch, records } = quarantineBodyOf(body);
      if (cause === 'fork') this.#forks.add(`${batch.boot}/${batch.sha256}`);
      else this.#known.chainOf(batch.key, batch.boot).hold(pieceOf(batch, records, n));
    }
  }

  /** Makes a checked batch durable. Batches of one key wait for each other, those of several share a commit. */
  async ingest(batch: CheckedBatch, receivedAt: Instant): Promise<BatchReceipt> {
    const { key } = batch.body;
    const before = this.#lanes.get(key) ?? Promise.resolve();
    const done = before.then(() => this.#ingestAlone(batch, receivedAt));
    const settled = done.catch(() => undefined); // Its own caller hears of it; the next one starts afresh.
    this.#lanes.set(key, settled);
    return done;
  }

  /** How far the ledger has each boot of the key, oldest boot first. */
  acknowledged(key: string): BatchReceipt[] {
    return [...this.#known.chains.values()]
      .filter((chain) => chain.key === key && chain.upToSeq >= 0)
      .map(({ boot, upToSeq }) => ({ boot, upToSeq }));
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.values());
    await this.#log.close();
    await this.#quarantine.close();
  }

  async #ingestAlone({ entries, body }: CheckedBatch, receivedAt: Instant): Promise<BatchReceipt> {
    const chain = this.#known.chainOf(body.key, body.boot);
    const decision = await chain.judge(entries, (seq) => this.#hashAt(body.key, body.boot, seq));
    switch (decision.kind) {
      case 'known':
        break;
      case 'new': {
        const { fromSeq = 0, toSeq = -1 } = decision.gap ?? {};
        const gap = decision.gap && { kind: 'gap' as const, key: body.key, boot: body.boot, fromSeq, toSeq };
        await this.#write(chain, decision.fresh, gap === null ? [] : [gap], body, receivedAt);
        await this.#releasePieces(chain, receivedAt);
        break;
      }
      case 'gap':
      case 'fork':
        await this.#keepApart(chain, decision.kind, entries, body, receivedAt);
    }
    return { boot: body.boot, upToSeq: body.lastSeq };
  }

  async #write(
    chain: BootChain,
    fresh: readonly HashedRecord[],
    before: readonly GapBody[],
    batch: BatchBody,
    receivedAt: Instant,
  ): Promise<void> {
    const day = this.#dayOf(receivedAt);
    const records = fresh.map(({ record }) => record);
    const stored = fresh.map(({ text }) => ({ kind: 'record', record: new CanonicalText(text) }));
    const bodies = [...before, ...stored, batch];
    this.#writing += 1;
    try {
      await this.#append(
        this.#log,
        bodies.map((body) => ({ day, at: receivedAt, body })),
      );
      chain.sign(batch.lastSeq);
      this.#known.absorb(chain, fresh, day, receivedAt);
    } finally {
      this.#writing -= 1;
    }
    this.#options.onRecords(records);
  }

  async #keepApart(
    chain: BootChain,
    cause: QuarantineCause,
    entries: readonly HashedRecord[],
    batch: BatchBody,
    receivedAt: Instant,
  ): Promise<void> {
    const fork = `${batch.boot}/${batch.sha256}`;
    if (cause === 'fork' && this.#forks.has(fork)) return;
    const records = entries.map(({ record }) => record);
    const body: QuarantineBody = { kind: 'quarantine', cause, batch, records };
    const day = this.#dayOf(receivedAt);
    const [head] = await this.#append(this.#quarantine, [{ day, at: receivedAt, body }]);
    if (cause === 'fork') this.#forks.add(fork);
    else chain.hold(pieceOf(batch, records, head?.n ?? 0));
    this.#options.onQuarantine({ screenId: this.#options.screenId, cause, batch });
  }

  /** Records that had come too early enter the ledger when those before them have come. */
  async #releasePieces(chain: BootChain, receivedAt: Instant): Promise<void> {
    for (let piece = chain.release(); piece !== undefined; piece = chain.release()) {
      try {
        for await (const { body } of this.#quarantine.read({ fromN: piece.n })) {
          const { batch, records } = quarantineBodyOf(body);
          const entries = records.map((record) => hashed(record, this.#options.sha256));
          const decision = await chain.judge(entries, (seq) => this.#hashAt(chain.key, chain.boot, seq));
          if (decision.kind === 'new') await this.#write(chain, decision.fresh, [], batch, receivedAt);
          break;
        }
      } catch (error) {
        chain.hold(piece);
        throw error;
      }
    }
  }

  async #append(log: ChainedLog, entries: NewEntry[]): ReturnType<ChainedLog['append']> {
    try {
      return await log.append(entries);
    } catch (error) {
      if (error instanceof StoreError)
        throw new CodedError('LEDGER_UNAVAILABLE', undefined, { cause: error });
      throw error;
    }
  }

  /** A record the memory has forgotten: only a replayed or forged batch asks. */
  async #hashAt(key: string, boot: string, seq: number): Promise<string | undefined> {
    for await (const read of this.#log.read()) {
      const entry = ledgerBodyOf(read.body);
      if (entry.kind !== 'record' || entry.record.seq !== seq) continue;
      if (entry.record.key === key && entry.record.boot === boot) return sha256Hex(recordBytesOf(read));
    }
    return undefined;
  }

  #dayOf(at: Instant): string {
    return localDateOf(this.#options.zoneRules(), at);
  }
}

function pieceOf(batch: BatchBody, records: readonly JournalRecord[], n: number): HeldPiece {
  const firstPrev = records[0]?.prev ?? null;
  return { from: batch.firstSeq, to: batch.lastSeq, firstPrev, lastHash: batch.sha256, n };
}
