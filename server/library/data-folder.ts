// Where everything lies inside DATA_DIR, and the lock that keeps a second server out of it. No other file builds a path.
// Two servers on one folder would write one ledger twice; without the lock nothing else would notice in time.

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, readIfPresent, removeFile } from '../store/files.ts';
import { StoreError } from '../store/store-error.ts';

export interface DataFolder extends AsyncDisposable {
  readonly path: string;
  readonly editorial: string;
  readonly sessions: string;
  readonly interruptions: string;
  readonly spotChecks: string;
  readonly alerts: string;
  /** When players came and went. */
  readonly connections: string;
  readonly keys: string;
  readonly assets: string;
  readonly audit: string;
  readonly passwordCodes: string;
  /** Day seals and the statements of the keys that made them. */
  readonly seals: string;
  /** Ledger and quarantine. */
  readonly playlog: string;
  /** Scratch: what was ordered and not yet fetched. */
  readonly downloads: string;
  programmesOf(screenId: string): string;
  snapshotsOf(screenId: string): string;
  photographsOf(screenId: string): string;
}

export class FolderBusyError extends Error {
  override readonly name = 'FolderBusyError';
  readonly lockPath: string;
  readonly holder: string;

  constructor(lockPath: string, holder: string) {
    super(`data folder in use by ${holder} (${lockPath})`);
    this.lockPath = lockPath;
    this.holder = holder;
  }
}

/** Written by the command line too, while the server runs. */
export const EDITORIAL_FILE = join('documents', 'editorial.json');
/** Stands here while a restore moves things into place; a server that finds it does not start. */
export const RESTORE_MARK = 'restoring.json';
export const PASSWORD_CODES = 'password-codes';

const Lock = z.strictObject({
  pid: z.int(),
  host: z.string(),
  /** Names the run of the operating system, where it can be known: after a reboot a process number means nothing. */
  bootId: z.string().nullable(),
  /** Names the process, whose number may be given out again. */
  token: z.string(),
});
type Lock = z.infer<typeof Lock>;

/** This process, as its locks name it. */
const OUR_TOKEN = randomBytes(8).toString('hex');

async function readBootId(disk: Disk): Promise<string | null> {
  const path = '/proc/sys/kernel/random/boot_id';
  try {
    const handle = await disk.open(path, 'read');
    try {
      return (
        Buffer.from(await handle.read(0, 64))
          .toString('utf8')
          .trim() || null
      );
    } finally {
      await handle.close();
    }
  } catch {
    // Only Linux tells; without it the process number alone decides.
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Can the holder of the lock still be running? In doubt yes: a person may delete a file, nobody can unmix a ledger. */
function mayBeHeld(lock: Lock, bootId: string | null): boolean {
  if (lock.bootId !== null && bootId !== null && lock.bootId !== bootId) return false;
  if (lock.host !== hostname()) return true;
  if (lock.pid === process.pid) return lock.token === OUR_TOKEN;
  return isAlive(lock.pid);
}

function parseLock(bytes: Uint8Array): Lock | undefined {
  try {
    return Lock.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    // Not a lock of ours; it was written durably, so it can't be a torn one. Refused by the caller.
    return undefined;
  }
}

async function takeLock(path: string, disk: Disk): Promise<void> {
  const bootId = await readBootId(disk);
  const present = await readIfPresent(path, disk);
  if (present !== undefined) {
    const lock = parseLock(present);
    if (lock === undefined) throw new FolderBusyError(path, 'không rõ');
    if (mayBeHeld(lock, bootId)) throw new FolderBusyError(path, `pid ${lock.pid} @ ${lock.host}`);
    await removeFile(path, disk);
  }
  const ours: Lock = { pid: process.pid, host: hostname(), bootId, token: OUR_TOKEN };
  try {
    await createOnce(path, Buffer.from(`${JSON.stringify(ours)}\n`), disk);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'STORE_EXISTS')
      throw new FolderBusyError(path, 'pid ?');
    throw error;
  }
}

/** Makes the folder if need be and holds it until disposed. Throws FolderBusyError when another server has it. */
export async function openDataFolder(
  dataDir: string,
  disk: Disk,
  forWhat: 'serving' | 'restoring' = 'serving',
): Promise<DataFolder> {
  const path = resolve(dataDir);
  await ensureDirectory(path, 0o700, disk);
  const mark = join(path, RESTORE_MARK);
  if (forWhat === 'serving' && (await readIfPresent(mark, disk)) !== undefined) {
    throw new StoreError('STORE_CORRUPT', mark, 'a restore was cut in the middle; run it again');
  }
  const lockPath = join(path, 'lock.json');
  await takeLock(lockPath, disk);
  for (const folder of ['documents', 'keys']) await ensureDirectory(join(path, folder), 0o700, disk);
  return {
    path,
    editorial: join(path, EDITORIAL_FILE),
    sessions: join(path, 'documents', 'sessions.json'),
    interruptions: join(path, 'documents', 'interruptions.json'),
    spotChecks: join(path, 'documents', 'spot-checks.json'),
    alerts: join(path, 'documents', 'alerts.json'),
    connections: join(path, 'connections'),
    keys: join(path, 'keys'),
    assets: join(path, 'assets'),
    audit: join(path, 'audit'),
    passwordCodes: join(path, PASSWORD_CODES),
    seals: join(path, 'seals'),
    playlog: path,
    downloads: join(path, 'downloads'),
    programmesOf: (screenId) => join(path, 'programmes', screenId),
    snapshotsOf: (screenId) => join(path, 'snapshots', screenId),
    photographsOf: (screenId) => join(path, 'photographs', screenId),
    [Symbol.asyncDispose]: () => removeFile(lockPath, disk),
  };
}
