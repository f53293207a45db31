// The real player with other edges: time stands still while work is done and steps from event to event, so two hours
// take a minute and no frame is skipped. Multiplying time instead would make one frame as long as the tolerance.

import { startPlayer } from '../../../player/app.ts';
import { ServerClock } from '../../../player/clock.ts';
import type { Timer } from '../../../player/conductor.ts';
import type { Frames } from '../../../player/page-time.ts';

declare global {
  interface Window {
    /** Provided by the test: the time it is, and the step to a later time (which the server takes first). */
    journeyNow(): Promise<number>;
    journeyStep(at: number): Promise<void>;
  }
}

const FRAME_MS = 1000 / 60;

const startedAt = await window.journeyNow();
let nowMs = startedAt;

async function stepTo(at: number): Promise<void> {
  if (at <= nowMs) return;
  await window.journeyStep(at);
  nowMs = Math.max(nowMs, at);
}

const clock = new ServerClock(
  () => Math.round(nowMs),
  () => nowMs - startedAt,
);

const nextFrame = async (): Promise<void> => {
  await new Promise((resolve) => requestAnimationFrame(resolve));
};

class SteppingTimer implements Timer {
  #isAwake = false;

  async sleepUntil(at: number): Promise<void> {
    this.#isAwake = false;
    await nextFrame();
    await nextFrame();
    if (!this.#isAwake) await stepTo(nowMs + at - clock.now());
  }

  wake(): void {
    this.#isAwake = true;
  }
}

class SteppingFrames implements Frames {
  count = 0;
  readonly #listeners: (() => void)[] = [];

  constructor() {
    const tick = (): void => {
      this.count += 1;
      for (const listener of this.#listeners) listener();
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  /** Sixty frames a second of the stepping clock; presented in a real frame. */
  async frameAt(at: number): Promise<void> {
    const leftMs = at - clock.now();
    if (leftMs > 0) await stepTo(Math.ceil((nowMs + leftMs) / FRAME_MS) * FRAME_MS);
    await nextFrame();
  }

  onFrame(listener: () => void): void {
    this.#listeners.push(listener);
  }
}

const canvas = document.querySelector('#led');
const panel = document.querySelector('#pairing');
if (!(canvas instanceof HTMLCanvasElement) || !(panel instanceof HTMLElement))
  throw new Error('page lacks its parts');
const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];

await startPlayer({
  serverUrl: location.origin,
  app: 'journey',
  userAgent: navigator.userAgent,
  cause: navigation?.type === 'reload' ? 'reload' : 'start',
  canvas,
  clock,
  timer: new SteppingTimer(),
  frames: new SteppingFrames(),
  leadMs: 100,
  random: Math.random,
  reload: () => location.reload(),
  code: () => (location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)) : null),
  dropCode: () => history.replaceState(null, '', location.pathname),
  codeChanged: async () => await new Promise<void>(() => {}),
  say(heading, sentence) {
    panel.hidden = heading === null;
    panel.textContent = `${heading ?? ''} ${sentence}`;
  },
});
