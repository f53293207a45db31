// Back from a backup, or not at all: unpack beside what is there, check every checksum, chain and document, and only then
// put it in place. A log that has grown since the backup is kept as it is, because evidence is never shortened; what was
// there before stays aside until a person deletes it.

import { dirname, join } from 'node:path';
import type { Instant } from '../../content/model/instant.ts';
import { type Manifest, extractArchive, readManifest } from '../store/backup-archive.ts';
import { nodeDisk } from '../store/disk.ts';
import {
  type Relation,
  compareFiles,
  copyOne,
  copyTree,
  freeBytesOf,
  listNames,
  listTree,
  moveEntry,
  removeTree,
} from '../store/file-tree.ts';
import { createOnce, ensureDirectory, readIfPresent, removeFile } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';
import { SET_ASIDE } from './backup.ts';
import { type FolderReport, checkFolder } from './data-check.ts';
import { RESTORE_MARK, type DataFolder } from './data-folder.ts';

/** Files that are written once and named by what they are: what is there stays, beside what comes back. */
const WRITTEN_ONCE = ['programmes', 'assets', 'seals', 'statements'];
const DAY_FILE = /(?:^|\/)\d{4}-\d{2}-\d{2}\.jsonl$/;
/** Ours to keep whatever happens. */
const UNTOUCHED = /^(?:lock\.json|backups|password-codes|before-restore-.*|\.restoring|restoring\.json)$/;
const STAGING = '.restoring';

export interface RestoreReport {
  readonly manifest: Manifest;
  readonly checked: FolderReport;
  /** Logs of which the folder holds more than the backup: kept. */
  readonly keptLogs: readonly string[];
  /** Where what was there lies now; null after a dry run. */
  readonly setAside: string | null;
}

export interface RestoreOptions {
  readonly archive: string;
  readonly now: Instant;
  readonly isDryRun: boolean;
}

/** Throws StoreError, having changed nothing. The caller holds the folder, so no server runs on it. */
export async function restoreBackup(folder: DataFolder, options: RestoreOptions): Promise<RestoreReport> {
  const dataDir = folder.path;
  const { archive, now, isDryRun } = options;
  await rollBack(dataDir);
  const manifest = await readManifest(archive);
  await requireSpace(dataDir, manifest);
  const staging = join(dataDir, STAGING);
  await removeTree(staging);
  await ensureDirectory(staging);
  try {
    await extractArchive(archive, manifest, staging);
    const keptLogs = await mergeGrown(dataDir, staging);
    const checked = await checkFolder(staging);
    const setAside = isDryRun ? null : await putInPlace(dataDir, staging, now);
    return { manifest, checked, keptLogs, setAside };
  } finally {
    await removeTree(staging);
  }
}

/** Staged and present lie side by side for a while. */
async function requireSpace(dataDir: string, { files }: Manifest): Promise<void> {
  const needed = files.reduce((sum, { bytes }) => sum + bytes, 0);
  if ((await freeBytesOf(dataDir)) < needed) {
    throw new StoreError('STORE_FULL', dataDir, `${needed} bytes are needed to unpack it`);
  }
}

/** Brings the logs and the files written once that the present folder has more of into the staged one. */
async function mergeGrown(dataDir: string, staging: string): Promise<string[]> {
  const keptLogs: string[] = [];
  const present = await listTree(dataDir);
  const logs = new Set(
    present
      .filter((path) => DAY_FILE.test(path) && !UNTOUCHED.test(path.split('/')[0] ?? ''))
      .map((path) => dirname(path)),
  );
  for (const log of logs) {
    if (!(await isGrown(join(dataDir, log), join(staging, log)))) continue;
    await removeTree(join(staging, log));
    await copyTree(join(dataDir, log), join(staging, log));
    keptLogs.push(log);
  }
  for (const path of present) {
    if (!WRITTEN_ONCE.includes(path.split('/')[0] ?? '') || DAY_FILE.test(path)) continue;
    const staged = join(staging, path);
    if ((await readIfPresent(staged)) === undefined) await copyOne(join(dataDir, path), staged);
  }
  return keptLogs;
}

/** Does the present log go on where the staged one ends? Throws when each has something that the other has not. */
async function isGrown(present: string, staged: string): Promise<boolean> {
  const [ours, theirs] = [await listNames(present), await listNames(staged)].map((names) =>
    names.filter((name) => DAY_FILE.test(name)),
  ) as [string[], string[]];
  let relation: Relation = 'same';
  for (const name of [...new Set([...ours, ...theirs])].toSorted()) {
    const step = !theirs.includes(name)
      ? 'first_longer'
      : !ours.includes(name)
        ? 'second_longer'
        : await compareFiles(join(present, name), join(staged, name));
    if (step === 'same') continue;
    if (step === 'different' || (relation !== 'same' && relation !== step)) {
      throw new StoreError(
        'STORE_CONFLICT',
        present,
        'this log and the one of the backup differ: restoring would lose evidence. Move the folder away yourself to start from the backup',
      );
    }
    relation = step;
  }
  return relation === 'first_longer';
}

/** Renames only, under a mark that keeps a server from starting in the middle. Resolves to where the old things lie. */
async function putInPlace(dataDir: string, staging: string, now: Instant): Promise<string> {
  const name = `${SET_ASIDE}${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  const aside = join(dataDir, name);
  await ensureDirectory(aside);
  const mark = join(dataDir, RESTORE_MARK);
  await createOnce(mark, Buffer.from(`${JSON.stringify({ aside: name })}\n`));
  for (const entry of await listNames(dataDir)) {
    if (!UNTOUCHED.test(entry)) await moveEntry(join(dataDir, entry), join(aside, entry));
  }
  for (const entry of await listNames(staging)) await moveEntry(join(staging, entry), join(dataDir, entry));
  await nodeDisk.syncDirectory(dataDir);
  await removeFile(mark);
  return aside;
}

/** A restore that was cut in the middle of its renames: everything goes back to where it was. */
async function rollBack(dataDir: string): Promise<void> {
  const mark = join(dataDir, RESTORE_MARK);
  const bytes = await readIfPresent(mark);
  if (bytes === undefined) return;
  const { aside } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { aside: string };
  for (const entry of await listNames(join(dataDir, aside))) {
    await removeTree(join(dataDir, entry));
    await moveEntry(join(dataDir, aside, entry), join(dataDir, entry));
  }
  await nodeDisk.syncDirectory(dataDir);
  await removeFile(mark);
}
