// What the server knows of one screen's ledger without reading it: how far it has each boot, the evidence of recent hours,
// which day of receipt holds what, which hours may look different. Grows with every entry that is durable; all of it can be
// had again from the ledger, or from a checkpoint and the days after it.

import { DAY_MS, type Instant } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { DaySealEcho } from '../../content/model/seal.ts';
import { sha256Hex } from '../store/digest.ts';
import type { LogEntry, LogHead } from '../store/log-line.ts';
import { BootChain, type HashedRecord } from './boot-chain.ts';
import type { Checkpoint } from './checkpoint.ts';
import { momentOf } from './export-jsonl.ts';
import { ReceiptDays } from './hour-reader.ts';
import { ledgerBodyOf, recordBytesOf } from './ledger-entry.ts';
import { RECENT_MS, ScreenMemory } from './screen-memory.ts';

/** Hours of which something arrived, and the time from which hours may look different whether or not it did. */
export interface Touched {
  readonly hours: Set<Instant>;
  from: Instant;
}

/** How far back an undated record may reach: no page runs for longer without learning the time, as a rule. */
const UNDATED_MS = 8 * DAY_MS;

export class LedgerKnowledge {
  readonly memory = new ScreenMemory();
  readonly days = new ReceiptDays();
  readonly chains = new Map<string, BootChain>();
  readonly #touchedAfterN: number;
  readonly #dayOf: (at: Instant) => string;
  #touched: Touched = { hours: new Set(), from: Infinity };
  #echoes: DaySealEcho[] = [];

  /** Hours of which something stands after entry `touchedAfterN` are `touched` from the start. */
  constructor(touchedAfterN: number, dayOf: (at: Instant) => string) {
    this.#touchedAfterN = touchedAfterN;
    this.#dayOf = dayOf;
  }

  get echoes(): readonly DaySealEcho[] {
    return this.#echoes;
  }

  takeTouched(): Touched {
    const touched = this.#touched;
    this.#touched = { hours: new Set(), from: Infinity };
    return touched;
  }

  giveBackTouched({ hours, from }: Touched): void {
    for (const hour of hours) this.#touched.hours.add(hour);
    this.#touched.from = Math.min(this.#touched.from, from);
  }

  chainOf(key: string, boot: string): BootChain {
    const id = `${key}/${boot}`;
    let chain = this.chains.get(id);
    if (chain === undefined) {
      chain = new BootChain(key, boot);
      this.chains.set(id, chain);
    }
    return chain;
  }

  /** All but recent hours and plays, as plain data. */
  checkpoint(screenId: string, head: LogHead, dayFiles: Checkpoint['dayFiles']): Checkpoint {
    const recent = this.days.within({ from: this.memory.recentFrom, to: Infinity });
    return {
      v: 1,
      screenId,
      ...head,
      dayFiles,
      recentFromDay: [...recent, ...dayFiles.slice(-1).map(([day]) => day)].sort()[0] ?? '',
      chains: [...this.chains.values()].map(({ state }) => state),
      ...structuredClone(this.memory.state),
      receiptDays: this.days.toJSON(),
      echoes: [...this.#echoes],
    };
  }

  restore({ chains, receiptDays, echoes, ...memory }: Checkpoint): void {
    for (const chain of chains) this.chains.set(`${chain.key}/${chain.boot}`, BootChain.of(chain));
    this.memory.restore(memory);
    this.days.restore(receiptDays);
    this.#echoes = [...echoes];
  }

  /** An entry that was read, after all that is known. */
  learn(read: LogEntry): void {
    const entry = ledgerBodyOf(read.body);
    if (entry.kind === 'batch') this.chainOf(entry.key, entry.boot).sign(entry.lastSeq);
    if (entry.kind !== 'record') return;
    const { record } = entry;
    const chain = this.chainOf(record.key, record.boot);
    chain.add(record, sha256Hex(recordBytesOf(read)));
    this.memory.keepFrom(read.at - RECENT_MS);
    this.memory.absorb(record.key, record.boot, [record]);
    if (read.n > this.#touchedAfterN) this.#touch(record, chain.endsAfter(record.seq), read.at);
    this.#hear(record);
    this.days.note(this.#dayOf(read.at), momentOf(record) ?? read.at);
  }

  /** Of an entry that is in the checkpoint, what is not. */
  recall(read: LogEntry): void {
    const entry = ledgerBodyOf(read.body);
    if (entry.kind !== 'record') return;
    const { record } = entry;
    const chain = this.chainOf(record.key, record.boot);
    chain.remember(record, sha256Hex(recordBytesOf(read)));
    this.memory.recall(record);
    if (read.n > this.#touchedAfterN) this.#touch(record, chain.endsAfter(record.seq), read.at);
  }

  /** Records of one boot that have become durable. */
  absorb(chain: BootChain, fresh: readonly HashedRecord[], day: string, receivedAt: Instant): void {
    const records = fresh.map(({ record }) => record);
    const lastSeq = records.at(-1)?.seq ?? 0;
    for (const { record, sha256 } of fresh) chain.add(record, sha256);
    this.memory.absorb(chain.key, chain.boot, records);
    for (const record of records) {
      this.#touch(record, chain.endsAfter(lastSeq), receivedAt);
      this.#hear(record);
      this.days.note(day, momentOf(record) ?? receivedAt);
    }
  }

  #touch(record: JournalRecord, isLate: boolean, receivedAt: Instant): void {
    const isShowing = record.type === 'play' || record.type === 'missed';
    if (isShowing) this.#touched.hours.add(record.hourFrom);
    // What a boot says of itself explains its hours, and what comes late fills a hole that explained others.
    if (!isShowing || isLate) {
      // What a boot learns of the time may move everything that it showed.
      const sinceMs = record.type === 'clock' ? record.monoMs : 0;
      const from = (momentOf(record) ?? receivedAt - UNDATED_MS) - sinceMs;
      this.#touched.from = Math.min(this.#touched.from, from);
    }
  }

  #hear(record: JournalRecord): void {
    const echo = record.type === 'seal' ? record.server : null;
    const known = this.#echoes[0]?.number ?? 0;
    if (echo === null || echo.number < known) return;
    if (echo.number > known) this.#echoes = [echo];
    else if (this.#echoes.every(({ sha256 }) => sha256 !== echo.sha256)) this.#echoes.push(echo);
  }
}
