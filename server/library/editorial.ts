// Everything that people edit, in one document: what must hold together is saved together. Plays never go here.
// If the file is damaged the server refuses to start and names the newest good copy (store/documents.ts).

import { z } from 'zod';
import { Role } from '../../content/model/api.ts';
import {
  ApprovalPolicy,
  Finding,
  Grounds,
  ItemPurpose,
  VersionDeed,
} from '../../content/model/api/editing.ts';
import { Handover } from '../../content/model/api/handovers.ts';
import { PlaylistRevision } from '../../content/model/api/playlists.ts';
import { CodedError } from '../../content/model/errors.ts';
import { Instant } from '../../content/model/instant.ts';
import { Id, Item, ItemVersion, Sha256Hex } from '../../content/model/item.ts';
import { Playlist } from '../../content/model/playlist.ts';
import { KeyAlgorithm } from '../../content/model/protocol.ts';
import { Screen } from '../../content/model/screen.ts';
import { Organisation } from '../../content/model/seed.ts';
import { type Documents, type Frozen, openDocuments } from '../store/documents.ts';
import type { Disk } from '../store/disk.ts';

/** What the studio found wrong with one picture, kept with it: an approver sees it, publishing obeys it. */
export const StoredFinding = Finding;
export type StoredFinding = Finding;

export const StoredVersion = ItemVersion.extend({
  findings: z.array(StoredFinding),
  grounds: Grounds.default({ document: '', department: '', validUntil: null }),
  createdById: Id.nullable().default(null),
  /** The paper that was signed, as a picture in the vault. */
  scan: Sha256Hex.nullable().default(null),
  deeds: z.array(VersionDeed).default([]),
});
export type StoredVersion = z.infer<typeof StoredVersion>;

export const StoredItem = Item.extend({
  versions: z.array(StoredVersion).min(1),
  purpose: ItemPurpose.default('programme'),
  /** Counts every save: who saves names the one he started from. */
  revision: z.int().positive().default(1),
  changedAt: Instant.nullable().default(null),
  changedBy: z.string().nullable().default(null),
  /** Whose it is to carry on with; a handover changes it. */
  ownerId: Id.nullable().default(null),
  /** In the trash since. */
  removedAt: Instant.nullable().default(null),
});
export type StoredItem = z.infer<typeof StoredItem>;

export const StoredPerson = z.strictObject({
  id: Id,
  name: z.string().min(1),
  roles: z.array(Role),
  screenIds: z.array(Id).nullable().default(null),
  /** Null: none set yet, or signing in by another way. */
  passwordHash: z.string().nullable(),
  createdAt: Instant,
  endedAt: Instant.nullable().default(null),
});
export type StoredPerson = z.infer<typeof StoredPerson>;

/** With its own history: any earlier revision can be brought back, also out of the trash. */
export const StoredPlaylist = Playlist.extend({
  revision: z.int().positive(),
  changedAt: Instant,
  changedBy: z.string(),
  /** In the trash since. */
  removedAt: Instant.nullable(),
  /** Earlier revisions, oldest first. */
  past: z.array(PlaylistRevision),
});
export type StoredPlaylist = z.infer<typeof StoredPlaylist>;

/** A player's public key. An ended one stays: its records still have to be checked. */
export const StoredPlayer = z.strictObject({
  keyId: z.string().regex(/^[0-9a-f]{16}$/),
  algorithm: KeyAlgorithm,
  publicKey: z.string(),
  screenId: Id,
  userAgent: z.string(),
  enrolledAt: Instant,
  endedAt: Instant.nullable(),
  /** Another player took its place, or somebody removed it. */
  endedBecause: z.enum(['replaced', 'revoked']).nullable(),
});
export type StoredPlayer = z.infer<typeof StoredPlayer>;

/** The programme itself is a file of its own, for ever; a number that is not in this list was never published. */
export const ProgrammeEntry = z.strictObject({
  number: z.int().positive(),
  effectiveFrom: Instant,
  issuedAt: Instant,
  sha256: Sha256Hex,
});
export type ProgrammeEntry = z.infer<typeof ProgrammeEntry>;

export const Editorial = z.strictObject({
  /** Null until the city's content is in. */
  seededAt: Instant.nullable(),
  organisation: Organisation.nullable(),
  idleItemId: Id.nullable(),
  screens: z.array(Screen),
  items: z.array(StoredItem),
  playlists: z.array(StoredPlaylist),
  approvalPolicy: ApprovalPolicy,
  handovers: z.array(Handover),
  people: z.array(StoredPerson),
  players: z.array(StoredPlayer),
  /** By screen, ascending. */
  programmes: z.record(z.string(), z.array(ProgrammeEntry)),
});
export type Editorial = z.infer<typeof Editorial>;

export type EditorialDocuments = Documents<Editorial>;
export type FrozenEditorial = Frozen<Editorial>;

const EMPTY: Editorial = {
  seededAt: null,
  organisation: null,
  idleItemId: null,
  screens: [],
  items: [],
  playlists: [],
  approvalPolicy: { ownWork: false, typedNoticeBySecond: true, mostNoticeMinutes: 12 * 60 },
  handovers: [],
  people: [],
  players: [],
  programmes: {},
};

export function openEditorial(path: string, disk: Disk): Promise<EditorialDocuments> {
  return openDocuments({ path, schema: Editorial, empty: EMPTY, version: 1, disk });
}

/** Those not in the trash. */
export function livePlaylists<P extends { readonly removedAt: Instant | null }>(editorial: {
  readonly playlists: readonly P[];
}): P[] {
  return editorial.playlists.filter(({ removedAt }) => removedAt === null);
}

/** The item, unless it is not there or in the trash: then throws NOT_FOUND. */
export function requireItem<I extends { readonly id: string; readonly removedAt: Instant | null }>(
  items: readonly I[],
  itemId: string,
): I {
  const item = items.find(({ id, removedAt }) => id === itemId && removedAt === null);
  if (item === undefined) throw new CodedError('NOT_FOUND');
  return item;
}

/** A copy of what is frozen, for code that asks for the plain type; name the type. */
export function thaw<T>(value: Frozen<NoInfer<T>>): T {
  return structuredClone(value) as T;
}
