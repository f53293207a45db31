// Hostile words in every place of a document where a person may write: each string that the schema still accepts with
// them in is replaced, whatever the field is called, so that a new field is attacked without a line here.

import { join } from 'node:path';
import type { z } from 'zod';
import { Editorial, openEditorial } from '../../server/library/editorial.ts';
import { nodeDisk } from '../../server/store/disk.ts';

/** Text by its schema, and yet not words: a wrong one is another fault than the one looked for. */
const NOT_WORDS = new Set(['zone', 'publicKey', 'passwordHash', 'url', 'id']);

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Resolves to the paths that were poisoned. The server of the folder must not be running. */
export async function poisonDocuments(dataDir: string, hostile: string): Promise<string[]> {
  const editorial = await openEditorial(join(dataDir, 'documents/editorial.json'), nodeDisk);
  const poisoned = await editorial.transact((draft) => {
    const found: string[] = [];
    poison(draft as unknown as Json, hostile, '', found, () => isSound(Editorial, draft));
    return found;
  });
  await editorial.close();
  return poisoned;
}

function isSound(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

function poison(
  value: Json,
  hostile: string,
  path: string,
  found: string[],
  isStillSound: () => boolean,
): void {
  if (typeof value !== 'object' || value === null) return;
  const members = value as Record<string, Json>;
  for (const [key, member] of Object.entries(members)) {
    const place = `${path}/${key}`;
    if (typeof member !== 'string') {
      poison(member, hostile, place, found, isStillSound);
      continue;
    }
    if (NOT_WORDS.has(key)) continue;
    members[key] = hostile;
    if (isStillSound()) found.push(place.replaceAll(/\d+/g, '*'));
    else members[key] = member;
  }
}
