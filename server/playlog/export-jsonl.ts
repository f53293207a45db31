// The play log as JSONL: the ledger's own lines, byte for byte, so that hashes, chains and signatures can be checked.

import type { Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import type { ChainedLog } from '../store/chained-log.ts';
import { type ReceiptDays, readDays } from './hour-reader.ts';
import { ledgerBodyOf } from './ledger-entry.ts';

/** Records that speak of the interval, each followed by the batch entry that signs it. */
export async function* jsonlRows(
  log: Pick<ChainedLog, 'read'>,
  days: ReceiptDays,
  interval: Interval,
): AsyncGenerator<string> {
  const unsigned = new Set<string>();
  for await (const { body, at, line } of readDays(log, days.within(interval))) {
    const entry = ledgerBodyOf(body);
    if (entry.kind === 'record') {
      const moment = momentOf(entry.record) ?? at;
      if (moment < interval.from || moment >= interval.to) continue;
      unsigned.add(`${entry.record.key}/${entry.record.boot}`);
      yield `${line}\n`;
    } else if (
      entry.kind === 'gap'
        ? at >= interval.from && at < interval.to
        : unsigned.delete(`${entry.key}/${entry.boot}`)
    ) {
      yield `${line}\n`;
    }
  }
}

/** The moment a record speaks of: the planned one for showings, its own otherwise. */
export function momentOf(record: JournalRecord): number | null {
  return record.type === 'play' || record.type === 'missed' ? record.plannedAt : record.at;
}
