// Evidence of hours that memory has let go, read from the ledger's files: only those days of receipt in which something
// of the hours arrived.

import type { Instant, Interval } from '../../content/model/instant.ts';
import type { Missed, Play } from '../../content/model/play.ts';
import type { ChainedLog } from '../store/chained-log.ts';
import type { LogEntry } from '../store/log-line.ts';
import { ledgerBodyOf, recordBytesOf } from './ledger-entry.ts';

/** Which hours the records of each day of receipt speak of. */
export class ReceiptDays {
  readonly #days = new Map<string, { first: Instant; last: Instant }>();
  #latest = '';

  /** The days in plain data, to be read elsewhere. */
  toJSON(): [day: string, extent: { first: Instant; last: Instant }][] {
    return [...this.#days].map(([day, extent]) => [day, { ...extent }]);
  }

  static fromJSON(entries: ReturnType<ReceiptDays['toJSON']>): ReceiptDays {
    const days = new ReceiptDays();
    days.restore(entries);
    return days;
  }

  restore(entries: ReturnType<ReceiptDays['toJSON']>): void {
    for (const [day, { first, last }] of entries) {
      this.note(day, first);
      this.note(day, last);
    }
  }

  /** `day` is that of receipt; files only move forward, and so does this. */
  note(day: string, at: Instant): void {
    if (day > this.#latest) this.#latest = day;
    const known = this.#days.get(this.#latest);
    if (known === undefined) this.#days.set(this.#latest, { first: at, last: at });
    else {
      known.first = Math.min(known.first, at);
      known.last = Math.max(known.last, at);
    }
  }

  forget(day: string): void {
    this.#days.delete(day);
  }

  /** Days of receipt, in order, that hold something of `[from, to)`. */
  within({ from, to }: Interval): string[] {
    return [...this.#days]
      .filter(([, { first, last }]) => first < to && last >= from)
      .map(([day]) => day)
      .sort();
  }
}

export interface FiledRecord {
  readonly record: Play | Missed;
  /** Canonical: its hash is that of these. */
  readonly bytes: Uint8Array;
}

/** Entries of the days, in order. */
export async function* readDays(
  log: Pick<ChainedLog, 'read'>,
  days: readonly string[],
): AsyncGenerator<LogEntry> {
  for (const day of days) yield* log.read({ fromDay: day, toDay: `${day}~` });
}

/** Plays and missed slots of the hours that begin in `within`, by hour. */
export async function readHours(
  log: Pick<ChainedLog, 'read'>,
  days: ReceiptDays,
  within: Interval,
): Promise<Map<Instant, FiledRecord[]>> {
  const hours = new Map<Instant, FiledRecord[]>();
  for await (const read of readDays(log, days.within(within))) {
    const entry = ledgerBodyOf(read.body);
    if (entry.kind !== 'record') continue;
    const { record } = entry;
    if (record.type !== 'play' && record.type !== 'missed') continue;
    if (record.hourFrom < within.from || record.hourFrom >= within.to) continue;
    const filed = { record, bytes: recordBytesOf(read) };
    const hour = hours.get(record.hourFrom);
    if (hour === undefined) hours.set(record.hourFrom, [filed]);
    else hour.push(filed);
  }
  return hours;
}
