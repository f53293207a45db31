// The vocabulary of one planned hour: slots, the attempts made at them, and the segments that fill every instant.
// Kept apart from the engine so that records, accounts and screens can speak of a slot without planning one.

import type { Instant, Interval } from './instant.ts';

/**
 * Presentation tolerance (design.md 3.5, 3.6): a showing presented up to this late or early is on time; one shown up to
 * this short is complete. What is promised of starts is promised of planned ones; real ones differ by at most this.
 */
export const TOLERANCE_MS = 500;
/** Filler shorter than this is not begun before a slot; the picture before it stays (dwell, vietnam.md section 3). */
export const LEAST_FILLER_MS = 10_000;

/** Whose account a showing belongs to: an item id, or `total:<playlist id>` for the `total` scope. */
export type AccountKey = string;

/** One planned showing. `attempt` 0 never moves; attempt n+1 exists only because attempt n did not count. */
export interface Slot {
  readonly account: AccountKey;
  /** Index of the showing in its hour, from 0, at most due - 1. */
  readonly k: number;
  readonly attempt: number;
  readonly itemId: string;
  readonly playlistId: string;
  readonly programme: number;
  readonly startAt: Instant;
  readonly durationMs: number;
}

/** `item#3`: one owed showing, whatever the attempt. Records name it so; the attempt stands beside it. */
export function showingId({ account, k }: Pick<Slot, 'account' | 'k'>): string {
  return `${account}#${k}`;
}

/** `item#3` as its parts, the inverse of showingId; what no showingId made gets a `k` that is never owed. */
export function parseShowingId(id: string): Pick<Slot, 'account' | 'k'> {
  const hash = id.lastIndexOf('#');
  const k = Number(id.slice(hash + 1));
  return { account: id.slice(0, hash), k: Number.isSafeInteger(k) && k >= 0 ? k : Infinity };
}

/** `item#3` for a planned showing, `item#3+1` for its first make-good. */
export function slotId(slot: Pick<Slot, 'account' | 'k' | 'attempt'>): string {
  return slot.attempt === 0 ? showingId(slot) : `${showingId(slot)}+${slot.attempt}`;
}

/**
 * What became of one attempt, once that is settled. `knownAt` is when it was settled: make-goods are searched from
 * there and not from the present, so asking twice gives the same plan.
 */
export interface Attempt {
  readonly account: AccountKey;
  readonly k: number;
  readonly attempt: number;
  /** Where it stands for the spacing of make-goods (`standingStart`); null when it never appeared. */
  readonly startAt: Instant | null;
  readonly counted: boolean;
  readonly knownAt: Instant;
}

/**
 * The start that others must keep away from: the planned one of a showing presented on time, for a frame too late must
 * not close the one instant that is T/2 from both neighbours; the real one of a showing outside its time.
 */
export function standingStart(plannedAt: Instant, startedAt: Instant): Instant {
  return isOnTime(plannedAt, startedAt) ? plannedAt : startedAt;
}

export function isOnTime(plannedAt: Instant, startedAt: Instant): boolean {
  return Math.abs(startedAt - plannedAt) <= TOLERANCE_MS;
}

/** Everything settled so far in the hour, in any order. */
export type Progress = readonly Attempt[];

export type PlanMethod = 'frames' | 'first_fit' | 'moved' | 'windowed';

/** What one account is owed in the hour and why: `due = floor(sum of N x active ms / 3,600,000)`. */
export interface Due {
  readonly account: AccountKey;
  readonly playlistId: string;
  readonly itemIds: readonly string[];
  readonly showingsPerHour: number;
  readonly activeMs: number;
  readonly due: number;
  /** A make-good keeps this far from every start: T/2, the least of the hour where programmes differ. */
  readonly spacingMs: number;
}

export interface HourPlan {
  readonly hour: Interval;
  readonly method: PlanMethod;
  readonly dues: readonly Due[];
  /** By start; never overlapping; planned ones and make-goods together. */
  readonly slots: readonly Slot[];
  /** Owed but nowhere to put: never silent. Empty for an admitted programme and no faults. */
  readonly unplaced: readonly {
    readonly account: AccountKey;
    readonly k: number;
    readonly attempt: number;
  }[];
}

/** One stretch of the hour in which one picture is due. Segments of an hour touch and cover it whole. */
export type Segment = Interval &
  (
    | { readonly role: 'slot'; readonly slot: Slot; readonly itemId: string; readonly programme: number }
    | {
        readonly role: 'filler';
        readonly itemId: string;
        readonly playlistId: string;
        readonly programme: number;
      }
    | { readonly role: 'idle'; readonly programme: number }
    /** Screen closed, or no programme in force: black. */
    | { readonly role: 'closed' }
  );
