// What the link needs of the player and tells it, and how its loops ask the server.

import type { z } from 'zod';
import type { ErrorCode } from '../content/model/errors.ts';
import type { Instant } from '../content/model/instant.ts';
import type { InterruptionOrder } from '../content/model/interruption.ts';
import type { SignedProgramme } from '../content/model/programme.ts';
import type {
  PLAYER_EVENTS,
  PlayerErrand,
  PlayerEvent,
  PlayerState,
  Welcome,
} from '../content/model/protocol.ts';
import type { DaySealEcho } from '../content/model/seal.ts';
import type { PlayerClock } from './clock.ts';
import type { PlayerKey } from './identity.ts';
import type { Journal } from './journal.ts';
import type { SnapshotQueue } from './snapshots.ts';

export interface LinkPorts {
  readonly serverUrl: string;
  readonly key: PlayerKey;
  readonly boot: string;
  readonly epoch: string;
  readonly app: string;
  readonly journal: Pick<Journal, 'unacknowledged' | 'acknowledge'>;
  readonly clock: PlayerClock;
  /** Number of the newest programme accepted. */
  readonly newestProgramme: () => number;
  /** Start of the running hour, from which records are still needed here; null while it is not known. */
  readonly keepFrom: () => Instant | null;
  readonly state: () => Promise<PlayerState>;
  readonly onWelcome: (welcome: Welcome) => void;
  readonly onProgramme: (signed: SignedProgramme) => void;
  readonly onInterruption: (order: InterruptionOrder) => void;
  readonly onDaySealed: (seal: DaySealEcho) => void;
  readonly onTime: () => void;
  readonly onErrand?: (errand: PlayerErrand) => void;
  /** The server speaks a newer protocol than this page. */
  readonly onNewerServer?: () => void;
  /** The server answered a hello with no. */
  readonly onRefused?: (code: ErrorCode) => void;
  /** Pictures that wait for it, oldest first. */
  readonly snapshots?: Pick<SnapshotQueue, 'next' | 'drop'>;
  readonly onFault: (fault: unknown) => void;
  /** In [0, 1): spreads the reconnections of many players. */
  readonly random: () => number;
  /** First pause after a failure, doubled up to thirty times itself. */
  readonly retryMs?: number;
}

/** The server answered no. `retryable`: the same question may be answered otherwise later. */
export class LinkRefused extends Error {
  override readonly name = 'LinkRefused';
  readonly code: ErrorCode;
  readonly retryable: boolean;

  constructor(code: ErrorCode, retryable: boolean) {
    super(code);
    this.code = code;
    this.retryable = retryable;
  }
}

/** Asks the server. Throws LinkRefused, or another error when nothing that can be understood came back in time. */
export type Ask = <Name extends PlayerEvent>(
  name: Name,
  request: z.input<(typeof PLAYER_EVENTS)[Name]['request']>,
) => Promise<z.output<(typeof PLAYER_EVENTS)[Name]['reply']>>;

/** Pauses after failures: the first one, doubled up to the longest, a minute. */
export interface Pauses {
  readonly firstMs: number;
  readonly mostMs: number;
}
