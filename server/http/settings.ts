// The installation over HTTP: its names, what is kept and backed up, its certificate and its keys.

import { X509Certificate } from 'node:crypto';
import type { CertificateView, ServerSettings, SETTINGS_ROUTES } from '../../content/model/api/settings.ts';
import { type Instant, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import type { Organisation } from '../../content/model/seed.ts';
import { type KeepPolicy, listBackups } from '../library/backup.ts';
import { thaw } from '../library/editorial.ts';
import type { Library } from '../library/library.ts';
import { saveOrganisation } from '../library/organisation-desk.ts';
import type { Handlers } from './mount.ts';

/** What the composition root knows and the library does not. */
export interface Installation {
  readonly version: string;
  readonly startedAt: Instant;
  readonly drawsAsKnown: boolean;
  readonly zone: string;
  readonly keepYears: number | null;
  readonly backup: KeepPolicy & { readonly folder: string };
  readonly nextBackupAt: () => Instant | null;
  readonly seals: ServerSettings['seals'];
  readonly securedBy: ServerSettings['tls']['by'];
  /** PEM; null where we have none ourselves. */
  readonly certificate: () => string | null;
}

export function settingsHandlers(
  library: Library,
  installation: Installation,
): Pick<Handlers, keyof typeof SETTINGS_ROUTES> {
  const { documents, key, sealKeys } = library;
  const todayAt = (at: Instant) => localDateOf(zoneRulesOf(installation.zone, at, 2), at);
  return {
    async readSettings({ at }) {
      const { backup, zone, keepYears, seals, securedBy, version, startedAt, drawsAsKnown } = installation;
      const { organisation } = documents.data;
      return {
        organisation: organisation === null ? null : thaw<Organisation>(organisation),
        zone,
        today: todayAt(at),
        keepYears,
        backup: {
          folder: backup.folder,
          nights: backup.nights,
          months: backup.months,
          files: await listBackups(backup.folder),
          nextAt: installation.nextBackupAt(),
        },
        seals,
        tls: { by: securedBy, certificate: certificateOf(installation.certificate()) },
        about: {
          version,
          node: process.version,
          platform: `${process.platform} ${process.arch}`,
          startedAt,
          drawsAsKnown,
          programmeKey: key.keyId,
          sealKeys: sealKeys.all.map(({ statement: { number, keyId, fromAt } }) => ({
            number,
            keyId,
            from: fromAt,
          })),
        },
      };
    },
    async saveOrganisation({ body, at, note }) {
      note({ before: body.before });
      const saved = await saveOrganisation(documents, body, todayAt(at));
      note({ after: saved.names });
      return saved;
    },
  };
}

function certificateOf(pem: string | null): CertificateView | null {
  if (pem === null) return null;
  const { subject, issuer, validFrom, validTo } = new X509Certificate(pem);
  return { subject, issuer, validFrom: Date.parse(validFrom), validUntil: Date.parse(validTo) };
}
