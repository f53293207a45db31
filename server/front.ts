// The listening side of the server: plain HTTP, or TLS by certificate files that are read again when they change, without
// a restart. A bad new certificate is logged and the old one stays: a typing error must not take the screens off line.

import { type Server as HttpServer, type RequestListener, createServer } from 'node:http';
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Config } from './config.ts';
import type { Disk } from './store/disk.ts';
import { sha256Hex } from './store/digest.ts';
import { readIfPresent } from './store/files.ts';

/** Whoever sends slower than this only holds the line. */
const TIMEOUTS = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5_000 };
/** Enough for thousands of players, and file descriptors stay for the ledger. */
const MAX_CONNECTIONS = 8_000;
/** Downloads still running at a stop get this long. */
const DRAIN_MS = 3_000;

export type Timeouts = Partial<typeof TIMEOUTS>;

export interface Front {
  readonly http: HttpServer | HttpsServer;
  readonly port: number;
  readonly isSecure: boolean;
  /** Reads the certificate again; true when there was a new one. Throws when it is no use, and the old one stays. */
  readonly reloadCertificate: () => Promise<boolean>;
  /** The first certificate of the chain in use (PEM); null: plain HTTP. */
  readonly certificate: () => string | null;
  readonly close: () => Promise<void>;
}

/** Listening when resolved. Rejects when the port is taken or the certificate is no certificate. */
export async function openFront(
  config: Config,
  disk: Disk,
  answer: RequestListener,
  timeouts: Timeouts = {},
): Promise<Front> {
  const { tls } = config;
  const options = { ...TIMEOUTS, ...timeouts };
  if (tls === null) {
    const http = createServer(options, answer);
    return await listening(http, config, {
      isSecure: false,
      reloadCertificate: () => Promise.resolve(false),
      certificate: () => null,
    });
  }
  let current = await readPair(tls, disk);
  const https = createSecureServer({ ...options, minVersion: 'TLSv1.2', ...current.pair }, answer);
  const reloadCertificate = async () => {
    const next = await readPair(tls, disk);
    if (next.sha256 === current.sha256) return false;
    // Throws here, before anything has changed.
    createSecureContext(next.pair);
    https.setSecureContext(next.pair);
    current = next;
    return true;
  };
  const certificate = () => current.pair.cert;
  return await listening(https, config, { isSecure: true, reloadCertificate, certificate });
}

async function readPair(files: NonNullable<Config['tls']>, disk: Disk) {
  const [cert, key] = await Promise.all([readText(files.certificate, disk), readText(files.key, disk)]);
  return { pair: { cert, key }, sha256: sha256Hex(`${cert}\n${key}`) };
}

async function readText(path: string, disk: Disk): Promise<string> {
  const bytes = await readIfPresent(path, disk);
  if (bytes === undefined) throw new Error(`no certificate file ${path}`);
  return Buffer.from(bytes).toString('utf8');
}

async function listening(
  http: HttpServer | HttpsServer,
  { port, host }: Config,
  secured: Pick<Front, 'isSecure' | 'reloadCertificate' | 'certificate'>,
): Promise<Front> {
  http.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen({ port, host }, () => {
      http.off('error', reject);
      resolve();
    });
  });
  const { port: taken } = http.address() as AddressInfo;
  return { http, port: taken, ...secured, close: () => closeHttp(http) };
}

/** Running requests finish; after DRAIN_MS they are cut, and a socket whose other end is dead is not waited for. */
async function closeHttp(http: HttpServer | HttpsServer): Promise<void> {
  let cut: NodeJS.Timeout | undefined;
  const drained = new Promise<void>((resolve) => {
    http.close(() => resolve());
    http.closeIdleConnections();
    cut = setTimeout(() => {
      http.closeAllConnections();
      resolve();
    }, DRAIN_MS);
  });
  await drained;
  clearTimeout(cut);
}
