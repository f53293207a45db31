// Every socket event: its name, what it carries, what comes back. Both sides parse with these schemas and with nothing
// else; an event that is not here does not exist. Sockets push programmes and carry records; files go over HTTP by hash.

import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import { Instant } from './instant.ts';
import { InterruptionOrder, InterruptionReceipt, SignedInterruption } from './interruption.ts';
import { Id, Sha256Hex } from './item.ts';
import { ClockReading, JournalRecord } from './play.ts';
import { SignedProgramme } from './programme.ts';
import { DaySealEcho, KeyId } from './seal.ts';
import { Snapshot } from './snapshot.ts';

/** Raised when a message changes its meaning; the server speaks this one and the one before. */
export const PROTOCOL_VERSION = 1;
export const OLDEST_PROTOCOL_VERSION = 1;
/** Most records in one batch, and one batch in flight: what keeps a returning player from flooding the server. */
export const BATCH_RECORDS = 200;

export const KeyAlgorithm = z.enum(['Ed25519', 'P-256']);
export type KeyAlgorithm = z.infer<typeof KeyAlgorithm>;

const Base64 = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

/** Answer of every acknowledged event. */
export type Reply<T> =
  | { ok: true; data: T }
  | { ok: false; code: ErrorCode; retryable: boolean; detail?: string };

export const Refusal = z.strictObject({
  ok: z.literal(false),
  code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
  retryable: z.boolean(),
  detail: z.string().optional(),
});

export function replyOf<T extends z.ZodType>(data: T) {
  return z.discriminatedUnion('ok', [z.strictObject({ ok: z.literal(true), data }), Refusal]);
}

/** POST /api/enrolment: a player trades a one-time code and its public key (raw Ed25519 or SEC1 point, base64) for a screen. */
export const EnrolmentRequest = z.strictObject({
  code: z.string().min(4).max(64),
  algorithm: KeyAlgorithm,
  publicKey: Base64,
  userAgent: z.string().max(400),
});
export type EnrolmentRequest = z.infer<typeof EnrolmentRequest>;

export const Enrolment = z.strictObject({
  screenId: Id,
  screenName: z.string(),
  widthPx: z.int(),
  heightPx: z.int(),
  keyId: KeyId,
  /** The server's Ed25519 public key (raw, base64) that signs programmes, and its id. */
  serverKey: z.strictObject({ keyId: KeyId, publicKey: Base64 }),
});
export type Enrolment = z.infer<typeof Enrolment>;

/** Server -> player on connect. */
export const Challenge = z.strictObject({ protocol: z.int(), oldest: z.int(), nonce: z.string() });
export type Challenge = z.infer<typeof Challenge>;

/** The text a player signs to prove who it is. */
export function challengeSigningText(nonce: string, keyId: string): string {
  return `vongxoay/hello/v1\n${keyId}\n${nonce}`;
}

export const Hello = z.strictObject({
  protocol: z.int(),
  keyId: KeyId,
  signature: Base64,
  app: z.string().max(64),
  boot: z.string().regex(/^[0-9a-f]{16}$/),
  epoch: z.string().max(64),
  programme: z.int().nonnegative(),
});
export type Hello = z.infer<typeof Hello>;

export const Welcome = z.strictObject({
  screenId: Id,
  serverAt: Instant,
  /** Programmes in force now or later, oldest first. */
  programmes: z.array(SignedProgramme),
  /** Slots of the current hour the ledger already counts, so that lost local storage never over-shows. */
  counted: z.array(
    z.strictObject({
      hourFrom: Instant,
      slot: z.string(),
      attempt: z.int(),
      plannedAt: Instant,
      startedAt: Instant,
    }),
  ),
  /** Interruptions not over, the newest revision of each: what was missed while off line. */
  interruptions: z.array(SignedInterruption),
  /** How far the ledger has each boot of this key: the player may forget up to here. */
  acknowledged: z.array(z.strictObject({ boot: z.string(), upToSeq: z.int() })),
  /** Newest day seal of the screen's ledger: the player echoes it in its hour seals. */
  seal: DaySealEcho.nullable(),
});
export type Welcome = z.infer<typeof Welcome>;

/** One batch: records of one boot, in order, and the player's signature over the chain up to the last of them. */
export const PlayBatch = z.strictObject({
  boot: z.string().regex(/^[0-9a-f]{16}$/),
  records: z.array(JournalRecord).min(1).max(BATCH_RECORDS),
  signature: Base64,
});
export type PlayBatch = z.infer<typeof PlayBatch>;

/** Means: every record of the boot up to `upToSeq` is durable in ledger or quarantine. It can't mean more than that. */
export const BatchReceipt = z.strictObject({ boot: z.string(), upToSeq: z.int() });
export type BatchReceipt = z.infer<typeof BatchReceipt>;

/** Drawn above the content because somebody asked. All but the check code cover it: showings under them do not count. */
export const OverlayKind = z.enum(['identify', 'test_card', 'check_code']);
export type OverlayKind = z.infer<typeof OverlayKind>;

/** Distance of the canvas from the edges of the output, as in Screen. */
export const OverlayPlace = z.strictObject({
  offsetXPx: z.int().nonnegative().max(16_384),
  offsetYPx: z.int().nonnegative().max(16_384),
});
export type OverlayPlace = z.infer<typeof OverlayPlace>;

/** Somebody at the console asks a player for something at once; forgotten when it is not there. */
export const PlayerErrand = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('overlay'),
    overlay: OverlayKind,
    /** The giant number, where it is one. */
    number: z.int().nonnegative().optional(),
    /** Where it lies instead of on the picture: a place that is being tried out. */
    place: OverlayPlace.optional(),
    /** It goes away by itself after this; at 0 at once, whatever lies there. */
    forMs: z.int().nonnegative().max(3_600_000),
  }),
  z.strictObject({ what: z.literal('snapshot') }),
]);
export type PlayerErrand = z.infer<typeof PlayerErrand>;

/** Of the agent beside the page: what it sees on the desktop, and how its browser fares since it began. */
export const AgentReport = z.strictObject({
  /** What lies on the picture now; null: nobody can look. */
  covers: z.array(z.string().max(200)).max(20).nullable(),
  /** Pages that were started anew. */
  revivals: z.int().nonnegative(),
  /** Browsers, in the last ten minutes of trouble. */
  restarts: z.int().nonnegative(),
  /** The browser does not stay up: somebody must look at the PC. */
  isFailing: z.boolean(),
});
export type AgentReport = z.infer<typeof AgentReport>;

/** An item that the programme names and the player cannot show: its file is not here, or cannot be drawn, or broke the page. */
export const BrokenItem = z.strictObject({
  item: Id,
  version: z.int().positive(),
  title: z.string().max(200),
  why: z.enum(['cannot_be_shown', 'set_aside']),
});
export type BrokenItem = z.infer<typeof BrokenItem>;
export const MOST_BROKEN = 20;

/** What the player says is on now; the console draws the very asset named here. */
export const PlayerState = z.strictObject({
  showing: z
    .strictObject({
      role: z.enum([
        'slot',
        'make_good',
        'filler',
        'idle',
        'closed',
        'fallback',
        'notice',
        'yield',
        'blackout',
      ]),
      item: Id.nullable(),
      version: z.int().nullable(),
      title: z.string().max(200),
      asset: Sha256Hex.nullable(),
      pixels: Sha256Hex.nullable(),
      startedAt: Instant.nullable(),
      untilAt: Instant.nullable(),
    })
    .nullable(),
  programme: z.int().nonnegative(),
  visible: z.boolean(),
  clock: ClockReading,
  /** Records waiting for acknowledgement. */
  pending: z.int().nonnegative(),
  /** Left out without an agent. */
  agent: AgentReport.optional(),
  storage: z.strictObject({
    persisted: z.boolean(),
    secureContext: z.boolean(),
    home: z.enum(['indexeddb', 'agent', 'memory']),
    /** Does the page start with no network at all: by its service worker or its agent? */
    startsOffline: z.boolean().optional(),
    /** Records found no room and wait in memory. */
    full: z.boolean().optional(),
    usedBytes: z.int().nonnegative().optional(),
    /** What the browser says is left; not to be planned with. */
    freeBytes: z.int().nonnegative().optional(),
  }),
  /** Applied dimming: share of the signal that reaches the LED. */
  brightnessPercent: z.int().min(0).max(100).optional(),
  /** What is drawn above the content now, if anything. */
  overlay: OverlayKind.nullable().optional(),
  /** Left out where there are none. */
  broken: z.array(BrokenItem).max(MOST_BROKEN).optional(),
});
export type PlayerState = z.infer<typeof PlayerState>;

export const ProgrammeReceipt = z.strictObject({
  number: z.int().positive(),
  state: z.enum(['received', 'ready', 'on_screen', 'refused']),
  reason: z.string().max(200).optional(),
});
export type ProgrammeReceipt = z.infer<typeof ProgrammeReceipt>;

/** Server's receive and send instants, for the player's clock estimate. */
export const TimeAnswer = z.strictObject({ receivedAt: Instant, sentAt: Instant });
export type TimeAnswer = z.infer<typeof TimeAnswer>;

const Nothing = z.strictObject({});

/** Player -> server. `audience` says who may send it: before the hello anybody, afterwards only an enrolled player. */
export const PLAYER_EVENTS = {
  'player:hello': { audience: 'stranger', request: Hello, reply: Welcome },
  'time:ask': { audience: 'player', request: Nothing, reply: TimeAnswer },
  'plays:report': { audience: 'player', request: PlayBatch, reply: BatchReceipt },
  'state:report': { audience: 'player', request: PlayerState, reply: Nothing },
  'programme:receipt': { audience: 'player', request: ProgrammeReceipt, reply: Nothing },
  'interruption:receipt': { audience: 'player', request: InterruptionReceipt, reply: Nothing },
  'snapshot:deliver': { audience: 'player', request: Snapshot, reply: Nothing },
} as const;
export type PlayerEvent = keyof typeof PLAYER_EVENTS;

/** Server -> player. */
export const PLAYER_PUSHES = {
  'player:challenged': Challenge,
  'programme:published': SignedProgramme,
  'interruption:ordered': InterruptionOrder,
  'day:sealed': DaySealEcho,
  'player:asked': PlayerErrand,
} as const;
export type PlayerPush = keyof typeof PLAYER_PUSHES;

/** Console -> server: a signed-in person. Pushes are hints; the truth is read over HTTP. */
export const CONSOLE_EVENTS = {
  'screens:watch': { audience: 'person', request: Nothing, reply: Nothing },
} as const;
export type ConsoleEvent = keyof typeof CONSOLE_EVENTS;

export const CONSOLE_PUSHES = {
  /** Presence, showing or account of a screen changed: ask again. */
  'screen:changed': z.strictObject({ screenId: Id }),
  'items:changed': Nothing,
  'interruptions:changed': Nothing,
  'alerts:changed': Nothing,
} as const;
export type ConsolePush = keyof typeof CONSOLE_PUSHES;
