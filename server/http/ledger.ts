// What stands behind the accounts, over HTTP: quarantine, seals, declarations, statements, alarms.

import type { LedgerAlarm } from '../../content/model/api/ledger.ts';
import type { Person } from '../../content/model/api.ts';
import type { Declaration } from '../../content/model/declaration.ts';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS } from '../../content/model/instant.ts';
import { reaches } from '../library/reach.ts';
import type { Library } from '../library/library.ts';
import { quarantineOf } from '../playlog/alarms.ts';
import type { AlarmBoard } from '../playlog/alarm-board.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { SealPublication } from '../playlog/seal-publication.ts';
import type { Handlers } from './mount.ts';

/** Statements are long: a month of a screen at a time. */
const MOST_STATED_MS = 32 * DAY_MS;

type LedgerRoutes =
  | 'listAlarms'
  | 'readQuarantine'
  | 'listDaySeals'
  | 'listSealPlaces'
  | 'listSealKeys'
  | 'rotateSealKey'
  | 'listDeclarations'
  | 'explainHours'
  | 'declareScreenLog'
  | 'declareSuspension'
  | 'declareJournalLost'
  | 'withdrawDeclaration'
  | 'readStatements';

export function ledgerHandlers(
  { screens, sealKeys }: Library,
  playlog: Playlog,
  alarms: AlarmBoard,
  publication: SealPublication,
): Pick<Handlers, LedgerRoutes> {
  const booksOf = (screenId: string) => playlog.booksOf(screens.require(screenId).id);
  return {
    async listAlarms({ person, at }): Promise<LedgerAlarm[]> {
      const reached = screens.all.map(({ id }) => id).filter((id) => reaches(person, id));
      return alarms.look(reached, at);
    },
    readQuarantine: async ({ params }) => quarantineOf(await booksOf(params.screenId)),
    async listDaySeals({ params, query }) {
      const { seals } = await booksOf(params.screenId);
      return seals.between(query.fromDay ?? '', query.toDay ?? '9999-12-31');
    },
    listSealPlaces: async ({ params }) => publication.places((await booksOf(params.screenId)).seals),
    listSealKeys: () => [...sealKeys.all],
    rotateSealKey: ({ person, at }) => sealKeys.rotate(at, { id: person.id, name: person.name }),
    async listDeclarations({ params }) {
      return [...(await booksOf(params.screenId)).declarations.filed];
    },
    explainHours: ({ params, body, person, at }) =>
      declare({ ...said(params.screenId, person, at), kind: 'explanation', ...body }),
    declareScreenLog: ({ params, body, person, at }) =>
      declare({ ...said(params.screenId, person, at), kind: 'screen_log', ...body }),
    declareSuspension: ({ params, body, person, at }) =>
      declare({ ...said(params.screenId, person, at), kind: 'suspension', ...body }),
    declareJournalLost: ({ params, body, person, at }) =>
      declare({ ...said(params.screenId, person, at), kind: 'journal_lost', ...body }),
    withdrawDeclaration: ({ params, body, person, at }) =>
      declare({ ...said(params.screenId, person, at), kind: 'withdrawal', n: params.n, ...body }),
    async readStatements({ params, query }) {
      const { statements } = await booksOf(params.screenId);
      if (query.to - query.from > MOST_STATED_MS) {
        throw new CodedError('BAD_REQUEST', 'Khoảng thời gian quá dài. Hãy chọn tối đa một tháng.');
      }
      const found = [];
      for await (const signed of statements.read(query)) found.push(signed);
      return found;
    },
  };

  function declare(declaration: Declaration) {
    screens.require(declaration.screen);
    return playlog.declare(declaration);
  }
}

function said(screen: string, person: Person, at: number) {
  return { v: 1 as const, screen, at, by: { id: person.id, name: person.name } };
}
