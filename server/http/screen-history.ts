// One day of a screen over HTTP: the server's own notes of comings and goings beside what the player's journal says of
// starts, clock and programmes. Journals of that day which have not come yet are missing, and appear when they come.

import type { HISTORY_ROUTES, HistoryEntry } from '../../content/model/api/screen-history.ts';
import type { Interval } from '../../content/model/instant.ts';
import type { JournalRecord } from '../../content/model/play.ts';
import { intervalOf } from '../../content/model/report-period.ts';
import type { DatedEvent } from '../library/connection-book.ts';
import type { Library } from '../library/library.ts';
import { readDays } from '../playlog/hour-reader.ts';
import { ledgerBodyOf } from '../playlog/ledger-entry.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Handlers } from './mount.ts';

export function screenHistoryHandlers(
  { screens, connections, documents }: Library,
  playlog: Playlog,
): Pick<Handlers, keyof typeof HISTORY_ROUTES> {
  return {
    async readScreenHistory({ params, query }) {
      const { id } = screens.require(params.screenId);
      const day = intervalOf(screens.zoneRules(id), { fromDate: query.date, untilDate: query.date });
      const entries = [
        ...(await connections.read(id, day)).map(entryOfEvent),
        ...(await journalled(id, day)),
        ...enrolments(id, day),
      ];
      return entries.toSorted((a, b) => b.at - a.at);
    },
  };

  async function journalled(screenId: string, day: Interval): Promise<HistoryEntry[]> {
    const { ledger } = await playlog.booksOf(screenId);
    const found: HistoryEntry[] = [];
    for await (const { body } of readDays(ledger.log, ledger.days.within(day))) {
      const entry = ledgerBodyOf(body);
      const told = entry.kind === 'record' ? entryOfRecord(entry.record) : undefined;
      if (told !== undefined && told.at >= day.from && told.at < day.to) found.push(told);
    }
    return found;
  }

  function enrolments(screenId: string, { from, to }: Interval): HistoryEntry[] {
    const own = documents.data.players.filter((player) => player.screenId === screenId);
    const told = own.flatMap(({ keyId, enrolledAt, endedAt, endedBecause }): HistoryEntry[] => [
      { kind: 'enrolled', at: enrolledAt, keyId },
      ...(endedAt === null || endedBecause === null ? [] : [{ kind: endedBecause, at: endedAt, keyId }]),
    ]);
    return told.filter(({ at }) => at >= from && at < to);
  }
}

function entryOfEvent(event: DatedEvent): HistoryEntry {
  const { at } = event;
  switch (event.kind) {
    case 'connected':
      return {
        kind: event.kind,
        at,
        app: event.app,
        programme: event.programme,
        folded: event.folded ?? 0,
      };
    case 'disconnected':
      return { kind: event.kind, at, folded: event.folded ?? 0 };
    case 'clock':
      return { kind: event.kind, at, state: event.state };
    case 'server_started':
    case 'server_stopped':
      return { kind: event.kind, at };
  }
}

function entryOfRecord(record: JournalRecord): HistoryEntry | undefined {
  const { at } = record;
  if (at === null) return undefined;
  if (record.type === 'boot') return { kind: 'boot', at, cause: record.cause, app: record.app };
  if (record.type === 'programme')
    return { kind: 'programme', at, number: record.number, state: record.state };
  if (record.type === 'clock' && record.wallStepMs !== 0)
    return { kind: 'clock_step', at, stepMs: record.wallStepMs };
  return undefined;
}
