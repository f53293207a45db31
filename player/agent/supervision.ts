// When is the page revived, when the browser started anew, and when is that said aloud? Pure: handed what happened and
// the monotonic time, it answers what to do.

/** What is known of the browser, on the agent's monotonic clock. */
export interface Vitals {
  /** Last sign of life, or the last start or revival, whose page is owed a moment. */
  readonly aliveMono: number;
  /** The page was revived and has not answered since. */
  readonly isRevived: boolean;
  readonly isCrashed: boolean;
  readonly isGone: boolean;
  /** Starts of the browser after the first, oldest first. */
  readonly restarts: readonly number[];
}

export type Sign = 'started' | 'answered' | 'revived' | 'crashed' | 'gone';
export type Remedy = 'wait' | 'revive' | 'restart';

/** A page that is silent for so long is hung. */
const SILENT_MS = 30_000;
/** What a revived page has to answer. */
const SECOND_CHANCE_MS = 20_000;
const MEMORY_MS = 10 * 60_000;
/** Starts within ten minutes from which on the browser is said to fail. */
const MANY = 3;
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 30_000;

export function vitalsAtStart(mono: number): Vitals {
  return { aliveMono: mono, isRevived: false, isCrashed: false, isGone: false, restarts: [] };
}

export function noteSign(vitals: Vitals, sign: Sign, mono: number): Vitals {
  switch (sign) {
    case 'answered':
      return { ...vitals, aliveMono: mono, isRevived: false, isCrashed: false };
    case 'crashed':
      return { ...vitals, isCrashed: true };
    case 'gone':
      return { ...vitals, isGone: true };
    case 'revived':
      return { ...vitals, aliveMono: mono, isRevived: true, isCrashed: false };
    case 'started': {
      const restarts = [...vitals.restarts.filter((at) => mono - at < MEMORY_MS), mono];
      return { aliveMono: mono, isRevived: false, isCrashed: false, isGone: false, restarts };
    }
  }
}

export function remedyAt(vitals: Vitals, mono: number): Remedy {
  if (vitals.isGone) return 'restart';
  const silentMs = mono - vitals.aliveMono;
  if (vitals.isRevived) return vitals.isCrashed || silentMs >= SECOND_CHANCE_MS ? 'restart' : 'wait';
  return vitals.isCrashed || silentMs >= SILENT_MS ? 'revive' : 'wait';
}

/** Before the next start: longer each time, so that a broken PC is not kept busy with starting. */
export function pauseBeforeStart({ restarts }: Vitals, mono: number): number {
  const recent = restarts.filter((at) => mono - at < MEMORY_MS).length;
  return Math.min(FIRST_PAUSE_MS * 2 ** recent, MOST_PAUSE_MS);
}

/** The browser does not stay up: somebody should look at the PC. */
export function isFailing({ restarts }: Vitals, mono: number): boolean {
  return restarts.filter((at) => mono - at < MEMORY_MS).length >= MANY;
}
