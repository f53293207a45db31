// Keeps a browser on the page for as long as the agent runs: asks it every few seconds whether it answers and does what
// supervision.ts says. If this stops, a page that dies stays dead and the wall shows the browser's own sad picture.

import type { Browser } from './browser.ts';
import type { Logger } from './log.ts';
import {
  isFailing,
  noteSign,
  pauseBeforeStart,
  remedyAt,
  type Sign,
  type Vitals,
  vitalsAtStart,
} from './supervision.ts';

export interface SupervisorPorts {
  readonly launch: () => Promise<Browser>;
  readonly mono: () => number;
  readonly log: Logger;
  readonly beatMs?: number;
}

const BEAT_MS = 5_000;

export class Supervisor {
  readonly #ports: SupervisorPorts;
  readonly #stopped = new AbortController();
  #vitals: Vitals;
  #browser: Browser | null = null;
  #running: Promise<void> | null = null;
  #wake: () => void = () => {};
  #revivals = 0;

  constructor(ports: SupervisorPorts) {
    this.#ports = ports;
    this.#vitals = vitalsAtStart(ports.mono());
  }

  /** Null while it is being started. */
  get browser(): Browser | null {
    return this.#browser;
  }

  get report(): { readonly revivals: number; readonly restarts: number; readonly isFailing: boolean } {
    const { restarts } = this.#vitals;
    const failing = isFailing(this.#vitals, this.#ports.mono());
    return { revivals: this.#revivals, restarts: restarts.length, isFailing: failing };
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#wake();
    await this.#running;
    await this.#browser?.close();
  }

  async #run(): Promise<void> {
    await this.#launch();
    while (!this.#stopped.signal.aborted) {
      await this.#pause(this.#ports.beatMs ?? BEAT_MS);
      if (this.#stopped.signal.aborted) return;
      await this.#beat();
      await this.#remedy();
    }
  }

  async #beat(): Promise<void> {
    const browser = this.#browser;
    if (browser !== null && (await browser.answers(this.#ports.beatMs ?? BEAT_MS))) this.#note('answered');
  }

  async #remedy(): Promise<void> {
    const { log, mono } = this.#ports;
    const remedy = remedyAt(this.#vitals, mono());
    if (remedy === 'wait') return;
    if (remedy === 'revive') {
      this.#revivals += 1;
      log.warn({ revivals: this.#revivals }, 'page does not answer: started anew');
      this.#note('revived');
      await this.#browser?.revive().catch((err: unknown) => log.warn({ err }, 'page not revived'));
      return;
    }
    log.error(this.report, 'browser gone or silent: started anew');
    this.#browser?.kill();
    await this.#browser?.exited;
    await this.#pause(pauseBeforeStart(this.#vitals, mono()));
    if (this.#stopped.signal.aborted) return;
    this.#note('started');
    if (this.report.isFailing) log.fatal(this.report, 'browser does not stay up: look at this PC');
    await this.#launch();
  }

  async #launch(): Promise<void> {
    const { launch, log } = this.#ports;
    this.#browser = null;
    try {
      const browser = await launch();
      this.#browser = browser;
      browser.onCrash(() => this.#hear('crashed', browser));
      void browser.exited.then(() => this.#hear('gone', browser));
    } catch (err) {
      log.error({ err }, 'browser not started');
      this.#note('gone');
    }
  }

  #hear(sign: Sign, browser: Browser): void {
    if (browser !== this.#browser) return;
    this.#note(sign);
    this.#wake();
  }

  #note(sign: Sign): void {
    this.#vitals = noteSign(this.#vitals, sign, this.#ports.mono());
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  }
}
