// What somebody should look at in the play log, read from its books as they stand: an alarm ends when its cause does.

import type { LedgerAlarm, QuarantineView } from '../../content/model/api/ledger.ts';
import type { Instant } from '../../content/model/instant.ts';
import { quarantineBodyOf } from './ledger-entry.ts';
import type { ScreenBooks } from './screen-books.ts';

/** Everything in the quarantine of a screen, oldest first. */
export async function quarantineOf({ ledger }: ScreenBooks): Promise<QuarantineView[]> {
  const views: QuarantineView[] = [];
  for await (const { n, at, body } of ledger.quarantine.read()) {
    const { cause, batch } = quarantineBodyOf(body);
    const { key, boot, firstSeq, lastSeq } = batch;
    const isTakenUp = cause === 'gap' && ledger.holds(key, boot, firstSeq, lastSeq);
    const state = isTakenUp ? 'taken_up' : 'kept';
    views.push({ n, receivedAt: at, cause, state, key, boot, firstSeq, lastSeq });
  }
  return views;
}

export async function alarmsOf(screenId: string, books: ScreenBooks, now: Instant): Promise<LedgerAlarm[]> {
  const alarms: LedgerAlarm[] = [];
  const kept = (await quarantineOf(books)).filter(({ state }) => state === 'kept');
  if (kept.length > 0) {
    const since = Math.min(...kept.map(({ receivedAt }) => receivedAt));
    alarms.push({ code: 'quarantined', screenId, count: kept.length, since });
  }
  const overdue = books.statements.overdue(now);
  if (overdue.length > 0) {
    const since = Math.min(...overdue.map(({ to }) => to));
    alarms.push({ code: 'journal_overdue', screenId, count: overdue.length, since });
  }
  return alarms;
}
