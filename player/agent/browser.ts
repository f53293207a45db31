// One run of the browser: started as a kiosk on our page, asked over CDP whether it still answers, revived, looked at,
// put behind other windows, ended.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { kioskLine, prepareProfile } from './browser-place.ts';
import { Cdp } from './cdp.ts';

export interface BrowserPlan {
  readonly program: string;
  readonly profile: string;
  readonly url: string;
  readonly flags: readonly string[];
}

const ATTACH_TRIES = 100;
const ATTACH_PAUSE_MS = 100;

export class Browser {
  readonly exited: Promise<void>;
  readonly #child: ChildProcess;
  readonly #cdp: Cdp;
  readonly #url: string;
  #target = '';
  #session = '';
  #onCrash: () => void = () => {};

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
    this.exited = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    this.#cdp = new Cdp(child.stdio[3] as Writable, child.stdio[4] as Readable);
    this.#cdp.onEvent(({ method, params }) => {
      if (method === 'Target.targetCrashed' && params['targetId'] === this.#target) this.#onCrash();
    });
  }

  /** Rejects when it does not show its page within a moment; it is ended then. */
  static async launch({ program, profile, url, flags }: BrowserPlan): Promise<Browser> {
    await prepareProfile(profile);
    const stdio = ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
    const child = spawn(program, kioskLine(profile, url, flags), { stdio: [...stdio] });
    const browser = new Browser(child, url);
    try {
      await browser.#attach();
      return browser;
    } catch (error) {
      browser.kill();
      throw error;
    }
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The renderer is gone; the browser itself lives on and would show its own sad picture for ever. */
  onCrash(listener: () => void): void {
    this.#onCrash = listener;
  }

  /** Does the page's main thread answer, and is it our page? */
  async answers(withinMs: number): Promise<boolean> {
    try {
      const { result } = (await this.#cdp.send(
        'Runtime.evaluate',
        { expression: 'location.origin', returnByValue: true },
        { sessionId: this.#session, withinMs },
      )) as { result?: { value?: unknown } };
      return result?.value === new URL(this.#url).origin;
    } catch {
      return false;
    }
  }

  /** Starts the page anew. A hung one must be made to crash first. */
  async revive(): Promise<void> {
    const options = { sessionId: this.#session, withinMs: 2_000 };
    await this.#cdp.send('Page.crash', {}, options).catch(() => {});
    await this.#cdp.send('Page.navigate', { url: this.#url }, { sessionId: this.#session });
  }

  /** A PNG of the page, as its compositor has it. */
  async screenshot(): Promise<Uint8Array<ArrayBuffer>> {
    const { data } = await this.#cdp.send(
      'Page.captureScreenshot',
      { format: 'png' },
      { sessionId: this.#session },
    );
    return new Uint8Array(Buffer.from(String(data), 'base64'));
  }

  /** Behind everything else, or before it. */
  async place(where: 'front' | 'behind'): Promise<void> {
    const { windowId } = await this.#cdp.send('Browser.getWindowForTarget', { targetId: this.#target });
    // Each only from the normal state.
    const states = ['normal', where === 'behind' ? 'minimized' : 'fullscreen'];
    for (const windowState of states) {
      await this.#cdp.send('Browser.setWindowBounds', { windowId, bounds: { windowState } });
    }
  }

  /** Asks nobody: a browser that must go has often stopped listening. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Lets it write down what it has to. */
  async close(): Promise<void> {
    await this.#cdp.send('Browser.close', {}, { withinMs: 2_000 }).catch(() => {});
    const late = setTimeout(() => this.kill(), 3_000);
    await this.exited;
    clearTimeout(late);
  }

  async #attach(): Promise<void> {
    await this.#cdp.send('Target.setDiscoverTargets', { discover: true });
    for (let attempt = 0; attempt < ATTACH_TRIES; attempt += 1) {
      const { targetInfos } = await this.#cdp.send('Target.getTargets', {});
      const page = (targetInfos as { targetId: string; type: string }[]).find(({ type }) => type === 'page');
      if (page !== undefined) {
        this.#target = page.targetId;
        const attached = await this.#cdp.send('Target.attachToTarget', {
          targetId: page.targetId,
          flatten: true,
        });
        this.#session = String(attached['sessionId']);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, ATTACH_PAUSE_MS));
    }
    throw new Error('the browser shows no page');
  }
}
