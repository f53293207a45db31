// The console's namespace: a signed-in person is told that something changed, and asks over HTTP what. Hints only: a lost
// one costs a moment's delay. Throttled per screen, since a player reports more often than people read.

import type { Namespace, Socket } from 'socket.io';
import { CodedError } from '../../content/model/errors.ts';
import type { Instant } from '../../content/model/instant.ts';
import { CONSOLE_EVENTS } from '../../content/model/protocol.ts';
import type { Library } from '../library/library.ts';
import { isOwnOrigin } from '../library/origin.ts';
import { isOfOffice } from '../library/reach.ts';
import { SESSION_COOKIE, cookieTokenOf } from '../library/session-cookie.ts';
import { hashToken } from '../library/sessions.ts';
import type { Logger } from '../logger.ts';
import { mountEvents } from './mount-events.ts';

/** At most one push per screen in this time; the last change is never swallowed. */
const PUSH_EVERY_MS = 500;
const WATCHERS = 'watchers';
/** Hear of items only. */
const CONTRIBUTORS = 'contributors';

export interface ConsoleChannelDependencies {
  readonly library: Library;
  readonly now: () => Instant;
  readonly log: Logger;
  readonly publicUrl: string | null;
}

export class ConsoleChannel implements Disposable {
  readonly #namespace: Namespace;
  readonly #resting = new Map<string, { timer: NodeJS.Timeout; isDue: boolean }>();

  constructor(namespace: Namespace, { library, now, log, publicUrl }: ConsoleChannelDependencies) {
    this.#namespace = namespace;
    const isPublicSecure = publicUrl?.startsWith('https:') === true;
    const tokenOf = ({ handshake }: Socket) =>
      cookieTokenOf(handshake.headers.cookie, SESSION_COOKIE, isPublicSecure || handshake.secure);
    const personOf = (socket: Socket) => {
      const personId = library.sessions.personIdOf(tokenOf(socket), now());
      return personId === null ? null : library.people.personOf(personId);
    };
    namespace.use((socket, next) => {
      const isLetIn = isOwnOrigin(socket.handshake.headers, publicUrl) && personOf(socket) !== null;
      next(isLetIn ? undefined : connectRefusal());
    });
    namespace.on('connection', (socket) => {
      // Named by the session, so that signing out ends its sockets too.
      const token = tokenOf(socket);
      if (token !== null) void socket.join(sessionRoom(hashToken(token)));
      mountEvents(socket, {
        table: CONSOLE_EVENTS,
        log,
        authorise: () => {
          if (personOf(socket) === null) throw new CodedError('NOT_SIGNED_IN');
        },
        handlers: {
          'screens:watch': async () => {
            const person = personOf(socket);
            await socket.join(person !== null && isOfOffice(person) ? WATCHERS : CONTRIBUTORS);
            return {};
          },
        },
      });
    });
    library.sessions.ended.listen((tokenSha256) =>
      namespace.in(sessionRoom(tokenSha256)).disconnectSockets(true),
    );
    library.publishing.published.listen(() => this.itemsChanged());
    library.desk.changed.listen(() => this.itemsChanged());
    library.interruptions.changed.listen(() => this.interruptionsChanged());
    library.alerts.changed.listen(() => this.alertsChanged());
  }

  screenChanged(screenId: string): void {
    const resting = this.#resting.get(screenId);
    if (resting !== undefined) {
      resting.isDue = true;
      return;
    }
    this.#namespace.to(WATCHERS).emit('screen:changed', { screenId });
    const timer = setTimeout(() => {
      const wasDue = this.#resting.get(screenId)?.isDue === true;
      this.#resting.delete(screenId);
      if (wasDue) this.screenChanged(screenId);
    }, PUSH_EVERY_MS);
    this.#resting.set(screenId, { timer: timer.unref(), isDue: false });
  }

  itemsChanged(): void {
    this.#namespace.to([WATCHERS, CONTRIBUTORS]).emit('items:changed', {});
  }

  interruptionsChanged(): void {
    this.#namespace.to(WATCHERS).emit('interruptions:changed', {});
  }

  alertsChanged(): void {
    this.#namespace.to(WATCHERS).emit('alerts:changed', {});
  }

  [Symbol.dispose](): void {
    for (const { timer } of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
  }
}

function sessionRoom(tokenSha256: string): string {
  return `session:${tokenSha256}`;
}

/** What socket.io hands to the client's connect_error. */
function connectRefusal(): Error {
  return Object.assign(new Error('NOT_SIGNED_IN'), { data: { code: 'NOT_SIGNED_IN' } });
}
