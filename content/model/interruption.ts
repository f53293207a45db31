// What may stand on a screen instead of its programme: blackout over notice over yield, each signed, each with an end
// (design.md 3.12). Which of them rules at an instant is a pure question, asked alike by player, agent and server.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id, Sha256Hex } from './item.ts';
import { ProgrammeItem } from './programme.ts';

/** In order of precedence. */
export const InterruptionKind = z.enum(['blackout', 'notice', 'yield']);
export type InterruptionKind = z.infer<typeof InterruptionKind>;

const order = {
  v: z.literal(1),
  /** The act; one and the same on all its screens. */
  id: Id,
  /** A higher one replaces the lower: longer, shorter, ended at once (`until` = now). */
  revision: z.int().positive(),
  screen: Id,
  issuedAt: Instant,
  issuedBy: z.string().min(1).max(80),
  from: Instant,
  /** Not included. Without an end there is no interruption. */
  until: Instant,
  /** Số văn bản: the order behind it, where there is one. */
  document: z.string().max(200).nullable(),
};

/** Tắt hình: black, for safety or by an order of suspension (then `document` names it). */
export const Blackout = z.strictObject({
  ...order,
  kind: z.literal('blackout'),
  reason: z.string().max(300),
});
export type Blackout = z.infer<typeof Blackout>;

/** Tin khẩn: one approved picture, for as long as it lasts. */
export const Notice = z.strictObject({ ...order, kind: z.literal('notice'), item: ProgrammeItem });
export type Notice = z.infer<typeof Notice>;

/** Nhường màn hình: the output is somebody else's; our page is black beneath it. */
export const Yield = z.strictObject({
  ...order,
  kind: z.literal('yield'),
  recipient: z.string().min(1).max(160),
  reason: z.string().max(300),
});
export type Yield = z.infer<typeof Yield>;

export const Interruption = z
  .discriminatedUnion('kind', [Blackout, Notice, Yield])
  .refine(({ from, until }) => until >= from, { error: 'ends before it begins' });
export type Interruption = z.infer<typeof Interruption>;

/** `sha256` is over the canonical JSON of `interruption`; `signature` (base64) over its signing text. */
export const SignedInterruption = z.strictObject({
  interruption: Interruption,
  sha256: Sha256Hex,
  keyId: z.string(),
  signature: z.string(),
});
export type SignedInterruption = z.infer<typeof SignedInterruption>;

/** The text whose signature makes an interruption trustworthy. */
export function interruptionSigningText(sha256: Sha256Hex): string {
  return `vongxoay/interruption/v1\n${sha256}`;
}

/** Server -> player; `sentAt` tells a player without a trusted clock how much time is left. */
export const InterruptionOrder = z.strictObject({ signed: SignedInterruption, sentAt: Instant });
export type InterruptionOrder = z.infer<typeof InterruptionOrder>;

/** What became of one revision on one screen. `received`: verified, kept, its picture here. */
export const InterruptionReceipt = z.strictObject({
  id: Id,
  revision: z.int().positive(),
  state: z.enum(['received', 'on_screen', 'ended', 'refused']),
  /** By the player's clock; null while it knows no time. */
  at: Instant.nullable(),
  reason: z.string().max(200).optional(),
});
export type InterruptionReceipt = z.infer<typeof InterruptionReceipt>;

/** What the ruling looks at. */
export type Claim = Pick<Interruption, 'id' | 'revision' | 'kind' | 'from' | 'until' | 'issuedAt'>;

export interface Ruling<T> {
  /** Null: the programme. */
  readonly ruler: T | null;
  /** Until then it rules for certain, as far as is known now; Infinity: for ever. */
  readonly untilAt: Instant;
}

/** Of every act only its highest revision. */
export function newestOf<T extends Pick<Claim, 'id' | 'revision'>>(claims: readonly T[]): T[] {
  const newest = new Map<string, T>();
  for (const claim of claims) {
    const known = newest.get(claim.id);
    if (known === undefined || known.revision < claim.revision) newest.set(claim.id, claim);
  }
  return [...newest.values()];
}

/** Who rules at `at`; among equals the one issued last. Order and repetition of `claims` change nothing. */
export function rulingAt<T extends Claim>(claims: readonly T[], at: Instant): Ruling<T> {
  const newest = newestOf(claims);
  const ruler = newest.filter(({ from, until }) => from <= at && at < until).sort(byPrecedence)[0] ?? null;
  const rivals = newest.filter((claim) => claim.from > at && claim.from < claim.until);
  const over = ruler === null ? rivals : rivals.filter((rival) => byPrecedence(rival, ruler) < 0);
  return { ruler, untilAt: Math.min(ruler?.until ?? Infinity, ...over.map(({ from }) => from)) };
}

function byPrecedence(a: Claim, b: Claim): number {
  const kinds = InterruptionKind.options;
  const byKind = kinds.indexOf(a.kind) - kinds.indexOf(b.kind);
  return byKind || b.issuedAt - a.issuedAt || (a.id < b.id ? -1 : 1);
}
