// Plays and missed slots of a stretch of hours as the lines they stand in, a day of receipt at a time, read by their shape
// where they have it: what the CSV of a year is made of. Numbers lie in arrays, so a day of rows is no work for the
// garbage collector.

import type { Instant, Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { sha256Hex } from '../store/digest.ts';
import { type ChainFault, LineChain, parseLine } from '../store/log-line.ts';
import { StoreError } from '../store/store-error.ts';
import type { FiledRecord } from './hour-reader.ts';
import { ledgerBodyOf, recordBytesOf } from './ledger-entry.ts';
import type { LedgerReader } from './ledger-view.ts';
import { standsAt } from './line-shape.ts';
import { PLAY, PLAY_SHAPE } from './play-shape.ts';

const NEWLINE = 0x0a;

/** One play or missed slot in the file of a day. */
export interface PlayRow {
  readonly day: PlayDay;
  readonly from: number;
  readonly to: number;
  readonly hourFrom: Instant;
  /** Where its fields stand in `day.places`; undefined: it has not the shape of a play. */
  readonly at: number | undefined;
  /** Canonical record; only where no record after it names it. */
  sha256: string | undefined;
  /** Where the record after it names its hash. */
  sha256At: number;
}

export class PlayDay {
  readonly bytes: Uint8Array;
  readonly places: Int32Array;
  readonly hours = new Map<Instant, PlayRow[]>();
  readonly #keys = new LastName();
  readonly #boots = new LastName();

  /** Throws STORE_CORRUPT when the lines do not form a chain. */
  constructor({ bytes, path }: { readonly bytes: Uint8Array; readonly path: string }) {
    this.bytes = bytes;
    const { width, leastBytes } = PLAY_SHAPE;
    this.places = new Int32Array(Math.ceil(bytes.length / leastBytes) * width);
    const chain = new LineChain();
    const hashes = new RecordHashes();
    let [line, at, from] = [0, 0, 0];
    while (from < bytes.length) {
      line += 1;
      const end = PLAY_SHAPE.read(bytes, from, this.places, at);
      const isPlay = end >= 0 && bytes[end] === NEWLINE;
      const to = isPlay ? end : bytes.indexOf(NEWLINE, from);
      const fault = to < 0 ? 'not_an_entry' : this.#faultOf(chain, from, to, isPlay ? at : undefined);
      if (fault !== null)
        throw new StoreError('STORE_CORRUPT', path, `chain broken at line ${line}: ${fault}`);
      if (isPlay) this.#addPlay(from, to, at, hashes);
      else this.#addOther(from, to, hashes);
      if (isPlay) at += width;
      from = to + 1;
    }
    hashes.finish();
  }

  /** Of a line as the next one; `at` where it has the shape of a play. */
  #faultOf(chain: LineChain, from: number, to: number, at: number | undefined): ChainFault | null {
    const line = this.bytes.subarray(from, to);
    if (at === undefined) return chain.fault(line);
    return chain.faultOfRead(line, this.wholeOf(at, PLAY.n), (this.places[at + PLAY.linePrev] ?? 0) - from);
  }

  /** A field as text; only of ASCII. */
  asciiOf(at: number, place: number): string {
    return asciiIn(this.bytes, this.places[at + place] ?? 0, this.places[at + place + 1] ?? 0);
  }

  isNull(at: number, place: number): boolean {
    return this.places[at + place] === this.places[at + place + 1];
  }

  wholeOf(at: number, place: number): number {
    return wholeIn(this.bytes, this.places[at + place] ?? 0, this.places[at + place + 1] ?? 0);
  }

  #addPlay(from: number, to: number, at: number, hashes: RecordHashes): void {
    const hourFrom = this.wholeOf(at, PLAY.hourFrom);
    const row: PlayRow = { day: this, from, to, hourFrom, at, sha256: undefined, sha256At: 0 };
    const key = this.#keys.of(this, at, PLAY.key);
    const boot = this.#boots.of(this, at, PLAY.boot);
    hashes.next({ key, boot, seq: this.wholeOf(at, PLAY.seq) }, this.places[at + PLAY.prev] ?? 0, row);
    this.#add(row);
  }

  #addOther(from: number, to: number, hashes: RecordHashes): void {
    const line = this.bytes.subarray(from, to);
    const read = recordIn(line);
    if (read === undefined) return;
    const { record, bytes } = read;
    const isShowing = record.type === 'play' || record.type === 'missed';
    const row: PlayRow | undefined = isShowing
      ? {
          day: this,
          from,
          to,
          hourFrom: record.hourFrom,
          at: undefined,
          sha256: sha256Hex(bytes),
          sha256At: 0,
        }
      : undefined;
    // Only the record's own `prev` stands before its `seq`; without one there is nothing before it to name.
    const prevAt = record.prev === null ? 0 : from + Buffer.from(line).indexOf(record.prev);
    hashes.next(record, prevAt, row);
    if (row !== undefined) this.#add(row);
  }

  #add(row: PlayRow): void {
    const hour = this.hours.get(row.hourFrom);
    if (hour === undefined) this.hours.set(row.hourFrom, [row]);
    else hour.push(row);
  }
}

/** ASCII names that mostly come again: the last one is not made anew. */
class LastName {
  #bytes: Uint8Array = new Uint8Array();
  #name = '';

  of({ bytes, places }: PlayDay, at: number, place: number): string {
    const from = places[at + place] ?? 0;
    const to = places[at + place + 1] ?? 0;
    if (this.#bytes.length !== to - from || !standsAt(bytes, from, to, this.#bytes)) {
      this.#bytes = bytes.slice(from, to);
      this.#name = asciiIn(bytes, from, to);
    }
    return this.#name;
  }
}

/**
 * The record that follows names the hash of the one before, as ingest found it to be, and the chain of the lines has just
 * been checked: only where another one follows is it computed.
 */
class RecordHashes {
  #row: PlayRow | undefined;
  #last = { key: '', boot: '', seq: -1 };

  next(
    record: { readonly key: string; readonly boot: string; readonly seq: number },
    prevAt: number,
    row: PlayRow | undefined,
  ): void {
    const { key, boot, seq } = this.#last;
    const follows = record.key === key && record.boot === boot && record.seq === seq + 1;
    if (follows && this.#row !== undefined) this.#row.sha256At = prevAt;
    else this.finish();
    this.#row = row;
    this.#last = record;
  }

  finish(): void {
    if (this.#row !== undefined) this.#row.sha256 ??= sha256Hex(filedOf(this.#row).bytes);
  }
}

/** As whoever judges it wants it. */
export function filedOf({ day, from, to }: PlayRow): FiledRecord {
  const read = recordIn(day.bytes.subarray(from, to));
  if (read?.record.type !== 'play' && read?.record.type !== 'missed') {
    throw new TypeError('neither a play nor a missed slot');
  }
  return { record: read.record, bytes: read.bytes };
}

/** Undefined for a line without a record. Throws STORE_CORRUPT. */
function recordIn(line: Uint8Array): { record: JournalRecord; bytes: Uint8Array } | undefined {
  const entry = parseLine(line);
  if (entry === undefined) throw new StoreError('STORE_CORRUPT', '', 'a line of the ledger is not an entry');
  const body = ledgerBodyOf(entry.body);
  return body.kind === 'record' ? { record: body.record, bytes: recordBytesOf(entry) } : undefined;
}

export function asciiIn(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', from, to);
}

export function wholeIn(bytes: Uint8Array, from: number, to: number): number {
  const isNegative = bytes[from] === 0x2d;
  let value = 0;
  for (let position = isNegative ? from + 1 : from; position < to; position += 1) {
    value = value * 10 + (bytes[position] as number) - 0x30;
  }
  return isNegative ? -value : value;
}

/** A day, and the one before it whose last records came after midnight. */
const KEPT_DAYS = 2;

export class PlayDays {
  readonly #reader: LedgerReader;
  readonly #kept = new Map<string, PlayDay | undefined>();

  constructor(reader: LedgerReader) {
    this.#reader = reader;
  }

  /** Of the hours that begin in `within`, by hour, in the order of the ledger. */
  async within(within: Interval): Promise<Map<Instant, PlayRow[]>> {
    const found = new Map<Instant, PlayRow[]>();
    for (const name of this.#reader.days.within(within)) {
      const day = await this.#day(name);
      if (day === undefined) continue;
      for (const [hour, rows] of day.hours) {
        if (hour < within.from || hour >= within.to) continue;
        found.set(hour, [...(found.get(hour) ?? []), ...rows]);
      }
    }
    return found;
  }

  async #day(name: string): Promise<PlayDay | undefined> {
    let day = this.#kept.get(name);
    if (!this.#kept.delete(name)) {
      const whole = await this.#reader.wholeDay(name);
      day = whole === undefined ? undefined : new PlayDay(whole);
    }
    this.#kept.set(name, day);
    for (const known of this.#kept.keys()) if (this.#kept.size > KEPT_DAYS) this.#kept.delete(known);
    return day;
  }
}
