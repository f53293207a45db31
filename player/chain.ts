// The one writer of a boot: gives every record its place in the hash chain and hands it to the journal, in order and
// off the path of the picture. A commit that fails is kept and tried again with the next one; nothing is skipped.

import type { Sha256 } from '../content/model/canonical.ts';
import {
  type BootRecord,
  type ChainHead,
  chainRecord,
  type ClockReading,
  type JournalRecord,
  type Play,
  type RecordDraft,
  type SealRecord,
} from '../content/model/play.ts';
import { BATCH_RECORDS } from '../content/model/protocol.ts';
import type { Instant } from '../content/model/instant.ts';
import type { Entry, Head, Journal, JournalOpening, Mark } from './journal.ts';

/** Moment and clock of a record. */
export interface Stamp {
  readonly at: Instant | null;
  readonly monoMs: number;
  readonly clock: ClockReading;
}

export interface BootFacts {
  readonly screen: string;
  readonly key: string;
  /** 16 random hex digits. */
  readonly boot: string;
  readonly cause: BootRecord['cause'];
  readonly app: string;
  readonly userAgent: string;
}

/** Records of one commit: after a shortage thousands may wait. */
const MOST_AT_ONCE = BATCH_RECORDS;

export class Chain {
  readonly #journal: Journal;
  readonly #sha256: Sha256;
  readonly #onFault: (fault: unknown) => void;
  #head: ChainHead;
  #plays = 0;
  #mark: Mark | null = null;
  #backlog: Entry[] = [];
  #dirty = false;
  #writing: Promise<void> | null = null;

  constructor(
    journal: Journal,
    start: Omit<ChainHead, 'nextSeq' | 'sha256'>,
    sha256: Sha256,
    onFault: (fault: unknown) => void,
  ) {
    this.#journal = journal;
    this.#sha256 = sha256;
    this.#onFault = onFault;
    this.#head = { ...start, nextSeq: 0, sha256: null };
  }

  get boot(): string {
    return this.#head.boot;
  }

  /** Where the chain stands: what an hour seal is about. A boot's chain begins with its boot record, so it never is empty. */
  get standing(): Pick<SealRecord, 'screen' | 'key' | 'boot' | 'sealed'> {
    const { screen, key, boot, nextSeq, sha256 } = this.#head;
    return { screen, key, boot, sealed: { seq: nextSeq - 1, plays: this.#plays, sha256: sha256 ?? '' } };
  }

  /** Records not yet durable: more than a few means that the storage fails. */
  get backlog(): number {
    return this.#backlog.length;
  }

  /**
   * Chains `drafts` at once and makes them durable soon, in one transaction with `mark` (left out: the mark stays).
   * Returns the records as they stand in the chain.
   */
  append(drafts: readonly RecordDraft[], mark?: Mark | null): readonly JournalRecord[] {
    const records: JournalRecord[] = [];
    for (const draft of drafts) {
      const chained = chainRecord(this.#head, draft, this.#sha256);
      this.#head = chained.head;
      if (chained.record.type === 'play') this.#plays += 1;
      this.#backlog.push({ record: chained.record, sha256: chained.sha256 });
      records.push(chained.record);
    }
    if (mark !== undefined) this.#mark = mark;
    if (mark !== undefined || records.length > 0) {
      this.#dirty = true;
      this.#writing ??= this.#write();
    }
    return records;
  }

  /** Resolves when everything appended so far is durable or has failed once; a failure was reported to `onFault`. */
  async flushed(): Promise<void> {
    while (this.#writing !== null) await this.#writing;
  }

  async #write(): Promise<void> {
    try {
      while (this.#dirty) {
        const entries = this.#backlog.slice(0, MOST_AT_ONCE);
        // The mark stands for what runs now: it goes with the end of the one before.
        const isAll = entries.length === this.#backlog.length;
        this.#dirty = !isAll;
        await this.#journal.commit(entries, isAll ? this.#mark : null);
        this.#backlog.splice(0, entries.length);
      }
    } catch (fault) {
      this.#onFault(fault);
    } finally {
      this.#writing = null;
    }
  }
}

/**
 * Starts the chain of a new boot after `opening`: its boot record, and the showing that the boot before left running as
 * `interrupted`. Both are durable when it resolves, or the fault was reported and they wait in the backlog. What another
 * key left is no past of this one: a chain that hung on it would wait for ever for records that nobody sends.
 */
export async function startChain(
  journal: Journal,
  opening: JournalOpening,
  facts: BootFacts,
  stamp: Stamp,
  sha256: Sha256,
  onFault: (fault: unknown) => void,
): Promise<Chain> {
  const { screen, key, boot, cause, app, userAgent } = facts;
  const isOurs = opening.head?.key === undefined || opening.head.key === key;
  const chain = new Chain(journal, { screen, key, boot }, sha256, onFault);
  const drafts: RecordDraft[] = [
    {
      ...stamp,
      type: 'boot',
      cause,
      app,
      userAgent,
      epoch: opening.epoch,
      previous: isOurs ? previousOf(opening.head) : null,
    },
  ];
  if (isOurs && opening.mark !== null) drafts.push(interruptedDraft(opening.mark));
  chain.append(drafts, null);
  await chain.flushed();
  return chain;
}

/** How a boot record names the head that its boot hangs on. */
export function previousOf(head: Head | null): BootRecord['previous'] {
  return head === null ? null : { boot: head.boot, seq: head.seq, sha256: head.sha256 };
}

/** How long it was shown is not known, so nothing is claimed. */
function interruptedDraft({ boot, play }: Mark): RecordDraft {
  const unseen = { pixels: null, shownMs: 0, visibleMs: 0, frames: 0, coveredMs: null } as const;
  const draft: Omit<Play, 'v' | 'screen' | 'key' | 'boot' | 'seq' | 'prev'> = {
    ...play,
    ...unseen,
    end: 'interrupted',
    ofBoot: boot,
  };
  return draft;
}
