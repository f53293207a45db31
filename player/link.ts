// The socket to the server: hello, what it pushes, and one session of loops for each connection that it admits. Websocket
// only. Without the link the player plays on and journals.

import { io, type Socket } from 'socket.io-client';
import type { z } from 'zod';
import type { ErrorCode } from '../content/model/errors.ts';
import type { InterruptionReceipt } from '../content/model/interruption.ts';
import {
  Challenge,
  challengeSigningText,
  PLAYER_EVENTS,
  type PlayerEvent,
  PLAYER_PUSHES,
  type PlayerPush,
  type ProgrammeReceipt,
  PROTOCOL_VERSION,
  replyOf,
  type Welcome,
} from '../content/model/protocol.ts';
import { Bell, rest } from './bell.ts';
import { deliverRecords, deliverSnapshots } from './delivery.ts';
import { type Ask, type LinkPorts, LinkRefused, type Pauses } from './link-port.ts';
import { StateReport } from './state-report.ts';

const ANSWER_WITHIN_MS = 30_000;
const FIRST_RETRY_MS = 2_000;
/** Longest pause, in first ones: a minute. */
const MOST_RETRIES = 30;
const TIME_SAMPLES = 8;
const TIME_EVERY_MS = 60_000;

export class Link {
  readonly #ports: LinkPorts;
  readonly #socket: Socket;
  readonly #pauses: Pauses;
  readonly #bells = { records: new Bell(), snapshots: new Bell() };
  readonly #report: StateReport;
  /** The admitted connection: its loops end with it. */
  #session: AbortController | null = null;
  #trouble: ErrorCode | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(ports: LinkPorts) {
    this.#ports = ports;
    this.#report = new StateReport(ports, this.#ask);
    const firstMs = ports.retryMs ?? FIRST_RETRY_MS;
    this.#pauses = { firstMs, mostMs: firstMs * MOST_RETRIES };
    this.#socket = io(new URL('/player', ports.serverUrl).href, {
      transports: ['websocket'],
      autoConnect: false,
      reconnectionDelay: firstMs,
      reconnectionDelayMax: this.#pauses.mostMs,
      randomizationFactor: 0.5,
    });
    this.#socket.on('player:challenged', (data: unknown) => void this.#hello(data).catch(this.#refusedHello));
    this.#hear('programme:published', (signed) => ports.onProgramme(signed));
    this.#hear('interruption:ordered', (order) => ports.onInterruption(order));
    this.#hear('day:sealed', (seal) => ports.onDaySealed(seal));
    this.#hear('player:asked', (errand) => ports.onErrand?.(errand));
    this.#socket.on('disconnect', (reason) => {
      this.#endSession();
      // NOTE: after a disconnect by the server the client does not come back by itself.
      if (reason === 'io server disconnect') this.#connectLater(this.#pauses.firstMs);
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
    this.#report.changed();
  }

  reportProgramme(receipt: ProgrammeReceipt): void {
    this.#report.addReceipt(receipt);
  }

  reportInterruption(receipt: InterruptionReceipt): void {
    this.#report.addAnswer(receipt);
  }

  #hear<Name extends PlayerPush>(
    name: Name,
    listen: (data: z.output<(typeof PLAYER_PUSHES)[Name]>) => void,
  ): void {
    const event: string = name;
    this.#socket.on(event, (data: unknown) => {
      const parsed = (PLAYER_PUSHES[name] as z.ZodType).safeParse(data);
      if (parsed.success) listen(parsed.data as z.output<(typeof PLAYER_PUSHES)[Name]>);
      else this.#ports.onFault(parsed.error);
    });
  }

  async #hello(data: unknown): Promise<void> {
    const { key, boot, epoch, app, newestProgramme, onWelcome, onFault } = this.#ports;
    const { nonce, protocol } = Challenge.parse(data);
    if (protocol > PROTOCOL_VERSION) this.#ports.onNewerServer?.();
    const { keyId } = key;
    const signature = await key.sign(challengeSigningText(nonce, keyId));
    const programme = newestProgramme();
    const hello = { protocol: PROTOCOL_VERSION, keyId, signature, app, boot, epoch, programme };
    const welcome = await this.#ask('player:hello', hello);
    this.#endSession();
    const session = new AbortController();
    this.#session = session;
    this.#trouble = null;
    await this.#forget(welcome.acknowledged);
    onWelcome(welcome);
    const { signal } = session;
    const delivery = {
      ...this.#ports,
      ask: this.#ask,
      pauses: this.#pauses,
      onAnswer: (refused: LinkRefused | null) => {
        this.#trouble = refused?.code ?? null;
      },
    };
    for (const loop of [
      this.#keepTime(signal),
      deliverRecords(delivery, this.#bells.records, signal),
      deliverSnapshots(delivery, this.#bells.snapshots, signal),
      this.#report.run(signal),
    ]) {
      loop.catch(onFault);
    }
  }

  readonly #refusedHello = (fault: unknown): void => {
    this.#ports.onFault(fault);
    if (fault instanceof LinkRefused) {
      this.#trouble = fault.code;
      this.#ports.onRefused?.(fault.code);
    }
    this.#socket.disconnect();
    const { firstMs, mostMs } = this.#pauses;
    this.#connectLater(fault instanceof LinkRefused && !fault.retryable ? mostMs : firstMs);
  };

  #connectLater(ms: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.#socket.connect(), ms * (0.5 + this.#ports.random()));
  }

  #endSession(): void {
    this.#session?.abort();
    this.#session = null;
  }

  async #forget(acknowledged: Welcome['acknowledged']): Promise<void> {
    const keepFrom = this.#ports.keepFrom();
    for (const { boot, upToSeq } of acknowledged)
      await this.#ports.journal.acknowledge(boot, upToSeq, keepFrom);
  }

  /** Eight questions at once, then one a minute; the best of ten minutes holds. */
  async #keepTime(ended: AbortSignal): Promise<void> {
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

  readonly #ask: Ask = async <Name extends PlayerEvent>(
    name: Name,
    request: z.input<(typeof PLAYER_EVENTS)[Name]['request']>,
  ) => {
    const answer: unknown = await this.#socket.timeout(ANSWER_WITHIN_MS).emitWithAck(name, request);
    const reply = replyOf(PLAYER_EVENTS[name].reply as z.ZodType).parse(answer);
    if (!reply.ok) throw new LinkRefused(reply.code, reply.retryable);
    return reply.data as z.output<(typeof PLAYER_EVENTS)[Name]['reply']>;
  };
}
