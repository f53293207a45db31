// A film: its first frame stands in the back buffer before its slot, every later one is drawn where the browser says that
// it presented it (requestVideoFrameCallback). The proof is the hash of the file, read and checked, and the frames
// presented. One that stops in the middle is a failed showing, and says so.

import type { FilmTrack } from '../../content/model/item.ts';
import type { ProgrammeItem } from '../../content/model/programme.ts';
import { makeBuffer, type ScenePicture, type SceneTools } from './scene-picture.ts';

const READY_WITHIN_MS = 10_000;
/** No new frame for so long, before the film is over: it stalls. */
export const STALL_MS = 2_000;
const TELLS_FRAMES: boolean = 'requestVideoFrameCallback' in HTMLVideoElement.prototype;
/** So close to its end it counts as over. */
const END_MS = 250;

/**
 * Two elements for the life of the page, one on stage and one in waiting: made anew each time they leak memory of the
 * graphics card.
 */
class Projectors {
  readonly #free: HTMLVideoElement[] = [];

  take(): HTMLVideoElement {
    const element = this.#free.pop() ?? document.createElement('video');
    element.muted = true;
    element.playsInline = true;
    element.preload = 'auto';
    return element;
  }

  giveBack(element: HTMLVideoElement): void {
    const url = element.src;
    element.pause();
    element.removeAttribute('src');
    element.load();
    URL.revokeObjectURL(url);
    this.#free.push(element);
  }
}

const projectors = new Projectors();

export async function drawFilm(
  { rendition }: ProgrammeItem,
  film: FilmTrack,
  tools: SceneTools,
): Promise<ScenePicture> {
  const { widthPx, heightPx } = rendition;
  const bytes = await tools.readAsset(film.file.sha256);
  const element = projectors.take();
  try {
    element.src = URL.createObjectURL(new Blob([bytes], { type: film.file.mime }));
    await firstFrameOf(element);
  } catch (fault) {
    projectors.giveBack(element);
    throw fault;
  }
  const { canvas, context } = makeBuffer(widthPx, heightPx);
  const { xPx, yPx, widthPx: filmWidth, heightPx: filmHeight } = film.place;
  context.imageSmoothingEnabled = true;
  const draw = (): void => context.drawImage(element, xPx, yPx, filmWidth, filmHeight);
  draw();
  const run = new FilmRun(element, film.durationMs);
  return {
    canvas,
    pixels: film.file.sha256,
    start: () => run.start(),
    refresh: (_at, elapsedMs) => {
      if (!run.look(elapsedMs)) return false;
      draw();
      return true;
    },
    frames: () => run.frames,
    hasFailed: () => run.hasStalled,
    dispose: () => {
      run.stop();
      projectors.giveBack(element);
    },
  };
}

/** One showing of a film: how many frames came, and whether they stopped coming. */
class FilmRun {
  readonly #element: HTMLVideoElement;
  readonly #durationMs: number;
  /** The first one is drawn before the start. */
  #frames = 1;
  #isNew = false;
  #lastAtMs = 0;
  #hasStalled = false;
  #isOver = false;
  #timeOfLast = 0;

  constructor(element: HTMLVideoElement, durationMs: number) {
    this.#element = element;
    this.#durationMs = durationMs;
  }

  get frames(): number {
    return this.#frames;
  }

  get hasStalled(): boolean {
    return this.#hasStalled;
  }

  start(): void {
    this.#listen();
    this.#element.play().catch(() => {
      this.#hasStalled = true;
    });
  }

  /** Called in every frame of the page: is there a new one of the film? */
  look(elapsedMs: number): boolean {
    const element = this.#element;
    // Chrome before 83 does not tell its frames; there the time of the film moves.
    if (!TELLS_FRAMES && element.currentTime !== this.#timeOfLast) this.#note();
    const wasNew = this.#isNew;
    if (wasNew) this.#lastAtMs = elapsedMs;
    this.#isNew = false;
    // By the length that was approved: a file that breaks off says that it has ended.
    const isAtEnd = element.currentTime * 1_000 >= this.#durationMs - END_MS;
    if (!isAtEnd && !this.#isOver && elapsedMs - this.#lastAtMs > STALL_MS) this.#hasStalled = true;
    return wasNew;
  }

  stop(): void {
    this.#isOver = true;
  }

  #listen(): void {
    const element = this.#element;
    if (!TELLS_FRAMES) return;
    element.requestVideoFrameCallback(() => {
      if (this.#isOver) return;
      this.#note();
      this.#listen();
    });
  }

  #note(): void {
    this.#frames += 1;
    this.#isNew = true;
    this.#timeOfLast = this.#element.currentTime;
  }
}

/** Resolves when the first frame can be drawn; rejects when the film cannot be decoded or takes too long. */
async function firstFrameOf(element: HTMLVideoElement): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(() => end(new Error('film not ready in time')), READY_WITHIN_MS);
    const end = (fault: Error | null): void => {
      clearTimeout(timeout);
      element.removeEventListener('loadeddata', onReady);
      element.removeEventListener('error', onError);
      if (fault === null) resolve();
      else reject(fault);
    };
    const onReady = (): void => end(null);
    const onError = (): void => end(new Error(`film not decoded: ${element.error?.message ?? 'unknown'}`));
    element.addEventListener('loadeddata', onReady);
    element.addEventListener('error', onError);
  });
}
