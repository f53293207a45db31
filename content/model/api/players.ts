// The HTTP entries around players: how an unpaired page waits for its screen, what staff do with it, and the small
// pictures. Part of the one table of routes.

import { z } from 'zod';
import type { Role, RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { Id, Sha256Hex } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { Enrolment, KeyAlgorithm, OverlayKind, OverlayPlace } from '../protocol.ts';
import { SnapshotView } from '../snapshot.ts';

const Ticket = Sha256Hex;

/** What an unpaired page says of itself: its key, and what it measures, so that a person can tell it from others. */
export const PairingRequest = z.strictObject({
  algorithm: KeyAlgorithm,
  publicKey: z.string().max(200),
  userAgent: z.string().max(400),
  /** Of the output in device pixels, the ratio in thousandths. */
  widthPx: z.int().min(1).max(65_535),
  heightPx: z.int().min(1).max(65_535),
  ratioMilli: z.int().min(1).max(20_000),
  /** What its own clock says. */
  clockAt: Instant,
});
export type PairingRequest = z.infer<typeof PairingRequest>;

/** The ticket is the page's alone; the code is for the person in front of it. */
export const PairingOffer = z.strictObject({ ticket: Ticket, code: z.string(), expiresAt: Instant });
export type PairingOffer = z.infer<typeof PairingOffer>;

/** What became of an offer. `other_key`: its key speaks for another screen, a new one is wanted. */
export const PairingNews = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('waiting'), expiresAt: Instant, number: z.int().nullable() }),
  z.strictObject({ state: z.literal('accepted'), enrolment: Enrolment }),
  z.strictObject({ state: z.literal('other_key') }),
  z.strictObject({ state: z.literal('expired') }),
]);
export type PairingNews = z.infer<typeof PairingNews>;

/** A page that waits, as staff see it. Its code is not here: whoever accepts must have read it from the wall. */
export const PendingPlayer = z.strictObject({
  id: Id,
  requestedAt: Instant,
  expiresAt: Instant,
  userAgent: z.string(),
  widthPx: z.int(),
  heightPx: z.int(),
  ratioMilli: z.int(),
  /** Its clock minus ours when it asked. */
  clockErrorMs: z.int(),
  /** Shown giant on its wall after "Nhận diện"; null before. */
  number: z.int().nullable(),
});
export type PendingPlayer = z.infer<typeof PendingPlayer>;

const operators: readonly Role[] = ['operator', 'admin'];
const OfScreen = z.strictObject({ screenId: Id });
const Nothing = z.strictObject({});

export const PLAYER_ROUTES = {
  /** Not in the trail: a page asks anew every ten minutes, and nothing changes by it. */
  requestPairing: {
    method: 'post',
    path: '/api/pairing',
    audience: 'anyone',
    body: PairingRequest,
    reply: PairingOffer,
    audited: false,
    fromAnyOrigin: true,
  },
  readPairing: {
    method: 'get',
    path: '/api/pairing/:ticket',
    audience: 'anyone',
    params: z.strictObject({ ticket: Ticket }),
    reply: PairingNews,
  },
  listPendingPlayers: {
    method: 'get',
    path: '/api/pending-players',
    audience: operators,
    reply: z.array(PendingPlayer),
  },
  /** The code that stands on the wall gives the page this screen; the player before loses it, the history stays. */
  acceptPlayer: {
    method: 'post',
    path: '/api/screens/:screenId/player',
    audience: operators,
    params: OfScreen,
    body: z.strictObject({ code: z.string().min(8).max(16) }),
    reply: z.strictObject({ keyId: z.string() }),
    guessable: true,
  },
  /** "Hiện số trên màn hình": a giant number on the wall of a page that waits. */
  identifyPending: {
    method: 'post',
    path: '/api/pending-players/:pendingId/number',
    audience: operators,
    params: z.strictObject({ pendingId: Id }),
    reply: z.strictObject({ number: z.int() }),
  },
  /** Test card, check code or giant number on a paired screen, for a while; NOT_FOUND while its player is away. */
  showOverlay: {
    method: 'post',
    path: '/api/screens/:screenId/overlay',
    audience: operators,
    params: OfScreen,
    body: z.strictObject({
      overlay: OverlayKind,
      number: z.int().nonnegative().max(9_999).optional(),
      /** Tries out another place of the canvas; nothing is saved. */
      place: OverlayPlace.optional(),
      /** 0 takes away what lies there. */
      forSeconds: z.int().min(0).max(3_600).default(60),
    }),
    reply: Nothing,
  },
  requestSnapshot: {
    method: 'post',
    path: '/api/screens/:screenId/snapshots',
    audience: OFFICE_ROLES,
    params: OfScreen,
    reply: Nothing,
  },
  listSnapshots: {
    method: 'get',
    path: '/api/screens/:screenId/snapshots',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: z.strictObject({
      from: z.coerce.number().int().optional(),
      to: z.coerce.number().int().optional(),
      limit: z.coerce.number().int().min(1).max(500).default(100),
    }),
    reply: z.array(SnapshotView),
  },
  readSnapshot: {
    method: 'get',
    path: '/api/screens/:screenId/snapshots/:sha256',
    audience: OFFICE_ROLES,
    params: z.strictObject({ screenId: Id, sha256: Sha256Hex }),
    reply: null,
  },
} as const satisfies Record<string, RouteDeclaration>;
