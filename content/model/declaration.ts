// What people state about a screen's time, beside what its player proved: appended under a name, signed, never edited.
// A declaration may take plays away, excuse or explain; it can never add a showing.
// On disk: entries of the chained log `declarations/<screen>`, each body one SignedDeclaration.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';
import { KeyId, Signature } from './seal.ts';

/** Who stated it, under the name of then. */
export const Declarant = z.strictObject({ id: Id, name: z.string().min(1).max(80) });
export type Declarant = z.infer<typeof Declarant>;

const Words = z.string().trim().min(1).max(2_000);
const stated = { v: z.literal(1), screen: Id, at: Instant, by: Declarant };
const period = { from: Instant, to: Instant };

/** Giải trình: a named person's words about some hours. Changes no number. */
export const Explanation = z.strictObject({
  ...stated,
  ...period,
  kind: z.literal('explanation'),
  /** Accounts (items) it speaks of; null: all. */
  accounts: z.array(z.string().min(1).max(100)).min(1).nullable(),
  text: Words,
});
export type Explanation = z.infer<typeof Explanation>;

/** Tạm dừng theo văn bản: what is owed in the period and not shown is excused, and never counted as met. */
export const SuspensionOrder = z.strictObject({
  ...stated,
  ...period,
  kind: z.literal('suspension'),
  document: z.strictObject({
    number: z.string().trim().min(1).max(80),
    date: z.iso.date(),
    issuedBy: z.string().trim().min(1).max(160),
  }),
  text: Words,
  /** The blackout of the same act. */
  interruption: Id.optional(),
});
export type SuspensionOrder = z.infer<typeof SuspensionOrder>;

export const ScreenLogCause = z.enum(['led_off', 'no_signal', 'maintenance']);
export type ScreenLogCause = z.infer<typeof ScreenLogCause>;

/** Sổ đóng/mở LED: the LED showed nothing in the period, whatever was sent to it. Takes plays away, marked khai báo. */
export const ScreenLog = z.strictObject({
  ...stated,
  ...period,
  kind: z.literal('screen_log'),
  cause: ScreenLogCause,
  text: Words,
});
export type ScreenLog = z.infer<typeof ScreenLog>;

/** An administrator states that the journal of the period will never come: what is open there is missing for good. */
export const JournalLost = z.strictObject({
  ...stated,
  ...period,
  kind: z.literal('journal_lost'),
  text: Words,
});
export type JournalLost = z.infer<typeof JournalLost>;

/** Takes back the declaration in entry `n` of the log; both stay readable. */
export const Withdrawal = z.strictObject({
  ...stated,
  kind: z.literal('withdrawal'),
  n: z.int().nonnegative(),
  text: Words,
});
export type Withdrawal = z.infer<typeof Withdrawal>;

/** A bundle of whole days of receipt, `fromDay` to `toDay` included, was handed out: they may be retired by policy. */
export const ExportNote = z.strictObject({
  ...stated,
  kind: z.literal('exported'),
  fromDay: z.iso.date(),
  toDay: z.iso.date(),
  /** Of the file. */
  sha256: Sha256Hex,
});
export type ExportNote = z.infer<typeof ExportNote>;

/** By the policy of keeping: the file of the sealed day of receipt `day`, the oldest then, is no longer kept here. */
export const RetirementNote = z.strictObject({ ...stated, kind: z.literal('retired'), day: z.iso.date() });
export type RetirementNote = z.infer<typeof RetirementNote>;

export const Declaration = z.discriminatedUnion('kind', [
  Explanation,
  SuspensionOrder,
  ScreenLog,
  JournalLost,
  Withdrawal,
  ExportNote,
  RetirementNote,
]);
export type Declaration = z.infer<typeof Declaration>;

/** `sha256` is over the canonical JSON of `declaration`; `signature` (Ed25519, the seal key) over its signing text. */
export const SignedDeclaration = z.strictObject({
  declaration: Declaration,
  sha256: Sha256Hex,
  keyId: KeyId,
  signature: Signature,
});
export type SignedDeclaration = z.infer<typeof SignedDeclaration>;

export function declarationSigningText(sha256: Sha256Hex): string {
  return `vongxoay/declaration/v1\n${sha256}`;
}

/** A declaration with its place in the log. */
export const FiledDeclaration = SignedDeclaration.extend({
  n: z.int().nonnegative(),
  /** Taken back by a later entry. */
  withdrawn: z.boolean(),
});
export type FiledDeclaration = z.infer<typeof FiledDeclaration>;

/** Declarations that bear on accounts. */
export type EffectiveDeclaration = SuspensionOrder | ScreenLog | JournalLost;

/** Those in effect among all that were filed, in order. */
export function effectiveDeclarations(filed: readonly FiledDeclaration[]): EffectiveDeclaration[] {
  return filed.flatMap(({ declaration, withdrawn }) =>
    !withdrawn &&
    (declaration.kind === 'suspension' ||
      declaration.kind === 'screen_log' ||
      declaration.kind === 'journal_lost')
      ? [declaration]
      : [],
  );
}
