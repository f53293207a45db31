// Server-sent events to the page: a stream that the browser itself opens again when it broke.

import type { ServerResponse } from 'node:http';
import type { AgentEvent } from '../companion.ts';

export class Events {
  readonly #streams = new Set<ServerResponse>();

  add(response: ServerResponse): void {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write('retry: 500\n\n');
    this.#streams.add(response);
    response.once('close', () => this.#streams.delete(response));
  }

  /** False when nobody listens. */
  publish(event: AgentEvent): boolean {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify(event)}\n\n`);
    return this.#streams.size > 0;
  }
}
