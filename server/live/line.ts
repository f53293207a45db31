// Owns the socket server: websocket only, no compression (252 KB a connection with it, 22 without), no state recovery;
// what a client missed it reads over HTTP or gets at its next hello.

import type { Server as HttpServer } from 'node:http';
import { Server } from 'socket.io';
import type { Instant } from '../../content/model/instant.ts';
import type { Library } from '../library/library.ts';
import type { Logger } from '../logger.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Sealing } from '../playlog/sealing.ts';
import { ConsoleChannel } from './console-channel.ts';
import { PlayerChannel } from './player-channel.ts';
import type { Presence } from './presence.ts';

/** A batch of 200 records with room to spare. */
const MAX_MESSAGE_BYTES = 1_000_000;

export interface LineDependencies {
  readonly http: HttpServer;
  readonly library: Library;
  readonly playlog: Playlog;
  readonly sealing: Sealing;
  readonly presence: Presence;
  readonly now: () => Instant;
  readonly log: Logger;
  readonly publicUrl: string | null;
}

/** Opens both namespaces on the running web server. Disposing closes every socket, not the web server. */
export function openLine(dependencies: LineDependencies): Disposable {
  const { http, library, playlog, sealing, presence, now, log, publicUrl } = dependencies;
  const io = new Server({
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    connectTimeout: 10_000,
    cleanupEmptyChildNamespaces: true,
  });
  const consoles = new ConsoleChannel(io.of('/console'), { library, now, log, publicUrl });
  const changed = (screenId: string) => consoles.screenChanged(screenId);
  void new PlayerChannel(io.of('/player'), { library, playlog, sealing, presence, now, log, changed });
  io.attach(http);
  return {
    [Symbol.dispose]() {
      consoles[Symbol.dispose]();
      // NOTE: disconnectSockets() would tell the players not to come back.
      io.engine.close();
    },
  };
}
