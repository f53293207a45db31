// Every node-cron line of the server, in one table. Chores look after things; none of them ever decides what is shown.
// A chore that fails is logged and runs again at its next time.

import { schedule } from 'node-cron';
import type { Instant } from '../../content/model/instant.ts';
import type { Logger } from '../logger.ts';
import { type AlertDependencies, deliverAlerts, tellDigest, watchAlerts } from './alerting.ts';
import { retireOldDays, sealDays, stateAccounts } from './sealing.ts';
import {
  type ChoreDependencies,
  backUp,
  backUpDocuments,
  checkPace,
  closeHours,
  pruneSessions,
  reloadCertificate,
  tidyDesk,
  pruneConnections,
  pruneSnapshots,
  tidyVault,
  watchClock,
} from './tasks.ts';

type AllDependencies = ChoreDependencies & AlertDependencies;

interface Chore {
  readonly name: string;
  /** Seconds first. */
  readonly cron: string;
  readonly run: (dependencies: AllDependencies, ended: AbortSignal) => Promise<unknown>;
}

const BACKUP = 'back up everything';

const CHORES: readonly Chore[] = [
  { name: 'check pace', cron: '5 * * * * *', run: checkPace },
  { name: 'watch alerts', cron: '10,25,40,55 * * * * *', run: watchAlerts },
  { name: 'deliver alerts', cron: '12,27,42,57 * * * * *', run: deliverAlerts },
  { name: 'tell digest', cron: '0 30 7 * * *', run: tellDigest },
  { name: 'watch clock', cron: '*/15 * * * * *', run: watchClock },
  // Clock hours end at quarters in every zone there is; two minutes later they have settled.
  { name: 'close hours', cron: '30 2,17,32,47 * * * *', run: closeHours },
  { name: 'state accounts', cron: '45 2,17,32,47 * * * *', run: stateAccounts },
  // Every hour: screens have midnights of their own, and what failed is tried again.
  { name: 'seal days', cron: '20 7 * * * *', run: sealDays },
  { name: 'retire days', cron: '0 40 3 * * *', run: retireOldDays },
  { name: 'reload certificate', cron: '40 * * * * *', run: reloadCertificate },
  { name: 'prune sessions', cron: '0 17 * * * *', run: pruneSessions },
  { name: 'tidy desk', cron: '20 1 * * * *', run: tidyDesk },
  { name: 'prune connections', cron: '0 27 3 * * *', run: pruneConnections },
  { name: 'prune snapshots', cron: '0 23 3 * * *', run: pruneSnapshots },
  // Before the backups, so that they carry nothing that is on its way out.
  { name: 'tidy files', cron: '0 50 1 * * *', run: tidyVault },
  { name: 'back up documents', cron: '0 10 2 * * *', run: backUpDocuments },
  { name: BACKUP, cron: '0 30 2 * * *', run: backUp },
];

export interface Chores extends AsyncDisposable {
  /** When the next backup of everything begins. */
  readonly nextBackupAt: () => Instant | null;
}

/** Runs every chore at its times, in the office's zone, until disposed; disposing waits for the running ones. */
export function startChores(dependencies: AllDependencies, zone: string, log: Logger): Chores {
  const running = new Set<Promise<void>>();
  const ending = new AbortController();
  const tasks = CHORES.map(({ name, cron, run }) => {
    const runOnce = async (): Promise<void> => {
      try {
        await run(dependencies, ending.signal);
      } catch (error) {
        log.error({ err: error, chore: name }, 'chore failed');
      }
    };
    const runCounted = async (): Promise<void> => {
      const work = runOnce();
      running.add(work);
      await work.finally(() => running.delete(work));
    };
    return schedule(cron, runCounted, { name, timezone: zone, noOverlap: true, suppressMissedWarning: true });
  });
  return {
    nextBackupAt: () =>
      tasks
        .find(({ name }) => name === BACKUP)
        ?.getNextRun()
        ?.getTime() ?? null,
    async [Symbol.asyncDispose]() {
      ending.abort();
      for (const task of tasks) await task.destroy();
      await Promise.all(running);
    },
  };
}
