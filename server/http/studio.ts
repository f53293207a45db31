// The studio over HTTP: files in, pictures out. What it says about a file or a text is a sentence for staff.

import type { Instant } from '../../content/model/instant.ts';
import { takeFile } from '../studio/intake.ts';
import type { Vault } from '../studio/vault.ts';
import type { Handlers } from './mount.ts';

export interface StudioDependencies {
  readonly vault: Vault;
  /** `yyyy-mm-dd` of the office. */
  readonly dateAt: (at: Instant) => string;
}

export function studioHandlers({ vault, dateAt }: StudioDependencies): Pick<Handlers, 'uploadFile'> {
  return {
    async uploadFile({ upload, query, at, note }) {
      const taken = await takeFile(upload, query.name, dateAt(at), vault);
      const { sha256, kind, bytes } = taken;
      note({ after: { sha256, kind, bytes } });
      return taken;
    },
  };
}
