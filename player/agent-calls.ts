// What the page asks of the agent on its own PC, as one table: both sides are held to it, the agent by parsing every
// request. `POST /agent/<call>` with JSON, from the agent's own page only.

import { z } from 'zod';
import { Sha256Hex } from '../content/model/item.ts';
import { Instant, Interval } from '../content/model/instant.ts';
import { JournalRecord } from '../content/model/play.ts';
import { BATCH_RECORDS, type KeyAlgorithm } from '../content/model/protocol.ts';
import { Outlook, YieldForm } from './companion.ts';
import { type Entry, type JournalOpening, KEEP_KEYS, type Mark } from './journal.ts';

/** Name of the meta element by which a page knows that an agent serves it; its content is the agent's version. */
export const AGENT_META = 'vongxoay-agent';

/** POST with a `DesktopRect`; answers one of these, or 204 where the agent sees nothing. */
export const AGENT_PHOTO = '/agent/photo';
export const PHOTO_TYPES = { desktop: 'application/octet-stream', page: 'image/png' } as const;

/** Status of `/assets/<sha256>` where the server sent other bytes than that. */
export const OTHER_BYTES = 409;

/** Status of every call that found no room on the agent's disk. */
export const INSUFFICIENT_STORAGE = 507;

/** Status of a commit for another journal than the agent's: the page outlived a loss of the agent's folder. */
export const OTHER_JOURNAL = 410;

const Nothing = z.strictObject({});
const Boot = z.string().regex(/^[0-9a-f]{16}$/);
const AnEntry = z.strictObject({ record: JournalRecord, sha256: Sha256Hex });
/** The agent keeps the mark and gives it back; only the page reads it. */
const AMark = z.custom<Mark>((value) => z.looseObject({ boot: Boot }).safeParse(value).success);
const KeepKey = z.enum(KEEP_KEYS);

export const AGENT_CALLS = {
  openJournal: Nothing,
  /** `epoch` of the journal that the page opened; a page of an earlier version names none. */
  commit: z.strictObject({
    epoch: z.string().max(64).optional(),
    entries: z.array(AnEntry),
    mark: AMark.nullable(),
  }),
  unacknowledged: z.strictObject({ key: Boot, limit: z.int().min(1).max(BATCH_RECORDS) }),
  countUnacknowledged: Nothing,
  acknowledge: z.strictObject({ boot: Boot, upToSeq: z.int(), keepFrom: Instant.nullable() }),
  recordsOfHour: Interval,
  /** The disk is full: give back what the server has, the oldest first. */
  giveWay: Nothing,
  read: z.strictObject({ key: KeepKey }),
  write: z.strictObject({ key: KeepKey, value: z.json() }),
  readKey: Nothing,
  replaceKey: Nothing,
  /** Only what our own formats sign, each of which begins with our name. */
  sign: z.strictObject({ text: z.string().startsWith('vongxoay/').max(2_000) }),
  listAssets: Nothing,
  deleteAsset: z.strictObject({ sha256: Sha256Hex }),
  tell: Outlook,
  /** Of the local yield page. */
  declareYield: YieldForm,
  endYield: Nothing,
  readOutlook: Nothing,
} as const;
export type AgentCall = keyof typeof AGENT_CALLS;
export type AgentRequest<Call extends AgentCall> = z.input<(typeof AGENT_CALLS)[Call]>;

export interface AgentKey {
  readonly algorithm: KeyAlgorithm;
  /** Raw, base64. */
  readonly publicKey: string;
  readonly keyId: string;
}

export interface AgentReplies {
  readonly openJournal: JournalOpening;
  readonly commit: null;
  readonly unacknowledged: readonly Entry[];
  readonly countUnacknowledged: number;
  readonly acknowledge: null;
  readonly recordsOfHour: readonly JournalRecord[];
  /** False: nothing was left to give. */
  readonly giveWay: boolean;
  readonly read: unknown;
  readonly write: null;
  readonly readKey: AgentKey;
  readonly replaceKey: AgentKey;
  /** Base64. */
  readonly sign: string;
  readonly listAssets: readonly string[];
  readonly deleteAsset: null;
  readonly tell: null;
  /** False: no page runs that could do it. */
  readonly declareYield: boolean;
  readonly endYield: boolean;
  readonly readOutlook: { readonly yielded: Outlook['yielded']; readonly covers: readonly string[] | null };
}
