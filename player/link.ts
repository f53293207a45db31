// The socket to the server: hello, time, programmes, records, state. Websocket only. One batch in flight; a record is
// forgotten only after the server said that it is durable there. Without the link the player plays on and journals.

import { io, type Socket } from 'socket.io-client';
import { z } from 'zod';
import type { ErrorCode } from '../content/model/errors.ts';
import type { Instant } from '../content/model/instant.ts';
import { InterruptionOrder, type InterruptionReceipt } from '../content/model/interruption.ts';
import { batchSigningText } from '../content/model/play.ts';
import { SignedProgramme } from '../content/model/programme.ts';
import type { DaySealEcho } from '../content/model/seal.ts';
import {
  BATCH_RECORDS,
  Challenge,
  challengeSigningText,
  PLAYER_EVENTS,
  type PlayerEvent,
  PLAYER_PUSHES,
  type PlayerErrand,
  type PlayerState,
  type ProgrammeReceipt,
  PROTOCOL_VERSION,
  replyOf,
  type Welcome,
} from '../content/model/protocol.ts';
import type { PlayerClock } from './clock.ts';
import type { PlayerKey } from './identity.ts';
import type { Entry, Journal } from './journal.ts';
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

const ANSWER_WITHIN_MS = 30_000;
const FIRST_RETRY_MS = 2_000;
/** Longest pause, in first ones: a minute. */
const MOST_RETRIES = 30;
const STATE_EVERY_MS = 5_000;
const LEAST_STATE_MS = 250;
/** Longest that a timeout can be. */
const MOST_TIMEOUT_MS = 2_147_483_647;
/** Off line for long, the newest say enough. */
const MOST_ANSWERS = 200;
const SNAPSHOT_EVERY_MS = 5_000;
const TIME_SAMPLES = 8;
const TIME_EVERY_MS = 60_000;

/** One admitted connection: its loops end with it. */
interface Session {
  readonly ended: AbortSignal;
  readonly end: () => void;
}

export class Link {
  readonly #ports: LinkPorts;
  readonly #socket: Socket;
  readonly #firstRetryMs: number;
  readonly #mostRetryMs: number;
  readonly #bells = { records: new Bell(), state: new Bell(), snapshots: new Bell() };
  /** Newest receipt of each programme, until it was delivered. */
  readonly #receipts = new Map<number, ProgrammeReceipt>();
  /** What became of interruptions, in order, until it was delivered. */
  readonly #answers: InterruptionReceipt[] = [];
  #session: Session | null = null;
  #trouble: ErrorCode | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#firstRetryMs = ports.retryMs ?? FIRST_RETRY_MS;
    this.#mostRetryMs = this.#firstRetryMs * MOST_RETRIES;
    this.#socket = io(new URL('/player', ports.serverUrl).href, {
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: this.#firstRetryMs,
      reconnectionDelayMax: this.#mostRetryMs,
      randomizationFactor: 0.5,
    });
    this.#socket.on('player:challenged', (data: unknown) => void this.#hello(data).catch(this.#refusedHello));
    this.#socket.on('programme:published', (data: unknown) => this.#receiveProgramme(data));
    this.#socket.on('interruption:ordered', (data: unknown) => this.#receiveOrder(data));
    this.#socket.on('day:sealed', (data: unknown) => {
      const parsed = PLAYER_PUSHES['day:sealed'].safeParse(data);
      if (parsed.success) this.#ports.onDaySealed(parsed.data);
      else this.#ports.onFault(parsed.error);
    });
    this.#socket.on('player:asked', (data: unknown) => {
      const parsed = PLAYER_PUSHES['player:asked'].safeParse(data);
      if (parsed.success) this.#ports.onErrand?.(parsed.data);
      else this.#ports.onFault(parsed.error);
    });
    this.#socket.on('disconnect', (reason) => {
      this.#endSession();
      // NOTE: after a disconnect by the server the client does not come back by itself.
      if (reason === 'io server disconnect') this.#connectLater(this.#firstRetryMs);
    });
  }

  /** Hello was accepted and the connection stands. */
  get isOnline(): boolean {
    return this.#session !== null;
  }

  /** Why the server last refused this player; null when it does not. */
  get trouble(): ErrorCode | null {
    return this.#trouble;
  }

  start(): void {
    this.#socket.connect();
  }

  stop(): void {
    clearTimeout(this.#retry);
    this.#endSession();
    this.#socket.disconnect();
  }

  /** Records became durable here. */
  reportRecords(): void {
    this.#bells.records.ring();
  }

  reportSnapshots(): void {
    this.#bells.snapshots.ring();
  }

  reportState(): void {
    this.#bells.state.ring();
  }

  reportProgramme(receipt: ProgrammeReceipt): void {
    this.#receipts.set(receipt.number, receipt);
    this.#bells.state.ring();
  }

  reportInterruption(receipt: InterruptionReceipt): void {
    this.#answers.push(receipt);
    if (this.#answers.length > MOST_ANSWERS) this.#answers.shift();
    this.#bells.state.ring();
  }

  async #hello(data: unknown): Promise<void> {
    const { key, boot, epoch, app, newestProgramme, onWelcome } = this.#ports;
    const { nonce, protocol } = Challenge.parse(data);
    if (protocol > PROTOCOL_VERSION) this.#ports.onNewerServer?.();
    const { keyId } = key;
    const signature = await key.sign(challengeSigningText(nonce, keyId));
    const programme = newestProgramme();
    const hello = { protocol: PROTOCOL_VERSION, keyId, signature, app, boot, epoch, programme };
    const welcome = await this.#ask('player:hello', hello);
    this.#endSession();
    const control = new AbortController();
    const session = { ended: control.signal, end: () => control.abort() };
    this.#session = session;
    this.#trouble = null;
    await this.#forget(welcome.acknowledged);
    onWelcome(welcome);
    for (const loop of [
      this.#keepTime(session),
      this.#sendRecords(session),
      this.#sendState(session),
      this.#sendSnapshots(session),
    ]) {
      loop.catch(this.#ports.onFault);
    }
  }

  readonly #refusedHello = (fault: unknown): void => {
    this.#ports.onFault(fault);
    if (fault instanceof LinkRefused) {
      this.#trouble = fault.code;
      this.#ports.onRefused?.(fault.code);
    }
    this.#socket.disconnect();
    this.#connectLater(
      fault instanceof LinkRefused && !fault.retryable ? this.#mostRetryMs : this.#firstRetryMs,
    );
  };

  #connectLater(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), ms * (0.5 + this.#ports.random()));
  }

  #endSession(): void {
    this.#session?.end();
    this.#session = null;
  }

  #receiveProgramme(data: unknown): void {
    const parsed = SignedProgramme.safeParse(data);
    if (parsed.success) this.#ports.onProgramme(parsed.data);
    else this.#ports.onFault(parsed.error);
  }

  #receiveOrder(data: unknown): void {
    const parsed = InterruptionOrder.safeParse(data);
    if (parsed.success) this.#ports.onInterruption(parsed.data);
    else this.#ports.onFault(parsed.error);
  }

  async #forget(acknowledged: Welcome['acknowledged']): Promise<void> {
    const keepFrom = this.#ports.keepFrom();
    for (const { boot, upToSeq } of acknowledged)
      await this.#ports.journal.acknowledge(boot, upToSeq, keepFrom);
  }

  /** Eight questions at once, then one a minute; the best of ten minutes holds. */
  async #keepTime({ ended }: Session): Promise<void> {
    const { clock, onTime, onFault } = this.#ports;
    for (let count = 1; !ended.aborted; count += 1) {
      const askedMono = clock.mono();
      const answer = await this.#ask('time:ask', {}).catch(onFault);
      if (answer !== undefined) {
        clock.learn({ ...answer, askedMono, answeredMono: clock.mono() });
        onTime();
      }
      if (count >= TIME_SAMPLES) await rest(TIME_EVERY_MS, ended);
    }
  }

  async #sendRecords({ ended }: Session): Promise<void> {
    const { journal, key, keepFrom, onFault } = this.#ports;
    let retryMs = this.#firstRetryMs;
    while (!ended.aborted) {
      this.#bells.records.reset();
      const entries = await journal.unacknowledged(key.keyId, BATCH_RECORDS);
      if (entries.length === 0) {
        await this.#bells.records.rung(ended);
        continue;
      }
      try {
        const { boot, upToSeq } = await this.#ask('plays:report', await this.#batchOf(entries));
        await journal.acknowledge(boot, upToSeq, keepFrom());
        retryMs = this.#firstRetryMs;
        this.#trouble = null;
      } catch (fault) {
        onFault(fault);
        if (fault instanceof LinkRefused) this.#trouble = fault.code;
        await rest(retryMs * (0.5 + this.#ports.random()), ended);
        retryMs = Math.min(retryMs * 2, this.#mostRetryMs);
      }
    }
  }

  /** After the records: a picture proves nothing before its record is there. */
  async #sendSnapshots({ ended }: Session): Promise<void> {
    const { snapshots, journal, key, onFault } = this.#ports;
    if (snapshots === undefined) return;
    while (!ended.aborted) {
      this.#bells.snapshots.reset();
      const waiting = await snapshots.next();
      if (waiting === null || (await journal.unacknowledged(key.keyId, 1)).length > 0) {
        await this.#bells.snapshots.rung(ended, SNAPSHOT_EVERY_MS);
        continue;
      }
      try {
        await this.#ask('snapshot:deliver', waiting.snapshot);
        await snapshots.drop(waiting.key);
      } catch (fault) {
        onFault(fault);
        // Refused for good: it would stand in the way of all others.
        if (fault instanceof LinkRefused && !fault.retryable) await snapshots.drop(waiting.key);
        else await rest(SNAPSHOT_EVERY_MS, ended);
      }
    }
  }

  async #batchOf(entries: readonly Entry[]) {
    const last = entries.at(-1);
    if (last === undefined) throw new RangeError('an empty batch');
    const { screen, key, boot, seq } = last.record;
    const text = batchSigningText({ screen, key, boot, lastSeq: seq, sha256: last.sha256 });
    return {
      boot,
      records: entries.map(({ record }) => record),
      signature: await this.#ports.key.sign(text),
    };
  }

  /** On every change, and every five seconds: receipts first, then what is on now. */
  async #sendState({ ended }: Session): Promise<void> {
    while (!ended.aborted) {
      this.#bells.state.reset();
      try {
        for (const [number, receipt] of this.#receipts) {
          await this.#ask('programme:receipt', receipt);
          if (this.#receipts.get(number) === receipt) this.#receipts.delete(number);
        }
        for (let answer = this.#answers[0]; answer !== undefined; answer = this.#answers[0]) {
          await this.#ask('interruption:receipt', answer);
          if (this.#answers[0] === answer) this.#answers.shift();
        }
        await this.#ask('state:report', await this.#ports.state());
      } catch (fault) {
        this.#ports.onFault(fault);
      }
      await rest(LEAST_STATE_MS, ended);
      await this.#bells.state.rung(ended, STATE_EVERY_MS);
    }
  }

  /** Throws LinkRefused, or another error when nothing that can be understood came back in time. */
  async #ask<Name extends PlayerEvent>(
    name: Name,
    request: z.input<(typeof PLAYER_EVENTS)[Name]['request']>,
  ): Promise<z.output<(typeof PLAYER_EVENTS)[Name]['reply']>> {
    const answer: unknown = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck(name, request);
    const reply = replyOf(PLAYER_EVENTS[name].reply as z.ZodType).parse(answer);
    if (!reply.ok) throw new LinkRefused(reply.code, reply.retryable);
    return reply.data as z.output<(typeof PLAYER_EVENTS)[Name]['reply']>;
  }
}

/** Rung before anybody waits, it is heard all the same. */
class Bell {
  #isRung = false;
  #hear: (() => void) | null = null;

  ring(): void {
    this.#isRung = true;
    this.#hear?.();
  }

  reset(): void {
    this.#isRung = false;
  }

  /** Resolves when it rings, after `withinMs`, or when the session ends. */
  async rung(ended: AbortSignal, withinMs = MOST_TIMEOUT_MS): Promise<void> {
    if (this.#isRung) return;
    const heard = new AbortController();
    this.#hear = () => heard.abort();
    const end = () => heard.abort();
    ended.addEventListener('abort', end);
    await rest(ended.aborted ? 0 : withinMs, heard.signal);
    ended.removeEventListener('abort', end);
    this.#hear = null;
  }
}

async function rest(ms: number, ended: AbortSignal): Promise<void> {
  if (ended.aborted) return;
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timeout);
      ended.removeEventListener('abort', end);
      resolve();
    };
    const timeout = setTimeout(end, ms);
    ended.addEventListener('abort', end);
  });
}
