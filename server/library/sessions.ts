// Who is signed in. The cookie holds a random token, the file only its hash: a stolen file opens nothing.
// If the file is lost, everybody signs in again; nothing else depends on it.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, Instant, MINUTE_MS } from '../../content/model/instant.ts';
import { Id, Sha256Hex } from '../../content/model/item.ts';
import { sha256Hex } from '../store/digest.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import type { Disk } from '../store/disk.ts';
import type { Logger } from '../logger.ts';
import { Announcer } from './announcer.ts';

const IDLE_MS = 12 * HOUR_MS;
const ABSOLUTE_MS = 7 * DAY_MS;
/** How stale `usedAt` may be on disk: writing it at every request would write all day. */
const TOUCH_MS = 10 * MINUTE_MS;
/** More than this many devices of one person: the oldest is signed out. */
const PER_PERSON = 20;

export const SESSION_COOKIE = 'vongxoay_session';
export const SESSION_MAX_AGE_MS = ABSOLUTE_MS;

const StoredSession = z.strictObject({
  tokenSha256: Sha256Hex,
  personId: Id,
  createdAt: Instant,
  usedAt: Instant,
});
type StoredSession = z.infer<typeof StoredSession>;
const SessionFile = z.strictObject({ sessions: z.array(StoredSession) });
type SessionFile = z.infer<typeof SessionFile>;

/** How a token is known to everybody but its browser. */
export function hashToken(token: string): string {
  return sha256Hex(token);
}

/** The token in a Cookie header; null when there is none. */
export function sessionTokenOf(cookieHeader: string | undefined): string | null {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === SESSION_COOKIE && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return null;
}

export class Sessions {
  readonly #documents: Documents<SessionFile>;
  /** Last use by token hash, newer than the file's: that is written only now and then. */
  readonly #usedAt = new Map<string, Instant>();
  /** Hash of the token of a session that is over: its sockets must end. */
  readonly ended: Announcer<string>;

  constructor(documents: Documents<SessionFile>, log: Logger) {
    this.#documents = documents;
    this.ended = new Announcer(log);
  }

  /** A new session, always with a new token: one that was planted before signing in is worth nothing. */
  async begin(personId: string, now: Instant): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    await this.#documents.transact((draft) => {
      const mine = draft.sessions.filter((session) => session.personId === personId);
      const surplus = new Set(mine.slice(0, Math.max(0, mine.length - PER_PERSON + 1)));
      draft.sessions = draft.sessions.filter(
        (session) => this.#isAlive(session, now) && !surplus.has(session),
      );
      draft.sessions.push({ tokenSha256: hashToken(token), personId, createdAt: now, usedAt: now });
    });
    return token;
  }

  /** Whose session it is; null when it is unknown, ended or too old. */
  personIdOf(token: string | null, now: Instant): string | null {
    if (token === null) return null;
    const tokenSha256 = hashToken(token);
    const session = this.#documents.data.sessions.find((one) => one.tokenSha256 === tokenSha256);
    return session !== undefined && this.#isAlive(session, now) ? session.personId : null;
  }

  /** Notes that the session was used; cheap to call often. */
  async touch(token: string, now: Instant): Promise<void> {
    const tokenSha256 = hashToken(token);
    const known = this.#documents.data.sessions.find((one) => one.tokenSha256 === tokenSha256);
    if (known === undefined) return;
    const before = this.#usedAt.get(tokenSha256) ?? known.usedAt;
    if (now < before + TOUCH_MS) return;
    this.#usedAt.set(tokenSha256, now);
    await this.#documents.transact((draft) => {
      const session = draft.sessions.find((one) => one.tokenSha256 === tokenSha256);
      if (session !== undefined && session.usedAt < now) session.usedAt = now;
    });
  }

  async end(token: string): Promise<void> {
    const tokenSha256 = hashToken(token);
    await this.#documents.transact((draft) => {
      draft.sessions = draft.sessions.filter((session) => session.tokenSha256 !== tokenSha256);
    });
    this.#forget(tokenSha256);
  }

  /** Forgets the dead ones; how many they were. */
  async prune(now: Instant): Promise<number> {
    const dead = this.#documents.data.sessions.filter((session) => !this.#isAlive(session, now));
    if (dead.length === 0) return 0;
    await this.#documents.transact((draft) => {
      draft.sessions = draft.sessions.filter((session) => this.#isAlive(session, now));
    });
    for (const { tokenSha256 } of dead) this.#forget(tokenSha256);
    return dead.length;
  }

  #forget(tokenSha256: string): void {
    this.#usedAt.delete(tokenSha256);
    this.ended.announce(tokenSha256);
  }

  #isAlive({ tokenSha256, createdAt, usedAt }: Readonly<StoredSession>, now: Instant): boolean {
    const lastUsedAt = Math.max(usedAt, this.#usedAt.get(tokenSha256) ?? usedAt);
    return now < createdAt + ABSOLUTE_MS && now < lastUsedAt + IDLE_MS;
  }

  close(): Promise<void> {
    return this.#documents.close();
  }
}

export async function openSessions(path: string, disk: Disk, log: Logger): Promise<Sessions> {
  return new Sessions(
    await openDocuments({ path, schema: SessionFile, empty: { sessions: [] }, version: 1, disk }),
    log,
  );
}
