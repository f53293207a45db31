// How words get from a desk to a wall over HTTP: drafts, submission, approval by somebody else, versions, trash. Every
// save names the revision it started from; joined into ROUTES by api.ts.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Category, Id, ItemContent, Rendition, Sha256Hex, Source, VersionState } from '../item.ts';

/** Căn cứ: the document behind the words, the department that asked, and until when it holds. */
export const Grounds = z.strictObject({
  document: z.string().max(120),
  department: z.string().max(160),
  /** Last day, included; null: without end. */
  validUntil: z.iso.date().nullable(),
});
export type Grounds = z.infer<typeof Grounds>;

/** `notice`: prepared for an urgent interruption; it stands in no playlist. */
export const ItemPurpose = z.enum(['programme', 'notice']);
export type ItemPurpose = z.infer<typeof ItemPurpose>;

/** Everything a person writes about an item. */
export const ItemDraft = z.strictObject({
  title: z.string().trim().min(1).max(160),
  category: Category,
  purpose: ItemPurpose,
  content: ItemContent,
  durationMs: z.int().min(1_000).max(600_000),
  grounds: Grounds,
});
export type ItemDraft = z.infer<typeof ItemDraft>;

export const VersionDeed = z.strictObject({
  what: z.enum(['written', 'submitted', 'approved', 'returned', 'retired', 'restored', 'scan_attached']),
  at: Instant,
  by: z.string(),
  byId: Id.nullable(),
  /** Why it was returned; which version it was restored from. */
  reason: z.string().max(600).optional(),
  /** Approved by who wrote it, because the policy of the day allowed it. */
  own: z.literal(true).optional(),
  /** Of the signed paper that was attached: one that is replaced stays named. */
  scan: Sha256Hex.optional(),
});
export type VersionDeed = z.infer<typeof VersionDeed>;

export const Finding = z.strictObject({
  /** Screens on which it holds. */
  screenIds: z.array(Id).min(1),
  code: z.string(),
  blocks: z.boolean(),
  sentence: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export const VersionView = z.strictObject({
  version: z.int().positive(),
  state: VersionState,
  content: ItemContent,
  durationMs: z.int(),
  grounds: Grounds,
  renditions: z.array(Rendition),
  findings: z.array(Finding),
  createdAt: Instant,
  createdBy: z.string(),
  createdById: Id.nullable(),
  approvedAt: Instant.nullable(),
  approvedBy: z.string().nullable(),
  /** The signed paper, as a picture. */
  scan: Sha256Hex.nullable(),
  deeds: z.array(VersionDeed),
});
export type VersionView = z.infer<typeof VersionView>;

/** Where an item stands: what deleting it would take from. */
export const ItemUse = z.strictObject({
  playlistId: Id,
  playlistName: z.string(),
  screens: z.array(z.strictObject({ id: Id, name: z.string() })),
});
export type ItemUse = z.infer<typeof ItemUse>;

export const ItemFile = z.strictObject({
  id: Id,
  title: z.string(),
  category: Category,
  purpose: ItemPurpose,
  source: Source,
  revision: z.int().positive(),
  changedAt: Instant.nullable(),
  changedBy: z.string().nullable(),
  /** Oldest first. */
  versions: z.array(VersionView).min(1),
  uses: z.array(ItemUse),
});
export type ItemFile = z.infer<typeof ItemFile>;

/** One thing waiting for a second pair of eyes, beside what plays now. */
export const WaitingItem = z.strictObject({
  item: ItemFile.omit({ versions: true }),
  waiting: VersionView,
  /** The newest approved version; null for a new item. */
  playing: VersionView.nullable(),
  submittedAt: Instant.nullable(),
  submittedBy: z.string().nullable(),
  /** Null: the person asking may approve it; otherwise why not. */
  refusal: z.enum(['own_work', 'illegible']).nullable(),
});
export type WaitingItem = z.infer<typeof WaitingItem>;

export const ApprovalPolicy = z.strictObject({
  /** May somebody approve what he wrote? The record then says so. */
  ownWork: z.boolean(),
  /** Must a second person confirm a notice that was typed on the spot? */
  typedNoticeBySecond: z.boolean(),
  mostNoticeMinutes: z
    .int()
    .min(1)
    .max(24 * 60),
});
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>;

/** What lies in the trash, thirty days. */
export const TrashedItem = z.strictObject({
  id: Id,
  title: z.string(),
  revision: z.int().positive(),
  removedAt: Instant,
  removedBy: z.string().nullable(),
  /** After that it is gone from the desk; programmes and records keep its words and pictures. */
  keptUntil: Instant,
});
export type TrashedItem = z.infer<typeof TrashedItem>;

export const WhyLeftOut = z.enum(['not_approved', 'illegible', 'expired']);
export type WhyLeftOut = z.infer<typeof WhyLeftOut>;

/** Answer to a change that may publish: which screens got a new programme number, what was left out and why. */
export const Published = z.strictObject({
  screens: z.array(z.strictObject({ screenId: Id, programme: z.int(), effectiveFrom: Instant })),
  leftOut: z.array(z.strictObject({ itemId: Id, title: z.string(), why: WhyLeftOut })),
});
export type Published = z.infer<typeof Published>;

const OfItem = z.strictObject({ itemId: Id });
const Reason = z.string().trim().min(1).max(600);
const writers = ['editor', 'approver', 'operator', 'admin'] as const;
const everyone = ['editor', 'approver', 'operator', 'auditor', 'admin'] as const;
/** Contributors have the same entries; what they see and touch there is their own. */
const authors = ['contributor', ...writers] as const;
const approvers = ['approver', 'admin'] as const;
const BasedOn = z.strictObject({ basedOn: z.int().positive() });
const VersionOf = z.strictObject({ version: z.int().positive() });

export const EDITING_ROUTES = {
  readItem: {
    method: 'get',
    path: '/api/items/:itemId',
    audience: ['contributor', ...everyone],
    params: OfItem,
    reply: ItemFile,
  },
  createItem: { method: 'post', path: '/api/items', audience: authors, body: ItemDraft, reply: ItemFile },
  /** A stale `basedOn` is refused with CONFLICT and the difference in words; nothing is lost. */
  saveItem: {
    method: 'put',
    path: '/api/items/:itemId',
    audience: authors,
    params: OfItem,
    body: BasedOn.extend({ draft: ItemDraft }),
    reply: ItemFile,
  },
  submitItem: {
    method: 'post',
    path: '/api/items/:itemId/submission',
    audience: authors,
    params: OfItem,
    body: VersionOf,
    reply: ItemFile,
  },
  restoreVersion: {
    method: 'post',
    path: '/api/items/:itemId/restoration',
    audience: authors,
    params: OfItem,
    body: BasedOn.extend({ version: z.int().positive() }),
    reply: ItemFile,
  },
  /** Refused with IN_USE and where, unless `takeOut` says to take it out of its playlists too. */
  removeItem: {
    method: 'post',
    path: '/api/items/:itemId/removal',
    audience: writers,
    params: OfItem,
    body: BasedOn.extend({ takeOut: z.boolean() }),
    reply: Published,
  },
  listWaiting: { method: 'get', path: '/api/approvals', audience: everyone, reply: z.array(WaitingItem) },
  approveItem: {
    method: 'post',
    path: '/api/items/:itemId/approval',
    audience: approvers,
    params: OfItem,
    body: VersionOf,
    reply: Published,
  },
  /** All of them or none. */
  approveItems: {
    method: 'post',
    path: '/api/approvals',
    audience: approvers,
    body: z.strictObject({
      versions: z
        .array(z.strictObject({ itemId: Id, version: z.int().positive() }))
        .min(1)
        .max(200),
    }),
    reply: Published,
  },
  returnItem: {
    method: 'post',
    path: '/api/items/:itemId/return',
    audience: approvers,
    params: OfItem,
    body: z.strictObject({ version: z.int().positive(), reason: Reason }),
    reply: ItemFile,
  },
  /** Phiếu duyệt, signed by hand: a picture that was uploaded before (re-encoded there; PDF is refused). */
  attachScan: {
    method: 'post',
    path: '/api/items/:itemId/scan',
    audience: writers,
    params: OfItem,
    body: z.strictObject({ version: z.int().positive(), sha256: Sha256Hex }),
    reply: ItemFile,
  },
  /** Draws without keeping a version: what the composer shows beside the words. */
  previewItem: {
    method: 'post',
    path: '/api/previews',
    audience: authors,
    body: z.strictObject({ content: ItemContent, durationMs: z.int().min(1_000).max(600_000) }),
    reply: z.strictObject({ renditions: z.array(Rendition), findings: z.array(Finding) }),
    audited: false,
  },
  readApprovalPolicy: {
    method: 'get',
    path: '/api/approval-policy',
    audience: everyone,
    reply: ApprovalPolicy,
  },
  setApprovalPolicy: {
    method: 'put',
    path: '/api/approval-policy',
    audience: ['admin'],
    wholeOffice: true,
    /** Only what the person changed: two who change different rules do not undo each other. */
    body: ApprovalPolicy.partial(),
    reply: ApprovalPolicy,
  },
  listTrash: { method: 'get', path: '/api/trash', audience: everyone, reply: z.array(TrashedItem) },
  /** Out of the trash; the playlists it stood in do not get it back by themselves. */
  recoverItem: {
    method: 'post',
    path: '/api/items/:itemId/recovery',
    audience: writers,
    params: OfItem,
    reply: ItemFile,
  },
} as const satisfies Record<string, RouteDeclaration>;
