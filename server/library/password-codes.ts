// One-time codes with which a person sets a password, one small file each, named by the code's hash: the command line
// can make one while the server runs or not, a restart burns none, and whoever reads the folder learns no code.
// Lost if a file is lost: that code; an administrator makes another.

import { join } from 'node:path';
import { z } from 'zod';
import { DAY_MS, Instant } from '../../content/model/instant.ts';
import { Id } from '../../content/model/item.ts';
import type { Disk } from '../store/disk.ts';
import { createOnce, ensureDirectory, listFiles, readIfPresent, removeFile } from '../store/files.ts';
import { codeHashOf, newCode } from './one-time-code.ts';

/** Somebody may have to be found first; the code is far too long to be guessed meanwhile. */
const CODE_MS = DAY_MS;
const CODE_LETTERS = 16;

export const CodeGrant = z.strictObject({
  personId: Id,
  issuedAt: Instant,
  expiresAt: Instant,
  /** Name of the administrator; null when it was made on the server's command line. */
  issuedBy: z.string().nullable(),
});
export type CodeGrant = z.infer<typeof CodeGrant>;

export class PasswordCodes {
  readonly #directory: string;
  readonly #disk: Disk;

  constructor(directory: string, disk: Disk) {
    this.#directory = directory;
    this.#disk = disk;
  }

  /** Ends the codes that the person had. */
  async issue(
    personId: string,
    issuedBy: string | null,
    now: Instant,
  ): Promise<{ code: string } & CodeGrant> {
    await this.burn(personId);
    await ensureDirectory(this.#directory, 0o700, this.#disk);
    const code = newCode(CODE_LETTERS);
    const grant: CodeGrant = { personId, issuedAt: now, expiresAt: now + CODE_MS, issuedBy };
    await createOnce(this.#pathOf(code), Buffer.from(`${JSON.stringify(grant)}\n`), this.#disk);
    return { code, ...grant };
  }

  /** What the code is good for, without using it; undefined when it is unknown, used or too old. */
  async grantOf(code: string, now: Instant): Promise<CodeGrant | undefined> {
    const grant = await this.#read(this.#pathOf(code));
    return grant !== undefined && now < grant.expiresAt && now >= grant.issuedAt - DAY_MS ? grant : undefined;
  }

  /** Forgets every code of the person. */
  async burn(personId: string): Promise<void> {
    for (const name of await listFiles(this.#directory, this.#disk)) {
      const path = join(this.#directory, name);
      if ((await this.#read(path))?.personId === personId) await removeFile(path, this.#disk);
    }
  }

  #pathOf(code: string): string {
    return join(this.#directory, `${codeHashOf(code)}.json`);
  }

  async #read(path: string): Promise<CodeGrant | undefined> {
    const bytes = await readIfPresent(path, this.#disk);
    if (bytes === undefined) return undefined;
    try {
      return CodeGrant.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    } catch {
      // Not a grant of ours: good for nothing.
      return undefined;
    }
  }
}
