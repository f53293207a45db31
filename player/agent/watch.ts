// Looks at the desktop twice a second and says what lies on our picture: windows above ours at once, and other pixels
// than approved where no window explains them (a driver's or a compositor's own drawing). It tells what it saw, never
// what to make of it.

import { createHash } from 'node:crypto';
import type { Outlook } from '../companion.ts';
import type { Desktop } from './desktop.ts';
import type { Logger } from './log.ts';

export interface WatchPorts {
  readonly desktop: Desktop;
  readonly log: Logger;
  /** What lies on our picture; null: nobody could look. */
  readonly publish: (covers: readonly string[] | null) => void;
}

const LOOK_EVERY_MS = 500;
/** Pixels are compared at every fourth look. */
const GRAB_EVERY = 4;
/** What other pixels than approved are called among the covers. */
export const OTHER_PICTURE = 'hình khác với hình đã duyệt';
const NOT_THERE = 'không thấy cửa sổ của trình phát';

export class Watch {
  readonly #ports: WatchPorts;
  readonly #stopped = new AbortController();
  #outlook: Outlook | null = null;
  #running: Promise<void> | null = null;
  #looks = 0;
  /** Exact comparison has worked on this PC: some colour managements and drivers change every pixel a little. */
  #hasMatched = false;
  #differsOn: string | null = null;
  #isOther = false;
  #covers: readonly string[] | null = null;

  constructor(ports: WatchPorts) {
    this.#ports = ports;
  }

  get covers(): readonly string[] | null {
    return this.#covers;
  }

  get outlook(): Outlook | null {
    return this.#outlook;
  }

  /** What the page says should be there. */
  expect(outlook: Outlook): void {
    this.#outlook = outlook;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
    this.#ports.desktop.close();
  }

  async #run(): Promise<void> {
    const { log, publish } = this.#ports;
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      const before = this.#covers;
      this.#covers = await this.#look().catch((err: unknown) => {
        log.warn({ err }, 'desktop not seen');
        return null;
      });
      publish(this.#covers);
      if (before?.join() !== this.#covers?.join()) log.info({ covers: this.#covers }, 'desktop changed');
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timeout);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        const timeout = setTimeout(wake, LOOK_EVERY_MS);
        signal.addEventListener('abort', wake);
      });
    }
  }

  async #look(): Promise<readonly string[] | null> {
    const outlook = this.#outlook;
    if (outlook === null) return null;
    const look = await this.#ports.desktop.look(outlook.rect);
    if (look === null) return null;
    if (!look.isThere) return [NOT_THERE];
    if (look.covers.length > 0) return look.covers;
    this.#looks += 1;
    if (this.#looks % GRAB_EVERY === 0) await this.#compare(outlook);
    return this.#isOther ? [OTHER_PICTURE] : [];
  }

  /** Twice the same picture expected and not found: once may have been the swap to the next one. */
  async #compare({ rect, pixels }: Outlook): Promise<void> {
    const grabbed = pixels === null ? null : await this.#ports.desktop.grab(rect);
    if (grabbed === null || this.#outlook?.pixels !== pixels) {
      this.#isOther = false;
      return;
    }
    const isSame = createHash('sha256').update(grabbed).digest('hex') === pixels;
    this.#hasMatched ||= isSame;
    this.#isOther = !isSame && this.#hasMatched && this.#differsOn === pixels;
    this.#differsOn = isSame ? null : pixels;
  }
}
