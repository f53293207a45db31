// The stage of a simulated player: shows at the asked instant plus one frame, and swears to what it showed.

import type { ProgrammeItem } from '../../content/model/programme.ts';
import type { Evidence, Prepared, Shown, Stage } from '../../player/stage-port.ts';
import type { Clock, Instant } from '../../content/model/instant.ts';
import type { Random, World } from './world.ts';

const FRAME_MS = 17;

export class VirtualStage implements Stage {
  readonly #world: World;
  readonly #clock: Clock;
  readonly #random: Random;
  #on: { endedMono: number | null } | null = null;

  constructor(world: World, clock: Clock, random: Random) {
    this.#world = world;
    this.#clock = clock;
    this.#random = random;
  }

  async prepare(item: ProgrammeItem): Promise<Prepared> {
    return { pixels: item.rendition.pixelsSha256, dispose: () => undefined };
  }

  async show(prepared: Prepared | null, startAt: Instant): Promise<Shown> {
    await this.#world.delay(Math.max(0, startAt - this.#clock.now()) + this.#random() * FRAME_MS);
    const presentedMonoMs = this.#clock.mono();
    if (this.#on !== null) this.#on.endedMono = presentedMonoMs;
    const on: { endedMono: number | null } = { endedMono: null };
    this.#on = on;
    return {
      presentedAt: this.#clock.now(),
      presentedMonoMs,
      evidence: (): Evidence => {
        const shownMs = Math.round((on.endedMono ?? this.#clock.mono()) - presentedMonoMs);
        const frames = Math.ceil(shownMs / FRAME_MS);
        return {
          shownMs,
          visibleMs: shownMs,
          frames,
          pixels: prepared?.pixels ?? null,
          coveredMs: null,
          failed: false,
        };
      },
    };
  }
}
