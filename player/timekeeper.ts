// What happens around the clock: the moment it becomes known, or is confirmed after a start from a saved clock, and every
// jump of the wall clock are journalled, and what it knows is saved for a boot that finds no server.

import type { RecordDraft } from '../content/model/play.ts';
import type { PlayerClock, SavedClock } from './clock.ts';
import type { Journal } from './journal.ts';
import { stampOf } from './record-draft.ts';

export interface TimekeeperPorts {
  readonly clock: PlayerClock;
  readonly journal: Pick<Journal, 'write'>;
  readonly record: (draft: RecordDraft) => void;
  /** The time became known: what was planned by a guess must be looked at again. */
  readonly onKnown: () => void;
  readonly onFault: (fault: unknown) => void;
}

const SAVE_EVERY_MS = 60_000;

export class Timekeeper {
  readonly #ports: TimekeeperPorts;
  #isKnown: boolean;
  /** Started from a saved clock, and nobody has confirmed it yet. */
  #isOnTrust: boolean;
  #savedMono = -SAVE_EVERY_MS;
  #hear: (() => void) | null = null;

  constructor(ports: TimekeeperPorts) {
    this.#ports = ports;
    const { state } = ports.clock.reading();
    this.#isKnown = state !== 'unsynced';
    this.#isOnTrust = state === 'holdover';
  }

  /** The clock learned a sample. */
  noteLearned(): void {
    const { clock, onKnown } = this.#ports;
    if (!this.#isKnown && clock.reading().state !== 'unsynced') {
      this.#isKnown = true;
      this.#record(0, 'unsynced');
      onKnown();
      this.#hear?.();
    }
    if (clock.mono() - this.#savedMono >= SAVE_EVERY_MS) this.#save();
  }

  /** Once a second: did the wall clock jump? Our time does not follow it; the saved offset must. */
  watchWall(): void {
    const { clock } = this.#ports;
    if (this.#isOnTrust && clock.reading().state === 'synced') {
      this.#isOnTrust = false;
      this.#record(0, 'holdover');
    }
    const stepMs = clock.takeWallStep();
    if (stepMs === 0) return;
    this.#record(stepMs, clock.reading().state);
    this.#save();
  }

  /** Resolves when the time is known, or after `ms`. */
  async known(ms: number): Promise<void> {
    if (this.#isKnown) return;
    await new Promise<void>((resolve) => {
      this.#hear = resolve;
      setTimeout(resolve, ms);
    });
  }

  #record(wallStepMs: number, before: SavedClockState): void {
    const { clock, record } = this.#ports;
    record({ ...stampOf(clock, clock.now(), clock.mono()), type: 'clock', before, wallStepMs });
  }

  #save(): void {
    const { clock, journal, onFault } = this.#ports;
    this.#savedMono = clock.mono();
    const saved: SavedClock | null = clock.save();
    if (saved !== null) journal.write('clock', saved).catch(onFault);
  }
}

type SavedClockState = ReturnType<PlayerClock['reading']>['state'];
