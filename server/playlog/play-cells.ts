// One play that counts, or owes nothing, as a row of the CSV: the cells of `export-csv.ts` in the same order, copied from
// the line of the ledger as far as they stand there.

import { clockHourAt, HOUR_MS, type Instant, offsetAt } from '../../content/model/instant.ts';
import { type ByteRows, padded } from './byte-rows.ts';
import { fourOf, WORD_BYTES, wordHolds } from './byte-words.ts';
import { linesOf } from './export-csv.ts';
import type { LedgerReader } from './ledger-view.ts';
import { standsAt } from './line-shape.ts';
import { isoTextOf, localTimeText } from './local-text.ts';
import { asciiIn, type PlayDay, type PlayRow } from './play-days.ts';
import { PLAY } from './play-shape.ts';
import { CLOCK_WORDS, END_WORDS, ROLE_WORDS, VERDICT_WORDS } from './wording.ts';

const [COMMA, COLON, DOT, QUOTE, BACKSLASH, ZERO] = [0x2c, 0x3a, 0x2e, 0x22, 0x5c, 0x30];
const [COMMAS, BACKSLASHES] = [fourOf(COMMA), fourOf(BACKSLASH)];
const SHA256_CHARS = 64;

const cellText = (text: string): string => linesOf([[text]]).slice(0, -2);
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Ready to be copied. */
interface Prepared {
  readonly view: DataView;
  readonly length: number;
}

function prepared(text: string): Prepared {
  return { view: padded(text), length: Buffer.byteLength(text) };
}

const ROW_END = prepared('\r\n');
const COUNTS = prepared(`có,${cellText(VERDICT_WORDS.counts)},`);
const OWES_NOTHING = prepared('không tính,');

/** Words by the ASCII they stand for in a record. */
class Words {
  readonly #words: readonly { readonly key: Uint8Array; readonly cell: Prepared }[];

  constructor(words: Readonly<Record<string, string>>) {
    this.#words = Object.entries(words).map(([key, word]) => {
      return { key: bytesOf(key), cell: prepared(`${cellText(word)},`) };
    });
  }

  /** With the comma after it. Throws RangeError. */
  cellOf(bytes: Uint8Array, from: number, to: number): Prepared {
    for (const { key, cell } of this.#words) {
      if (key.length === to - from && standsAt(bytes, from, to, key)) return cell;
    }
    throw new RangeError(`no word for ${asciiIn(bytes, from, to)}`);
  }
}

const ROLES = new Words(ROLE_WORDS);
const ENDS = new Words(END_WORDS);
const CLOCKS = new Words(CLOCK_WORDS);

/** What stands before and after minutes and seconds in an hour. */
interface HourBytes {
  readonly from: Instant;
  readonly to: Instant;
  /** Minutes are counted from here; the hour itself may begin later, where the offset changes. */
  readonly fullFrom: Instant;
  readonly vi: Prepared;
  readonly iso: Prepared;
  readonly zone: Prepared;
}

const MINUTES_AND_SECONDS_CHARS = 5;
const ISO_SECONDS_AND_ZONE_AT = 'yyyy-mm-ddThh:mm:ss.mmm'.length;

export class PlayCells {
  readonly #reader: LedgerReader;
  readonly #screenNames = new Map<number, Prepared>();
  #hour: HourBytes | undefined;

  constructor(reader: LedgerReader) {
    this.#reader = reader;
  }

  /** The row must have the shape of a play. */
  write({ day, at = 0, time, sha256, sha256At }: PlayRow, rows: ByteRows): void {
    const { bytes, places, view } = day;
    const copy = (place: number): void => {
      rows.copy(view, places[at + place] ?? 0, places[at + place + 1] ?? 0);
      rows.byte(COMMA);
    };
    if (day.isNull(at, PLAY.at)) {
      rows.byte(COMMA);
      rows.byte(COMMA);
    } else {
      this.#localTime(time, rows);
      this.#isoTime(time, rows);
    }
    put(this.#screenName(day.wholeOf(at, PLAY.programme)), rows);
    this.#text(day, at, PLAY.title, rows);
    copy(PLAY.version);
    this.#text(day, at, PLAY.text, rows);
    put(ROLES.cellOf(bytes, places[at + PLAY.role] ?? 0, places[at + PLAY.role + 1] ?? 0), rows);
    const hasSlot = !day.isNull(at, PLAY.slot);
    this.#text(day, at, PLAY.slot, rows);
    const isFirst = places[at + PLAY.attempt + 1] === (places[at + PLAY.attempt] ?? 0) + 1;
    if (isFirst && bytes[places[at + PLAY.attempt] ?? 0] === ZERO) rows.byte(COMMA);
    else copy(PLAY.attempt);
    this.#localTime(day.wholeOf(at, PLAY.plannedAt), rows);
    copy(PLAY.plannedMs);
    copy(PLAY.shownMs);
    if (hasSlot) put(COUNTS, rows);
    else {
      put(OWES_NOTHING, rows);
      put(ENDS.cellOf(bytes, places[at + PLAY.end] ?? 0, places[at + PLAY.end + 1] ?? 0), rows);
    }
    put(CLOCKS.cellOf(bytes, places[at + PLAY.clock] ?? 0, places[at + PLAY.clock + 1] ?? 0), rows);
    copy(PLAY.uncertaintyMs);
    copy(PLAY.programme);
    copy(PLAY.asset);
    copy(PLAY.pixels);
    if (sha256 === undefined) rows.copy(view, sha256At, sha256At + SHA256_CHARS);
    else rows.text(sha256);
    rows.byte(COMMA);
    copy(PLAY.key);
    copy(PLAY.boot);
    rows.copy(view, places[at + PLAY.seq] ?? 0, places[at + PLAY.seq + 1] ?? 0);
    put(ROW_END, rows);
  }

  /** Free text: copied where a spreadsheet can take it as it is, or in quotes; otherwise made anew. */
  #text({ bytes, places, view }: PlayDay, at: number, place: number, rows: ByteRows): void {
    const from = places[at + place] ?? 0;
    const to = places[at + place + 1] ?? 0;
    let needsQuotes = false;
    let isPlain = isHarmlessFirst(bytes[from] ?? 0);
    let position = from;
    for (; position + WORD_BYTES <= to; position += WORD_BYTES) {
      const word = view.getUint32(position, true);
      if (wordHolds(word, COMMAS)) needsQuotes = true;
      if (wordHolds(word, BACKSLASHES)) isPlain = false;
    }
    for (; position < to; position += 1) {
      if (bytes[position] === COMMA) needsQuotes = true;
      if (bytes[position] === BACKSLASH) isPlain = false;
    }
    if (!isPlain) {
      const inside = Buffer.from(bytes.subarray(from, to)).toString('utf8');
      rows.text(cellText(JSON.parse(`"${inside}"`) as string));
    } else {
      if (needsQuotes) rows.byte(QUOTE);
      rows.copy(view, from, to);
      if (needsQuotes) rows.byte(QUOTE);
    }
    rows.byte(COMMA);
  }

  #localTime(at: Instant, rows: ByteRows): void {
    const hour = this.#hourAt(at);
    put(hour.vi, rows);
    minutesAndSeconds(hour, at, rows);
    rows.byte(COMMA);
  }

  #isoTime(at: Instant, rows: ByteRows): void {
    const hour = this.#hourAt(at);
    put(hour.iso, rows);
    minutesAndSeconds(hour, at, rows);
    rows.byte(DOT);
    rows.digits((at - hour.fullFrom) % 1_000, 3);
    put(hour.zone, rows);
    rows.byte(COMMA);
  }

  #hourAt(at: Instant): HourBytes {
    if (this.#hour !== undefined && at >= this.#hour.from && at < this.#hour.to) return this.#hour;
    const { rules } = this.#reader;
    const offsetMs = offsetAt(rules, at);
    const iso = isoTextOf(rules, at);
    this.#hour = {
      ...clockHourAt(rules, at),
      fullFrom: Math.floor((at + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs,
      vi: prepared(localTimeText(rules, at).slice(0, -MINUTES_AND_SECONDS_CHARS)),
      iso: prepared(iso.slice(0, 'yyyy-mm-ddThh:'.length)),
      zone: prepared(iso.slice(ISO_SECONDS_AND_ZONE_AT)),
    };
    return this.#hour;
  }

  /** As the programme that is named calls the screen, with the comma after it. */
  #screenName(programme: number): Prepared {
    let name = this.#screenNames.get(programme);
    if (name === undefined) {
      const { programmesByNumber, view } = this.#reader;
      name = prepared(`${cellText(programmesByNumber.get(programme)?.screen.name ?? view.screenName)},`);
      this.#screenNames.set(programme, name);
    }
    return name;
  }
}

function put({ view, length }: Prepared, rows: ByteRows): void {
  rows.copy(view, 0, length);
}

function minutesAndSeconds({ fullFrom }: HourBytes, at: Instant, rows: ByteRows): void {
  const second = Math.floor((at - fullFrom) / 1_000);
  const minute = Math.floor(second / 60);
  rows.digits(minute, 2);
  rows.byte(COLON);
  rows.digits(second - minute * 60, 2);
}

/** Digits, letters and whatever begins with a byte below those of full-width signs: no formula begins so. */
function isHarmlessFirst(byte: number): boolean {
  const isDigit = byte >= 0x30 && byte <= 0x39;
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return isDigit || isLetter || (byte >= 0xc2 && byte < 0xef);
}
