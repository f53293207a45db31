// Keeping the vault small without ever losing what hung in the street: unused files go to quarantine, stay there a month,
// and are deleted only then; uploads that no item took are deleted after some days. Published files are never touched.

import type { VaultSpace } from '../../content/model/api/studio.ts';
import { type Instant, dayNumberOf } from '../../content/model/instant.ts';
import type { Vault } from './vault.ts';

export interface VaultUse {
  /** Named anywhere in what people edit. */
  isUsed(sha256: string): boolean;
  /** In any programme that was ever on air. */
  isPublished(sha256: string): boolean;
}

export interface Tidied {
  readonly quarantined: number;
  readonly returned: number;
  readonly deleted: number;
}

export const TEMP_DAYS = 3;
export const QUARANTINE_DAYS = 30;

/** `today` is the local date `yyyy-mm-dd`. Cut off anywhere, the next run goes on. */
export async function tidyVault(vault: Vault, use: VaultUse, today: string): Promise<Tidied> {
  const isNeeded = (sha256: string) => use.isUsed(sha256) || use.isPublished(sha256);
  let [quarantined, returned, deleted] = [0, 0, 0];
  for (const { sha256, sinceDate } of await vault.listShelf('quarantine')) {
    if (isNeeded(sha256)) {
      await vault.adopt(sha256);
      returned += 1;
    } else if (daysBetween(sinceDate, today) > QUARANTINE_DAYS) {
      await vault.drop(sha256, 'quarantine');
      deleted += 1;
    }
  }
  for (const { sha256, sinceDate } of await vault.listShelf('temp')) {
    if (daysBetween(sinceDate, today) <= TEMP_DAYS) continue;
    await vault.drop(sha256, 'temp');
    deleted += 1;
  }
  for (const sha256 of await vault.listKept()) {
    if (isNeeded(sha256)) continue;
    await vault.shelve(sha256, today);
    quarantined += 1;
  }
  return { quarantined, returned, deleted };
}

/** How much lies where, and what goes next. */
export async function measureVault(vault: Vault, use: VaultUse, at: Instant): Promise<VaultSpace> {
  const kept = await vault.listKept();
  const shelved = async (shelf: 'temp' | 'quarantine') =>
    (await vault.listShelf(shelf)).map(({ sha256 }) => sha256);
  const sum = async (hashes: readonly string[]) => {
    const sizes = await Promise.all(hashes.map((sha256) => vault.bytesOf(sha256)));
    return { files: hashes.length, bytes: sizes.reduce((total, size) => total + size, 0) };
  };
  return {
    at,
    published: await sum(kept.filter((sha256) => use.isPublished(sha256))),
    used: await sum(kept.filter((sha256) => use.isUsed(sha256) && !use.isPublished(sha256))),
    unused: await sum(kept.filter((sha256) => !use.isUsed(sha256) && !use.isPublished(sha256))),
    temp: await sum(await shelved('temp')),
    quarantine: await sum(await shelved('quarantine')),
    tempDays: TEMP_DAYS,
    quarantineDays: QUARANTINE_DAYS,
  };
}

/** Any hash that stands anywhere in `documents` is in use: no list of places to forget one in. */
export function hashesIn(...documents: readonly unknown[]): ReadonlySet<string> {
  return new Set(JSON.stringify(documents).match(/[0-9a-f]{64}/g));
}

function daysBetween(from: string, to: string): number {
  const dayOf = (date: string) =>
    dayNumberOf(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
  return dayOf(to) - dayOf(from);
}
