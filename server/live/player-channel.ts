// The players' namespace: challenge, hello, then time, records, state and receipts; programmes are pushed. A player is
// who can sign with the enrolled key; the newest connection of a key wins. The server never triggers a showing.

import { randomBytes } from 'node:crypto';
import type { Namespace, Socket } from 'socket.io';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import {
  type Challenge,
  type Hello,
  OLDEST_PROTOCOL_VERSION,
  PLAYER_EVENTS,
  PROTOCOL_VERSION,
  type Welcome,
  challengeSigningText,
} from '../../content/model/protocol.ts';
import { echoOf } from '../../content/model/seal.ts';
import { verifySignature } from '../library/keys.ts';
import type { Library } from '../library/library.ts';
import type { Logger } from '../logger.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Sealing } from '../playlog/sealing.ts';
import { mountEvents } from './mount-events.ts';
import type { Presence } from './presence.ts';
import { Turnstile } from './turnstile.ts';

/** A stranger that says nothing for this long is dropped: idle sockets cost memory. */
const HELLO_WITHIN_MS = 20_000;
/** A player further ahead than this is not believed about programme numbers. */
const BELIEVABLE_LEAD = 100_000;
const BOOTS_REMEMBERED = 20;

export interface PlayerChannelDependencies {
  readonly library: Library;
  readonly playlog: Playlog;
  readonly sealing: Pick<Sealing, 'onSealed'>;
  readonly presence: Presence;
  readonly now: () => Instant;
  readonly log: Logger;
  /** Something about the screen changed that a console may want to show. */
  readonly changed: (screenId: string) => void;
}

interface Admitted {
  readonly keyId: string;
  readonly screenId: string;
}

/** Batches taken in at a time: enough to share a sync, few enough to leave the thread to others. */
const INGESTS_AT_A_TIME = 4;

export class PlayerChannel {
  readonly #dependencies: PlayerChannelDependencies;
  readonly #ingests = new Turnstile(INGESTS_AT_A_TIME);
  /** The one live connection of each key. */
  readonly #connections = new Map<string, Socket>();
  /** The last boots of each key, newest last. */
  readonly #boots = new Map<string, readonly string[]>();

  constructor(namespace: Namespace, dependencies: PlayerChannelDependencies) {
    this.#dependencies = dependencies;
    namespace.on('connection', (socket) => this.#receive(socket));
    dependencies.library.publishing.published.listen(({ screenId, signed }) => {
      const player = dependencies.library.enrolments.currentPlayer(screenId);
      if (player !== undefined) this.#connections.get(player.keyId)?.emit('programme:published', signed);
      dependencies.changed(screenId);
    });
    dependencies.library.interruptions.ordered.listen((signed) => {
      const player = dependencies.library.enrolments.currentPlayer(signed.interruption.screen);
      if (player === undefined) return;
      const order = { signed, sentAt: dependencies.now() };
      this.#connections.get(player.keyId)?.emit('interruption:ordered', order);
    });
    dependencies.sealing.onSealed((signed) => {
      const player = dependencies.library.enrolments.currentPlayer(signed.seal.screen ?? '');
      if (player !== undefined) this.#connections.get(player.keyId)?.emit('day:sealed', echoOf(signed));
    });
    dependencies.library.errands.listen(({ screenId, errand }) => {
      const player = dependencies.library.enrolments.currentPlayer(screenId);
      if (player !== undefined) this.#connections.get(player.keyId)?.emit('player:asked', errand);
    });
    dependencies.library.enrolments.ended.listen(({ keyId, screenId }) => {
      this.#drop(keyId);
      dependencies.presence.forget(screenId);
      dependencies.changed(screenId);
    });
  }

  #receive(socket: Socket): void {
    const { now, presence, playlog, library, log, changed } = this.#dependencies;
    const nonce = randomBytes(24).toString('base64url');
    let admitted: Admitted | undefined;
    const impatience = setTimeout(() => closeConnection(socket), HELLO_WITHIN_MS).unref();
    const player = (): Admitted => {
      if (admitted === undefined) throw new CodedError('NOT_SIGNED_IN');
      return admitted;
    };
    mountEvents(socket, {
      table: PLAYER_EVENTS,
      log,
      authorise: (audience) => {
        // Revoked in the meantime? Asked at every event.
        if (audience === 'player') library.enrolments.requirePlayer(player().keyId);
      },
      handlers: {
        'player:hello': async (hello) => {
          admitted = this.#identify(hello, nonce);
          clearTimeout(impatience);
          this.#refuseSuperseded(admitted, hello.boot);
          this.#takeOver(admitted, socket, hello);
          return await this.#welcome(admitted, hello);
        },
        'time:ask': () => {
          const receivedAt = now();
          presence.seen(player().screenId, receivedAt);
          return { receivedAt, sentAt: now() };
        },
        'plays:report': async (batch) => {
          const { screenId, keyId } = player();
          const receipt = await this.#ingests.pass(() => playlog.ingest(screenId, keyId, batch, now()));
          presence.seen(screenId, now());
          changed(screenId);
          return receipt;
        },
        'state:report': (state) => {
          const { screenId } = player();
          presence.reported(screenId, state, now());
          library.connections.clockSaid(screenId, state.clock.state, now());
          changed(screenId);
          return {};
        },
        'snapshot:deliver': async (snapshot) => {
          await library.snapshots.keep(player().screenId, snapshot, now());
          return {};
        },
        'programme:receipt': (receipt) => {
          const { screenId } = player();
          if (receipt.state === 'refused') log.warn({ screenId, ...receipt }, 'programme refused by player');
          presence.received(screenId, receipt);
          changed(screenId);
          return {};
        },
        'interruption:receipt': (receipt) => {
          const { screenId } = player();
          if (receipt.state === 'refused')
            log.warn({ screenId, ...receipt }, 'interruption refused by player');
          library.interruptions.hear(screenId, receipt, now());
          return {};
        },
      },
    });
    socket.on('disconnect', () => {
      clearTimeout(impatience);
      if (admitted === undefined || this.#connections.get(admitted.keyId) !== socket) return;
      this.#connections.delete(admitted.keyId);
      presence.disconnected(admitted.screenId);
      library.connections.disconnected(admitted.screenId, now());
      changed(admitted.screenId);
    });
    const challenge: Challenge = { protocol: PROTOCOL_VERSION, oldest: OLDEST_PROTOCOL_VERSION, nonce };
    socket.emit('player:challenged', challenge);
  }

  /** Throws PLAYER_TOO_OLD, SERVER_TOO_OLD, KEY_UNKNOWN, KEY_REVOKED or SIGNATURE_WRONG. */
  #identify(hello: Hello, nonce: string): Admitted {
    if (hello.protocol < OLDEST_PROTOCOL_VERSION) throw new CodedError('PLAYER_TOO_OLD');
    if (hello.protocol > PROTOCOL_VERSION) throw new CodedError('SERVER_TOO_OLD');
    const player = this.#dependencies.library.enrolments.requirePlayer(hello.keyId);
    const text = challengeSigningText(nonce, hello.keyId);
    if (!verifySignature(player.algorithm, player.publicKey, text, hello.signature)) {
      throw new CodedError('SIGNATURE_WRONG');
    }
    return { keyId: player.keyId, screenId: player.screenId };
  }

  /**
   * Two machines with one key: the newest boot has the screen. The older one, when it comes back while the newer is
   * there, is told so instead of pushing it out again. Throws SCREEN_TAKEN.
   */
  #refuseSuperseded({ keyId, screenId }: Admitted, boot: string): void {
    const { presence, now, changed, log } = this.#dependencies;
    const boots = this.#boots.get(keyId) ?? [];
    const newest = boots.at(-1);
    if (newest === boot) return;
    const isSuperseded = boots.includes(boot);
    if (isSuperseded && this.#connections.has(keyId)) {
      log.warn({ screenId, keyId, boot, newest }, 'two machines claim one screen with one key');
      presence.conflicted(screenId, now());
      changed(screenId);
      throw new CodedError('SCREEN_TAKEN');
    }
    this.#boots.set(keyId, [...boots.filter((one) => one !== boot), boot].slice(-BOOTS_REMEMBERED));
  }

  #takeOver({ keyId, screenId }: Admitted, socket: Socket, hello: Hello): void {
    const { library, presence, now, changed, log } = this.#dependencies;
    if (this.#connections.get(keyId) !== socket) {
      this.#drop(keyId);
      this.#connections.set(keyId, socket);
      log.info({ screenId, keyId }, 'player connected');
      library.connections.connected(screenId, hello, now());
    }
    presence.connected(screenId, now());
    changed(screenId);
  }

  async #welcome({ keyId, screenId }: Admitted, hello: Hello): Promise<Welcome> {
    const { library, playlog, presence, now, log } = this.#dependencies;
    const at = now();
    const newest = library.archive.newest(screenId).number;
    if (hello.programme > newest && hello.programme < newest + BELIEVABLE_LEAD) {
      // If it fails the player keeps what it has; it must not lose its line over that.
      await library.publishing
        .catchUpWith(screenId, hello.programme, at)
        .catch((error: unknown) => log.error({ err: error, screenId }, 'not published anew'));
    }
    if (hello.programme > 0) presence.received(screenId, { number: hello.programme, state: 'ready' });
    const hour = library.screens.hourAt(screenId, at);
    const { newest: newestSeal } = (await playlog.booksOf(screenId)).seals;
    return {
      screenId,
      serverAt: now(),
      // From the start of the hour: a player that lost its storage plans the running hour as it was planned before.
      programmes: library.archive.inForce(screenId, { from: hour.from, to: Number.MAX_SAFE_INTEGER }),
      counted: await playlog.countedInHour(screenId, hour),
      interruptions: library.interruptions.ofScreen(screenId, at),
      acknowledged: await playlog.acknowledged(screenId, keyId),
      seal: newestSeal === null ? null : echoOf(newestSeal),
    };
  }

  #drop(keyId: string): void {
    const socket = this.#connections.get(keyId);
    if (socket === undefined) return;
    this.#connections.delete(keyId);
    closeConnection(socket);
  }
}

/** NOTE: a server-side `socket.disconnect()` stops the client's auto-reconnect; closing the connection does not. */
function closeConnection(socket: Socket): void {
  socket.conn.close();
}
