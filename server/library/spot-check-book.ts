// Links for somebody who stands in front of a screen. The file holds only the hash of each token, so a stolen one opens
// nothing; links outlive a restart, and what was seen can be printed for a month.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Person } from '../../content/model/api.ts';
import type { SpotCheckView } from '../../content/model/api/spot-checks.ts';
import { CodedError } from '../../content/model/errors.ts';
import { DAY_MS, HOUR_MS, Instant, MINUTE_MS } from '../../content/model/instant.ts';
import { Id, Sha256Hex } from '../../content/model/item.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Disk } from '../store/disk.ts';
import { type Documents, openDocuments } from '../store/documents.ts';

/** How long somebody watches, how long the link opens, how long staff can read and print the result. */
const WATCH_MS = 15 * MINUTE_MS;
const OPEN_MS = 24 * HOUR_MS;
const KEPT_MS = 31 * DAY_MS;
const MOST_KEPT = 500;

const SpotCheck = z.strictObject({
  id: Id,
  tokenSha256: Sha256Hex,
  screenId: Id,
  issuedBy: z.string(),
  from: Instant,
  to: Instant,
  revokedAt: Instant.nullable(),
});
export type SpotCheck = z.infer<typeof SpotCheck>;

const BookFile = z.strictObject({ checks: z.array(SpotCheck) });
type BookFile = z.infer<typeof BookFile>;

export class SpotCheckBook {
  readonly #documents: Documents<BookFile>;

  constructor(documents: Documents<BookFile>) {
    this.#documents = documents;
  }

  /** The token is handed out here and nowhere again. */
  async issue(
    screenId: string,
    person: Person,
    at: Instant,
  ): Promise<{ token: string; view: SpotCheckView }> {
    const token = randomBytes(16).toString('hex');
    const check: SpotCheck = {
      id: randomBytes(8).toString('hex'),
      tokenSha256: sha256Hex(token),
      screenId,
      issuedBy: person.name,
      from: at,
      to: at + WATCH_MS,
      revokedAt: null,
    };
    await this.#documents.transact((draft) => {
      const kept = draft.checks.filter(({ to }) => to + KEPT_MS > at).slice(1 - MOST_KEPT);
      draft.checks = [...kept, check];
    });
    return { token, view: viewOf(check, at) };
  }

  /** Newest first. */
  list(at: Instant): SpotCheckView[] {
    const kept = this.#documents.data.checks.filter(({ to }) => to + KEPT_MS > at);
    return kept.map((check) => viewOf(check, at)).reverse();
  }

  /** Whom the link belongs to. Throws NOT_FOUND when it was taken back, is over, or never was. */
  open(token: string, at: Instant): SpotCheck {
    const hash = sha256Hex(token);
    const check = this.#documents.data.checks.find(({ tokenSha256 }) => tokenSha256 === hash);
    if (check === undefined || viewOf(check, at).state !== 'open')
      throw new CodedError('NOT_FOUND', 'Liên kết này đã hết hạn. Hãy xin liên kết mới.');
    return check;
  }

  /** For staff, also after the link is over. Throws NOT_FOUND. */
  require(screenId: string, id: string): SpotCheck {
    const check = this.#documents.data.checks.find((one) => one.id === id && one.screenId === screenId);
    if (check === undefined) throw new CodedError('NOT_FOUND');
    return check;
  }

  /** The link opens nothing from now on; what was seen stays readable for staff. */
  async revoke(screenId: string, id: string, at: Instant): Promise<SpotCheckView> {
    this.require(screenId, id);
    const revoked = await this.#documents.transact((draft) => {
      const check = draft.checks.find((one) => one.id === id);
      if (check === undefined) throw new CodedError('NOT_FOUND');
      check.revokedAt ??= at;
      return { ...check };
    });
    return viewOf(revoked, at);
  }

  close(): Promise<void> {
    return this.#documents.close();
  }
}

function viewOf(
  { id, screenId, issuedBy, from, to, revokedAt }: Readonly<SpotCheck>,
  at: Instant,
): SpotCheckView {
  const expiresAt = to + OPEN_MS;
  const state = revokedAt !== null ? 'revoked' : at > expiresAt ? 'over' : 'open';
  return { id, screenId, issuedBy, from, to, expiresAt, state };
}

export async function openSpotCheckBook(path: string, disk: Disk): Promise<SpotCheckBook> {
  return new SpotCheckBook(
    await openDocuments({ path, schema: BookFile, empty: { checks: [] }, version: 1, disk }),
  );
}
