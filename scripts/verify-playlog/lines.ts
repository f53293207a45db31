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

export async function* linesOf(pieces: AsyncIterable<Uint8Array>, hash: Hasher): AsyncGenerator<Line> {
  let carried = new Uint8Array();
  let number = 0;
  for await (const piece of pieces) {
    hash.update(piece);
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to >= 0; to = piece.indexOf(NEWLINE, from)) {
      const rest = piece.subarray(from, to);
      number += 1;
      yield { bytes: carried.length === 0 ? rest : join(carried, rest), number, isWhole: true };
      carried = new Uint8Array();
      from = to + 1;
    }
    if (from < piece.length) carried = join(carried, piece.subarray(from));
  }
  if (carried.length > 0) yield { bytes: carried, number: number + 1, isWhole: false };
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
