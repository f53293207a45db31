// Plays and missed slots of a stretch of hours as the lines they stand in, a day of receipt at a time, read by their shape
// where they have it: what the CSV of a year is made of. Bytes and numbers lie in memory that is used again day after day, so
// a year of rows is no work for the garbage collector.

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
/** Behind the bytes of a day: they are copied by words. */
const SLACK_BYTES = 8;

/** One play or missed slot in the file of a day. */
export interface PlayRow {
  readonly day: PlayDay;
  readonly from: number;
  readonly to: number;
  readonly hourFrom: Instant;
  /** When it was shown, or else planned. */
  readonly time: Instant;
  readonly seq: number;
  /** Where its fields stand in `day.places`; undefined: it has not the shape of a play. */
  readonly at: number | undefined;
  /** Canonical record; only where no record after it names it. */
  sha256: string | undefined;
  /** Where the record after it names its hash. */
  sha256At: number;
}

/** What a day lies in: it grows to the largest one. */
export class DayMemory {
  #bytes = new Uint8Array();
  #places = new Int32Array();

  bytesFor(length: number): Uint8Array {
    const needed = length + SLACK_BYTES;
    if (this.#bytes.length < needed) this.#bytes = new Uint8Array(needed + Math.ceil(length / 8));
    return this.#bytes.subarray(0, length);
  }

  placesFor(length: number): Int32Array {
    if (this.#places.length < length) this.#places = new Int32Array(length + Math.ceil(length / 8));
    return this.#places;
  }
}

export class PlayDay {
  readonly memory: DayMemory;
  readonly bytes: Uint8Array;
  /** Of the same bytes and a few behind them. */
  readonly view: DataView;
  readonly places: Int32Array;
  readonly hours = new Map<Instant, PlayRow[]>();
  readonly #keys = new LastName();
  readonly #boots = new LastName();

  /** Throws STORE_CORRUPT when the lines do not form a chain. */
  constructor({ bytes, path }: { readonly bytes: Uint8Array; readonly path: string }, memory: DayMemory) {
    this.memory = memory;
    this.bytes = bytes;
    const { width, leastBytes } = PLAY_SHAPE;
    this.places = memory.placesFor(Math.ceil(bytes.length / leastBytes) * width);
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength + SLACK_BYTES);
    const chain = new LineChain();
    const hashes = new RecordHashes();
    let [line, at, from] = [0, 0, 0];
    while (from < bytes.length) {
      line += 1;
      const end = PLAY_SHAPE.read(bytes, this.view, from, this.places, at);
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
    const time = this.wholeOf(at, this.isNull(at, PLAY.at) ? PLAY.plannedAt : PLAY.at);
    const seq = this.wholeOf(at, PLAY.seq);
    const row: PlayRow = { day: this, from, to, hourFrom, time, seq, at, sha256: undefined, sha256At: 0 };
    const key = this.#keys.of(this, at, PLAY.key);
    const boot = this.#boots.of(this, at, PLAY.boot);
    hashes.next({ key, boot, seq }, this.places[at + PLAY.prev] ?? 0, row);
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
          time: record.at ?? record.plannedAt,
          seq: record.seq,
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

export class PlayDays {
  readonly #reader: LedgerReader;
  /** Those that were asked for last: as a rule a day, and the next one, in whose first minutes its last records came. */
  readonly #kept = new Map<string, PlayDay | undefined>();
  readonly #spare: DayMemory[] = [];

  constructor(reader: LedgerReader) {
    this.#reader = reader;
  }

  /** Of the hours that begin in `within`, by hour, in the order of the ledger; good until others are asked for. */
  async within(within: Interval): Promise<Map<Instant, PlayRow[]>> {
    const names = this.#reader.days.within(within);
    for (const [name, day] of this.#kept) {
      if (names.includes(name)) continue;
      this.#kept.delete(name);
      if (day !== undefined) this.#spare.push(day.memory);
    }
    const found = new Map<Instant, PlayRow[]>();
    for (const name of names) {
      const day = await this.#day(name);
      if (day === undefined) continue;
      for (const [hour, rows] of day.hours) {
        if (hour < within.from || hour >= within.to) continue;
        const known = found.get(hour);
        found.set(hour, known === undefined ? rows : [...known, ...rows]);
      }
    }
    return found;
  }

  async #day(name: string): Promise<PlayDay | undefined> {
    if (this.#kept.has(name)) return this.#kept.get(name);
    const memory = this.#spare.pop() ?? new DayMemory();
    const whole = await this.#reader.wholeDay(name, (bytes) => memory.bytesFor(bytes));
    const day = whole === undefined ? undefined : new PlayDay(whole, memory);
    this.#kept.set(name, day);
    return day;
  }
}
