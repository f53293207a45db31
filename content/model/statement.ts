// The signed statement of the accounts of one clock hour, and what it rests on. A late journal or a declaration makes a
// new version; every version stays, so a number once given out can always be shown and the change explained.
// On disk: entries of the chained log `accounts/<screen>`, each body one SignedStatement.

import { z } from 'zod';
import { HourAccount } from './hour-account.ts';
import { Instant, Interval } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';
import { KeyId, SealedHead, Signature } from './seal.ts';

export const AccountStatement = z.strictObject({
  v: z.literal(1),
  screen: Id,
  hour: Interval,
  /** From 1. */
  version: z.int().positive(),
  issuedAt: Instant,
  /** First of the hour; records that arrived since; a declaration since. */
  because: z.enum(['hour_over', 'late_journal', 'declaration']),
  /** Hash of the version before; null at 1. */
  previous: Sha256Hex.nullable(),
  /** It rests on all records of the ledger, all declarations and all programmes of the screen up to here. */
  ledger: SealedHead,
  declarations: SealedHead,
  /** Highest number published. */
  programme: z.int().nonnegative(),
  accounts: z.array(HourAccount),
});
export type AccountStatement = z.infer<typeof AccountStatement>;

/** `sha256` is over the canonical JSON of `statement`; `signature` (Ed25519, the seal key) over its signing text. */
export const SignedStatement = z.strictObject({
  statement: AccountStatement,
  sha256: Sha256Hex,
  keyId: KeyId,
  signature: Signature,
});
export type SignedStatement = z.infer<typeof SignedStatement>;

export function statementSigningText(sha256: Sha256Hex): string {
  return `vongxoay/account-statement/v1\n${sha256}`;
}
