// Why one owed showing is missing: the first reason, in the fixed order of design.md 3.8, that the evidence supports.
// A wrong reason accuses the wrong machine; `unknown` is said only when nothing explains it.

import type { ScreenLogCause } from './declaration.ts';
import { type BootTrace, outageOf, readySince, type Stretch } from './evidence.ts';
import { MissingReason } from './hour-account.ts';
import type { Instant } from './instant.ts';
import type { Missed } from './play.ts';
import { TOLERANCE_MS } from './slot.ts';
import type { Showing, Verdict } from './verdict.ts';

export interface Evidence {
  readonly traces: readonly BootTrace[];
  readonly stretches: readonly Stretch[];
  /** Number of the programme in force at an instant; undefined where there was none. */
  readonly numberAt: (at: Instant) => number | undefined;
}

/** A showing that did not count, and why; `conflict`: another player showed something at the same time. */
export interface Failure {
  readonly slot: string;
  readonly showing: Showing;
  readonly verdict:
    | Exclude<Verdict, 'counts' | 'filler'>
    | 'conflict'
    | 'replayed'
    | 'too_near'
    /** It would count, but the LED is declared to have shown nothing. */
    | 'declared_dark';
}

export interface Shortfall {
  readonly plannedAt: Instant;
  readonly failures: readonly Failure[];
  readonly missed: readonly Missed[];
  /** What the ScreenLog says of its planned time. */
  readonly declared: ScreenLogCause | null;
}

/** The reason of the first cause: make-goods that failed too are looked at only when nothing is known of the slot itself. */
export function explainShortfall(shortfall: Shortfall, evidence: Evidence): MissingReason {
  const { plannedAt, failures, missed, declared } = shortfall;
  const isTaken = failures.some(({ verdict }) => verdict === 'declared_dark');
  const first = firstKnown([
    ...failures
      .filter(({ showing }) => showing.attempt === 0)
      .map((failure) => reasonOfFailure(failure, evidence)),
    ...missed.filter(({ attempt }) => attempt === 0).map((note) => reasonOfMissed(note, evidence)),
  ]);
  if (first === null && isTaken && declared !== null) return declared;
  return first ?? reasonAt(plannedAt, evidence) ?? declared ?? 'unknown';
}

function firstKnown(reasons: readonly (MissingReason | null)[]): MissingReason | null {
  return MissingReason.options.find((reason) => reasons.includes(reason)) ?? null;
}

/** What the journal says of an instant at which nothing counted was shown; null when it says nothing. */
function reasonAt(at: Instant, evidence: Evidence): MissingReason | null {
  const around = evidence.stretches.filter(({ from, to }) => from <= at + TOLERANCE_MS && to > at);
  const reason = firstKnown(around.map((stretch) => stretch.reason));
  if (reason !== null) return reason;
  return around.some(({ key }) => isBehindAt(at, key, evidence)) ? 'programme_not_received' : null;
}

/** Had the player not yet got ready the programme that was in force? */
function isBehindAt(at: Instant, key: string, evidence: Evidence): boolean {
  const number = evidence.numberAt(at);
  const since = number === undefined ? null : readySince(evidence.traces, key, number);
  return since === null || since > at;
}

function reasonOfFailure({ showing, verdict }: Failure, evidence: Evidence): MissingReason | null {
  switch (verdict) {
    case 'interrupted':
      return outageOf(evidence.traces.find(({ boot }) => boot === showing.boot));
    case 'short':
    case 'cut':
      return reasonAt(showing.plannedAt, evidence) ?? 'page_crash';
    case 'hidden':
    case 'no_frames':
      return 'hidden';
    case 'covered':
      return 'covered';
    case 'failed':
    case 'wrong_pixels':
      return 'content_missing';
    case 'clock':
    case 'off_time':
    case 'outside_hours':
    case 'replayed':
      return 'clock';
    case 'preempted':
      return showing.preemptedBy ?? 'notice';
    case 'not_in_programme':
      return 'programme_not_received';
    case 'too_near':
      return reasonAt(showing.plannedAt, evidence);
    case 'conflict':
      return 'conflict';
    case 'declared_dark':
      return null;
  }
}

function reasonOfMissed(note: Missed, evidence: Evidence): MissingReason | null {
  const { cause, plannedAt } = note;
  switch (cause) {
    case 'not_running':
      return (
        reasonAt(plannedAt, evidence) ?? outageOf(evidence.traces.find(({ boot }) => boot === note.boot))
      );
    case 'late':
      return reasonAt(plannedAt, evidence) ?? 'late';
    case 'programme_not_received':
      return 'programme_not_received';
    case 'content_missing':
      return isBehindAt(plannedAt, note.key, evidence) ? 'programme_not_received' : 'content_missing';
    case 'set_aside':
      return 'content_missing';
    case 'blackout':
    case 'notice':
    case 'yield':
    case 'clock':
      return cause;
  }
}
