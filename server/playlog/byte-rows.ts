// Rows of CSV as bytes that grow: what stands in UTF-8 already is copied, not decoded and encoded again. Used again and again:
// fresh memory for every day of a year would cost more than its rows.

import { WORD_BYTES } from './byte-words.ts';

const FIRST_BYTES = 1_500_000;
const ZERO = 0x30;

/** Bytes to copy from: behind them lie at least three more of the same memory. */
export function padded(text: string): DataView {
  const bytes = new Uint8Array(Buffer.from(text));
  const memory = new Uint8Array(bytes.length + WORD_BYTES);
  memory.set(bytes);
  return new DataView(memory.buffer, 0, bytes.length + WORD_BYTES);
}

export class ByteRows {
  size = 0;
  #buffer = Buffer.alloc(FIRST_BYTES);
  #view = new DataView(this.#buffer.buffer, this.#buffer.byteOffset, this.#buffer.byteLength);

  /** What was written so far; another time only until something is written after `clear`. */
  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.size);
  }

  clear(): void {
    this.size = 0;
  }

  text(text: string): void {
    this.#reserve(text.length * 3);
    this.size += this.#buffer.write(text, this.size);
  }

  byte(byte: number): void {
    this.#reserve(1);
    this.#buffer[this.size] = byte;
    this.size += 1;
  }

  /**
   * Four bytes at a time, so up to three too many, which the next ones overwrite; cells are short, and calling out for each
   * would cost more.
   */
  copy(from: DataView, begin: number, end: number): void {
    this.#reserve(end - begin + WORD_BYTES);
    const view = this.#view;
    let { size } = this;
    for (let position = begin; position < end; position += WORD_BYTES) {
      view.setUint32(size, from.getUint32(position, true), true);
      size += WORD_BYTES;
    }
    this.size += end - begin;
  }

  /** The last `digits` of a number that is not negative. */
  digits(value: number, digits: number): void {
    this.#reserve(digits);
    let rest = value;
    for (let position = this.size + digits - 1; position >= this.size; position -= 1) {
      const tenth = Math.floor(rest / 10);
      this.#buffer[position] = ZERO + rest - tenth * 10;
      rest = tenth;
    }
    this.size += digits;
  }

  #reserve(bytes: number): void {
    if (this.size + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.size + bytes));
    larger.set(this.#buffer.subarray(0, this.size));
    this.#buffer = larger;
    this.#view = new DataView(larger.buffer, larger.byteOffset, larger.byteLength);
  }
}
