// The canvas of the LED: exactly W x H at the screen's place, black around it. A scene is drawn and hashed in a back
// buffer long before its start; the swap is one drawImage in the first frame at or after it, so nothing is ever half
// drawn and no frame between two showings is black.

import type { Clock, Instant } from '../content/model/instant.ts';
import type { ProgrammeItem } from '../content/model/programme.ts';
import type { Screen } from '../content/model/screen.ts';
import { coveredBetween, type CoverTally } from './cover.ts';
import type { Frames } from './page-time.ts';
import { drawClockCard } from './scenes/clock-card.ts';
import { contextOf, type ScenePicture, type SceneTools } from './scenes/scene-picture.ts';
import { drawStill } from './scenes/still.ts';
import type { Evidence, Prepared, Shown, Stage } from './stage-port.ts';
import type { Visibility } from './visibility.ts';

export type StagePlace = Pick<Screen, 'widthPx' | 'heightPx' | 'offsetXPx' | 'offsetYPx'>;

class CanvasScene implements Prepared {
  readonly pixels: string;
  picture: ScenePicture | null;

  constructor(picture: ScenePicture) {
    this.picture = picture;
    this.pixels = picture.pixels;
  }

  /** Gives the memory of the buffer back at once instead of at the next collection. */
  dispose(): void {
    if (this.picture !== null) this.picture.canvas.width = 0;
    this.picture = null;
  }
}

/** Marks of the moment at which something was on: how much time, visibility and frames there had been by then. */
interface Tally {
  readonly mono: number;
  readonly visibleMs: number;
  readonly frames: number;
  readonly cover: CoverTally;
}

interface OnStage {
  readonly scene: CanvasScene | null;
  readonly from: Tally;
  to: Tally | null;
}

export class CanvasStage implements Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #clock: Clock;
  readonly #frames: Frames;
  readonly #visibility: Visibility;
  readonly #tools: SceneTools;
  #on: OnStage | null = null;

  constructor(
    canvas: HTMLCanvasElement,
    clock: Clock,
    frames: Frames,
    visibility: Visibility,
    tools: SceneTools,
  ) {
    this.#canvas = canvas;
    this.#context = contextOf(canvas);
    this.#clock = clock;
    this.#frames = frames;
    this.#visibility = visibility;
    this.#tools = tools;
    frames.onFrame(() => this.#refresh());
  }

  /** Puts the canvas where the screen is; black until the next scene if its size changes. */
  place({ widthPx, heightPx, offsetXPx, offsetYPx }: StagePlace): void {
    const { style } = this.#canvas;
    style.left = `${offsetXPx}px`;
    style.top = `${offsetYPx}px`;
    if (this.#canvas.width === widthPx && this.#canvas.height === heightPx) return;
    style.width = `${widthPx}px`;
    style.height = `${heightPx}px`;
    this.#canvas.width = widthPx;
    this.#canvas.height = heightPx;
  }

  async prepare(item: ProgrammeItem, startAt: Instant): Promise<CanvasScene> {
    const { clockFace } = item.rendition;
    const picture =
      clockFace === undefined
        ? await drawStill(item, this.#tools)
        : await drawClockCard(item, clockFace, startAt, this.#tools);
    return new CanvasScene(picture);
  }

  async show(prepared: Prepared | null, startAt: Instant): Promise<Shown> {
    await this.#frames.frameAt(startAt);
    const scene = prepared instanceof CanvasScene ? prepared : null;
    this.#draw(scene?.picture ?? null);
    const before = this.#on;
    const from = this.#tally();
    const on: OnStage = { scene, from, to: null };
    if (before !== null) before.to = from;
    before?.scene?.dispose();
    this.#on = on;
    return {
      presentedAt: this.#clock.now(),
      presentedMonoMs: from.mono,
      evidence: () => this.#evidenceOf(on),
    };
  }

  #evidenceOf({ scene, from, to }: OnStage): Evidence {
    const until = to ?? this.#tally();
    const shownMs = Math.round(until.mono - from.mono);
    return {
      shownMs,
      visibleMs: Math.min(shownMs, Math.round(until.visibleMs - from.visibleMs)),
      frames: until.frames - from.frames,
      pixels: scene?.pixels ?? null,
      coveredMs: coveredBetween(from.cover, until.cover, shownMs),
      failed: false,
    };
  }

  #tally(): Tally {
    const { visibleMs, cover } = this.#visibility;
    return { mono: this.#clock.mono(), visibleMs, frames: this.#frames.count, cover: cover.tally };
  }

  #refresh(): void {
    const picture = this.#on?.scene?.picture;
    if (picture?.refresh?.(this.#clock.now()) === true) this.#draw(picture);
  }

  #draw(picture: ScenePicture | null): void {
    const { width, height } = this.#canvas;
    const isWhole = picture !== null && picture.canvas.width >= width && picture.canvas.height >= height;
    if (!isWhole) {
      this.#context.fillStyle = '#000';
      this.#context.fillRect(0, 0, width, height);
    }
    if (picture !== null) this.#context.drawImage(picture.canvas, 0, 0);
  }
}
