// The player page with time that steps from event to event: the same code from `startPlayer` down, only the edges of
// time differ. A frame of real time passes before each step, so every showing is really presented.

import type { ClockReading } from '../../../content/model/play.ts';
import { startPlayer } from '../../../player/app.ts';
import type { PlayerClock } from '../../../player/clock.ts';
import type { Timer } from '../../../player/conductor.ts';
import type { Frames } from '../../../player/page-time.ts';

declare global {
  interface Window {
    /** Handed in by the test: when to begin, when to stand still, and who else must know the time. */
    timeOfTest(): Promise<{ startAt: number; untilAt: number }>;
    tellTime(at: number): Promise<void>;
    /** Time has reached its end. */
    isOver: boolean;
    faultsOfPlayer(): string[];
  }
}

const { startAt, untilAt } = await window.timeOfTest();
let now = startAt;
window.isOver = false;

async function stepTo(at: number): Promise<void> {
  if (at <= now) return;
  if (at > untilAt) {
    window.isOver = true;
    await new Promise<never>(() => {});
  }
  now = at;
  await window.tellTime(at);
}

const READING: ClockReading = { state: 'synced', offsetMs: 0, uncertaintyMs: 5 };

const clock: PlayerClock = {
  now: () => now,
  mono: () => now - startAt,
  reading: () => READING,
  settle() {},
  learn() {},
  resume() {},
  save: () => null,
  takeWallStep: () => 0,
};

async function nextFrame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

let isWoken = false;
const timer: Timer = {
  async sleepUntil(at) {
    isWoken = false;
    await nextFrame();
    if (!isWoken) await stepTo(at);
  },
  wake() {
    isWoken = true;
  },
};

let count = 0;
const listeners: (() => void)[] = [];
function tick(): void {
  count += 1;
  for (const listener of listeners) listener();
  requestAnimationFrame(tick);
}
requestAnimationFrame(tick);

const frames: Frames = {
  get count() {
    return count;
  },
  async frameAt(at) {
    await stepTo(at);
    await nextFrame();
  },
  onFrame: (listener) => void listeners.push(listener),
};

const canvas = document.querySelector<HTMLCanvasElement>('#led');
if (canvas === null) throw new Error('no canvas');
const player = await startPlayer({
  serverUrl: location.origin,
  app: 'stepping',
  userAgent: navigator.userAgent,
  cause: 'start',
  canvas,
  clock,
  timer,
  frames,
  leadMs: 100,
  random: Math.random,
  reload: () => location.reload(),
  code: () => (location.hash === '' ? null : location.hash.slice(1)),
  dropCode: () => history.replaceState(null, '', location.pathname),
  codeChanged: async () =>
    await new Promise((resolve) => addEventListener('hashchange', () => resolve(), { once: true })),
  say() {},
});
window.faultsOfPlayer = () => player.faults.map(String);
