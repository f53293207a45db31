// Entries about what stands behind the accounts: quarantine, seals and their keys, declarations, statements, alarms.
// Nothing here edits; everything that is said is appended under the name of who says it.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import {
  Explanation,
  FiledDeclaration,
  JournalLost,
  ScreenLog,
  SuspensionOrder,
  Withdrawal,
} from '../declaration.ts';
import { Instant } from '../instant.ts';
import { Id } from '../item.ts';
import { OFFICE_ROLES } from '../people.ts';
import { KeyId, SignedDaySeal, SignedSealKey } from '../seal.ts';
import { SignedStatement } from '../statement.ts';

/** What a person writes; who, when and where is ours. */
const ours = { v: true, kind: true, screen: true, at: true, by: true } as const;
export const ExplanationDraft = Explanation.omit(ours);
export const SuspensionDraft = SuspensionOrder.omit({ ...ours, interruption: true });
export const ScreenLogDraft = ScreenLog.omit(ours);
export const JournalLostDraft = JournalLost.omit(ours);
export const WithdrawalDraft = Withdrawal.omit({ ...ours, n: true });

/** A batch that was kept and not believed. `taken_up`: what was missing before it came, and its records are in the ledger. */
export const QuarantineView = z.strictObject({
  n: z.int(),
  receivedAt: Instant,
  cause: z.enum(['gap', 'fork']),
  state: z.enum(['kept', 'taken_up']),
  key: KeyId,
  boot: z.string(),
  firstSeq: z.int(),
  lastSeq: z.int(),
});
export type QuarantineView = z.infer<typeof QuarantineView>;

/** What somebody should look at, as long as it lasts. */
export const LedgerAlarm = z.strictObject({
  code: z.enum([
    'quarantined',
    'hour_seal_wrong',
    'batch_refused',
    'seal_refused',
    'seal_failed',
    'seal_unpublished',
    'journal_overdue',
    'retention_held_back',
  ]),
  /** Null: of the whole server. */
  screenId: Id.nullable(),
  /** How many batches, seals, hours, or times that a batch was refused. */
  count: z.int().positive(),
  since: Instant.nullable(),
});
export type LedgerAlarm = z.infer<typeof LedgerAlarm>;

/** A second party that is given the day seals of a screen. */
export const SealPlace = z.strictObject({
  /** Folder, or address without what follows the host. */
  where: z.string(),
  /** The newest day it has; null while it has none. */
  throughDay: z.iso.date().nullable(),
});
export type SealPlace = z.infer<typeof SealPlace>;

const OfScreen = z.strictObject({ screenId: Id });
const Days = z.strictObject({ fromDay: z.iso.date().optional(), toDay: z.iso.date().optional() });
const Period = z.strictObject({ from: z.coerce.number().int(), to: z.coerce.number().int() });

export const LEDGER_ROUTES = {
  listAlarms: { method: 'get', path: '/api/alarms', audience: OFFICE_ROLES, reply: z.array(LedgerAlarm) },
  readQuarantine: {
    method: 'get',
    path: '/api/screens/:screenId/quarantine',
    audience: ['operator', 'auditor', 'admin'],
    params: OfScreen,
    reply: z.array(QuarantineView),
  },
  listDaySeals: {
    method: 'get',
    path: '/api/screens/:screenId/seals',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: Days,
    reply: z.array(SignedDaySeal),
  },
  /** Of the screen's seals: whoever holds them besides us. */
  listSealPlaces: {
    method: 'get',
    path: '/api/screens/:screenId/seal-places',
    audience: OFFICE_ROLES,
    params: OfScreen,
    reply: z.array(SealPlace),
  },
  listSealKeys: {
    method: 'get',
    path: '/api/seal-keys',
    audience: OFFICE_ROLES,
    reply: z.array(SignedSealKey),
  },
  rotateSealKey: {
    method: 'post',
    path: '/api/seal-keys',
    audience: ['admin'],
    wholeOffice: true,
    reply: SignedSealKey,
  },
  listDeclarations: {
    method: 'get',
    path: '/api/screens/:screenId/declarations',
    audience: OFFICE_ROLES,
    params: OfScreen,
    reply: z.array(FiledDeclaration),
  },
  explainHours: {
    method: 'post',
    path: '/api/screens/:screenId/explanations',
    audience: OFFICE_ROLES,
    params: OfScreen,
    body: ExplanationDraft,
    reply: FiledDeclaration,
  },
  declareScreenLog: {
    method: 'post',
    path: '/api/screens/:screenId/screen-log',
    audience: ['operator', 'admin'],
    params: OfScreen,
    body: ScreenLogDraft,
    reply: FiledDeclaration,
  },
  declareSuspension: {
    method: 'post',
    path: '/api/screens/:screenId/suspensions',
    audience: ['approver', 'admin'],
    params: OfScreen,
    body: SuspensionDraft,
    reply: FiledDeclaration,
  },
  declareJournalLost: {
    method: 'post',
    path: '/api/screens/:screenId/lost-journals',
    audience: ['admin'],
    params: OfScreen,
    body: JournalLostDraft,
    reply: FiledDeclaration,
  },
  withdrawDeclaration: {
    method: 'post',
    path: '/api/screens/:screenId/declarations/:n/withdrawal',
    audience: ['operator', 'approver', 'admin'],
    params: z.strictObject({ screenId: Id, n: z.coerce.number().int().nonnegative() }),
    body: WithdrawalDraft,
    reply: FiledDeclaration,
  },
  /** Every version of the statements of the hours that begin in the period, in the order of issue. */
  readStatements: {
    method: 'get',
    path: '/api/screens/:screenId/statements',
    audience: OFFICE_ROLES,
    params: OfScreen,
    query: Period,
    reply: z.array(SignedStatement),
  },
} as const satisfies Record<string, RouteDeclaration>;
