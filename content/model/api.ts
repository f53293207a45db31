// Every HTTP entry of the server: who may call it, what it takes, what it answers. The server mounts handlers from this
// table only, the console calls from this table only; a route that is not here cannot exist.

import { z } from 'zod';
import { ALERT_ROUTES } from './api/alerts.ts';
import { CALENDAR_ROUTES } from './api/calendar.ts';
import { LEDGER_ROUTES } from './api/ledger.ts';
import { PHOTOGRAPH_ROUTES } from './api/photographs.ts';
import { RESULT_ROUTES } from './api/results.ts';
import { PEOPLE_ROUTES } from './api/people.ts';
import { EDITING_ROUTES, Grounds, ItemPurpose } from './api/editing.ts';
import { DOWNLOAD_ROUTES } from './api/downloads.ts';
import { HANDOVER_ROUTES } from './api/handovers.ts';
import { IdList } from './api/id-list.ts';
import { PLAYER_ROUTES } from './api/players.ts';
import { PLAYLIST_ROUTES } from './api/playlists.ts';
import { URGENT_ROUTES } from './api/urgent.ts';
import { HourAccount } from './hour-account.ts';
import { Instant, Interval } from './instant.ts';
import { Category, Id, ItemKind, Sha256Hex, Source, VersionState } from './item.ts';
import { Guarantee } from './playlist.ts';
import { Enrolment, EnrolmentRequest, PlayerState } from './protocol.ts';
import { HISTORY_ROUTES } from './api/screen-history.ts';
import { SCREEN_ROUTES } from './api/screens.ts';
import { SETTINGS_ROUTES } from './api/settings.ts';
import { SPOT_CHECK_ROUTES } from './api/spot-checks.ts';
import { STUDIO_ROUTES } from './api/studio.ts';
import { OFFICE_ROLES, type Role } from './people.ts';

// Told here too, because whoever speaks of routes speaks of roles.
export { OFFICE_ROLES, Person, Role, Session } from './people.ts';

/** A screen as the first page needs it: what is on, who says so, how the hour goes. */
export const ScreenView = z.strictObject({
  id: Id,
  name: z.string(),
  widthPx: z.int(),
  heightPx: z.int(),
  /** For looking at a picture as people in the street do. */
  pitchUm: z.int(),
  viewingDistanceM: z.int(),
  zone: z.string(),
  organisation: z.string(),
  programme: z.strictObject({
    number: z.int().nonnegative(),
    effectiveFrom: Instant.nullable(),
    receipt: z.enum(['none', 'received', 'ready', 'on_screen', 'refused']),
  }),
  player: z.strictObject({
    enrolled: z.boolean(),
    connected: z.boolean(),
    lastSeenAt: Instant.nullable(),
    state: PlayerState.nullable(),
    /** When two machines last claimed the screen with one key; null if never since the server started. */
    conflictAt: Instant.nullable().optional(),
  }),
  hour: Interval,
  open: z.boolean(),
  /** Accounts of the running hour, in playlist order. */
  accounts: z.array(HourAccount),
  /** How many showings of each account should have been counted by now. */
  pace: z.record(z.string(), z.int()),
  /** Planned starts of each account in the running hour, by time. */
  slots: z.record(z.string(), z.array(Instant)),
});
export type ScreenView = z.infer<typeof ScreenView>;

export const PlayView = z.strictObject({
  at: Instant.nullable(),
  item: Id,
  title: z.string(),
  role: z.enum(['slot', 'make_good', 'filler', 'idle']),
  plannedAt: Instant,
  shownMs: z.int(),
  counts: z.boolean(),
  /** Verdict code; `counts` when it counts. */
  verdict: z.string(),
  asset: Sha256Hex,
});
export type PlayView = z.infer<typeof PlayView>;

export const ItemView = z.strictObject({
  id: Id,
  title: z.string(),
  kind: ItemKind,
  category: Category,
  source: Source,
  purpose: ItemPurpose,
  /** The words, as one text: what search looks through. */
  text: z.string(),
  grounds: Grounds,
  version: z.int(),
  state: VersionState,
  /** The newest approved version, which is what screens show; null: none. */
  playing: z.int().nullable(),
  changedAt: Instant.nullable(),
  changedBy: z.string().nullable(),
  approvedBy: z.string().nullable(),
  durationMs: z.int(),
  playlists: z.array(z.strictObject({ id: Id, name: z.string(), guarantee: Guarantee.nullable() })),
  renditions: z.array(
    z.strictObject({ widthPx: z.int(), heightPx: z.int(), sha256: Sha256Hex, capHeightPx: z.int() }),
  ),
  findings: z.array(z.strictObject({ code: z.string(), blocks: z.boolean(), sentence: z.string() })),
});
export type ItemView = z.infer<typeof ItemView>;

export const EnrolmentCode = z.strictObject({ code: z.string(), path: z.string(), expiresAt: Instant });
export type EnrolmentCode = z.infer<typeof EnrolmentCode>;

const Nothing = z.strictObject({});
const OfScreen = z.strictObject({ screenId: Id });
const Period = z.strictObject({
  from: z.coerce.number().int().optional(),
  to: z.coerce.number().int().optional(),
});

/** `audience: 'anyone'` needs no session; otherwise any one of the roles. `reply: null` streams a file. */
export const ROUTES = {
  ...PEOPLE_ROUTES,
  ...PLAYER_ROUTES,
  enrolPlayer: {
    method: 'post',
    path: '/api/enrolment',
    audience: 'anyone',
    body: EnrolmentRequest,
    reply: Enrolment,
    guessable: true,
    fromAnyOrigin: true,
  },
  /** Those the person reaches; a console that shows a hundred asks for the few that changed. */
  listScreens: {
    method: 'get',
    path: '/api/screens',
    audience: OFFICE_ROLES,
    query: z.strictObject({ ids: IdList }),
    reply: z.array(ScreenView),
  },
  readHours: {
    method: 'get',
    path: '/api/screens/:screenId/hours',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: Period,
    reply: z.array(HourAccount),
  },
  readPlays: {
    method: 'get',
    path: '/api/screens/:screenId/plays',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(30) }),
    reply: z.array(PlayView),
  },
  downloadPlayLog: {
    method: 'get',
    path: '/api/screens/:screenId/playlog.:format',
    audience: ['auditor', 'admin', 'operator'],
    params: z.strictObject({ screenId: Id, format: z.enum(['csv', 'jsonl']) }),
    query: Period,
    reply: null,
    audited: true,
  },
  issueEnrolmentCode: {
    method: 'post',
    path: '/api/screens/:screenId/enrolment-code',
    audience: ['operator', 'admin'],
    params: OfScreen,
    reply: EnrolmentCode,
  },
  revokePlayer: {
    method: 'delete',
    path: '/api/screens/:screenId/player',
    audience: ['operator', 'admin'],
    params: OfScreen,
    reply: Nothing,
  },
  /** A contributor's own only. */
  listItems: {
    method: 'get',
    path: '/api/items',
    audience: ['contributor', ...OFFICE_ROLES],
    reply: z.array(ItemView),
  },
  /** A picture in any programme ever published may be fetched by its hash by anyone: it hangs in the street. Drafts need a session. */
  readAsset: {
    method: 'get',
    path: '/assets/:sha256',
    audience: 'anyone',
    params: z.strictObject({ sha256: Sha256Hex }),
    reply: null,
  },
  /** This table as an OpenAPI document, and as a page to read. */
  readOpenApi: { method: 'get', path: '/openapi.json', audience: 'anyone', reply: null },
  browseApi: { method: 'get', path: '/api-docs', audience: 'anyone', reply: null },
  styleApi: { method: 'get', path: '/api-docs.css', audience: 'anyone', reply: null },
  readHealth: {
    method: 'get',
    path: '/healthz',
    audience: 'anyone',
    reply: z.strictObject({ status: z.literal('ok') }),
    alwaysOpen: true,
  },
  readReadiness: {
    method: 'get',
    path: '/readyz',
    audience: 'anyone',
    reply: z.strictObject({ ready: z.boolean(), checks: z.record(z.string(), z.boolean()) }),
    alwaysOpen: true,
  },
  ...STUDIO_ROUTES,
  ...PLAYLIST_ROUTES,
  ...CALENDAR_ROUTES,
  ...SCREEN_ROUTES,
  ...LEDGER_ROUTES,
  ...RESULT_ROUTES,
  ...PHOTOGRAPH_ROUTES,
  ...EDITING_ROUTES,
  ...URGENT_ROUTES,
  ...DOWNLOAD_ROUTES,
  ...SPOT_CHECK_ROUTES,
  ...HANDOVER_ROUTES,
  ...SETTINGS_ROUTES,
  ...ALERT_ROUTES,
  ...HISTORY_ROUTES,
} as const satisfies Record<string, RouteDeclaration>;

export interface RouteDeclaration {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly audience: 'anyone' | readonly Role[];
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The body is one file of at most so many bytes, of any type; the handler sniffs it. Never with `body`. */
  readonly upload?: { readonly maxBytes: number };
  readonly reply: z.ZodType | null;
  /** Concerns every screen: only for whoever reaches them all. */
  readonly wholeOffice?: boolean;
  /** A code or a password can be guessed here: how often one address may be wrong is limited. */
  readonly guessable?: boolean;
  /** Called by players from pages of other origins (the agent's); no cookie gives them any right. */
  readonly fromAnyOrigin?: boolean;
  /** Answered also while the server starts or stops. */
  readonly alwaysOpen?: boolean;
  /** Does the trail keep each call, refused ones too? Every change, unless it says no, and what says so (downloads). */
  readonly audited?: boolean;
  /** Runs even while the trail can't be written: what must not wait for a disk. */
  readonly urgent?: boolean;
}

export function isAudited({ method, audited }: RouteDeclaration): boolean {
  return audited ?? method !== 'get';
}
export type RouteName = keyof typeof ROUTES;

/** RFC 9457 problem details, with our code and the request id a person can quote. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  code: z.string(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;
