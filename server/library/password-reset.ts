// A one-time password code made on the server's own machine, beside a server that may be running: it reads the documents
// as they lie and adds one file. Whoever may read the data folder could do far worse, so this gives them nothing new.

import { join } from 'node:path';
import { z } from 'zod';
import type { Instant } from '../../content/model/instant.ts';
import { type Disk, nodeDisk } from '../store/disk.ts';
import { readIfPresent } from '../store/files.ts';
import { EDITORIAL_FILE, PASSWORD_CODES } from './data-folder.ts';
import { PasswordCodes } from './password-codes.ts';

/** As much of the documents as it takes to find somebody; the server checks the rest when the code is used. */
const Roster = z.object({
  data: z.object({
    people: z.array(z.object({ id: z.string(), name: z.string(), endedAt: z.number().nullish() })),
  }),
});

export interface PasswordReset {
  readonly person: string;
  readonly code: string;
  readonly expiresAt: Instant;
}

/** Rejects with a sentence for the person at the keyboard. */
export async function openPasswordReset(
  dataDir: string,
  name: string,
  now: Instant,
  disk: Disk = nodeDisk,
): Promise<PasswordReset> {
  const bytes = await readIfPresent(join(dataDir, EDITORIAL_FILE), disk);
  if (bytes === undefined) throw new Error(`Không có dữ liệu trong ${dataDir}. Hãy đặt DATA_DIR.`);
  const { people } = Roster.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data;
  const present = people.filter(({ endedAt }) => endedAt === null || endedAt === undefined);
  const wanted = keyOf(name);
  const person = present.find((one) => keyOf(one.name) === wanted);
  if (person === undefined) {
    const names = present.map((one) => `  ${one.name}`).join('\n');
    throw new Error(`Không có tài khoản “${name}”. Các tài khoản đang dùng:\n${names}`);
  }
  const { code, expiresAt } = await new PasswordCodes(join(dataDir, PASSWORD_CODES), disk).issue(
    person.id,
    null,
    now,
  );
  return { person: person.name, code, expiresAt };
}

function keyOf(name: string): string {
  return name.normalize('NFC').trim().toLocaleLowerCase('vi');
}
