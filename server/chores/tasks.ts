// The chores themselves, each a function that a test calls with its own clock.

import { join, dirname, basename } from 'node:path';
import type { Published } from '../../content/model/api/editing.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { MINUTE_MS, type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { ClockWatch } from './clock-watch.ts';
import { type KeepPolicy, makeBackup, pruneBackups } from '../library/backup.ts';
import type { DataFolder } from '../library/data-folder.ts';
import { withdrawExpired } from '../library/expiry.ts';
import type { Library } from '../library/library.ts';
import type { AlarmBoard } from '../playlog/alarm-board.ts';
import type { DaySeals } from '../playlog/day-seals.ts';
import type { Playlog } from '../playlog/playlog.ts';
import type { Sealing } from '../playlog/sealing.ts';
import type { Logger } from '../logger.ts';
import type { Disk } from '../store/disk.ts';
import { listFiles, removeFile } from '../store/files.ts';

const QUARTER_MS = 15 * MINUTE_MS;
const BACKUPS_KEPT = 30;

export interface ChoreDependencies {
  readonly library: Library;
  readonly playlog: Playlog;
  readonly folder: DataFolder;
  readonly disk: Disk;
  readonly now: () => Instant;
  readonly log: Logger;
  readonly zone: string;
  readonly clockWatch: ClockWatch;
  readonly reloadCertificate: () => Promise<boolean>;
  readonly backup: KeepPolicy & { readonly folder: string };
  readonly sealing: Sealing;
  readonly auditSeals: DaySeals;
  readonly alarms: AlarmBoard;
  /** Years that the ledger's files are kept; null: for ever. */
  readonly keepYears: number | null;
  /** Puts unused files away; resolves to what was done. */
  readonly tidyFiles: (today: string) => Promise<object>;
  /** Accounts of running hours that were already reported as lost. */
  readonly alarmed: Set<string>;
}

/** Says as soon as an hour can no longer be met, not when it is over. Resolves to the accounts newly found so. */
export async function checkPace({
  library,
  now,
  log,
  playlog,
  alarmed,
}: ChoreDependencies): Promise<HourAccount[]> {
  const at = now();
  const news: HourAccount[] = [];
  const current = new Set<string>();
  for (const screen of library.screens.all) {
    const hour = library.screens.hourAt(screen.id, at);
    for (const account of await playlog.accounts(screen.id, hour, at)) {
      if (account.missed === account.excused) continue;
      const name = `${screen.id} ${account.account} ${hour.from}`;
      current.add(name);
      if (!alarmed.has(name)) news.push(account);
    }
  }
  alarmed.clear();
  for (const name of current) alarmed.add(name);
  for (const account of news) log.warn(summaryOf(account), 'the hour can no longer be met');
  return news;
}

/** Notes how the hour that has just ended stands. Derived: the ledger, not this line, is the record. */
export async function closeHours({ library, playlog, now, log }: ChoreDependencies): Promise<HourAccount[]> {
  const at = now();
  const closed: HourAccount[] = [];
  for (const screen of library.screens.all) {
    const hour = library.screens.hourAt(screen.id, at - QUARTER_MS);
    if (hour.to > at || hour.to <= at - QUARTER_MS) continue;
    closed.push(...(await playlog.accounts(screen.id, hour, at)));
  }
  for (const account of closed) log.info(summaryOf(account), 'hour over');
  return closed;
}

/** Notes a step of the server's clock. Resolves to it. */
export function watchClock({ clockWatch, log }: ChoreDependencies): Promise<number> {
  const stepMs = clockWatch.look();
  if (stepMs !== 0) log.warn({ stepMs }, 'the clock of the server was stepped');
  return Promise.resolve(stepMs);
}

export function pruneSessions({ library, now }: ChoreDependencies): Promise<number> {
  return library.sessions.prune(now());
}

/** What has run out goes: old trash, old interruptions, items whose document is no longer in force. */
export async function tidyDesk({ library, now }: ChoreDependencies): Promise<Published> {
  const at = now();
  await library.interruptions.prune(at);
  await library.desk.emptyTrash(at);
  return await withdrawExpired(library, at);
}

/** Months of comings and goings that nobody asks about any more. Resolves to how many. */
export function pruneConnections({ library, now }: ChoreDependencies): Promise<number> {
  return library.connections.prune(now());
}

/** Snapshots older than 90 days go. Resolves to how many. */
export async function pruneSnapshots({ library, now }: ChoreDependencies): Promise<number> {
  let count = 0;
  for (const { id } of library.screens.all) count += await library.snapshots.prune(id, now());
  return count;
}

/** Notes what left the vault of files, when anything did. */
export async function tidyVault({ tidyFiles, now, zone, log }: ChoreDependencies): Promise<object> {
  const at = now();
  const tidied = await tidyFiles(localDateOf(zoneRulesOf(zone, at, 3), at));
  if (Object.values(tidied).some((count) => count !== 0)) log.info(tidied, 'files tidied');
  return tidied;
}

/** A dated copy of the documents beside them; the newest ones are kept. Resolves to its path. */
export async function backUpDocuments(dependencies: ChoreDependencies): Promise<string> {
  const { library, folder, disk, now, zone } = dependencies;
  const at = now();
  const path = await library.documents.backup(localDateOf(zoneRulesOf(zone, at, 3), at));
  const directory = dirname(folder.editorial);
  const dated = new RegExp(`^${basename(folder.editorial, '.json')}\\.\\d{4}-\\d{2}-\\d{2}\\.backup\\.json$`);
  const copies = (await listFiles(directory, disk)).filter((name) => dated.test(name));
  for (const name of copies.slice(0, -BACKUPS_KEPT)) await removeFile(join(directory, name), disk);
  return path;
}

/** Takes a renewed certificate into use. Resolves to whether there was one. */
export async function reloadCertificate({
  reloadCertificate: reload,
  log,
}: ChoreDependencies): Promise<boolean> {
  const isNew = await reload();
  if (isNew) log.info('new TLS certificate in use');
  return isNew;
}

/** Everything the server keeps, in one file, and the surplus of earlier ones away. Resolves to the path of it. */
export async function backUp(dependencies: ChoreDependencies): Promise<string> {
  const { library, folder, now, zone, backup } = dependencies;
  const at = now();
  const { path, manifest, bytes } = await makeBackup(
    folder.path,
    at,
    zoneRulesOf(zone, at, 3),
    backup.folder,
  );
  const removed = await pruneBackups(backup.folder, backup);
  const after = { name: basename(path), files: manifest.files.length, bytes, removed };
  await library.audit.record({ who: null, from: null, what: 'backUp', after });
  return path;
}

function summaryOf({ screen, account, hour, due, shown, madeGood, missed, open, state }: HourAccount) {
  return { screen, account, hourFrom: hour.from, due, shown, madeGood, missed, open, state };
}
