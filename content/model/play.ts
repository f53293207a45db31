// What a player writes down: hash-chained records, above all the Play, one actual showing with its evidence.
// Everything here is integers and NFC text, so that a stranger's program computes the same hashes.

import { z } from 'zod';
import { canonicalJson, type Sha256 } from './canonical.ts';
import { Instant, Interval } from './instant.ts';
import { InterruptionKind } from './interruption.ts';
import { Id, Sha256Hex } from './item.ts';
import { DaySealEcho, KeyId, Signature } from './seal.ts';
import { SnapshotSource } from './snapshot.ts';

/** Synced: uncertainty <= 250 ms. Holdover: <= 6 min. Both count (design.md 3.13). */
export const ClockState = z.enum(['synced', 'holdover', 'unsynced']);
export type ClockState = z.infer<typeof ClockState>;

export const ClockReading = z.strictObject({
  state: ClockState,
  /** Known time minus the operating system's wall clock. */
  offsetMs: z.int(),
  uncertaintyMs: z.int().nonnegative(),
});
export type ClockReading = z.infer<typeof ClockReading>;

const header = {
  v: z.literal(1),
  screen: Id,
  /** Key id of the player: first 16 hex digits of the SHA-256 of its public key. */
  key: KeyId,
  boot: z.string().regex(/^[0-9a-f]{16}$/),
  seq: z.int().nonnegative(),
  /** Hash of the record before in the same boot; null at seq 0. */
  prev: Sha256Hex.nullable(),
  /** When what is recorded began, by the player's best time; null while the boot never learned it. */
  at: Instant.nullable(),
  /** The same moment on the boot's monotonic clock. */
  monoMs: z.int().nonnegative(),
  clock: ClockReading,
};

/** First record of each boot; `previous` is the head of the boot before, or null: a visible break of the chain. */
export const BootRecord = z.strictObject({
  ...header,
  type: z.literal('boot'),
  cause: z.enum(['start', 'reload', 'crash']),
  app: z.string().max(64),
  userAgent: z.string().max(400),
  /** Random name of the journal's storage: another one means the storage was lost. */
  epoch: z.string().max(64),
  previous: z.strictObject({ boot: z.string(), seq: z.int(), sha256: Sha256Hex }).nullable(),
});
export type BootRecord = z.infer<typeof BootRecord>;

export const PlayRole = z.enum(['slot', 'make_good', 'filler', 'idle']);
export type PlayRole = z.infer<typeof PlayRole>;

export const PlayEnd = z.enum(['completed', 'cut', 'interrupted', 'failed', 'preempted']);
export type PlayEnd = z.infer<typeof PlayEnd>;

export const Play = z.strictObject({
  ...header,
  type: z.literal('play'),
  role: PlayRole,
  programme: z.int().positive(),
  programmeSha256: Sha256Hex,
  /** Start of the clock hour it belongs to: that of its planned start. */
  hourFrom: Instant,
  /** `account#k` without the attempt; null for filler and idle. */
  slot: z.string().max(200).nullable(),
  attempt: z.int().nonnegative(),
  playlist: Id.nullable(),
  item: Id,
  version: z.int().positive(),
  title: z.string().max(200),
  text: z.string().max(800),
  asset: Sha256Hex,
  /** Hash of the RGBA bytes drawn (film: of its file; clock, ticker, pages: of the inputs); null when nothing was drawn. */
  pixels: Sha256Hex.nullable(),
  plannedAt: Instant,
  plannedMs: z.int().nonnegative(),
  shownMs: z.int().nonnegative(),
  visibleMs: z.int().nonnegative(),
  frames: z.int().nonnegative(),
  /** Milliseconds something covered us; null when nobody could look. */
  coveredMs: z.int().nonnegative().nullable(),
  end: PlayEnd,
  /** What took the screen from it, where it ended `preempted`. */
  preemptedBy: InterruptionKind.optional(),
  /** Boot in which it began, when a later boot found its mark: at most one showing is lost, visibly. */
  ofBoot: z.string().optional(),
});
export type Play = z.infer<typeof Play>;

/** Reasons a player itself can give for a slot it did not present. */
export const MissedCause = z.enum([
  'not_running',
  'late',
  /** Not ready here by the start of the slot. */
  'programme_not_received',
  'content_missing',
  'set_aside',
  'notice',
  'yield',
  'blackout',
  'clock',
]);
export type MissedCause = z.infer<typeof MissedCause>;

/** A slot the player knows it did not present. */
export const Missed = z.strictObject({
  ...header,
  type: z.literal('missed'),
  programme: z.int().positive(),
  hourFrom: Instant,
  slot: z.string().max(200),
  attempt: z.int().nonnegative(),
  item: Id,
  plannedAt: Instant,
  cause: MissedCause,
});
export type Missed = z.infer<typeof Missed>;

export const ProgrammeRecord = z.strictObject({
  ...header,
  type: z.literal('programme'),
  number: z.int().positive(),
  sha256: Sha256Hex,
  state: z.enum(['ready', 'refused']),
  reason: z.string().max(200).optional(),
});
export type ProgrammeRecord = z.infer<typeof ProgrammeRecord>;

/** The clock learned the time, or was found to have jumped. Unsynced plays of the same boot are dated from here. */
export const ClockRecord = z.strictObject({
  ...header,
  type: z.literal('clock'),
  before: ClockState,
  /** Jump of the operating system's wall clock that was noticed, 0 if none. */
  wallStepMs: z.int(),
});
export type ClockRecord = z.infer<typeof ClockRecord>;

/** An interruption came on the wall, left it, or was refused; `ended` carries what the stage saw of it. */
export const InterruptionRecord = z.strictObject({
  ...header,
  type: z.literal('interruption'),
  id: Id,
  revision: z.int().positive(),
  kind: InterruptionKind,
  state: z.enum(['begun', 'ended', 'refused']),
  /** Hash of the signed order; null where it was declared at the screen itself. */
  sha256: Sha256Hex.nullable(),
  /** Of the notice's picture as drawn; null for black. */
  pixels: Sha256Hex.nullable(),
  shownMs: z.int().nonnegative(),
  visibleMs: z.int().nonnegative(),
  frames: z.int().nonnegative(),
  /** Why it was refused. */
  reason: z.string().max(200).optional(),
  /** Of a yield: who got the screen and why, and who gave it; nothing else tells where it was declared at the PC. */
  given: z
    .strictObject({
      recipient: z.string().max(160),
      reason: z.string().max(300),
      by: z.string().max(80),
    })
    .optional(),
});
export type InterruptionRecord = z.infer<typeof InterruptionRecord>;

/**
 * Chốt sổ of the player: a clock hour is over, and all that this boot has to say of it stands at or before `sealed`.
 * Written also when nothing was shown: silence after it is loss, not an idle hour.
 */
export const SealRecord = z.strictObject({
  ...header,
  type: z.literal('seal'),
  hour: Interval,
  /** Where the chain of the boot stood: `seq + 1` records, `plays` of them showings, `sha256` the hash of the last. */
  sealed: z.strictObject({
    seq: z.int().nonnegative(),
    plays: z.int().nonnegative(),
    sha256: Sha256Hex,
  }),
  /** Newest day seal of the server that the player knows. */
  server: DaySealEcho.nullable(),
  /** By the player's key over `hourSealSigningText`, base64. */
  signature: Signature,
});
export type SealRecord = z.infer<typeof SealRecord>;

/** What a player noticed that is no showing, but may explain one or match a photograph to a moment. */
export const IncidentKind = z.enum([
  'hidden',
  'visible',
  'frames_stalled',
  'second_page',
  'screen_taken',
  'set_aside',
  'asset_broken',
  'storage_full',
  'memory_high',
  'planned_reload',
  'brightness',
  'check_code',
  'overlay',
]);
export type IncidentKind = z.infer<typeof IncidentKind>;

export const IncidentRecord = z.strictObject({
  ...header,
  type: z.literal('incident'),
  kind: IncidentKind,
  item: Id.optional(),
  /** The number that matters, in the unit of the kind: per cent for brightness, bytes for memory, records for storage. */
  value: z.int().optional(),
  /** Words or a code; the check code shown, the name of the overlay. */
  detail: z.string().max(200).optional(),
});
export type IncidentRecord = z.infer<typeof IncidentRecord>;

/** A picture was taken; the file itself travels apart and is found by its hash. */
export const SnapshotRecord = z.strictObject({
  ...header,
  type: z.literal('snapshot'),
  source: SnapshotSource,
  sha256: Sha256Hex,
  bytes: z.int().positive(),
  item: Id.nullable(),
  version: z.int().positive().nullable(),
  /** Once per item and hour, or because somebody asked. */
  why: z.enum(['hourly', 'asked']),
});
export type SnapshotRecord = z.infer<typeof SnapshotRecord>;

export const JournalRecord = z.discriminatedUnion('type', [
  BootRecord,
  Play,
  Missed,
  ProgrammeRecord,
  ClockRecord,
  InterruptionRecord,
  SealRecord,
  IncidentRecord,
  SnapshotRecord,
]);
export type JournalRecord = z.infer<typeof JournalRecord>;

type WithoutChain<T> = T extends JournalRecord
  ? Omit<T, 'v' | 'screen' | 'key' | 'boot' | 'seq' | 'prev'>
  : never;
/** A record before it takes its place in the chain. */
export type RecordDraft = WithoutChain<JournalRecord>;

/** Identity of a player and the place its chain has reached. */
export interface ChainHead {
  readonly screen: string;
  readonly key: string;
  readonly boot: string;
  readonly nextSeq: number;
  readonly sha256: string | null;
}

/** Hash of a record: SHA-256 of its canonical JSON. */
export function hashRecord(record: JournalRecord, sha256: Sha256): string {
  return sha256(canonicalJson(record));
}

/** Gives `draft` its place after `head`. Returns the record, its hash and the new head; nothing is changed. */
export function chainRecord(
  head: ChainHead,
  draft: RecordDraft,
  sha256: Sha256,
): { record: JournalRecord; sha256: string; head: ChainHead } {
  const { screen, key, boot, nextSeq } = head;
  // Spread last: V8 takes two microseconds for every named member that follows a spread.
  const record = { v: 1, screen, key, boot, seq: nextSeq, prev: head.sha256, ...draft } as JournalRecord;
  const hash = hashRecord(record, sha256);
  return { record, sha256: hash, head: { screen, key, boot, nextSeq: nextSeq + 1, sha256: hash } };
}

/** The text a player signs for a batch: all records of the boot up to `lastSeq`, through the chain. */
export function batchSigningText(batch: {
  screen: string;
  key: string;
  boot: string;
  lastSeq: number;
  sha256: string;
}): string {
  return `vongxoay/batch/v1\n${batch.screen}\n${batch.key}\n${batch.boot}\n${batch.lastSeq}\n${batch.sha256}`;
}

/** The text a player signs for an hour that is over. */
export function hourSealSigningText(
  seal: Pick<SealRecord, 'screen' | 'key' | 'boot' | 'hour' | 'sealed' | 'server'>,
): string {
  const { screen, key, boot, hour, sealed, server } = seal;
  const echo = server === null ? '-' : `${server.number} ${server.sha256}`;
  return [
    'vongxoay/hour-seal/v1',
    screen,
    key,
    boot,
    `${hour.from} ${hour.to}`,
    `${sealed.seq} ${sealed.plays} ${sealed.sha256}`,
    echo,
  ].join('\n');
}
