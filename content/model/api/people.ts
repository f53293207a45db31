// Routes of accounts: getting in and out, one's own sessions, and everybody's accounts and deeds for administrators.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { AuditEntry } from '../audit-entry.ts';
import { Id } from '../item.ts';
import {
  Credentials,
  PasswordChange,
  PasswordClaim,
  PasswordCode,
  PersonDraft,
  PersonRecord,
  Role,
  Session,
  SessionView,
  SetupClaim,
} from '../people.ts';

const Nothing = z.strictObject({});
const OfPerson = z.strictObject({ personId: Id });
const everyone: readonly Role[] = Role.options;

export const PEOPLE_ROUTES = {
  readSession: { method: 'get', path: '/api/session', audience: 'anyone', reply: Session },
  signIn: {
    method: 'post',
    path: '/api/session',
    audience: 'anyone',
    body: Credentials,
    reply: Session,
    guessable: true,
  },
  signOut: { method: 'delete', path: '/api/session', audience: everyone, reply: Session },
  claimSetup: {
    method: 'post',
    path: '/api/setup',
    audience: 'anyone',
    body: SetupClaim,
    reply: Session,
    guessable: true,
  },
  claimPassword: {
    method: 'post',
    path: '/api/password',
    audience: 'anyone',
    body: PasswordClaim,
    reply: Session,
    guessable: true,
  },
  changePassword: {
    method: 'put',
    path: '/api/password',
    audience: everyone,
    body: PasswordChange,
    reply: Nothing,
    guessable: true,
  },
  listSessions: { method: 'get', path: '/api/sessions', audience: everyone, reply: z.array(SessionView) },
  endSession: {
    method: 'delete',
    path: '/api/sessions/:sessionId',
    audience: everyone,
    params: z.strictObject({ sessionId: SessionView.shape.id }),
    reply: Nothing,
  },
  endAllSessions: { method: 'delete', path: '/api/sessions', audience: everyone, reply: Nothing },
  listPeople: {
    method: 'get',
    path: '/api/people',
    audience: ['admin', 'auditor'],
    reply: z.array(PersonRecord),
  },
  addPerson: {
    method: 'post',
    path: '/api/people',
    audience: ['admin'],
    wholeOffice: true,
    body: PersonDraft,
    reply: PersonRecord,
  },
  /** `before` is the account as the person had it: what somebody else changed in between is not written over. */
  changePerson: {
    method: 'put',
    path: '/api/people/:personId',
    audience: ['admin'],
    wholeOffice: true,
    params: OfPerson,
    body: z.strictObject({ before: PersonDraft, draft: PersonDraft }),
    reply: PersonRecord,
  },
  endPerson: {
    method: 'delete',
    path: '/api/people/:personId',
    audience: ['admin'],
    wholeOffice: true,
    params: OfPerson,
    reply: PersonRecord,
  },
  readmitPerson: {
    method: 'post',
    path: '/api/people/:personId/readmission',
    audience: ['admin'],
    wholeOffice: true,
    params: OfPerson,
    reply: PersonRecord,
  },
  issuePasswordCode: {
    method: 'post',
    path: '/api/people/:personId/password-code',
    audience: ['admin'],
    wholeOffice: true,
    params: OfPerson,
    reply: PasswordCode,
  },
  endSessionsOfPerson: {
    method: 'delete',
    path: '/api/people/:personId/sessions',
    audience: ['admin'],
    wholeOffice: true,
    params: OfPerson,
    reply: Nothing,
  },
  readAuditTrail: {
    method: 'get',
    path: '/api/audit',
    audience: ['auditor', 'admin'],
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(500).default(100),
      before: z.coerce.number().int().nonnegative().optional(),
    }),
    reply: z.array(AuditEntry),
  },
  downloadAuditTrail: {
    method: 'get',
    path: '/api/audit.jsonl',
    audience: ['auditor', 'admin'],
    reply: null,
    audited: true,
  },
} as const satisfies Record<string, RouteDeclaration>;
