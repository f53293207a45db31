// What the conductor needs of a stage: scenes made ready beforehand, one swap at an exact instant, and evidence of what
// was on. The browser's canvas, the simulator and a test each fill it.

import type { Instant } from '../content/model/instant.ts';
import type { Play } from '../content/model/play.ts';
import type { ProgrammeItem } from '../content/model/programme.ts';
import type { Screen } from '../content/model/screen.ts';

/** Of the canvas on the output. */
export type StagePlace = Pick<Screen, 'widthPx' | 'heightPx' | 'offsetXPx' | 'offsetYPx'>;

/** A scene drawn and hashed out of sight. */
export interface Prepared {
  /** Hash of the RGBA bytes drawn; of the inputs for an assembled picture. */
  readonly pixels: Play['pixels'];
  dispose(): void;
}

export type Evidence = Pick<Play, 'shownMs' | 'visibleMs' | 'frames' | 'pixels' | 'coveredMs'> & {
  /** It broke while it was on. */
  readonly failed: boolean;
};

export interface Shown {
  /** Never before the start that was asked for: at an edge of opening hours a millisecond decides whether it counts. */
  readonly presentedAt: Instant;
  readonly presentedMonoMs: number;
  /** From its presentation to the next one, or until now while it is still on. All integers. */
  evidence(): Evidence;
}

export interface Stage {
  /** Rejects when the picture is missing or broken; the stage itself is unharmed then. */
  prepare(item: ProgrammeItem, startAt: Instant): Promise<Prepared>;
  /**
   * Presents in the frame nearest to `startAt`, at once when that is past; null is black. Uses `prepared` up. The canvas
   * lies at `place` from that very frame on; left out, it stays where it is.
   */
  show(prepared: Prepared | null, startAt: Instant, place?: StagePlace): Promise<Shown>;
}
