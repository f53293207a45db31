// Who is signed in, and which browsers have been. A cookie holds a random token, the file only its hash: a stolen file
// opens nothing. If the file is lost, everybody signs in again; nothing else depends on it.

import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, Instant, MINUTE_MS } from '../../content/model/instant.ts';
import { Id, Sha256Hex } from '../../content/model/item.ts';
import type { SessionView } from '../../content/model/people.ts';
import { sha256Hex } from '../store/digest.ts';
import { type Documents, openDocuments } from '../store/documents.ts';
import type { Disk } from '../store/disk.ts';
import type { Logger } from '../logger.ts';
import { Announcer } from './announcer.ts';

const IDLE_MS = 12 * HOUR_MS;
const ABSOLUTE_MS = 7 * DAY_MS;
const DEVICE_MS = 365 * DAY_MS;
/** How stale `usedAt` may be on disk: writing it at every request would write all day. */
const TOUCH_MS = 10 * MINUTE_MS;
/** More than this many sessions or browsers of one person: the oldest is forgotten. */
const PER_PERSON = 20;
const ID_LETTERS = 16;

export const SESSION_MAX_AGE_MS = ABSOLUTE_MS;
export const DEVICE_MAX_AGE_MS = DEVICE_MS;

const StoredSession = z.strictObject({
  tokenSha256: Sha256Hex,
  personId: Id,
  createdAt: Instant,
  usedAt: Instant,
  /** Address and browser it began with, so that a person can tell theirs from a stranger's. */
  from: z.string().default(''),
  userAgent: z.string().default(''),
});
type StoredSession = z.infer<typeof StoredSession>;

const StoredDevice = z.strictObject({ tokenSha256: Sha256Hex, personId: Id, knownSince: Instant });

const SessionFile = z.strictObject({
  sessions: z.array(StoredSession),
  devices: z.array(StoredDevice).default([]),
});
type SessionFile = z.infer<typeof SessionFile>;

export interface Visitor {
  readonly from: string;
  readonly userAgent: string;
}

/** How a token is known to everybody but its browser. */
export function hashToken(token: string): string {
  return sha256Hex(token);
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
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
  async begin(
    personId: string,
    now: Instant,
    visitor: Visitor = { from: '', userAgent: '' },
  ): Promise<string> {
    const token = newToken();
    const surplus = await this.#documents.transact((draft) => {
      const alive = draft.sessions.filter((session) => this.#isAlive(session, now));
      const mine = alive.filter((session) => session.personId === personId);
      const oldest = new Set(mine.slice(0, Math.max(0, mine.length - PER_PERSON + 1)));
      draft.sessions = alive.filter((session) => !oldest.has(session));
      draft.sessions.push({
        tokenSha256: hashToken(token),
        personId,
        createdAt: now,
        usedAt: now,
        ...visitor,
      });
      return [...oldest].map(({ tokenSha256 }) => tokenSha256);
    });
    for (const tokenSha256 of surplus) this.#forget(tokenSha256);
    return token;
  }

  /** Whose session it is; null when it is unknown, ended or too old. */
  personIdOf(token: string | null, now: Instant): string | null {
    if (token === null) return null;
    const tokenSha256 = hashToken(token);
    const session = this.#documents.data.sessions.find((one) => one.tokenSha256 === tokenSha256);
    return session !== undefined && this.#isAlive(session, now) ? session.personId : null;
  }

  /** Of one person, newest first. */
  ofPerson(personId: string, token: string | null, now: Instant): SessionView[] {
    const current = token === null ? null : hashToken(token);
    return this.#documents.data.sessions
      .filter((session) => session.personId === personId && this.#isAlive(session, now))
      .map(({ tokenSha256, createdAt, usedAt, from, userAgent }) => ({
        id: tokenSha256.slice(0, ID_LETTERS),
        current: tokenSha256 === current,
        createdAt,
        usedAt: Math.max(usedAt, this.#usedAt.get(tokenSha256) ?? usedAt),
        from,
        userAgent,
      }))
      .toReversed();
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
    await this.#endWhere((session) => session.tokenSha256 === tokenSha256);
  }

  /** Ends one of the person's sessions by its id; whether there was one. */
  async endById(personId: string, id: string): Promise<boolean> {
    const ended = await this.#endWhere(
      (session) => session.personId === personId && session.tokenSha256.startsWith(id),
    );
    return ended > 0;
  }

  /** Signs the person out everywhere; how many sessions there were. */
  endAllOf(personId: string): Promise<number> {
    return this.#endWhere((session) => session.personId === personId);
  }

  /** Forgets the dead ones; how many they were. */
  prune(now: Instant): Promise<number> {
    return this.#endWhere((session) => !this.#isAlive(session, now));
  }

  /** A mark for a browser that has just signed in as this person. */
  async rememberDevice(personId: string, now: Instant): Promise<string> {
    const token = newToken();
    await this.#documents.transact((draft) => {
      const alive = draft.devices.filter(({ knownSince }) => now < knownSince + DEVICE_MS);
      const mine = alive.filter((device) => device.personId === personId);
      const oldest = new Set(mine.slice(0, Math.max(0, mine.length - PER_PERSON + 1)));
      draft.devices = alive.filter((device) => !oldest.has(device));
      draft.devices.push({ tokenSha256: hashToken(token), personId, knownSince: now });
    });
    return token;
  }

  /** Hash of the mark if it is one of ours, and whose browser it is. */
  deviceOf(token: string | null, now: Instant): { tokenSha256: string; personId: string } | null {
    if (token === null) return null;
    const tokenSha256 = hashToken(token);
    const device = this.#documents.data.devices.find((one) => one.tokenSha256 === tokenSha256);
    return device !== undefined && now < device.knownSince + DEVICE_MS ? device : null;
  }

  async #endWhere(matches: (session: StoredSession) => boolean): Promise<number> {
    const over = this.#documents.data.sessions.filter(matches).map(({ tokenSha256 }) => tokenSha256);
    if (over.length === 0) return 0;
    await this.#documents.transact((draft) => {
      draft.sessions = draft.sessions.filter(({ tokenSha256 }) => !over.includes(tokenSha256));
    });
    for (const tokenSha256 of over) this.#forget(tokenSha256);
    return over.length;
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
  const empty = { sessions: [], devices: [] };
  return new Sessions(await openDocuments({ path, schema: SessionFile, empty, version: 1, disk }), log);
}
