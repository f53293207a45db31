// Holds an hour seal of a player against what the ledger has of its chain. A wrong one is kept like every record, because
// its batch was signed; it is alarmed, because then the player, or somebody with its key, says two things.

import { hourSealSigningText, type JournalRecord, type SealRecord } from '../../content/model/play.ts';
import type { PlayerKey } from './batch.ts';
import type { HashedRecord } from './boot-chain.ts';

export interface WrongSeal {
  readonly screenId: string;
  readonly seal: SealRecord;
  readonly because: 'signature' | 'chain';
}

/** Seals among `entries` that are wrong. `hashOf` knows records of the same boot before them, as far as it can tell. */
export async function wrongSealsOf(
  entries: readonly HashedRecord[],
  key: PlayerKey,
  hashOf: (seq: number) => string | undefined,
): Promise<Omit<WrongSeal, 'screenId'>[]> {
  const wrong: Omit<WrongSeal, 'screenId'>[] = [];
  const first = entries[0]?.record.seq ?? 0;
  for (const { record } of entries.filter(isSeal)) {
    const { seq, sha256 } = record.sealed;
    const known = entries[seq - first]?.sha256 ?? hashOf(seq);
    const isOfChain = seq < record.seq && (known === undefined || known === sha256);
    if (!isOfChain) wrong.push({ seal: record, because: 'chain' });
    else if (!(await key.verify(hourSealSigningText(record), record.signature))) {
      wrong.push({ seal: record, because: 'signature' });
    }
  }
  return wrong;
}

function isSeal(entry: HashedRecord): entry is HashedRecord & { record: SealRecord } {
  const { record }: { record: JournalRecord } = entry;
  return record.type === 'seal';
}
