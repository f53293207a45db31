// Entries about the installation itself: under whose names it works, what is kept and backed up, which keys it signs with.

import { z } from 'zod';
import type { RouteDeclaration } from '../api.ts';
import { Instant } from '../instant.ts';
import { KeyId } from '../seal.ts';
import { Organisation, OrganisationName } from '../seed.ts';

/** One backup file; date and time are the office's, as its name has them. */
export const BackupView = z.strictObject({
  name: z.string(),
  date: z.iso.date(),
  time: z.string().regex(/^\d\d:\d\d$/),
  bytes: z.int().nonnegative(),
});
export type BackupView = z.infer<typeof BackupView>;

export const CertificateView = z.strictObject({
  subject: z.string(),
  issuer: z.string(),
  validFrom: Instant,
  validUntil: Instant,
});
export type CertificateView = z.infer<typeof CertificateView>;

export const ServerSettings = z.strictObject({
  organisation: Organisation.nullable(),
  /** Of the nightly chores, and of the dates on this page. */
  zone: z.string(),
  today: z.iso.date(),
  /** Years that the ledger's own files are kept; null: for ever. */
  keepYears: z.int().nullable(),
  backup: z.strictObject({
    folder: z.string(),
    nights: z.int(),
    months: z.int(),
    /** Newest first. */
    files: z.array(BackupView),
    nextAt: Instant.nullable(),
  }),
  /** To whom the day seals go. */
  seals: z.strictObject({ folder: z.string().nullable(), webhook: z.string().nullable() }),
  tls: z.strictObject({
    by: z.enum(['server', 'proxy', 'nobody']),
    certificate: CertificateView.nullable(),
  }),
  about: z.strictObject({
    version: z.string(),
    node: z.string(),
    platform: z.string(),
    startedAt: Instant,
    /** Does this machine draw the very pixels that linux-x64 draws? */
    drawsAsKnown: z.boolean(),
    programmeKey: KeyId,
    sealKeys: z.array(z.strictObject({ number: z.int(), keyId: KeyId, from: Instant })),
  }),
});
export type ServerSettings = z.infer<typeof ServerSettings>;

/** What a person writes about a name; when it ends follows from the next one. */
export const OrganisationDraft = OrganisationName.omit({ untilDate: true, capsName: true });
export type OrganisationDraft = z.infer<typeof OrganisationDraft>;

export const SETTINGS_ROUTES = {
  readSettings: {
    method: 'get',
    path: '/api/settings',
    audience: ['operator', 'auditor', 'admin'],
    reply: ServerSettings,
  },
  /** `before`: the names as the person had them; what somebody else saved in between is not written over. */
  saveOrganisation: {
    method: 'put',
    path: '/api/organisation',
    audience: ['admin'],
    wholeOffice: true,
    body: z.strictObject({
      before: z.array(OrganisationName),
      names: z.array(OrganisationDraft).min(1).max(50),
    }),
    reply: Organisation,
  },
} as const satisfies Record<string, RouteDeclaration>;
