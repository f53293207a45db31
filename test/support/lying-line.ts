// A line to the server that loses files or brings other bytes under their hash, as a half-restored backup or a meddling
// proxy does. Everything else passes, sockets too.

import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServerDoor } from '../../player/agent/server-door.ts';

const OF_THIS_HOP = ['host', 'origin', 'connection'];

export class LyingLine implements AsyncDisposable {
  readonly url: string;
  /** By hash. */
  readonly missing = new Set<string>();
  readonly altered = new Set<string>();
  readonly #http: Server;

  private constructor(http: Server) {
    this.#http = http;
    this.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  }

  static async to(serverUrl: string): Promise<LyingLine> {
    const http = createServer((near, answer) => {
      const sha256 = /^\/assets\/([0-9a-f]{64})$/.exec(near.url ?? '')?.[1] ?? '';
      if (line.missing.has(sha256)) {
        answer.writeHead(404).end();
        return;
      }
      const isAltered = line.altered.has(sha256);
      const kept = Object.entries(near.headers).filter(([name]) => !OF_THIS_HOP.includes(name));
      const far = request(
        new URL(near.url ?? '/', serverUrl),
        { method: near.method, headers: Object.fromEntries(kept) },
        (found) => {
          answer.writeHead(found.statusCode ?? 502, found.headers);
          found.once('data', (first: Buffer) => {
            // One bit of the first piece, far behind what tells the kind of file.
            const at = first.length >> 1;
            if (isAltered) first.writeUInt8((first[at] ?? 0) ^ 1, at);
            answer.write(first);
            found.pipe(answer);
          });
          found.once('end', () => answer.end());
        },
      );
      far.once('error', () => answer.destroy());
      near.pipe(far);
    });
    new ServerDoor(serverUrl).tunnel(http, () => true);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    const line = new LyingLine(http);
    return line;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#http.close(resolve));
    this.#http.closeAllConnections();
    await closed;
  }
}
