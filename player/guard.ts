// What keeps one bad item or one stuck page from taking the wall down. An item that failed three times in a row is set
// aside until it is published anew; a page that runs for ten seconds and draws no frame while visible starts over.

import { z } from 'zod';
import type { ProgrammeItem } from '../content/model/programme.ts';
import type { BootRecord } from '../content/model/play.ts';
import type { Journal, Mark } from './journal.ts';
import type { Frames } from './page-time.ts';
import type { Visibility } from './visibility.ts';

export const STRIKES = 3;
const WATCH_MS = 1_000;
const LOOK_MS = 2_000;
/**
 * Ten seconds of looks. Looks are counted and not the clock: a PC that slept, or gave the page no processor, held up the
 * looks as long as the frames, and starting over would only add to its work.
 */
const STALLED_LOOKS = 5;
/** Looks of a second each. */
const STUCK_LOOKS = 30;

const Strikes = z.record(z.string(), z.int().nonnegative());

export class CrashGuard {
  readonly #journal: Pick<Journal, 'write'>;
  readonly #strikes: Map<string, number>;
  #setAside: Pick<ProgrammeItem, 'id' | 'version'> | null = null;

  private constructor(journal: Pick<Journal, 'write'>, strikes: Map<string, number>) {
    this.#journal = journal;
    this.#strikes = strikes;
  }

  /** Strikes outlive a crash of the page, which is what they count: the item left on has one more after each. */
  static async open(
    journal: Pick<Journal, 'read' | 'write'>,
    cause: BootRecord['cause'],
    mark: Mark | null,
  ): Promise<CrashGuard> {
    const kept = Strikes.safeParse(await journal.read('set_aside'));
    const guard = new CrashGuard(journal, new Map(Object.entries(kept.success ? kept.data : {})));
    if (cause !== 'crash' || mark === null) return guard;
    const item = { id: mark.play.item, version: mark.play.version };
    const wasSetAside = guard.isSetAside(item);
    await guard.noteFailure(item);
    if (!wasSetAside && guard.isSetAside(item)) guard.#setAside = item;
    return guard;
  }

  /** The item that this start set aside, if any: news for the journal. */
  get setAside(): Pick<ProgrammeItem, 'id' | 'version'> | null {
    return this.#setAside;
  }

  isSetAside(item: Pick<ProgrammeItem, 'id' | 'version'>): boolean {
    return (this.#strikes.get(keyOf(item)) ?? 0) >= STRIKES;
  }

  async noteFailure(item: Pick<ProgrammeItem, 'id' | 'version'>): Promise<void> {
    this.#strikes.set(keyOf(item), (this.#strikes.get(keyOf(item)) ?? 0) + 1);
    await this.#journal.write('set_aside', Object.fromEntries(this.#strikes));
  }

  /** It was on and the page lives: what was held against the item is forgotten. */
  async noteShown({ item, version }: { item: string | null; version: number | null }): Promise<void> {
    if (item === null || version === null || !this.#strikes.delete(keyOf({ id: item, version }))) return;
    await this.#journal.write('set_aside', Object.fromEntries(this.#strikes));
  }
}

function keyOf({ id, version }: Pick<ProgrammeItem, 'id' | 'version'>): string {
  return `${id}@${version}`;
}

export interface FrameWatch {
  /** Frames drawn so far. */
  frames(): number;
  isVisible(): boolean;
  /** Calls back every so many milliseconds, never twice for time that was missed; returns a function that stops it. */
  every(intervalMs: number, callback: () => void): () => void;
  onStall(): void;
}

/** Tells once when five looks in a row, two seconds apart, found no new frame. Returns a function that stops the watch. */
export function watchFrames(edges: FrameWatch): () => void {
  let frames = edges.frames();
  let looks = 0;
  const stop = edges.every(LOOK_MS, () => {
    if (edges.frames() !== frames || !edges.isVisible()) {
      frames = edges.frames();
      looks = 0;
      return;
    }
    looks += 1;
    if (looks < STALLED_LOOKS) return;
    stop();
    edges.onStall();
  });
  return stop;
}

/** To be told at every look whether the conductor should have acted by now; it is stuck at the thirtieth in a row. */
export function watchStuck(onStuck: () => void): (isLate: boolean) => void {
  let looks = 0;
  return (isLate) => {
    looks = isLate ? looks + 1 : 0;
    if (looks === STUCK_LOOKS) onStuck();
  };
}

export interface PageWatch {
  readonly frames: Pick<Frames, 'count'>;
  readonly visibility: Pick<Visibility, 'isVisible'>;
  /** Ten seconds of looks saw no frame drawn. */
  readonly onStall: () => void;
  /** Called once a second. */
  readonly look: () => void;
}

/** Looks every second, and tells when the page draws no frames. Returns how to stop both. */
export function watchPage({ frames, visibility, onStall, look }: PageWatch): () => void {
  const every = (ms: number, callback: () => void) => {
    const interval = setInterval(callback, ms);
    return () => clearInterval(interval);
  };
  const stopLooking = every(WATCH_MS, look);
  const stopFrames = watchFrames({
    frames: () => frames.count,
    isVisible: () => visibility.isVisible,
    every,
    onStall,
  });
  return () => {
    stopLooking();
    stopFrames();
  };
}
