// What stands in the ledger and in the quarantine of a screen: the bodies of their log entries.
// A record stands as it was hashed, so its hash can be had from the line by any program; see docs/play-log.md.

import type { Json } from '../../content/model/canonical.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { KeyAlgorithm } from '../../content/model/protocol.ts';
import type { LogEntry } from '../store/log-line.ts';

export interface RecordBody {
  kind: 'record';
  record: JournalRecord;
}

/** Signs all records of the boot up to `lastSeq`, through the chain; follows the last of them. */
export interface BatchBody {
  kind: 'batch';
  key: string;
  boot: string;
  firstSeq: number;
  lastSeq: number;
  /** Hash of record `lastSeq`. */
  sha256: string;
  algorithm: KeyAlgorithm;
  signature: string;
}

/** Records that are missing for good: the player went on without them. */
export interface GapBody {
  kind: 'gap';
  key: string;
  boot: string;
  fromSeq: number;
  toSeq: number;
}

/** `gap`: records before these are missing. `fork`: another record stands in the ledger under the same number. */
export type QuarantineCause = 'gap' | 'fork';

/** A batch that was kept but not believed. */
export interface QuarantineBody {
  kind: 'quarantine';
  cause: QuarantineCause;
  batch: BatchBody;
  records: JournalRecord[];
}

export type LedgerBody = RecordBody | BatchBody | GapBody;

/** Both logs are written by this program only and checked by their chain, so their bodies are taken at their word. */
export function ledgerBodyOf(body: Json): LedgerBody {
  return body as unknown as LedgerBody;
}

export function quarantineBodyOf(body: Json): QuarantineBody {
  return body as unknown as QuarantineBody;
}

const RECORD_AT = '{"kind":"record","record":'.length;

/** The canonical bytes of the record in an entry that has one: what its hash is made of. */
export function recordBytesOf({ bodyBytes }: Pick<LogEntry, 'bodyBytes'>): Uint8Array {
  return bodyBytes.subarray(RECORD_AT, -1);
}
