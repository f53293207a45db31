// A backup of the whole data folder while the server runs: documents first, seals before the logs they speak of, logs up
// to their last whole line. So nothing in it speaks of something that is not in it. Sessions and one-time codes stay out:
// a restore must not let anybody in who was signed out since.

import { join } from 'node:path';
import type { BackupView } from '../../content/model/api/settings.ts';
import { type Instant, type ZoneRules, localDateOf, localTimeOf } from '../../content/model/instant.ts';
import { type Manifest, type Source, writeArchive } from '../store/backup-archive.ts';
import { listNames, listTree, sizeOf, wholeLinesOf } from '../store/file-tree.ts';
import { ensureDirectory, removeFile } from '../store/files.ts';

/** Folder names of an earlier restore, kept aside. */
export const SET_ASIDE = 'before-restore-';

/** In this order; what is not named comes after them, and the logs last: they only grow. */
const FIRST = ['documents', 'keys', 'seals'];
const LAST = ['quarantine', 'ledger', 'audit'];
const LEFT_OUT =
  /^(?:lock\.json|restoring.*|password-codes|checkpoints|backups|temp|downloads|before-restore-.*|\..*)$/;
const LEFT_OUT_FILE = /^documents\/(?:sessions|.*\.prev|.*\.backup)\b.*\.json$|(?:^|\/)\./;
const BACKUP_NAME = /^vong-xoay-((\d{4}-\d{2})-\d{2})-(\d{2})(\d{2})\.zip$/;

export interface BackupReport {
  readonly path: string;
  readonly manifest: Manifest;
  readonly bytes: number;
}

/** Resolved: it is on the disk whole, under its own name. Its name sorts by time. */
export async function makeBackup(
  dataDir: string,
  now: Instant,
  zoneRules: ZoneRules,
  target: string,
): Promise<BackupReport> {
  await ensureDirectory(target);
  const { minuteOfDay } = localTimeOf(zoneRules, now);
  const pad = (value: number) => String(value).padStart(2, '0');
  const time = `${pad(Math.floor(minuteOfDay / 60))}${pad(minuteOfDay % 60)}`;
  const path = join(target, `vong-xoay-${localDateOf(zoneRules, now)}-${time}.zip`);
  const manifest = await writeArchive(path, sourcesOf(dataDir), now);
  return { path, manifest, bytes: (await sizeOf(path)) ?? 0 };
}

async function* sourcesOf(dataDir: string): AsyncGenerator<Source> {
  const present = (await listNames(dataDir)).filter((name) => !LEFT_OUT.test(name));
  const rest = present.filter((name) => !FIRST.includes(name) && !LAST.includes(name));
  for (const folder of [...FIRST, ...rest, ...LAST]) {
    if (!present.includes(folder)) continue;
    for (const below of await listTree(join(dataDir, folder))) {
      const path = `${folder}/${below}`;
      if (LEFT_OUT_FILE.test(path)) continue;
      const file = join(dataDir, path);
      // Taken away meanwhile (an upload in no item yet): not missed.
      const bytes = path.endsWith('.jsonl') ? await wholeLinesOf(file) : await sizeOf(file);
      if (bytes !== undefined) yield { path, file, bytes };
    }
  }
}

/** What lies in the folder, newest first; date and time are the office's, as the name has them. */
export async function listBackups(folder: string): Promise<BackupView[]> {
  const found: BackupView[] = [];
  for (const name of await listNames(folder)) {
    const [, date, , hour, minute] = BACKUP_NAME.exec(name) ?? [];
    if (date === undefined) continue;
    found.unshift({ name, date, time: `${hour}:${minute}`, bytes: (await sizeOf(join(folder, name))) ?? 0 });
  }
  return found;
}

export interface KeepPolicy {
  /** The newest so many, one a night. */
  readonly nights: number;
  /** And the first of each of the newest so many months. */
  readonly months: number;
}

/** Removes what the policy does not keep; the names removed. */
export async function pruneBackups(folder: string, { nights, months }: KeepPolicy): Promise<string[]> {
  const names = (await listNames(folder)).filter((name) => BACKUP_NAME.test(name));
  const kept = new Set(names.slice(-nights));
  const firsts = new Map<string, string>();
  for (const name of names) {
    const month = BACKUP_NAME.exec(name)?.[2] ?? '';
    if (!firsts.has(month)) firsts.set(month, name);
  }
  for (const name of [...firsts.values()].slice(-months)) kept.add(name);
  const removed = names.filter((name) => !kept.has(name));
  for (const name of removed) await removeFile(join(folder, name));
  return removed;
}
