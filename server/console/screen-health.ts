// What is wrong with a screen right now, worst first, as keys of sentences: every state has a sentence and a next step.
// Pure; what it does not know it calls unknown.

import type { ScreenView } from '../../content/model/api.ts';
import type { Instant } from '../../content/model/instant.ts';
import type { BrokenItem, PlayerState } from '../../content/model/protocol.ts';

export type ConcernKind =
  | 'not_enrolled'
  | 'no_programme'
  | 'never_connected'
  | 'disconnected'
  | 'hidden'
  | 'covered'
  | 'desktop_unseen'
  | 'browser_failing'
  | 'two_players'
  | 'storage_full'
  | 'content_broken'
  | 'content_set_aside'
  | 'fallback'
  | 'programme_refused'
  | 'programme_late'
  | 'clock_unsynced'
  | 'clock_holdover'
  | 'storage_memory'
  | 'storage_not_persisted'
  | 'insecure_context'
  | 'journal_waiting';

export interface Concern {
  readonly kind: ConcernKind;
  readonly tone: 'bad' | 'warn';
  /** Milliseconds since, for sentences that tell how long. */
  readonly forMs?: number;
  readonly count?: number;
  /** Names of windows or items, for sentences that quote them. */
  readonly what?: string;
}

/** More unsent records than a healthy player ever holds: one batch. */
const MANY_PENDING = 200;
/** A conflict is told this long after it was seen last. */
const CONFLICT_MS = 3_600_000;
/** A programme should be on screen this long after it takes effect. */
const RECEIPT_GRACE_MS = 120_000;

export function findConcerns(view: ScreenView, now: Instant): Concern[] {
  const { player, programme } = view;
  const concerns: Concern[] = [];
  const add = (kind: ConcernKind, tone: Concern['tone'], more: Omit<Concern, 'kind' | 'tone'> = {}) =>
    concerns.push({ kind, tone, ...more });

  if (programme.number === 0) add('no_programme', 'warn');
  if (!player.enrolled) {
    add('not_enrolled', 'bad');
    return concerns.sort(worstFirst);
  }
  if (!player.connected) {
    if (player.lastSeenAt === null) add('never_connected', 'bad');
    else add('disconnected', 'bad', { forMs: Math.max(0, now - player.lastSeenAt) });
    return concerns.sort(worstFirst);
  }
  const sinceConflictMs = now - (player.conflictAt ?? -Infinity);
  if (sinceConflictMs < CONFLICT_MS) add('two_players', 'bad', { forMs: Math.max(0, sinceConflictMs) });
  const { state } = player;
  if (state !== null) {
    const isYielded = state.showing?.role === 'yield';
    const covers = state.agent?.covers ?? [];
    if (!state.visible && !isYielded) add('hidden', 'bad');
    else if (covers.length > 0 && !isYielded) add('covered', 'bad', { what: covers.join(', ') });
    if (state.agent?.covers === null && !isYielded) add('desktop_unseen', 'warn');
    if (state.agent?.isFailing === true) add('browser_failing', 'bad', { count: state.agent.restarts });
    const broken = titlesOf(state, 'cannot_be_shown');
    if (broken !== '') add('content_broken', 'bad', { what: broken });
    const setAside = titlesOf(state, 'set_aside');
    if (setAside !== '') add('content_set_aside', 'bad', { what: setAside });
    if (state.showing?.role === 'fallback') add('fallback', 'bad');
    if (state.clock.state === 'unsynced') add('clock_unsynced', 'bad');
    if (state.clock.state === 'holdover') add('clock_holdover', 'warn');
    if (state.storage.full === true) add('storage_full', 'bad', { count: state.pending });
    if (state.storage.home === 'memory') add('storage_memory', 'bad');
    else if (!state.storage.persisted) add('storage_not_persisted', 'warn');
    if (!state.storage.secureContext) add('insecure_context', 'warn');
    if (state.pending > MANY_PENDING) add('journal_waiting', 'warn', { count: state.pending });
  }
  if (programme.receipt === 'refused') add('programme_refused', 'bad');
  else if (isLate(view, now)) add('programme_late', 'warn');
  return concerns.sort(worstFirst);
}

/** As a sentence names them; empty where there are none. */
function titlesOf({ broken = [] }: PlayerState, why: BrokenItem['why']): string {
  return broken
    .filter((one) => one.why === why)
    .map(({ title }) => `“${title}”`)
    .join(', ');
}

function isLate({ programme }: ScreenView, now: Instant): boolean {
  if (programme.number === 0 || programme.receipt === 'on_screen' || programme.effectiveFrom === null)
    return false;
  return now - programme.effectiveFrom > RECEIPT_GRACE_MS;
}

function worstFirst(a: Concern, b: Concern): number {
  return Number(b.tone === 'bad') - Number(a.tone === 'bad');
}
