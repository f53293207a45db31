// The chained lines of a log: `{"at":…,"body":…,"n":…,"prev":"…"}`, each naming the hash of the line before.

import type { Line } from './lines.ts';
import type { Faults, Platform } from './platform.ts';

const LINE_START = /^\{"at":(-?\d{1,16}),"body":/;
const LINE_END = /^,"n":(\d{1,16}),"prev":"([0-9a-f]{64})"\}$/;
const RECORD_START = '{"kind":"record","record":';

export interface ChainedLine {
  readonly at: number;
  readonly n: number;
  readonly sha256: string;
  readonly body: unknown;
  /** The canonical bytes of a record: what its own hash is made of; null in lines that carry none. */
  readonly recordBytes: Uint8Array | null;
}

/** Throws for what is no JSON. */
export type BodyReader = (text: string) => unknown;

/** Follows one log through its day files. */
export class LineChain {
  head: { n: number; sha256: string } | null = null;
  lines = 0;
  readonly #genesis: string;
  readonly #platform: Platform;
  readonly #faults: Faults;
  readonly #readBody: BodyReader;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(genesis: string, platform: Platform, faults: Faults, readBody: BodyReader = JSON.parse) {
    this.#readBody = readBody;
    this.#genesis = genesis;
    this.#platform = platform;
    this.#faults = faults;
  }

  /** The line when it can be read at all; faults are noted. */
  take(line: Line, path: string): ChainedLine | null {
    const place = `${path}:${line.number}`;
    const parsed = line.isWhole ? this.#parse(line) : null;
    if (parsed === null) {
      this.#faults.add(place, 'Dòng bị hỏng.', 'The line is damaged.');
      this.head = null;
      return null;
    }
    const { previous, ...entry } = parsed;
    const before =
      this.head ?? (entry.n === 0 ? { n: -1, sha256: this.#platform.sha256(this.#genesis) } : null);
    if (before !== null && (entry.n !== before.n + 1 || previous !== before.sha256)) {
      this.#faults.add(
        place,
        'Dòng không nối tiếp dòng trước.',
        'The line does not continue the one before.',
      );
    }
    this.head = { n: entry.n, sha256: entry.sha256 };
    this.lines += 1;
    return entry;
  }

  #parse({ bytes }: Line): (ChainedLine & { previous: string }) | null {
    try {
      const text = this.#decoder.decode(bytes);
      // The last of its kind ends the body, whatever stands inside it.
      const bodyTo = text.lastIndexOf(',"n":');
      const start = LINE_START.exec(text);
      const end = LINE_END.exec(text.slice(bodyTo));
      if (start === null || end === null || bodyTo < start[0].length) return null;
      const bodyText = text.slice(start[0].length, bodyTo);
      // What stands around the record is ASCII: one byte a character.
      const recordTo = bytes.length - (text.length - bodyTo) - 1;
      const recordBytes = bodyText.startsWith(RECORD_START)
        ? bytes.subarray(start[0].length + RECORD_START.length, recordTo)
        : null;
      return {
        at: Number(start[1]),
        n: Number(end[1]),
        sha256: this.#platform.sha256(bytes),
        body: this.#readBody(bodyText),
        recordBytes,
        previous: end[2] ?? '',
      };
    } catch {
      return null; // Not UTF-8 or not JSON: damaged either way.
    }
  }
}
