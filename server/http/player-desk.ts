// What people do around players: pair a page that waits, find out which wall is which, ask for a picture.

import type { Library } from '../library/library.ts';
import type { PLAYER_ROUTES } from '../../content/model/api/players.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { FileReply, Handlers } from './mount.ts';

/** `isConnected`: is the player of the screen there to be asked? */
export function playerDeskHandlers(
  library: Library,
  isConnected: (screenId: string) => boolean,
): Pick<Handlers, keyof typeof PLAYER_ROUTES> {
  const { pendingPlayers, snapshots, screens, errands } = library;
  const requireThere = (screenId: string): void => {
    screens.require(screenId);
    if (!isConnected(screenId)) throw new CodedError('NOT_FOUND', 'Máy điều khiển LED đang không kết nối.');
  };
  return {
    requestPairing: ({ body, at }) => pendingPlayers.offer(body, at),
    readPairing: ({ params, at }) => pendingPlayers.newsOf(params.ticket, at),
    listPendingPlayers: ({ at }) => pendingPlayers.list(at),
    async acceptPlayer({ params, body, at, note }) {
      const before = library.enrolments.currentPlayer(params.screenId);
      const { keyId } = await pendingPlayers.accept(params.screenId, body.code, at);
      note({ before: { keyId: before?.keyId ?? null }, after: { keyId } });
      return { keyId };
    },
    identifyPending: ({ params, at }) => ({ number: pendingPlayers.identify(params.pendingId, at) }),
    showOverlay({ params, body, note }) {
      requireThere(params.screenId);
      const { forSeconds, ...what } = body;
      note({ after: body });
      const errand = { what: 'overlay', ...what, forMs: forSeconds * 1_000 } as const;
      errands.announce({ screenId: params.screenId, errand });
      return {};
    },
    requestSnapshot({ params }) {
      requireThere(params.screenId);
      errands.announce({ screenId: params.screenId, errand: { what: 'snapshot' } });
      return {};
    },
    async listSnapshots({ params, query }) {
      const { from = 0, to = Number.MAX_SAFE_INTEGER, limit } = query;
      screens.require(params.screenId);
      return await snapshots.list(params.screenId, from, to, limit);
    },
    async readSnapshot({ params }): Promise<FileReply> {
      screens.require(params.screenId);
      const { view, content } = await snapshots.read(params.screenId, params.sha256);
      return { mime: view.mime, keep: 'private', content };
    },
  };
}
