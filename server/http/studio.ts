// The studio over HTTP: files in, slogans looked at, space told. What it says about a file or a text is a sentence for
// staff.

import type { Instant } from '../../content/model/instant.ts';
import type { ItemContent } from '../../content/model/item.ts';
import { messageOf } from '../../content/model/item-words.ts';
import { type Organisation, organisationOn } from '../../content/model/seed.ts';
import type { ImportRow } from '../../content/model/api/studio.ts';
import { refused } from '../studio/image-intake.ts';
import { takeFile } from '../studio/intake.ts';
import type { StudioTools } from '../studio/render.ts';
import { planImport, readSlogans } from '../studio/slogan-import.ts';
import type { Vault } from '../studio/vault.ts';
import { measureVault, type VaultUse } from '../studio/vault-upkeep.ts';
import { thaw } from '../library/editorial.ts';
import type { Library } from '../library/library.ts';
import type { Handlers } from './mount.ts';

export interface StudioDependencies {
  readonly library: Pick<Library, 'documents' | 'desk'>;
  readonly tools: StudioTools & { readonly vault: Vault };
  /** Asked anew for each call. */
  readonly use: () => VaultUse;
  /** `yyyy-mm-dd` of the office. */
  readonly dateAt: (at: Instant) => string;
}

/** A line that no item can hold; anything else that blocks may be mended in the draft. */
const isTooLong = ({ code, blocks }: ImportRow['findings'][number]) => code === 'TEXT_LONG' && blocks;

type StudioRoutes = 'uploadFile' | 'readStudio' | 'planImport' | 'importSlogans' | 'readSpace';

export function studioHandlers({
  library,
  tools,
  use,
  dateAt,
}: StudioDependencies): Pick<Handlers, StudioRoutes> {
  const planOf = async (upload: AsyncIterable<Uint8Array>, at: Instant): Promise<ImportRow[]> => {
    const parts: Uint8Array[] = [];
    for await (const part of upload) parts.push(part);
    const { organisation, screens, items } = library.documents.data;
    const organisationName =
      organisation === null ? '' : organisationOn(thaw<Organisation>(organisation), dateAt(at)).name;
    const living = items.filter(({ removedAt }) => removedAt === null);
    const known = living.flatMap(({ versions }) =>
      versions.slice(-1).map(({ content }) => messageOf(thaw<ItemContent>(content)) ?? ''),
    );
    const rows = await readSlogans(Buffer.concat(parts));
    return planImport(rows, { canvases: screens, known, organisationName }, tools);
  };
  return {
    async uploadFile({ upload, query, at, note }) {
      const taken = await takeFile(upload, query.name, dateAt(at), tools.vault);
      const { sha256, kind, bytes } = taken;
      note({ after: { sha256, kind, bytes } });
      return taken;
    },
    readStudio: () => ({ templates: [...tools.templates], terms: [...tools.terms] }),
    async planImport({ upload, at, note }) {
      const plan = await planOf(upload, at);
      note({ after: { rows: plan.length } });
      return plan;
    },
    async importSlogans({ upload, query, person, at, note }) {
      const wanted = new Set(query.lines.split(',').map(Number));
      const rows = (await planOf(upload, at)).filter(({ line }) => wanted.has(line));
      if (rows.length === 0) throw refused('Không có dòng nào được chọn. Hãy xem thử lại rồi chọn dòng.');
      const long = rows.find(({ findings }) => findings.some(isTooLong));
      if (long !== undefined) throw refused(long.findings.find(isTooLong)?.sentence ?? '');
      const drafts = rows.map(({ content, durationMs }) => ({
        title: (messageOf(content) ?? '').replace(/\s+/g, ' ').slice(0, 160).trim(),
        category: query.category,
        purpose: 'programme' as const,
        content,
        durationMs,
        grounds: { document: query.document, department: '', validUntil: null },
      }));
      const ids = await library.desk.createAll(drafts, query.duplicates === 'skip', person, at);
      const lines = rows.map(({ line, content }, index) => ({
        line,
        text: messageOf(content) ?? '',
        itemId: ids[index] ?? null,
      }));
      note({ after: { itemIds: ids.filter((id) => id !== null) } });
      return { lines };
    },
    readSpace: ({ at }) => measureVault(tools.vault, use(), at),
  };
}
