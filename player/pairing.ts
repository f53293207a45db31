// Waiting for a screen as a page does that nobody has paired: it shows a code, renews it in time, and asks what became of
// it. Whoever reads the code from the wall and types it at the console decides; this page decides nothing.

import { PairingNews, PairingOffer } from '../content/model/api/players.ts';
import type { Enrolment } from '../content/model/protocol.ts';
import type { KeyHome } from './home-port.ts';
import type { PlayerKey } from './identity.ts';

/** What the page measures of itself, for the person who must tell it from others. */
export interface Measures {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly ratioMilli: number;
  readonly clockAt: number;
}

export interface PairingEdges {
  readonly serverUrl: string;
  readonly userAgent: string;
  measure(): Measures;
  /** Puts the code on the wall, or a giant number in its place; null takes it away. */
  showOffer(offer: (PairingOffer & { number: number | null; measures: Measures }) | null): void;
  /** Resolves after `ms`, or sooner when somebody wants something else. */
  pause(ms: number): Promise<void>;
}

export interface Accepted {
  readonly key: PlayerKey;
  readonly enrolment: Enrolment;
}

const ASK_EVERY_MS = 3_000;
const RETRY_MS = 5_000;

/** Rejects when the server is not reached or does not know such waiting; resolves null when `isOver` says so. */
export async function waitForScreen(
  edges: PairingEdges,
  keys: KeyHome,
  isOver: () => boolean,
): Promise<Accepted | null> {
  let key = await keys.key();
  while (!isOver()) {
    const measures = edges.measure();
    const offer = await requestOffer(edges, key, measures);
    const answer = await settle(edges, offer, measures, isOver);
    edges.showOffer(null);
    if (answer === null) return null;
    if (answer.state === 'accepted') return { key, enrolment: answer.enrolment };
    if (answer.state === 'other_key') key = await keys.replaceKey();
  }
  return null;
}

/** Shows the offer until something became of it; null: somebody wants something else. */
async function settle(
  edges: PairingEdges,
  offer: PairingOffer,
  measures: Measures,
  isOver: () => boolean,
): Promise<Exclude<PairingNews, { state: 'waiting' }> | null> {
  let number: number | null = null;
  for (;;) {
    edges.showOffer({ ...offer, number, measures });
    await edges.pause(ASK_EVERY_MS);
    if (isOver()) return null;
    const news = await readNews(edges, offer.ticket).catch(() => null);
    if (news === null) {
      // A server that is away for a moment forgets nothing but a restart; then the ticket is gone and we ask anew.
      await edges.pause(RETRY_MS);
    } else if (news.state === 'waiting') number = news.number;
    else return news;
  }
}

async function requestOffer(
  { serverUrl, userAgent }: PairingEdges,
  { algorithm, publicKey }: PlayerKey,
  measures: Measures,
): Promise<PairingOffer> {
  const response = await fetch(new URL('/api/pairing', serverUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ algorithm, publicKey, userAgent: userAgent.slice(0, 400), ...measures }),
  });
  return PairingOffer.parse(await response.json());
}

async function readNews({ serverUrl }: PairingEdges, ticket: string): Promise<PairingNews> {
  const response = await fetch(new URL(`/api/pairing/${ticket}`, serverUrl));
  return PairingNews.parse(await response.json());
}
