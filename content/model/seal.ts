// Chốt sổ of the server: a signed statement over one closed day of receipt of a chained log (a screen's ledger, the audit
// trail). Seals of a log are chained; whoever keeps one outside can show that nothing before it was changed or cut off.
// On disk and where they are published: one file of canonical JSON each, `seals/<log>/<screen or server>/<day>.json`.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';

/** First 16 hex digits of the SHA-256 of the raw public key. */
export const KeyId = z.string().regex(/^[0-9a-f]{16}$/);
export const Signature = z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/);

export const SealedLog = z.enum(['ledger', 'audit']);
export type SealedLog = z.infer<typeof SealedLog>;

/** Number and hash of the last entry of a chained log; `n` -1 and the hash of its genesis while it is empty. */
export const SealedHead = z.strictObject({ n: z.int().min(-1), sha256: Sha256Hex });
export type SealedHead = z.infer<typeof SealedHead>;

export const DaySeal = z.strictObject({
  v: z.literal(1),
  log: SealedLog,
  /** Null for a log of the whole server. */
  screen: Id.nullable(),
  /** Day of receipt in the zone of the screen (of the office, without one): the name of the day file. */
  day: z.iso.date(),
  /** Place in the chain of seals of this log, from 1. */
  number: z.int().positive(),
  /** Entries of the day, `firstN` to `lastN`; a day without any has `lastN = firstN - 1`. */
  firstN: z.int().nonnegative(),
  lastN: z.int().min(-1),
  count: z.int().nonnegative(),
  /** Hash of entry `lastN`: with it the whole log up to there. */
  head: Sha256Hex,
  /** Hash of the seal before; null at number 1. */
  previous: Sha256Hex.nullable(),
  /** Heads, when the day was sealed, of the logs that stand beside the ledger; none for other logs. */
  beside: z.strictObject({
    /** Digest of all account statements issued so far. */
    accounts: SealedHead.nullable(),
    declarations: SealedHead.nullable(),
    quarantine: SealedHead.nullable(),
  }),
  sealedAt: Instant,
  keyId: KeyId,
});
export type DaySeal = z.infer<typeof DaySeal>;

/** `sha256` is over the canonical JSON of `seal`; `signature` (base64, Ed25519) over `daySealSigningText(sha256)`. */
export const SignedDaySeal = z.strictObject({ seal: DaySeal, sha256: Sha256Hex, signature: Signature });
export type SignedDaySeal = z.infer<typeof SignedDaySeal>;

export function daySealSigningText(sha256: Sha256Hex): string {
  return `vongxoay/day-seal/v1\n${sha256}`;
}

/** How a player names the newest day seal of its screen that it knows: an echo that the server cannot take back. */
export const DaySealEcho = z.strictObject({
  day: z.iso.date(),
  number: z.int().positive(),
  sha256: Sha256Hex,
});
export type DaySealEcho = z.infer<typeof DaySealEcho>;

export function echoOf({ seal, sha256 }: SignedDaySeal): DaySealEcho {
  return { day: seal.day, number: seal.number, sha256 };
}

/**
 * A key that signs seals, statements and declarations takes over: `seals/keys/<number>.json`. Rotated: the key before
 * vouches for it. Lost: nobody does, the break is visible, and trust in it begins anew with a printed fingerprint.
 */
export const SealKey = z.strictObject({
  v: z.literal(1),
  /** From 1, without a hole. */
  number: z.int().positive(),
  keyId: KeyId,
  /** Raw Ed25519 public key, base64. */
  publicKey: Signature,
  fromAt: Instant,
  because: z.enum(['first', 'rotated', 'lost']),
  /** Hash of the key statement before; null at number 1. */
  previous: Sha256Hex.nullable(),
  by: z.strictObject({ id: Id, name: z.string() }).nullable(),
});
export type SealKey = z.infer<typeof SealKey>;

/** Signed by the key itself and, when it was rotated, by the key before. */
export const SignedSealKey = z.strictObject({
  statement: SealKey,
  sha256: Sha256Hex,
  signature: Signature,
  previousSignature: Signature.nullable(),
});
export type SignedSealKey = z.infer<typeof SignedSealKey>;

export function sealKeySigningText(sha256: Sha256Hex): string {
  return `vongxoay/seal-key/v1\n${sha256}`;
}
