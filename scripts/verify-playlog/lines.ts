// Text lines of an entry as they stream by, with the hash of the whole for the list of files.

import type { Hasher } from './platform.ts';

const NEWLINE = 0x0a;

export interface Line {
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly number: number;
  /** Only the last line of a damaged file lacks its newline. */
  readonly isWhole: boolean;
}

/** In groups as they come: a turn of the event loop for each would cost as much as reading it. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, hash: Hasher): AsyncGenerator<Line[]> {
  let carried = new Uint8Array();
  let number = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    const bytes = new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
    const lines: Line[] = [];
    let from = 0;
    for (let to = bytes.indexOf(NEWLINE); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      const rest = bytes.subarray(from, to);
      number += 1;
      lines.push({ bytes: carried.length === 0 ? rest : join(carried, rest), number, isWhole: true });
      carried = new Uint8Array();
      from = to + 1;
    }
    if (from < bytes.length) carried = join(carried, bytes.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (carried.length > 0) yield [{ bytes: carried, number: number + 1, isWhole: false }];
}

/** The whole entry; for files that are small by nature. */
export async function wholeOf(pieces: AsyncIterable<Uint8Array>, hash: Hasher): Promise<Uint8Array> {
  let whole = new Uint8Array();
  for await (const piece of pieces) {
    hash.update(piece);
    whole = join(whole, piece);
  }
  return whole;
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
