// Starts the player in a browser with the browser's own edges. Nothing else reads the address bar, the wall clock or the
// session.

import type { BootRecord } from '../content/model/play.ts';
import { startPlayer } from './app.ts';
import { ServerClock } from './clock.ts';
import { AnimationFrames, PageTimer } from './page-time.ts';

declare global {
  interface ImportMeta {
    readonly env: { readonly VITE_VERSION?: string };
  }
}

const ALIVE = 'vongxoay:alive';
const LEAD_MS = 100;
const RESTART_MS = 10_000;

/** A flag that an orderly leave takes away: found at a start, the page had crashed. */
function causeOfStart(): BootRecord['cause'] {
  const hasCrashed = sessionStorage.getItem(ALIVE) !== null;
  sessionStorage.setItem(ALIVE, '1');
  addEventListener('pagehide', () => sessionStorage.removeItem(ALIVE));
  if (hasCrashed) return 'crash';
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload' ? 'reload' : 'start';
}

function elementOf<T extends HTMLElement>(selector: string, type: new () => T): T {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`page lacks ${selector}`);
  return element;
}

/** One page at a time holds the wall; a second one waits for the first to go. Plain http has no locks. */
async function becomeOnly(): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return;
  await new Promise<void>((resolve) => {
    void locks.request('vongxoay-player', async () => {
      resolve();
      await new Promise<never>(() => {});
    });
  });
}

async function main(): Promise<void> {
  const panel = elementOf('#pairing', HTMLElement);
  const title = elementOf('#pairing h1', HTMLHeadingElement);
  const text = elementOf('#pairing p', HTMLParagraphElement);
  const clock = new ServerClock(
    () => Date.now(),
    () => performance.now(),
  );
  await becomeOnly();
  await startPlayer({
    serverUrl: location.origin,
    app: import.meta.env.VITE_VERSION ?? 'dev',
    userAgent: navigator.userAgent,
    cause: causeOfStart(),
    canvas: elementOf('#led', HTMLCanvasElement),
    clock,
    timer: new PageTimer(clock),
    frames: new AnimationFrames(clock),
    leadMs: LEAD_MS,
    random: Math.random,
    reload: () => location.reload(),
    code: () => (location.hash.length > 1 ? decodeURIComponent(location.hash.slice(1)) : null),
    dropCode: () => history.replaceState(null, '', location.pathname),
    codeChanged: async (ms) => {
      await new Promise<void>((resolve) => {
        addEventListener('hashchange', () => resolve(), { once: true });
        if (Number.isFinite(ms)) setTimeout(resolve, ms);
      });
    },
    say(heading, sentence) {
      panel.hidden = heading === null;
      title.textContent = heading;
      text.textContent = sentence;
    },
  });
}

// A storage that does not open today may open in a moment; the wall is black meanwhile, never an error text.
main().catch(() => setTimeout(() => location.reload(), RESTART_MS));
