// Rows of CSV as bytes that grow: what stands in UTF-8 already is copied, not decoded and encoded again. Used again and again:
// fresh memory for every day of a year would cost more than its rows.

const FIRST_BYTES = 1_500_000;
const ZERO = 0x30;

export class ByteRows {
  size = 0;
  #buffer = Buffer.allocUnsafe(FIRST_BYTES);

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

  copy(bytes: Uint8Array, from = 0, to = bytes.length): void {
    this.#reserve(to - from);
    const buffer = this.#buffer;
    let { size } = this;
    // Cells are short: calling out for each would cost more than this.
    for (let position = from; position < to; position += 1) {
      buffer[size] = bytes[position] as number;
      size += 1;
    }
    this.size = size;
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
  }
}
