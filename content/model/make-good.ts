// Make-good (phát bù): a showing that did not count takes the next filler time of its hour, at least T/2 from every
// start of its account, the first one of the next hour included. Starts are planned ones, whatever frame showed them
// (`standingStart`): so engine, checker and judgement compare the same numbers, exactly. History is replayed in order of `knownAt`, each decision from what was known then: so asking
// again gives the same plan, and later news never moves what was placed before.

import type { Instant, Interval } from './instant.ts';
import type { ProgrammeItem } from './programme.ts';
import {
  type AccountKey,
  type Attempt,
  type Due,
  type HourPlan,
  type Progress,
  showingId,
  type Slot,
  slotId,
} from './slot.ts';
import { compareText, itemOfShowing, spacingMsOf } from './stream.ts';
import { earliestStart, Timeline } from './timeline.ts';

/** The right of an account to time under one programme. */
export interface Claim {
  readonly account: AccountKey;
  readonly items: readonly ProgrammeItem[];
  readonly playlistId: string;
  readonly programme: number;
  readonly showingsPerHour: number;
  readonly intervals: readonly Interval[];
}

export interface MakeGoodInput {
  readonly hour: Interval;
  readonly planned: readonly Slot[];
  readonly dues: readonly Due[];
  readonly claims: readonly Claim[];
  readonly progress: Progress;
  /** Planned starts after the hour. */
  readonly after: readonly Pick<Slot, 'account' | 'startAt'>[];
}

type Key = Pick<Attempt, 'account' | 'k' | 'attempt'>;

/** Make-goods owed and not settled, and those owed for which the hour has no room left. */
export function placeMakeGoods(input: MakeGoodInput): Pick<HourPlan, 'slots' | 'unplaced'> {
  const history = settledOnce(input);
  const replay = new Replay(input);
  for (const [index, attempt] of history.entries()) {
    replay.learn(attempt);
    if (history[index + 1]?.knownAt !== attempt.knownAt) replay.place(attempt.knownAt);
  }
  return { slots: replay.placed.filter(replay.isOpen), unplaced: replay.unplaced.filter(replay.isOpen) };
}

/** Each attempt of what is due once, in the order in which it became known. */
function settledOnce({ dues, progress }: MakeGoodInput): Attempt[] {
  const owed = new Map(dues.map(({ account, due }) => [account, due]));
  const byKey = new Map<string, Attempt>();
  for (const attempt of [...progress].sort(inTrust)) byKey.set(slotId(attempt), attempt);
  return [...byKey.values()]
    .filter(({ account, k }) => k < (owed.get(account) ?? 0))
    .sort(
      (a, b) =>
        a.knownAt - b.knownAt || compareText(a.account, b.account) || a.k - b.k || a.attempt - b.attempt,
    );
}

/** Of two reports of one attempt the later in this order holds: one that counts, then the one known first. */
function inTrust(a: Attempt, b: Attempt): number {
  return (
    Number(a.counted) - Number(b.counted) ||
    b.knownAt - a.knownAt ||
    (b.startAt ?? Infinity) - (a.startAt ?? Infinity)
  );
}

/** The hour as it became known: what is taken, which starts stand, what waits for a place. */
class Replay {
  readonly placed: Slot[] = [];
  readonly #input: MakeGoodInput;
  readonly #busy = new Timeline();
  /** Standing start of every attempt; null once it is known that it never appeared. */
  readonly #starts = new Map<string, { account: AccountKey; startAt: Instant | null }>();
  readonly #settled = new Set<string>();
  readonly #counted = new Set<string>();
  #waiting: Attempt[] = [];

  constructor(input: MakeGoodInput) {
    this.#input = input;
    for (const slot of input.planned) {
      this.#busy.take(slot.startAt, slot.startAt + slot.durationMs);
      this.#note(slot, slot.startAt);
    }
  }

  /** Neither counted in any attempt nor settled itself. */
  readonly isOpen = (key: Key): boolean =>
    !this.#counted.has(showingId(key)) && !this.#settled.has(slotId(key));

  get unplaced(): { account: AccountKey; k: number; attempt: number }[] {
    return this.#waiting.map(({ account, k, attempt }) => ({ account, k, attempt: attempt + 1 }));
  }

  learn(attempt: Attempt): void {
    this.#note(attempt, attempt.startAt);
    this.#settled.add(slotId(attempt));
    if (attempt.counted) this.#counted.add(showingId(attempt));
    else this.#waiting.push(attempt);
  }

  /** Finds places, from `knownAt` on, for what waits; the longest known first. */
  place(knownAt: Instant): void {
    this.#waiting = this.#waiting.filter((missed) => {
      const next = { ...missed, attempt: missed.attempt + 1 };
      if (!this.isOpen(next)) return false;
      const slot = this.#earliestSlot(next, knownAt);
      if (slot === undefined) return true;
      this.#busy.take(slot.startAt, slot.startAt + slot.durationMs);
      this.#note(slot, slot.startAt);
      this.placed.push(slot);
      return false;
    });
  }

  #note(key: Key, startAt: Instant | null): void {
    this.#starts.set(slotId(key), { account: key.account, startAt });
  }

  #earliestSlot({ account, k, attempt }: Key, knownAt: Instant): Slot | undefined {
    const starts = [...this.#starts.values(), ...this.#input.after].flatMap((one) =>
      one.account === account && one.startAt !== null ? [one.startAt] : [],
    );
    let best: Slot | undefined;
    for (const { items, playlistId, programme, showingsPerHour, intervals } of this.#input.claims.filter(
      (claim) => claim.account === account,
    )) {
      const { id: itemId, durationMs } = itemOfShowing(items, showingsPerHour, this.#input.hour, k);
      for (const within of intervals) {
        const wanted = { durationMs, within, starts, spacingMs: spacingMsOf(showingsPerHour) };
        const startAt = earliestStart(this.#busy, wanted, knownAt);
        if (startAt === undefined || startAt >= (best?.startAt ?? Infinity)) continue;
        best = { account, k, attempt, itemId, playlistId, programme, startAt, durationMs };
      }
    }
    return best;
  }
}
