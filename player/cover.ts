// How long something lay on our picture, as far as the agent could see: it looks twice a second and says what it saw.
// Only differences mean anything. What nobody watched is not called uncovered. Pure.

/** Looks further apart than this leave a stretch that nobody watched. */
const MOST_GAP_MS = 2_000;
/** A showing may be unwatched for so long, at its edges, and its cover is still known. */
const UNWATCHED_MS = 1_500;

export interface CoverTally {
  readonly coveredMs: number;
  readonly watchedMs: number;
}

export class Cover {
  readonly #mono: () => number;
  #lastMono: number | null = null;
  #wasCovered = false;
  #coveredMs = 0;
  #watchedMs = 0;

  constructor(mono: () => number) {
    this.#mono = mono;
  }

  /** A look of just now; null: nobody can look. */
  note(isCovered: boolean | null): void {
    const mono = this.#mono();
    const gapMs = this.#lastMono === null ? Infinity : mono - this.#lastMono;
    this.#lastMono = isCovered === null ? null : mono;
    if (isCovered === null || gapMs > MOST_GAP_MS) {
      this.#wasCovered = isCovered === true;
      return;
    }
    this.#watchedMs += gapMs;
    // When it came or went between two looks, it is held against us.
    if (isCovered || this.#wasCovered) this.#coveredMs += gapMs;
    this.#wasCovered = isCovered;
  }

  get tally(): CoverTally {
    return { coveredMs: this.#coveredMs, watchedMs: this.#watchedMs };
  }
}

/** Cover between two tallies that are `shownMs` apart; null when nobody could look. */
export function coveredBetween(from: CoverTally, to: CoverTally, shownMs: number): number | null {
  const watchedMs = to.watchedMs - from.watchedMs;
  if (watchedMs === 0 || watchedMs < shownMs - UNWATCHED_MS) return null;
  return Math.min(shownMs, Math.round(to.coveredMs - from.coveredMs));
}
