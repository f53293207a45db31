// What the server hears of the running player: on every change and every five seconds, receipts first, then what is on
// now. Receipts wait here while the connection is away; states do not, only the newest is worth saying.

import type { InterruptionReceipt } from '../content/model/interruption.ts';
import type { ProgrammeReceipt } from '../content/model/protocol.ts';
import { Bell, rest } from './bell.ts';
import type { Ask, LinkPorts } from './link-port.ts';

const STATE_EVERY_MS = 5_000;
const LEAST_STATE_MS = 250;
/** Off line for long, the newest say enough. */
const MOST_ANSWERS = 200;

export class StateReport {
  readonly #ports: Pick<LinkPorts, 'state' | 'onFault'>;
  readonly #ask: Ask;
  readonly #bell = new Bell();
  /** Newest receipt of each programme, until it was delivered. */
  readonly #receipts = new Map<number, ProgrammeReceipt>();
  /** What became of interruptions, in order, until it was delivered. */
  readonly #answers: InterruptionReceipt[] = [];

  constructor(ports: Pick<LinkPorts, 'state' | 'onFault'>, ask: Ask) {
    this.#ports = ports;
    this.#ask = ask;
  }

  changed(): void {
    this.#bell.ring();
  }

  addReceipt(receipt: ProgrammeReceipt): void {
    this.#receipts.set(receipt.number, receipt);
    this.#bell.ring();
  }

  addAnswer(receipt: InterruptionReceipt): void {
    this.#answers.push(receipt);
    if (this.#answers.length > MOST_ANSWERS) this.#answers.shift();
    this.#bell.ring();
  }

  /** Until the connection ends. */
  async run(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      this.#bell.reset();
      await this.#send().catch(this.#ports.onFault);
      await rest(LEAST_STATE_MS, ended);
      await this.#bell.rung(ended, STATE_EVERY_MS);
    }
  }

  async #send(): Promise<void> {
    for (const [number, receipt] of this.#receipts) {
      await this.#ask('programme:receipt', receipt);
      if (this.#receipts.get(number) === receipt) this.#receipts.delete(number);
    }
    for (let answer = this.#answers[0]; answer !== undefined; answer = this.#answers[0]) {
      await this.#ask('interruption:receipt', answer);
      if (this.#answers[0] === answer) this.#answers.shift();
    }
    await this.#ask('state:report', await this.#ports.state());
  }
}
