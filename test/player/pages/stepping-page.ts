// The player page with time that steps from event to event: the same code from `startPlayer` down, only the edges of
// time differ. A frame of real time passes before each step, so every showing is really presented.

import './frame-probe.ts';
import './slow-journal.ts';
import { startPlayer } from '../../../player/app.ts';
import { ServerClock } from '../../../player/clock.ts';
import type { Timer } from '../../../player/conductor.ts';
import type { Frames } from '../../../player/page-time.ts';
import { PairingPanel } from '../../../player/pairing-panel.ts';
import { causeOfStart } from '../../../player/start-cause.ts';

declare global {
  interface Window {
    /** Handed in by the test: when to begin, when to stand still, and who else must know the time. */
    timeOfTest(): Promise<{ startAt: number; untilAt: number }>;
    /** May answer until when nobody wants to know the time. */
    tellTime(at: number): Promise<number | undefined>;
    /** How wrong the PC's own clock is, for a page that starts and for one that runs. */
    wallErrorAtStart?: number;
    stepWall(errorMs: number): void;
    /** A film runs on real time: time does not step while one runs, but goes with it. */
    filmsTakeTheirTime?: boolean;
    /** Time has reached its end. */
    isOver: boolean;
    faultsOfPlayer(): string[];
  }
}

const { startAt, untilAt } = await window.timeOfTest();
let now = startAt;
let wallErrorMs = window.wallErrorAtStart ?? 0;
window.stepWall = (errorMs) => {
  wallErrorMs = errorMs;
};
window.isOver = false;

let quietUntil = 0;

async function stepTo(at: number): Promise<void> {
  if (at <= now) return;
  if (at > untilAt) {
    window.isOver = true;
    await new Promise<never>(() => {});
  }
  // Others first: nobody's clock is ever behind the page's.
  if (at >= quietUntil) quietUntil = (await window.tellTime(at)) ?? 0;
  now = Math.max(now, at);
}

const clock = new ServerClock(
  () => Math.round(now) + wallErrorMs,
  () => now - startAt,
);
/** `at` of the player's clock, which may differ from the page's by what it has learnt. */
const pageTimeOf = (at: number): number => now + at - clock.now();

async function nextFrame(): Promise<void> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Sixty frames a second of the stepping clock. */
const FRAME_MS = 1000 / 60;

/** Films that run. */
const films = new Set<HTMLMediaElement>();
const { play, pause } = HTMLMediaElement.prototype;
HTMLMediaElement.prototype.play = async function () {
  if (window.filmsTakeTheirTime === true) films.add(this);
  await play.call(this);
};
HTMLMediaElement.prototype.pause = function () {
  films.delete(this);
  pause.call(this);
};

let isWoken = false;
const timer: Timer = {
  async sleepUntil(at) {
    isWoken = false;
    await nextFrame();
    await nextFrame();
    for (let lastMs = performance.now(); films.size > 0 && pageTimeOf(at) > now; ) {
      await nextFrame();
      if (isWoken) return;
      const ms = performance.now();
      await stepTo(Math.min(pageTimeOf(at), now + ms - lastMs));
      lastMs = ms;
    }
    if (!isWoken) await stepTo(pageTimeOf(at));
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
    if (at > clock.now()) await stepTo(Math.round(pageTimeOf(at) / FRAME_MS) * FRAME_MS);
    await nextFrame();
  },
  onFrame: (listener) => void listeners.push(listener),
};

const canvas = document.querySelector<HTMLCanvasElement>('#led');
if (canvas === null) throw new Error('no canvas');
const place = document.querySelector<HTMLElement>('#pairing');
if (place === null) throw new Error('no place for the pairing code');
const panel = new PairingPanel(place, location.origin);
const player = await startPlayer({
  serverUrl: location.origin,
  app: 'stepping',
  userAgent: navigator.userAgent,
  cause: causeOfStart(),
  canvas,
  clock,
  timer,
  frames,
  leadMs: 100,
  random: Math.random,
  reload: () => location.reload(),
  code: () => (location.hash === '' ? null : location.hash.slice(1)),
  dropCode: () => history.replaceState(null, '', location.pathname),
  codeChanged: async (ms) => {
    await new Promise<void>((resolve) => {
      addEventListener('hashchange', () => resolve(), { once: true });
      if (Number.isFinite(ms)) setTimeout(resolve, ms);
    });
  },
  say: (heading, sentence) => panel.say(heading, sentence),
  showOffer: (offer) => panel.showOffer(offer),
  measure: () => ({ widthPx: 1, heightPx: 1, ratioMilli: 1_000, clockAt: Math.round(now) }),
});
// A page under the kiosk flags has a name of its own, and a worker that starts it with no network.
if (location.hostname !== '127.0.0.1') await navigator.serviceWorker.register('./sw.js');
window.faultsOfPlayer = () => player.faults.map(String);
