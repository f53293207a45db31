// Nhường màn hình, as the agent does its part: what somebody at the PC declares goes to the page, which records it and
// keeps its end; when the page says that it has yielded, the window goes behind, and comes back by itself.

import { randomBytes } from 'node:crypto';
import type { LocalYield, Outlook, YieldForm } from '../companion.ts';
import type { Browser } from './browser.ts';
import type { Logger } from './log.ts';

export interface LocalYieldPorts {
  readonly browser: () => Browser | null;
  /** Hands it to the page; false when none listens. */
  readonly publish: (declared: LocalYield) => boolean;
  readonly log: Logger;
}

/** A page that does not say in time that its yield is over may be asleep behind the others. */
const GRACE_MS = 1_000;

export class LocalYields {
  readonly #ports: LocalYieldPorts;
  #declared: LocalYield | null = null;
  #behind: Browser | null = null;
  #end: NodeJS.Timeout | undefined;

  constructor(ports: LocalYieldPorts) {
    this.#ports = ports;
  }

  declare(form: YieldForm): boolean {
    const declared = { ...form, id: `tai-may-${randomBytes(4).toString('hex')}`, revision: 1 };
    this.#declared = declared;
    return this.#ports.publish(declared);
  }

  /** Takes the screen back before its time. */
  end(): boolean {
    const declared = this.#declared;
    if (declared === null) return false;
    this.#declared = { ...declared, revision: declared.revision + 1, durationMs: 0 };
    return this.#ports.publish(this.#declared);
  }

  /** Where the window belongs, by what the page says. */
  async follow({ yielded }: Outlook): Promise<void> {
    clearTimeout(this.#end);
    if (yielded !== null) {
      this.#end = setTimeout(() => void this.#place('front'), Math.max(0, yielded.leftMs) + GRACE_MS);
    }
    await this.#place(yielded === null ? 'front' : 'behind');
  }

  stop(): void {
    clearTimeout(this.#end);
  }

  async #place(where: 'front' | 'behind'): Promise<void> {
    const browser = this.#ports.browser();
    const isBehind = this.#behind !== null && this.#behind === browser;
    if (browser === null || isBehind === (where === 'behind')) return;
    this.#behind = where === 'behind' ? browser : null;
    try {
      await browser.place(where);
      this.#ports.log.info({ where }, 'window placed');
    } catch (err) {
      this.#behind = where === 'behind' ? null : browser;
      this.#ports.log.warn({ err, where }, 'window not placed');
    }
  }
}
