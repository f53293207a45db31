// The canvas of the LED: exactly W x H at the screen's place, black around it. A scene is drawn and hashed in a back
// buffer long before its start; the swap is one drawImage in the first frame at or after it, so nothing is ever half
// drawn and no frame between two showings is black.

import type { Clock, Instant } from '../content/model/instant.ts';
import type { ProgrammeItem } from '../content/model/programme.ts';
import { coveredBetween, type CoverTally } from './cover.ts';
import type { Frames } from './page-time.ts';
import { drawScene } from './scenes/draw-scene.ts';
import { contextOf, type ScenePicture, type SceneTools } from './scenes/scene-picture.ts';
import type { Evidence, Prepared, Shown, Stage, StagePlace } from './stage-port.ts';
import type { Visibility } from './visibility.ts';

class CanvasScene implements Prepared {
  readonly pixels: string;
  picture: ScenePicture | null;

  constructor(picture: ScenePicture) {
    this.picture = picture;
    this.pixels = picture.pixels;
  }

  /** Gives the memory of the buffer back at once instead of at the next collection. */
  dispose(): void {
    if (this.picture === null) return;
    this.picture.dispose?.();
    this.picture.canvas.width = 0;
    this.picture = null;
  }
}

/** Marks of the moment at which something was on: how much time, visibility and frames there had been by then. */
interface Tally {
  readonly mono: number;
  readonly visibleMs: number;
  readonly veiledMs: number;
  readonly frames: number;
  readonly cover: CoverTally;
}

interface OnStage {
  readonly scene: CanvasScene | null;
  readonly presentedAt: Instant;
  readonly from: Tally;
  to: Tally | null;
  /** Once it is over. */
  final: Evidence | null;
}

export class CanvasStage implements Stage {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #clock: Clock;
  readonly #frames: Frames;
  readonly #visibility: Visibility;
  readonly #tools: SceneTools;
  #on: OnStage | null = null;
  #place: StagePlace = { widthPx: 0, heightPx: 0, offsetXPx: 0, offsetYPx: 0 };

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
    addEventListener('resize', () => this.fit());
  }

  /** Puts the canvas where the screen is; black until the next scene if its size changes. */
  place({ widthPx, heightPx, offsetXPx, offsetYPx }: StagePlace): void {
    this.#place = { widthPx, heightPx, offsetXPx, offsetYPx };
    this.fit();
    if (this.#canvas.width === widthPx && this.#canvas.height === heightPx) return;
    this.#canvas.width = widthPx;
    this.#canvas.height = heightPx;
  }

  /** One pixel of the canvas is one pixel of the output, whatever scaling the desktop has. Again after it changed. */
  fit(): void {
    const { widthPx, heightPx, offsetXPx, offsetYPx } = this.#place;
    const css = (px: number) => `${px / devicePixelRatio}px`;
    const { style } = this.#canvas;
    style.left = css(offsetXPx);
    style.top = css(offsetYPx);
    style.width = css(widthPx);
    style.height = css(heightPx);
  }

  /** Share of the signal that gets through, above the drawn picture. */
  dim(percent: number): void {
    this.#canvas.style.opacity = percent === 100 ? '' : String(percent / 100);
  }

  async prepare(item: ProgrammeItem, startAt: Instant): Promise<CanvasScene> {
    return new CanvasScene(await drawScene(item, startAt, this.#tools));
  }

  async show(prepared: Prepared | null, startAt: Instant, place?: StagePlace): Promise<Shown> {
    await this.#frames.frameAt(startAt);
    if (place !== undefined) this.place(place);
    const scene = prepared instanceof CanvasScene ? prepared : null;
    this.#draw(scene?.picture ?? null);
    const before = this.#on;
    const from = this.#tally();
    const drawnAt = this.#clock.now();
    // What is drawn a few milliseconds early reaches the glass after that: it is on from its start, not before.
    const presentedAt = Math.max(drawnAt, startAt);
    const on: OnStage = { scene, presentedAt, from, to: null, final: null };
    if (before !== null) before.to = from;
    // What a film presented is told before its element goes on to the next one.
    if (before !== null) before.final = this.#evidenceOf(before);
    before?.scene?.dispose();
    this.#on = on;
    scene?.picture?.start?.();
    return {
      presentedAt,
      presentedMonoMs: from.mono + presentedAt - drawnAt,
      evidence: () => on.final ?? this.#evidenceOf(on),
    };
  }

  #evidenceOf({ scene, from, to }: OnStage): Evidence {
    const until = to ?? this.#tally();
    const shownMs = Math.round(until.mono - from.mono);
    const coveredMs = coveredBetween(from.cover, until.cover, shownMs);
    const veiledMs = Math.min(shownMs, Math.round(until.veiledMs - from.veiledMs));
    return {
      shownMs,
      visibleMs: Math.min(shownMs, Math.round(until.visibleMs - from.visibleMs)),
      frames: scene?.picture?.frames?.() ?? until.frames - from.frames,
      pixels: scene?.pixels ?? null,
      coveredMs: veiledMs > 0 ? Math.max(veiledMs, coveredMs ?? 0) : coveredMs,
      failed: scene?.picture?.hasFailed?.() ?? false,
    };
  }

  #tally(): Tally {
    const { visibleMs, veiledMs, cover } = this.#visibility;
    return { mono: this.#clock.mono(), visibleMs, veiledMs, frames: this.#frames.count, cover: cover.tally };
  }

  #refresh(): void {
    const on = this.#on;
    const picture = on?.scene?.picture;
    if (on === null || picture?.refresh === undefined) return;
    const at = Math.max(this.#clock.now(), on.presentedAt);
    if (picture.refresh(at, this.#clock.mono() - on.from.mono)) this.#draw(picture);
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
