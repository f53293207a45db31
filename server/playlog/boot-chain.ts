// What the ledger holds of the chain of one boot, and what it says to a batch that arrives: new, known, a gap or a fork.
// Nothing here is written or waited for. If it errs, a record counts twice, or a false one counts at all.

import type { JournalRecord } from '../../content/model/play.ts';
import type { BootChainState } from './checkpoint.ts';

export interface HashedRecord {
  readonly record: JournalRecord;
  /** Canonical JSON of the record: what `sha256` is the hash of. */
  readonly text: string;
  readonly sha256: string;
}

/** Records without a hole, all durable in the ledger. */
interface Run {
  from: number;
  to: number;
  firstPrev: string | null;
  lastHash: string;
}

/** A batch in quarantine, waiting for the records before it. */
export interface HeldPiece {
  readonly from: number;
  readonly to: number;
  readonly firstPrev: string | null;
  readonly lastHash: string;
  /** Number of its entry in the quarantine log. */
  readonly n: number;
}

export type Decision =
  /** Nothing new. */
  | { kind: 'known' }
  | {
      kind: 'new';
      /** What the ledger lacks; empty when only the signature over it is new. */
      fresh: HashedRecord[];
      /** Missing records that the player itself no longer has. */
      gap: { fromSeq: number; toSeq: number } | null;
    }
  | { kind: 'gap' }
  | { kind: 'fork' };

/** Looks up the hash of a record that the ledger holds somewhere before the end of a run. */
export type HashLookup = (seq: number) => Promise<string | undefined>;

const REMEMBERED_HASHES = 512;

export class BootChain {
  readonly key: string;
  readonly boot: string;
  #runs: Run[] = [];
  #held: HeldPiece[] = [];
  #signedTo = -1;
  /** Hashes of the latest records, by seq modulo their number. */
  readonly #hashes: { seq: number; sha256: string }[] = [];

  constructor(key: string, boot: string) {
    this.key = key;
    this.boot = boot;
  }

  /** All but the hashes of its latest records and the pieces in quarantine. */
  get state(): BootChainState {
    const runs = this.#runs.map((run) => ({ ...run }));
    return { key: this.key, boot: this.boot, runs, signedTo: this.#signedTo };
  }

  static of({ key, boot, runs, signedTo }: BootChainState): BootChain {
    const chain = new BootChain(key, boot);
    chain.#runs = runs.map((run) => ({ ...run }));
    chain.#signedTo = signedTo;
    return chain;
  }

  /** The hash of a record that is held already, so that a replay of it need not be looked up. */
  remember({ seq }: Pick<JournalRecord, 'seq'>, sha256: string): void {
    this.#hashes[seq % REMEMBERED_HASHES] = { seq, sha256 };
  }

  /** Last record before the first hole; -1 when the start is missing. */
  get upToSeq(): number {
    const [first] = this.#runs;
    return first?.from === 0 ? first.to : -1;
  }

  /** `batch` is a chain in itself. Rejects when the lookup does. */
  async judge(batch: readonly HashedRecord[], lookUp: HashLookup): Promise<Decision> {
    const first = batch[0]?.record;
    const last = batch.at(-1);
    if (first === undefined || last === undefined) return { kind: 'known' };
    for (const known of [...this.#runs, ...this.#held]) {
      const seq = Math.min(last.record.seq, known.to);
      if (seq < first.seq || seq < known.from) continue;
      const held = seq === known.to ? known.lastHash : (this.#remembered(seq) ?? (await lookUp(seq)));
      const sent = batch[seq - first.seq]?.sha256;
      if (held !== undefined && held !== sent) return { kind: 'fork' };
    }
    const fresh = batch.filter(({ record }) => !this.#holds(record.seq));
    const [start] = fresh;
    if (start === undefined) {
      return last.record.seq > this.#signedTo ? { kind: 'new', fresh: [], gap: null } : { kind: 'known' };
    }
    const { seq, prev } = start.record;
    const after = this.#runs.find(({ from }) => from === last.record.seq + 1);
    if (after !== undefined && after.firstPrev !== last.sha256) return { kind: 'fork' };
    if (seq === 0) return { kind: 'new', fresh, gap: null };
    const before = this.#runs.find(({ to }) => to === seq - 1);
    if (before !== undefined) {
      return before.lastHash === prev ? { kind: 'new', fresh, gap: null } : { kind: 'fork' };
    }
    const piece = this.#held.find(({ to, lastHash }) => to === seq - 1 && lastHash === prev);
    if (piece !== undefined) return { kind: 'new', fresh, gap: this.#gapBefore(piece.from) };
    const isHeld = this.#held.some(({ from, to }) => first.seq >= from && last.record.seq <= to);
    return isHeld ? { kind: 'known' } : { kind: 'gap' };
  }

  /** A record is durable in the ledger. Those of one batch come in order. */
  add({ seq, prev }: JournalRecord, sha256: string): void {
    if (this.#holds(seq)) return;
    this.remember({ seq }, sha256);
    const before = this.#runs.find(({ to }) => to === seq - 1);
    const after = this.#runs.find(({ from }) => from === seq + 1);
    if (before !== undefined && after !== undefined) {
      before.to = after.to;
      before.lastHash = after.lastHash;
      this.#runs = this.#runs.filter((run) => run !== after);
    } else if (before !== undefined) {
      before.to = seq;
      before.lastHash = sha256;
    } else if (after !== undefined) {
      after.from = seq;
      after.firstPrev = prev;
    } else {
      this.#runs.push({ from: seq, to: seq, firstPrev: prev, lastHash: sha256 });
      this.#runs.sort((a, b) => a.from - b.from);
    }
  }

  /** A signature over the boot up to `lastSeq` is durable in the ledger. */
  sign(lastSeq: number): void {
    this.#signedTo = Math.max(this.#signedTo, lastSeq);
  }

  hold(piece: HeldPiece): void {
    this.#held.push(piece);
  }

  /** The next piece in quarantine whose predecessors have come, to be judged again; it is held no longer. */
  release(): HeldPiece | undefined {
    const index = this.#held.findIndex((piece) =>
      this.#runs.some(({ from, to }) => from <= piece.from && to >= piece.from - 1),
    );
    return index < 0 ? undefined : this.#held.splice(index, 1)[0];
  }

  /** Is something held beyond `seq`? */
  endsAfter(seq: number): boolean {
    return (this.#runs.at(-1)?.to ?? -1) > seq;
  }

  holds(fromSeq: number, toSeq: number): boolean {
    return this.#runs.some(({ from, to }) => fromSeq >= from && toSeq <= to);
  }

  /** Of a record that is held and still remembered. */
  hashOf(seq: number): string | undefined {
    return this.#runs.find(({ to }) => to === seq)?.lastHash ?? this.#remembered(seq);
  }

  #remembered(seq: number): string | undefined {
    const found = this.#hashes[seq % REMEMBERED_HASHES];
    return found?.seq === seq ? found.sha256 : undefined;
  }

  #holds(seq: number): boolean {
    return this.#runs.some(({ from, to }) => seq >= from && seq <= to);
  }

  #gapBefore(seq: number): { fromSeq: number; toSeq: number } {
    const before = this.#runs.findLast(({ to }) => to < seq);
    return { fromSeq: (before?.to ?? -1) + 1, toSeq: seq - 1 };
  }
}
