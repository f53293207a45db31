// Pairing this page with a screen: a one-time code from the address bar against our public key. Without it the page
// says what to do; it is the only text this page ever writes on the LED, and only before the first programme.

import { z } from 'zod';
import { ERROR_CODES, type ErrorCode } from '../content/model/errors.ts';
import { Enrolment, type EnrolmentRequest } from '../content/model/protocol.ts';
import type { KeyHome } from './home-port.ts';
import type { PlayerKey } from './identity.ts';
import type { Journal } from './journal.ts';
import { type PairingEdges, waitForScreen } from './pairing.ts';

/** Null: the server was not reached, or answered nothing we understand. */
export class EnrolmentRefused extends Error {
  override readonly name = 'EnrolmentRefused';
  readonly code: ErrorCode | null;

  constructor(code: ErrorCode | null, options?: ErrorOptions) {
    super(code ?? 'server not reached', options);
    this.code = code;
  }
}

export interface EnrolmentEdges extends Omit<PairingEdges, 'pause'> {
  /** The code in the address bar, if any. */
  code(): string | null;
  /** Takes it out of the address bar and the history. */
  dropCode(): void;
  /** Resolves when the address bar changed, or after `ms`. */
  codeChanged(ms: number): Promise<void>;
  /** Shows a sentence instead of the canvas; null takes it away. */
  say(title: string | null, sentence: string): void;
}

export interface Paired {
  readonly key: PlayerKey;
  readonly enrolment: Enrolment;
}

const RETRY_MS = 5_000;
const TITLE = 'Vòng Xoay · Máy điều khiển LED';
const UNPAIRED =
  'Màn hình này chưa được ghép. Trên trang quản trị, mở màn hình cần ghép, bấm "Ghép máy điều khiển" và nhập mã dưới đây, hoặc mở liên kết nhận được trên máy này.';
const UNREACHED = 'Chưa kết nối được máy chủ. Trang này sẽ tự thử lại sau vài giây.';
const PAIRING = 'Đang ghép màn hình…';

const Problem = z.object({ code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]) });

/** The stored pairing, or a new one; waits for a code for as long as there is neither. */
export async function pair(
  edges: EnrolmentEdges,
  keys: KeyHome,
  journal: Pick<Journal, 'read' | 'write'>,
): Promise<Paired> {
  for (;;) {
    const code = edges.code();
    const refused = code === null ? null : await tryCode(code, edges, keys, journal);
    const stored = await storedPairing(keys, journal);
    // A launcher may open the page with a code that is used up; then the pairing it made holds.
    if (stored !== null) {
      edges.say(null, '');
      return stored;
    }
    edges.say(TITLE, refused === null ? UNPAIRED : sentenceOf(refused));
    if (refused !== null && refused.code !== null) edges.dropCode();
    if (refused?.code === null) await edges.codeChanged(RETRY_MS);
    else await waitForAcceptance(edges, keys, journal);
  }
}

/** Until somebody accepted the code on the wall, the address changed, or it is time to try again. */
async function waitForAcceptance(
  edges: EnrolmentEdges,
  keys: KeyHome,
  journal: Pick<Journal, 'write'>,
): Promise<void> {
  const isOver = (): boolean => edges.code() !== null;
  const pausing = { ...edges, pause: async (ms: number) => await edges.codeChanged(ms) };
  try {
    const accepted = await waitForScreen(pausing, keys, isOver);
    if (accepted === null) return;
    const { key, enrolment } = accepted;
    await journal.write('identity', { ...enrolment, keyId: key.keyId });
  } catch {
    // Not reached, or a server that has no such waiting: the sentences stay, and it is tried again.
    await edges.codeChanged(RETRY_MS);
  }
}

/** Null when it was accepted. */
async function tryCode(
  code: string,
  edges: EnrolmentEdges,
  keys: KeyHome,
  journal: Pick<Journal, 'write'>,
): Promise<EnrolmentRefused | null> {
  edges.say(TITLE, PAIRING);
  try {
    const { key, enrolment } = await enrolWith(code, edges, keys);
    await journal.write('identity', { ...enrolment, keyId: key.keyId });
    edges.dropCode();
    return null;
  } catch (fault) {
    if (fault instanceof EnrolmentRefused) return fault;
    throw fault;
  }
}

async function enrolWith(code: string, edges: EnrolmentEdges, keys: KeyHome): Promise<Paired> {
  const key = await keys.key();
  try {
    return { key, enrolment: await postEnrolment(edges, requestOf(code, key, edges.userAgent)) };
  } catch (fault) {
    if (!(fault instanceof EnrolmentRefused) || fault.code !== 'CONFLICT') throw fault;
    // The key speaks for another screen; a player that moves makes a new one.
    const fresh = await keys.replaceKey();
    return { key: fresh, enrolment: await postEnrolment(edges, requestOf(code, fresh, edges.userAgent)) };
  }
}

function requestOf(code: string, { algorithm, publicKey }: PlayerKey, userAgent: string): EnrolmentRequest {
  return { code, algorithm, publicKey, userAgent: userAgent.slice(0, 400) };
}

async function postEnrolment({ serverUrl }: EnrolmentEdges, request: EnrolmentRequest): Promise<Enrolment> {
  let body: unknown;
  try {
    const response = await fetch(new URL('/api/enrolment', serverUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    body = await response.json();
  } catch (cause) {
    throw new EnrolmentRefused(null, { cause });
  }
  const enrolment = Enrolment.safeParse(body);
  if (enrolment.success) return enrolment.data;
  const problem = Problem.safeParse(body);
  throw new EnrolmentRefused(problem.success ? problem.data.code : null);
}

/** Null where key and pairing do not belong together: half a storage is no pairing. */
async function storedPairing(keys: KeyHome, journal: Pick<Journal, 'read'>): Promise<Paired | null> {
  const stored = Enrolment.safeParse(await journal.read('identity'));
  if (!stored.success) return null;
  const key = await keys.key();
  return key.keyId === stored.data.keyId ? { key, enrolment: stored.data } : null;
}

function sentenceOf({ code }: EnrolmentRefused): string {
  return code === null ? UNREACHED : ERROR_CODES[code].title;
}
