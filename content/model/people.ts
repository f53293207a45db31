// People, their roles and how they sign in: what travels over HTTP. Passwords go in and never come out.

import { z } from 'zod';
import { Instant } from './instant.ts';
import { Id } from './item.ts';

/** Biên tập, phê duyệt, vận hành, kiểm tra, quản trị, đơn vị gửi bài. */
export const Role = z.enum(['editor', 'approver', 'operator', 'auditor', 'admin', 'contributor']);
export type Role = z.infer<typeof Role>;

/** Of the office that runs the screens. A contributor is of another department: writes, submits, sees only that. */
export const OFFICE_ROLES: readonly Role[] = ['editor', 'approver', 'operator', 'auditor', 'admin'];

export const Person = z.strictObject({
  id: Id,
  name: z.string(),
  roles: z.array(Role),
  /** The screens that the roles reach; null: all of them. */
  screenIds: z.array(Id).nullable(),
});
export type Person = z.infer<typeof Person>;

export const Session = z.strictObject({ person: Person.nullable(), claimed: z.boolean() });
export type Session = z.infer<typeof Session>;

/** Long enough to matter, and the longest a sentence needs to be. */
export const PASSWORD_LETTERS = { least: 10, most: 200 } as const;

const PersonName = z.string().trim().min(1).max(80);
const Code = z.string().min(4).max(64);
/** Of a password that is only compared. */
const GivenPassword = z.string().min(1).max(PASSWORD_LETTERS.most);
/** Of one that is to be set; the rules beyond its length are the server's. */
const NewPassword = z.string().min(PASSWORD_LETTERS.least).max(PASSWORD_LETTERS.most);

export const Credentials = z.strictObject({ name: z.string().min(1).max(80), password: GivenPassword });
export type Credentials = z.infer<typeof Credentials>;

export const SetupClaim = z.strictObject({ code: Code, name: PersonName, password: NewPassword });
export type SetupClaim = z.infer<typeof SetupClaim>;

/** Sets a password with a one-time code: a new account's first one, or a forgotten one. */
export const PasswordClaim = z.strictObject({ code: Code, password: NewPassword });
export type PasswordClaim = z.infer<typeof PasswordClaim>;

export const PasswordChange = z.strictObject({ current: GivenPassword, password: NewPassword });
export type PasswordChange = z.infer<typeof PasswordChange>;

/** An account as an administrator makes or changes it. */
export const PersonDraft = z.strictObject({
  name: PersonName,
  roles: z.array(Role).min(1).max(Role.options.length),
  screenIds: z.array(Id).max(1_000).nullable(),
});
export type PersonDraft = z.infer<typeof PersonDraft>;

export const PersonRecord = Person.extend({
  createdAt: Instant,
  /** Left: signs in no more, but stands in the history. */
  endedAt: Instant.nullable(),
  hasPassword: z.boolean(),
  sessions: z.int().nonnegative(),
});
export type PersonRecord = z.infer<typeof PersonRecord>;

/** Handed to the person by whoever made it; shown once. */
export const PasswordCode = z.strictObject({ code: z.string(), path: z.string(), expiresAt: Instant });
export type PasswordCode = z.infer<typeof PasswordCode>;

export const SessionView = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  /** The one that asks. */
  current: z.boolean(),
  createdAt: Instant,
  usedAt: Instant,
  from: z.string(),
  userAgent: z.string(),
});
export type SessionView = z.infer<typeof SessionView>;
