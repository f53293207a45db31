// A programme is the immutable, numbered, signed publication for ONE screen. Player, server and auditor compute the
// same hours from it; it is kept for ever, because every account of the past is a comparison with it.

import { z } from 'zod';
import { Instant, ZoneRules } from './instant.ts';
import { Category, Id, ItemKind, Rendition, Sha256Hex } from './item.ts';
import { Activity, Guarantee } from './playlist.ts';
import { Screen } from './screen.ts';

export const ProgrammeItem = z.strictObject({
  id: Id,
  version: z.int().positive(),
  kind: ItemKind,
  category: Category,
  title: z.string(),
  /** The words shown, copied so that deleting the item never blanks history. */
  text: z.string(),
  durationMs: z.int().positive(),
  rendition: Rendition,
});
export type ProgrammeItem = z.infer<typeof ProgrammeItem>;

export const ProgrammePlaylist = z.strictObject({
  id: Id,
  name: z.string(),
  category: Category,
  itemIds: z.array(Id).min(1),
  guarantee: Guarantee.nullable(),
  activity: Activity,
});
export type ProgrammePlaylist = z.infer<typeof ProgrammePlaylist>;

export const Programme = z.strictObject({
  v: z.literal(1),
  number: z.int().positive(),
  issuedAt: Instant,
  /** In force from here until the `effectiveFrom` of the next number. */
  effectiveFrom: Instant,
  screen: Screen,
  zoneRules: ZoneRules,
  items: z.array(ProgrammeItem),
  playlists: z.array(ProgrammePlaylist),
  /** Shown when nothing else is due: the neutral card of the organisation. */
  idle: ProgrammeItem,
});
export type Programme = z.infer<typeof Programme>;

/** `sha256` is over the canonical JSON of `programme`; `signature` (base64) over `vongxoay/programme/v1\n` + that hash. */
export const SignedProgramme = z.strictObject({
  programme: Programme,
  sha256: Sha256Hex,
  keyId: z.string(),
  signature: z.string(),
});
export type SignedProgramme = z.infer<typeof SignedProgramme>;

/** The text whose signature makes a programme trustworthy. */
export function programmeSigningText(sha256: Sha256Hex): string {
  return `vongxoay/programme/v1\n${sha256}`;
}
