// The Chrome DevTools Protocol over two pipes of the browser's own process: no port that another program on the PC could
// use to draw on the LED, and a browser whose agent died notices that its pipe is gone and ends.

import type { Readable, Writable } from 'node:stream';

export class CdpError extends Error {
  override readonly name = 'CdpError';
}

export interface CdpEvent {
  readonly method: string;
  readonly params: Record<string, unknown>;
  readonly sessionId?: string;
}

interface Message extends Partial<CdpEvent> {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

interface Waiting {
  resolve(result: Record<string, unknown>): void;
  reject(error: Error): void;
}

const END = '\0';

export class Cdp {
  readonly #writing: Writable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners: ((event: CdpEvent) => void)[] = [];
  #lastId = 0;
  #carried = '';
  #isClosed = false;

  /** `writing` is the browser's third file, `reading` its fourth. */
  constructor(writing: Writable, reading: Readable) {
    this.#writing = writing;
    writing.on('error', () => this.#close());
    reading.setEncoding('utf8');
    reading.on('data', (text: string) => this.#read(text));
    reading.on('close', () => this.#close());
    reading.on('error', () => this.#close());
  }

  onEvent(listener: (event: CdpEvent) => void): void {
    this.#listeners.push(listener);
  }

  /** Rejects when the browser refuses, is gone, or has not answered within `withinMs`. */
  async send(
    method: string,
    params: Record<string, unknown>,
    { sessionId, withinMs = 10_000 }: { sessionId?: string; withinMs?: number } = {},
  ): Promise<Record<string, unknown>> {
    if (this.#isClosed) throw new CdpError(`${method}: the browser is gone`);
    const id = (this.#lastId += 1);
    let timeout: NodeJS.Timeout | undefined;
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        timeout = setTimeout(() => reject(new CdpError(`${method}: no answer`)), withinMs);
        this.#writing.write(
          JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }) + END,
        );
      });
    } finally {
      clearTimeout(timeout);
      this.#waiting.delete(id);
    }
  }

  #read(text: string): void {
    const parts = (this.#carried + text).split(END);
    this.#carried = parts.pop() ?? '';
    for (const part of parts) this.#receive(JSON.parse(part) as Message);
  }

  #receive({ id, result, error, method, params, sessionId }: Message): void {
    if (id !== undefined) {
      const waiting = this.#waiting.get(id);
      if (error === undefined) waiting?.resolve(result ?? {});
      else waiting?.reject(new CdpError(error.message));
      return;
    }
    if (method === undefined) return;
    const event = { method, params: params ?? {}, ...(sessionId === undefined ? {} : { sessionId }) };
    for (const listener of this.#listeners) listener(event);
  }

  #close(): void {
    this.#isClosed = true;
    for (const waiting of this.#waiting.values()) waiting.reject(new CdpError('the browser is gone'));
  }
}
