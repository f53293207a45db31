// The studio over HTTP: files in, slogans looked at, space told. What it says about a file or a text is a sentence for
// staff.

import type { Instant } from '../../content/model/instant.ts';
import type { ItemContent } from '../../content/model/item.ts';
import { messageOf } from '../../content/model/item-words.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import { takeFile } from '../studio/intake.ts';
import type { StudioTools } from '../studio/render.ts';
import { planImport, readSlogans } from '../studio/slogan-import.ts';
import type { Vault } from '../studio/vault.ts';
import { measureVault, type VaultUse } from '../studio/vault-upkeep.ts';
import { thaw } from '../library/editorial.ts';
import type { Library } from '../library/library.ts';
import type { Handlers } from './mount.ts';

export interface StudioDependencies {
  readonly library: Pick<Library, 'documents'>;
  readonly tools: StudioTools & { readonly vault: Vault };
  /** Asked anew for each call. */
  readonly use: () => VaultUse;
  /** `yyyy-mm-dd` of the office. */
  readonly dateAt: (at: Instant) => string;
}

type StudioRoutes = 'uploadFile' | 'readStudio' | 'planImport' | 'readSpace';

export function studioHandlers({
  library,
  tools,
  use,
  dateAt,
}: StudioDependencies): Pick<Handlers, StudioRoutes> {
  return {
    async uploadFile({ upload, query, at, note }) {
      const taken = await takeFile(upload, query.name, dateAt(at), tools.vault);
      const { sha256, kind, bytes } = taken;
      note({ after: { sha256, kind, bytes } });
      return taken;
    },
    readStudio: () => ({ templates: [...tools.templates], terms: [...tools.terms] }),
    async planImport({ upload, at, note }) {
      const parts: Uint8Array[] = [];
      for await (const part of upload) parts.push(part);
      const { organisation, screens, items } = library.documents.data;
      const organisationName =
        organisation === null ? '' : organisationOn(thaw<Organisation>(organisation), dateAt(at)).name;
      const known = items.flatMap(({ versions }) =>
        versions.slice(-1).map(({ content }) => messageOf(thaw<ItemContent>(content)) ?? ''),
      );
      const rows = await readSlogans(Buffer.concat(parts));
      note({ after: { rows: rows.length } });
      return planImport(rows, { canvases: screens, known, organisationName }, tools);
    },
    readSpace: ({ at }) => measureVault(tools.vault, use(), at),
  };
}
