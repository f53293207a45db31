// One entry of a chained log as one line of canonical JSON, and the rule that chains it to the line before.
// `{"at":…,"body":…,"n":…,"prev":"…"}`: keys sorted as RFC 8785 wants, so a line is its own canonical form.
// The hash of an entry is the SHA-256 of its line's bytes without the newline.

import { isUtf8 } from 'node:buffer';
import type { Json } from '../../content/model/canonical.ts';
import { sha256Hex } from './digest.ts';

/** The last entry's number and hash; `{ n: -1, hash: sha256(genesis) }` before the first. */
export interface LogHead {
  n: number;
  hash: string;
}

export interface LogEntry extends LogHead {
  at: number;
  body: Json;
  /** The stored line without its newline: what was hashed. */
  line: string;
  /** The body as it stands in the line. */
  bodyBytes: Uint8Array;
}

export type ChainFault = 'not_an_entry' | 'wrong_number' | 'wrong_previous_hash';

// Beginning and end are looked at apart: a body in the middle of the pattern would be walked through for nothing.
const START = /^\{"at":(-?\d{1,16}),"body":/;
const END = /^,"n":(\d{1,16}),"prev":"([0-9a-f]{64})"\}$/;
/** More than the longest end takes. */
const MOST_END_CHARS = 100;

export function genesisHead(genesis: string): LogHead {
  return { n: -1, hash: sha256Hex(genesis) };
}

/** `bodyJson` must be canonical JSON already. */
export function formatLine(previous: LogHead, at: number, bodyJson: string): string {
  return `{"at":${at},"body":${bodyJson},"n":${previous.n + 1},"prev":"${previous.hash}"}`;
}

/** Reads a line by itself, without looking at what came before it; undefined when it is not an entry. */
export function parseLine(bytes: Uint8Array): (LogEntry & { previousHash: string }) | undefined {
  if (!isUtf8(bytes)) return undefined;
  const line = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const parts = partsOf(line);
  if (parts === undefined) return undefined;
  const { at, n, previousHash } = parts;
  let body: Json;
  try {
    body = JSON.parse(line.slice(parts.bodyFrom, parts.bodyTo)) as Json;
  } catch {
    return undefined; // The answer is the same for every way of not being JSON.
  }
  // What stands around a body is ASCII: one byte a character.
  const bodyBytes = bytes.subarray(parts.bodyFrom, bytes.length - (line.length - parts.bodyTo));
  return { n, hash: sha256Hex(bytes), at, body, line, bodyBytes, previousHash };
}

function partsOf(line: string) {
  const start = START.exec(line);
  // The last of its kind: a body may hold the same words, what follows it may not.
  const bodyTo = line.lastIndexOf(',"n":');
  if (start === null || line.length - bodyTo > MOST_END_CHARS) return undefined;
  const bodyFrom = start[0].length;
  const end = END.exec(line.slice(bodyTo));
  if (end === null || bodyTo < bodyFrom) return undefined;
  return { bodyFrom, bodyTo, at: Number(start[1]), n: Number(end[1]), previousHash: end[2] ?? '' };
}

/** The entry that follows `head`, or why `bytes` is not it. A head of undefined accepts any entry. */
export function followChain(head: LogHead | undefined, bytes: Uint8Array): LogEntry | ChainFault {
  const entry = parseLine(bytes);
  if (entry === undefined) return 'not_an_entry';
  const { previousHash, ...rest } = entry;
  if (head !== undefined && rest.n !== head.n + 1) return 'wrong_number';
  if (head !== undefined && previousHash !== head.hash) return 'wrong_previous_hash';
  return rest;
}

/**
 * As followChain without reading the body, for walking whole days: a change inside a body shows at the next line,
 * so the last line of a walk still needs parseLine.
 */
export function followHead(head: LogHead, bytes: Uint8Array): LogHead | ChainFault {
  const n = head.n + 1;
  if (endsWith(bytes, `,"n":${n},"prev":"${head.hash}"}`) && !bytes.includes(0)) {
    return { n, hash: sha256Hex(bytes) };
  }
  const entry = followChain(head, bytes);
  return typeof entry === 'string' ? entry : { n: entry.n, hash: entry.hash };
}

/** The lines of a file, one after the other; the first is taken at its word for where it stands. */
export class LineChain {
  #head: LogHead | undefined;

  /** What is wrong with `line` as the next one; null: nothing. */
  fault(line: Uint8Array): ChainFault | null {
    const next = this.#head === undefined ? followChain(undefined, line) : followHead(this.#head, line);
    if (typeof next === 'string') return next;
    this.#head = { n: next.n, hash: next.hash };
    return null;
  }

  /** As `fault`, of an entry in which the caller has found its number, and the hash before it at `previousAt`. */
  faultOfRead(line: Uint8Array, n: number, previousAt: number): ChainFault | null {
    const head = this.#head;
    if (head !== undefined && n !== head.n + 1) return 'wrong_number';
    if (head !== undefined && !standsIn(line, previousAt, head.hash)) return 'wrong_previous_hash';
    this.#head = { n, hash: sha256Hex(line) };
    return null;
  }
}

/** `ending` is ASCII. */
function endsWith(bytes: Uint8Array, ending: string): boolean {
  const from = bytes.length - ending.length;
  return from >= 0 && standsIn(bytes, from, ending);
}

function standsIn(bytes: Uint8Array, from: number, ascii: string): boolean {
  for (let index = 0; index < ascii.length; index += 1) {
    if (bytes[from + index] !== ascii.charCodeAt(index)) return false;
  }
  return true;
}
