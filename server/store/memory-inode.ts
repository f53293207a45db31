// One file of the memory disk: what programs see, and what a power cut would leave of it.
// Appending and syncing cost no copy; only overwriting synced bytes keeps a copy of them.

const SECTOR_BYTES = 512;
const FIRST_CAPACITY = 256;

interface Range {
  from: number;
  to: number;
}

export class MemoryInode {
  isReadOnly = false;
  /** How often bytes or mode were changed. */
  changes = 0;
  #bytes: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  #size = 0;
  #durableSize = 0;
  /** The synced bytes, once they differ from the first `#durableSize` seen ones. */
  #durableCopy: Uint8Array | undefined;
  /** Bytes a failed sync dropped: seen by programs, clean to the system, never written by a later sync. */
  #forgotten: Range[] = [];

  get size(): number {
    return this.#size;
  }

  read(position: number, length: number): Uint8Array {
    return this.#bytes.slice(position, Math.min(this.#size, position + length));
  }

  write(position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    this.changes += 1;
    if (position < this.#durableSize) this.#keepDurable();
    this.#reserve(end);
    this.#bytes.set(bytes, position);
    this.#size = Math.max(this.#size, end);
    this.#forgotten = this.#forgotten.flatMap((range) => without(range, { from: position, to: end }));
  }

  truncate(size: number): void {
    this.changes += 1;
    if (size < this.#durableSize) this.#keepDurable();
    this.#reserve(size);
    if (size < this.#size) this.#bytes.fill(0, size, this.#size);
    this.#size = size;
    this.#forgotten = this.#forgotten.flatMap((range) => without(range, { from: size, to: Infinity }));
  }

  sync(): void {
    if (this.#forgotten.length > 0) {
      const kept = this.#bytes.slice(0, this.#size);
      const before = this.durable();
      for (const { from, to } of this.#forgotten) {
        for (let at = from; at < to; at += 1) kept[at] = before[at] ?? 0;
      }
      this.#durableCopy = kept;
    } else {
      this.#durableCopy = undefined;
    }
    this.#durableSize = this.#size;
  }

  /**
   * What Linux does after a write-back error: some unsynced bytes (here the first `written`) reached the disk,
   * the others stay readable but are no longer dirty.
   */
  failSync(written: number): void {
    const before = this.durable();
    const after = this.#bytes.slice(0, this.#size);
    let left = written;
    for (let at = 0; at < this.#size; at += 1) {
      const isDirty = at >= before.length || before[at] !== after[at];
      if (!isDirty || left-- > 0) continue;
      after[at] = before[at] ?? 0;
      const last = this.#forgotten.at(-1);
      if (last?.to === at) last.to += 1;
      else this.#forgotten.push({ from: at, to: at + 1 });
    }
    const reached = Math.max(before.length, this.#forgotten[0]?.from ?? this.#size);
    this.#durableCopy = written > 0 ? after.slice(0, reached) : before;
    this.#durableSize = this.#durableCopy.length;
  }

  durable(): Uint8Array {
    return this.#durableCopy ?? this.#bytes.slice(0, this.#durableSize);
  }

  /** Settles unsynced bytes as a power cut might: lost, kept, torn at a byte, or kept sector by sector. */
  cut(random: () => number): void {
    this.changes += 1;
    const seen = this.#bytes.slice(0, this.#size);
    const durable = this.durable();
    const isClean = this.#durableCopy === undefined && this.#durableSize === this.#size;
    const survivor = isClean ? seen : settle(durable, seen, random);
    for (const { from, to } of this.#forgotten) {
      for (let at = from; at < Math.min(to, survivor.length); at += 1) survivor[at] = durable[at] ?? 0;
    }
    this.#bytes = survivor;
    this.#size = survivor.length;
    this.#durableSize = survivor.length;
    this.#durableCopy = undefined;
    this.#forgotten = [];
  }

  #keepDurable(): void {
    this.#durableCopy ??= this.#bytes.slice(0, this.#durableSize);
  }

  #reserve(size: number): void {
    if (size <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(size, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#size));
    this.#bytes = grown;
  }
}

function settle(durable: Uint8Array, seen: Uint8Array, random: () => number): Uint8Array {
  const longest = Math.max(durable.length, seen.length);
  switch (Math.floor(random() * 4)) {
    case 0:
      return durable.slice();
    case 1:
      return seen.slice();
    case 2: {
      const common = commonStart(durable, seen);
      const torn = common + Math.floor(random() * (longest - common + 1));
      return new Uint8Array(Buffer.concat([seen.subarray(0, torn), durable.subarray(torn)]));
    }
    default: {
      const mixed = new Uint8Array(random() < 0.5 ? seen.length : longest);
      for (let from = 0; from < mixed.length; from += SECTOR_BYTES) {
        const source = random() < 0.5 ? durable : seen;
        mixed.set(source.subarray(from, Math.min(from + SECTOR_BYTES, mixed.length)), from);
      }
      return mixed;
    }
  }
}

function commonStart(left: Uint8Array, right: Uint8Array): number {
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at += 1;
  return at;
}

function without(range: Range, gone: Range): Range[] {
  const before = { from: range.from, to: Math.min(range.to, gone.from) };
  const after = { from: Math.max(range.from, gone.to), to: range.to };
  return [before, after].filter(({ from, to }) => from < to);
}
