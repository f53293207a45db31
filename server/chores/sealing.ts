// The chores of the play log's evidence: stating accounts, sealing days, retiring days. Each may run at any time and twice;
// what is done already is not done again.

import { DAY_MS, localDateOf } from '../../content/model/instant.ts';
import type { SignedDaySeal } from '../../content/model/seal.ts';
import type { DaySeals } from '../playlog/day-seals.ts';
import { type Retired, keptFrom, retireDays } from '../playlog/retention.ts';
import { besideOf, echoesOf } from '../playlog/screen-books.ts';
import type { SealableLog } from '../playlog/sealing.ts';
import type { ChoreDependencies } from './tasks.ts';

/** Seals every day of receipt that is over, of every screen and of the audit trail, and hands the seals out. */
export async function sealDays(dependencies: ChoreDependencies): Promise<SignedDaySeal[]> {
  const { library, playlog, sealing, auditSeals, now, log } = dependencies;
  const at = now();
  const logs: SealableLog[] = [auditLog(dependencies, auditSeals)];
  for (const { id } of library.screens.all) {
    const books = await playlog.booksOf(id);
    logs.push({
      seals: books.seals,
      log: books.ledger.log,
      untilDay: localDateOf(library.screens.zoneRules(id), at - DAY_MS),
      beside: besideOf(books),
      echoes: echoesOf(books),
    });
  }
  const made = await sealing.run(logs, at);
  for (const { seal } of made) log.info({ log: seal.log, screen: seal.screen, day: seal.day }, 'day sealed');
  // Once a screen, however many days a server that was off has to seal.
  for (const screenId of new Set(made.map(({ seal }) => seal.screen))) {
    if (screenId !== null) await saveCheckpoint(dependencies, screenId);
  }
  for (const { folder, kind, fault } of sealing.problems) {
    log.error({ err: fault, folder, kind }, 'day not sealed or not handed out');
  }
  return made;
}

/** So that the next start reads the days after it only. */
async function saveCheckpoint({ playlog, log }: ChoreDependencies, screenId: string): Promise<void> {
  try {
    await (await playlog.booksOf(screenId)).ledger.saveCheckpoint();
  } catch (error) {
    log.warn({ err: error, screen: screenId }, 'no checkpoint: the next start reads the whole ledger');
  }
}

function auditLog({ library, now }: ChoreDependencies, seals: DaySeals): SealableLog {
  return { seals, log: library.audit.chain, untilDay: library.audit.dayOf(now() - DAY_MS) };
}

/**
 * States the accounts of every hour that is over, and anew what a late journal or a declaration has changed. After weeks
 * without the server that takes minutes: a server that is told to end does not wait for it.
 */
export async function stateAccounts(
  { library, playlog, now, log }: ChoreDependencies,
  ended: AbortSignal,
): Promise<void> {
  for (const { id } of library.screens.all) {
    for (const { screen, hour, version, because } of await playlog.stateAccounts(id, now(), ended)) {
      if (version > 1) log.info({ screen, hourFrom: hour.from, version, because }, 'accounts stated anew');
    }
  }
}

/** Lets go of sealed and exported days older than the policy keeps. */
export async function retireOldDays(dependencies: ChoreDependencies): Promise<Retired[]> {
  const { library, playlog, sealing, alarms, keepYears, now, log } = dependencies;
  if (keepYears === null) return [];
  const at = now();
  const results: Retired[] = [];
  for (const { id } of library.screens.all) {
    const books = await playlog.booksOf(id);
    const rules = library.screens.zoneRules(id);
    const result = await retireDays(
      {
        screenId: id,
        books,
        rules,
        publishedThrough: sealing.publication.publishedThrough(books.seals.folder),
        declare: (declaration) => playlog.declare(declaration),
      },
      keptFrom(rules, at, keepYears),
      at,
    );
    alarms.noteRetention(id, result);
    if (result.days.length > 0) {
      log.info({ screen: id, days: result.days }, 'days retired');
      await saveCheckpoint(dependencies, id);
    }
    if (result.heldBack !== null) log.warn({ screen: id, ...result.heldBack }, 'a day cannot be retired');
    results.push(result);
  }
  return results;
}
