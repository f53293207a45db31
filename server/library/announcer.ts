// Tells whoever asked that something has happened, after it is durable. A listener that fails is logged and stops
// nobody else; what it would have pushed is still read over HTTP or at the next hello.

import type { Logger } from '../logger.ts';

export class Announcer<T> {
  readonly #listeners = new Set<(news: T) => void>();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /** Returns how to stop listening. */
  listen(listener: (news: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(news: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(news);
      } catch (error) {
        this.#log.error({ err: error }, 'a listener failed');
      }
    }
  }
}
