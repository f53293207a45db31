// Is a data folder whole? Documents by their schema, keys, every published programme by its signature's hash, every log
// by its chain, every seal by its signature, the seal before it and the log it speaks of. Changes nothing but what opening documents would.

import { dirname, join } from 'node:path';
import { canonicalJson } from '../../content/model/canonical.ts';
import { type DaySeal, daySealSigningText } from '../../content/model/seal.ts';
import { sha256Hex } from '../store/digest.ts';
import { nodeDisk } from '../store/disk.ts';
import { listTree } from '../store/file-tree.ts';
import { readIfPresent } from '../store/files.ts';
import { type LogVerdict, readLogFile, verifyLog } from '../store/log-reader.ts';
import { StoreError } from '../store/store-error.ts';
import { readRetiredThrough } from '../playlog/carry-over.ts';
import { parseSeal } from '../playlog/day-seals.ts';
import { ledgerGenesis, quarantineGenesis } from '../playlog/screen-ledger.ts';
import { AUDIT_GENESIS } from './audit-trail.ts';
import { EDITORIAL_FILE } from './data-folder.ts';
import { openEditorial } from './editorial.ts';
import { openSigningKey } from './keys.ts';
import { ProgrammeArchive } from './programme-archive.ts';
import { readSealKeys, verifierOf } from './seal-keys.ts';

const DAY_FILE = /\/\d{4}-\d{2}-\d{2}\.jsonl$/;

export interface FolderReport {
  readonly screens: number;
  readonly programmes: number;
  /** Entries by log. */
  readonly logs: Readonly<Record<string, number>>;
  readonly seals: number;
}

/** Throws STORE_CORRUPT naming the first thing that is not as it was written. */
export async function checkFolder(directory: string): Promise<FolderReport> {
  const files = await listTree(directory);
  const { screens, programmes } = await checkDocuments(directory);
  const logs: Record<string, number> = {};
  const folders = new Set(files.filter((path) => DAY_FILE.test(`/${path}`)).map((path) => dirname(path)));
  for (const log of folders) logs[log] = (await checkLog(directory, log)).entries;
  const seals = files.filter((path) => /^seals\/(?:ledger|audit)\/.*\.json$/.test(path)).toSorted();
  await checkSeals(directory, seals);
  return { screens, programmes, logs, seals: seals.length };
}

async function checkDocuments(directory: string) {
  const keyPath = join(directory, 'keys', 'programme-signing.pem');
  if ((await readIfPresent(keyPath)) === undefined) throw corrupt(keyPath, 'the signing key is missing');
  const key = await openSigningKey(join(directory, 'keys'), nodeDisk);
  const documents = await openEditorial(join(directory, EDITORIAL_FILE), nodeDisk);
  try {
    const folder = { programmesOf: (screenId: string) => join(directory, 'programmes', screenId) };
    await new ProgrammeArchive({ documents, folder, disk: nodeDisk, key }).open();
    const { screens, programmes } = documents.data;
    return { screens: screens.length, programmes: Object.values(programmes).flat().length };
  } finally {
    await documents.close();
  }
}

async function checkLog(directory: string, log: string): Promise<Extract<LogVerdict, { ok: true }>> {
  // A ledger whose oldest days were retired begins where its seals say; they are held against it below.
  const genesis = (await retiredThrough(directory, log)) === null ? genesisOf(log) : undefined;
  const verdict = await verifyLog(join(directory, log), genesis === undefined ? {} : { genesis });
  if (!verdict.ok) throw corrupt(verdict.path, `chain broken at line ${verdict.line}: ${verdict.reason}`);
  return verdict;
}

/** Logs that are not named here are checked from their first entry on. */
function genesisOf(log: string): string | undefined {
  const [kind, screenId] = log.split('/');
  if (kind === 'audit') return AUDIT_GENESIS;
  if (kind === 'ledger' && screenId !== undefined) return ledgerGenesis(screenId);
  if (kind === 'quarantine' && screenId !== undefined) return quarantineGenesis(screenId);
  return undefined;
}

/** The last day of the ledger that was retired by policy; null: none was. */
async function retiredThrough(directory: string, log: string): Promise<string | null> {
  const [kind, screenId] = log.split('/');
  if (kind !== 'ledger' || screenId === undefined) return null;
  return readRetiredThrough(directory, screenId, nodeDisk);
}

/** `paths` in the order of their days: each seal names the one before it in its folder. */
async function checkSeals(directory: string, paths: readonly string[]): Promise<void> {
  const verify = verifierOf(await readSealKeys(join(directory, 'seals', 'keys'), nodeDisk));
  const newest = new Map<string, string>();
  for (const path of paths) {
    const place = join(directory, path);
    const signed = parseSeal((await readIfPresent(place)) ?? new Uint8Array());
    if (signed === undefined) throw corrupt(place, 'this is not a seal');
    const { seal, sha256, signature } = signed;
    if (sha256Hex(canonicalJson(seal)) !== sha256) throw corrupt(place, 'the seal was altered');
    if (!verify(seal.keyId, daySealSigningText(sha256), signature)) {
      throw corrupt(place, 'the signature is not by a seal key of this server');
    }
    if (seal.previous !== (newest.get(dirname(path)) ?? null))
      throw corrupt(place, 'a seal before it is missing');
    newest.set(dirname(path), sha256);
    await checkSealedLog(directory, place, seal);
  }
}

async function checkSealedLog(directory: string, place: string, seal: DaySeal): Promise<void> {
  if (seal.count === 0) return;
  const log = seal.screen === null ? seal.log : `${seal.log}/${seal.screen}`;
  if (seal.day <= ((await retiredThrough(directory, log)) ?? '')) return;
  for await (const { n, hash } of readLogFile(join(directory, log), seal.day)) {
    if (n === seal.lastN && hash === seal.head) return;
  }
  throw corrupt(place, `${log} does not hold what was sealed for ${seal.day}`);
}

function corrupt(path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CORRUPT', path, reason, { cause });
}
