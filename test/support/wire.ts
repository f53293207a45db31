// The cable between a PC and the server: a TCP proxy that can be pulled out and put in again.

import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './server-process.ts';

export class Wire implements AsyncDisposable {
  readonly url: string;
  readonly #port: number;
  readonly #toPort: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  private constructor(port: number, toPort: number) {
    this.#port = port;
    this.#toPort = toPort;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Plugged in. */
  static async to(url: string): Promise<Wire> {
    const wire = new Wire(await freePort(), Number(new URL(url).port));
    await wire.plug();
    return wire;
  }

  async plug(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#toPort, '127.0.0.1');
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => socket.destroy());
        socket.once('close', () => this.#sockets.delete(socket));
      }
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
      near.pipe(far).pipe(near);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
  }

  /** Whoever connects now is refused. */
  async pull(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.pull();
  }
}
