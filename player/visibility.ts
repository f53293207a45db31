// How long the page was visible, on the monotonic clock. A covered window stays "visible": only the agent sees that, and
// what it sees is kept beside it.

import { Cover } from './cover.ts';

export class Visibility {
  readonly cover: Cover;
  readonly #mono: () => number;
  readonly #listeners: (() => void)[] = [];
  #visibleMs = 0;
  #sinceMono: number | null;
  #veiledMs = 0;
  #veiledSinceMono: number | null = null;

  constructor(mono: () => number) {
    this.cover = new Cover(mono);
    this.#mono = mono;
    this.#sinceMono = document.visibilityState === 'visible' ? mono() : null;
    document.addEventListener('visibilitychange', this.#note);
  }

  get isVisible(): boolean {
    return this.#sinceMono !== null;
  }

  /** Grows while the page is visible; only differences mean anything. */
  get visibleMs(): number {
    return this.#visibleMs + (this.#sinceMono === null ? 0 : this.#mono() - this.#sinceMono);
  }

  /** Our own overlay lies on the content from now, or no longer. */
  veil(isVeiled: boolean): void {
    this.#veiledMs = this.veiledMs;
    this.#veiledSinceMono = isVeiled ? this.#mono() : null;
  }

  /** Grows while an overlay of ours covers the content. */
  get veiledMs(): number {
    return this.#veiledMs + (this.#veiledSinceMono === null ? 0 : this.#mono() - this.#veiledSinceMono);
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  readonly #note = (): void => {
    this.#visibleMs = this.visibleMs;
    this.#sinceMono = document.visibilityState === 'visible' ? this.#mono() : null;
    for (const listener of this.#listeners) listener();
  };
}
