// What the studio offers over HTTP: files taken in, what a composer needs to know, many slogans looked at, space.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Asset, Category, Id, ItemContent, ItemVersion, Sha256Hex } from '../item.ts';
import { OfficialTerm } from '../seed.ts';
import { Template } from '../template.ts';

/** A file that was taken in, as an item content names it by `sha256`. */
export const TakenFile = z.strictObject({
  kind: z.enum(['image', 'video']),
  sha256: Sha256Hex,
  bytes: z.int().positive(),
  mime: Asset.shape.mime,
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** Of a film; null for a picture. */
  durationMs: z.int().positive().nullable(),
  codec: z.string().nullable(),
  /** What was changed or will look different, in Vietnamese. */
  notes: z.array(z.string()),
});
export type TakenFile = z.infer<typeof TakenFile>;

/** What a composer offers and checks while somebody types, without asking the server. */
export const StudioKit = z.strictObject({
  templates: z.array(Template),
  terms: z.array(OfficialTerm),
});
export type StudioKit = z.infer<typeof StudioKit>;

/** One line of an import as it would become an item; creating it is the composer's own entry. */
export const ImportRow = z.strictObject({
  /** In the pasted text or the sheet, from 1. */
  line: z.int().positive(),
  content: ItemContent,
  durationMs: ItemVersion.shape.durationMs,
  state: z.enum(['ready', 'warned', 'blocked', 'duplicate']),
  findings: z.array(z.strictObject({ code: z.string(), blocks: z.boolean(), sentence: z.string() })),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** What an import made of each line it was given, in their order. */
export const ImportResult = z.strictObject({
  lines: z.array(
    z.strictObject({
      line: z.int().positive(),
      text: z.string(),
      /** Null: nothing was made of it, because the same words are there already. */
      itemId: Id.nullable(),
    }),
  ),
});
export type ImportResult = z.infer<typeof ImportResult>;

const Pile = z.strictObject({ files: z.int().nonnegative(), bytes: z.int().nonnegative() });
export const VaultSpace = z.strictObject({
  at: Instant,
  /** In any programme that was ever on air: never deleted. */
  published: Pile,
  /** In an item, a version or another document, but never on air yet. */
  used: Pile,
  /** In nothing; goes to quarantine at night. */
  unused: Pile,
  /** Uploaded and not yet in an item. */
  temp: Pile,
  quarantine: Pile,
  tempDays: z.int().positive(),
  quarantineDays: z.int().positive(),
});
export type VaultSpace = z.infer<typeof VaultSpace>;

const writers = ['editor', 'approver', 'operator', 'admin'] as const;
const authors = ['contributor', ...writers] as const;
const MOST_UPLOAD_BYTES = 256 * 1024 * 1024;
const MOST_SHEET_BYTES = 4 * 1024 * 1024;

export const STUDIO_ROUTES = {
  /** One picture or film as it is; refused with FILE_REFUSED and a sentence, or kept until an item uses it. */
  uploadFile: {
    method: 'post',
    path: '/api/files',
    audience: authors,
    query: z.strictObject({ name: z.string().max(255).default('') }),
    upload: { maxBytes: MOST_UPLOAD_BYTES },
    reply: TakenFile,
  },
  readStudio: { method: 'get', path: '/api/studio', audience: authors, reply: StudioKit },
  /** A dry run: pasted lines or an XLSX file looked at for all screens. Nothing is kept. */
  planImport: {
    method: 'post',
    path: '/api/studio/import',
    audience: writers,
    upload: { maxBytes: MOST_SHEET_BYTES },
    reply: z.array(ImportRow),
  },
  /** The same lines or file again: the chosen lines become drafts, all of them or none. */
  importSlogans: {
    method: 'post',
    path: '/api/studio/import/items',
    audience: writers,
    query: z.strictObject({
      /** Numbers of the wanted lines, with commas. */
      lines: z.string().regex(/^\d{1,6}(?:,\d{1,6}){0,499}$/),
      duplicates: z.enum(['skip', 'take']).default('skip'),
      category: Category.default('propaganda'),
      document: z.string().max(120).default(''),
    }),
    upload: { maxBytes: MOST_SHEET_BYTES },
    reply: ImportResult,
  },
  readSpace: {
    method: 'get',
    path: '/api/studio/space',
    audience: ['editor', 'approver', 'operator', 'auditor', 'admin'],
    reply: VaultSpace,
  },
} as const satisfies Record<string, RouteDeclaration>;
