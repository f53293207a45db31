// What stands in the ledger and in the quarantine of a screen: the bodies of their log entries.
// A record stands as it was hashed, so its hash can be had from the line by any program; see docs/play-log.md.

import type { Json } from '../../content/model/canonical.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { KeyAlgorithm } from '../../content/model/protocol.ts';

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

const BODY_START = '"body":{"kind":"record","record":';
const BODY_END = /\},"n":\d+,"prev":"[0-9a-f]{64}"\}$/;

/** The canonical text of the record in a ledger line: what its hash is made of. */
export function recordTextOf(line: string): string {
  const start = line.indexOf(BODY_START);
  const end = line.search(BODY_END);
  if (start < 0 || end < 0) throw new RangeError('not a line with a record');
  return line.slice(start + BODY_START.length, end);
}
