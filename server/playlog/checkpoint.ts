// What a ledger has taught the server up to one entry, so that a start reads the last days and not all years. A cache and no
// evidence: seals, recounts, bundles and verifiers read the ledger itself. It is believed only where that entry stands in
// the log with the hash that is named here, and no file before it was touched since. Lost if it fails: the time of one whole reading.

import { z } from 'zod';
import { canonicalJson, type Sha256 } from '../../content/model/canonical.ts';
import { DaySealEcho } from '../../content/model/seal.ts';
import type { Disk } from '../store/disk.ts';
import { ensureDirectory, readIfPresent, writeDurably } from '../store/files.ts';
import { BootTraceState } from './carry-over.ts';

const Count = z.int().nonnegative();
const Hash = z.string().length(64);

export const BootChainState = z.strictObject({
  key: z.string(),
  boot: z.string(),
  runs: z.array(z.strictObject({ from: Count, to: Count, firstPrev: Hash.nullable(), lastHash: Hash })),
  signedTo: z.int(),
});
export type BootChainState = z.infer<typeof BootChainState>;

export const YieldState = z.strictObject({
  times: z.array(
    z.strictObject({
      from: z.int(),
      to: z.int().nullable(),
      recipient: z.string(),
      reason: z.string(),
      by: z.string(),
      isLocal: z.boolean(),
    }),
  ),
  /** Act, and its place in `times`. */
  running: z.array(z.tuple([z.string(), Count])),
});
export type YieldState = z.infer<typeof YieldState>;

export const Checkpoint = z.strictObject({
  v: z.literal(1),
  screenId: z.string(),
  /** The last entry that is in it. */
  n: Count,
  hash: Hash,
  /** Day files up to that entry, oldest first, each with the stamp that the disk gave its last change; of the last none. */
  dayFiles: z.array(z.tuple([z.iso.date(), z.string()])),
  /** Recent hours and plays are not in it: they are read again, from this day on. */
  recentFromDay: z.iso.date(),
  chains: z.array(BootChainState),
  traces: z.array(BootTraceState),
  yields: YieldState,
  receiptDays: z.array(z.tuple([z.iso.date(), z.strictObject({ first: z.int(), last: z.int() })])),
  echoes: z.array(DaySealEcho),
  keptFrom: z.int(),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

const Stored = z.strictObject({ checkpoint: Checkpoint, sha256: Hash });

/** `directory`: the data folder. */
function pathOf(directory: string, screenId: string): string {
  return `${directory}/checkpoints/${screenId}.json`;
}

/** Undefined where there is none, or none that is whole: then everything is read. */
export async function readCheckpoint(
  directory: string,
  screenId: string,
  sha256: Sha256,
  disk: Disk,
): Promise<Checkpoint | undefined> {
  const bytes = await readIfPresent(pathOf(directory, screenId), disk);
  if (bytes === undefined) return undefined;
  try {
    const { checkpoint, sha256: named } = Stored.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const isWhole = checkpoint.screenId === screenId && sha256(canonicalJson(checkpoint)) === named;
    return isWhole ? checkpoint : undefined;
  } catch {
    return undefined; // The answer is the same for every way of not being a checkpoint.
  }
}

/** Resolved: it is durable, in place of the one before. */
export async function writeCheckpoint(
  directory: string,
  checkpoint: Checkpoint,
  sha256: Sha256,
  disk: Disk,
): Promise<void> {
  await ensureDirectory(`${directory}/checkpoints`, 0o700, disk);
  const stored = { checkpoint, sha256: sha256(canonicalJson(checkpoint)) };
  const bytes = Buffer.from(`${canonicalJson(stored)}\n`);
  await writeDurably(pathOf(directory, checkpoint.screenId), bytes, disk);
}
