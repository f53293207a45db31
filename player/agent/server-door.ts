// The way from this PC to the server: files by hash, the few questions that a page may put to it, and the socket, which
// is passed on byte by byte. The page talks to its own origin only, so a new server address strands nothing.

import { type IncomingMessage, request as httpRequest, type Server } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { ROUTES } from '../../content/model/api.ts';

const SOCKET_PATH = '/socket.io/';
const ANSWER_WITHIN_MS = 20_000;
/** A connection that says nothing is probed, so that a dead line of a 4G modem is noticed. */
const KEEP_ALIVE_MS = 15_000;
/** Never passed on: they speak of this PC and not of the player, who proves itself with its key. */
const OF_THIS_HOP = new Set(['host', 'origin', 'cookie', 'referer']);

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export class ServerDoor {
  readonly #server: URL;

  constructor(serverUrl: string) {
    this.#server = new URL(serverUrl);
  }

  /** The file's body; null when the server has none of that hash. Rejects when it is not reached. */
  async readAsset(sha256: string): Promise<AsyncIterable<Uint8Array> | null> {
    const path = ROUTES.readAsset.path.replace(':sha256', sha256);
    const response = await fetch(new URL(path, this.#server));
    if (response.status === 404) return null;
    if (!response.ok || response.body === null) throw new Error(`assets answered ${response.status}`);
    return response.body;
  }

  /** Passes a question of the page on. Rejects when the server is not reached. */
  async ask(method: string, path: string, body: Uint8Array | undefined): Promise<Answer> {
    const response = await fetch(new URL(path, this.#server), {
      method,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      redirect: 'manual',
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    });
    return {
      status: response.status,
      type: response.headers.get('content-type') ?? 'application/octet-stream',
      body: new Uint8Array(await response.arrayBuffer()),
    };
  }

  /** Tunnels the page's socket to the server. `isOurs` refuses what does not come from our own page. */
  tunnel(http: Server, isOurs: (request: IncomingMessage) => boolean): void {
    http.on('upgrade', (request: IncomingMessage, near: Duplex, nearHead: Buffer) => {
      near.on('error', () => near.destroy());
      if (!isOurs(request) || request.url?.startsWith(SOCKET_PATH) !== true) {
        near.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#connect(request, near, nearHead);
    });
  }

  #connect(request: IncomingMessage, near: Duplex, nearHead: Buffer): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !OF_THIS_HOP.has(name)),
    );
    const ask = this.#server.protocol === 'https:' ? httpsRequest : httpRequest;
    const outward = ask(new URL(request.url ?? SOCKET_PATH, this.#server), { headers, agent: false });
    near.once('close', () => outward.destroy());
    outward.once('upgrade', (response, far, farHead) => {
      near.write(headOf(response));
      near.write(farHead);
      far.write(nearHead);
      far.setKeepAlive(true, KEEP_ALIVE_MS);
      far.on('error', () => near.destroy());
      far.once('close', () => near.destroy());
      near.once('close', () => far.destroy());
      near.pipe(far).pipe(near);
    });
    outward.once('response', (response) => {
      response.resume();
      near.end(`${statusLineOf(response)}Connection: close\r\n\r\n`);
    });
    outward.once('error', () => near.end('HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n'));
    outward.end();
  }
}

function statusLineOf({ statusCode, statusMessage }: IncomingMessage): string {
  return `HTTP/1.1 ${statusCode ?? 502} ${statusMessage ?? ''}\r\n`;
}

function headOf(response: IncomingMessage): string {
  const { rawHeaders } = response;
  const lines: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}\r\n`);
  }
  return `${statusLineOf(response)}${lines.join('')}\r\n`;
}
