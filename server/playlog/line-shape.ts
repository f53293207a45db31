// Reads lines of the ledger by their fixed shape instead of as any JSON: canonical, so the members of one kind of record
// always stand in one order, and a value can be found, and copied, as the bytes it stands in. Several times faster than
// making objects of a year of lines; a line of another shape is left to JSON.

import { fourOf, WORD_BYTES, wordHolds } from './byte-words.ts';

/**
 * Texts are told without their quotes, with the escapes of JSON; those of a known number of ASCII characters are not walked
 * through. `nullable` ones may be `null` instead.
 */
export interface ShapeField {
  readonly name: string;
  readonly kind: 'whole' | 'text';
  readonly length?: number;
  readonly nullable?: true;
}

/** Text that stands as it is, and fields between. */
export type ShapePart = string | ShapeField;

const [QUOTE, BACKSLASH, MINUS, N] = [0x22, 0x5c, 0x2d, 0x6e];
const [QUOTES, BACKSLASHES] = [fourOf(QUOTE), fourOf(BACKSLASH)];
const NULL_BYTES = 4;

interface Step {
  readonly before: FixedText;
  readonly isText: boolean;
  readonly isNullable: boolean;
  /** 0 where it is not known. */
  readonly length: number;
}

/** Compared four bytes at a time: half of a line is such text. */
class FixedText {
  readonly length: number;
  readonly #words: Uint32Array;
  readonly #rest: Uint8Array;

  constructor(text: string) {
    const bytes = new Uint8Array(Buffer.from(text));
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.length = bytes.length;
    const words = Math.floor(bytes.length / WORD_BYTES);
    this.#words = Uint32Array.from({ length: words }, (_, index) => view.getUint32(index * WORD_BYTES, true));
    this.#rest = bytes.slice(words * WORD_BYTES);
  }

  /** Does it stand from `position` on, before `to`? */
  standsAt(view: DataView, position: number, to: number): boolean {
    if (position + this.length > to) return false;
    const words = this.#words;
    const rest = this.#rest;
    let place = position;
    for (let index = 0; index < words.length; index += 1) {
      if (view.getUint32(place, true) !== words[index]) return false;
      place += WORD_BYTES;
    }
    for (let index = 0; index < rest.length; index += 1) {
      if (view.getUint8(place + index) !== rest[index]) return false;
    }
    return true;
  }
}

export class LineShape {
  /** Numbers that one line takes in `places`. */
  readonly width: number;
  /** No line of the shape is shorter. */
  readonly leastBytes: number;
  readonly #steps: readonly Step[];
  readonly #ending: FixedText;
  readonly #names: readonly string[];

  constructor(parts: readonly ShapePart[]) {
    const steps: Step[] = [];
    const names: string[] = [];
    let before = '';
    for (const part of parts) {
      if (typeof part === 'string') before += part;
      else {
        const { name, kind, length = 0, nullable = false } = part;
        const isText = kind === 'text';
        steps.push({ before: new FixedText(before), isText, isNullable: nullable, length });
        names.push(name);
        before = '';
      }
    }
    this.#steps = steps;
    this.#ending = new FixedText(before);
    this.#names = names;
    this.width = steps.length * 2;
    this.leastBytes = steps.reduce(
      (sum, step) => sum + step.before.length + step.length,
      this.#ending.length,
    );
  }

  /** Where the places of fields stand among those of their line; the end of each is the next number. Throws RangeError. */
  placesOf<const Name extends string>(names: readonly Name[]): Readonly<Record<Name, number>> {
    const places = names.map((name) => {
      const index = this.#names.indexOf(name);
      if (index < 0) throw new RangeError(`no field ${name}`);
      return [name, index * 2] as const;
    });
    return Object.fromEntries(places) as Record<Name, number>;
  }

  /**
   * Notes begin and end of each field of the line that begins at `from` from `places[at]` on; of null both are `from`, where
   * no field can begin. Tells where the line ends; -1: it has another shape. `view`: of the same bytes.
   */
  read(bytes: Uint8Array, view: DataView, from: number, places: Int32Array, at: number): number {
    const to = bytes.length;
    let position = from;
    let place = at;
    for (const step of this.#steps) {
      if (!step.before.standsAt(view, position, to)) return -1;
      position += step.before.length;
      let end: number;
      if (step.isNullable && bytes[position] === N) {
        places[place] = from;
        places[place + 1] = from;
        end = position + NULL_BYTES;
      } else if (step.isText) {
        if (bytes[position] !== QUOTE) return -1;
        position += 1;
        end = step.length > 0 ? position + step.length : endOfText(bytes, view, position, to);
        if (end >= to || bytes[end] !== QUOTE) return -1;
        places[place] = position;
        places[place + 1] = end;
        end += 1;
      } else {
        end = endOfWhole(bytes, position, to);
        if (end === position) return -1;
        places[place] = position;
        places[place + 1] = end;
      }
      place += 2;
      position = end;
    }
    return this.#ending.standsAt(view, position, to) ? position + this.#ending.length : -1;
  }
}

/** Does `expected` stand from `position` on, before `to`? */
export function standsAt(bytes: Uint8Array, position: number, to: number, expected: Uint8Array): boolean {
  const { length } = expected;
  if (position + length > to) return false;
  for (let index = 0; index < length; index += 1) {
    if (bytes[position + index] !== expected[index]) return false;
  }
  return true;
}

/** Of the closing quote; `to` where there is none. */
function endOfText(bytes: Uint8Array, view: DataView, from: number, to: number): number {
  let start = from;
  for (; start + WORD_BYTES <= to; start += WORD_BYTES) {
    const word = view.getUint32(start, true);
    if (wordHolds(word, QUOTES) || wordHolds(word, BACKSLASHES)) break;
  }
  for (let position = start; position < to; position += 1) {
    const byte = bytes[position];
    if (byte === QUOTE) return position;
    if (byte === BACKSLASH) position += 1;
  }
  return to;
}

function endOfWhole(bytes: Uint8Array, from: number, to: number): number {
  let position = bytes[from] === MINUS ? from + 1 : from;
  for (; position < to; position += 1) {
    const byte = bytes[position] as number;
    if (byte < 0x30 || byte > 0x39) return position;
  }
  return position;
}
