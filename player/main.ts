// Starts the player in a browser with the browser's own edges. Nothing else reads the address bar, the wall clock or the
// session.

import { isServedByAgent } from './agent-home.ts';
import { startPlayer } from './app.ts';
import { ServerClock } from './clock.ts';
import { becomeOnly } from './only-page.ts';
import { AnimationFrames, PageTimer } from './page-time.ts';
import { PairingPanel } from './pairing-panel.ts';
import { causeOfStart } from './start-cause.ts';

declare global {
  interface ImportMeta {
    readonly env: { readonly VITE_VERSION?: string };
  }
}

const LEAD_MS = 100;
const RESTART_MS = 10_000;
const TITLE = 'Vòng Xoay · Máy điều khiển LED';
const WAITING =
  'Đã có một trang phát khác đang chạy trên máy này. Hãy đóng trang này; nếu trang kia đóng, trang này tự phát tiếp.';

function elementOf<T extends HTMLElement>(selector: string, type: new () => T): T {
  const element = document.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`page lacks ${selector}`);
  return element;
}

/** Only where no agent serves the page: the agent is there when the network is not. */
function keepPage(): void {
  const container: ServiceWorkerContainer | undefined = navigator.serviceWorker;
  if (container === undefined || isServedByAgent()) return;
  container.register('./sw.js').catch(() => {});
}

async function main(): Promise<void> {
  const panel = new PairingPanel(elementOf('#pairing', HTMLElement), location.origin);
  const clock = new ServerClock(
    () => Date.now(),
    () => performance.now(),
  );
  const only = await becomeOnly(() => panel.say(TITLE, WAITING));
  panel.say(null, '');
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
    say: (heading, sentence) => panel.say(heading, sentence),
    showOffer: (offer) => panel.showOffer(offer),
    measure: () => ({
      widthPx: Math.max(1, Math.round(screen.width * devicePixelRatio)),
      heightPx: Math.max(1, Math.round(screen.height * devicePixelRatio)),
      ratioMilli: Math.max(1, Math.round(devicePixelRatio * 1_000)),
      clockAt: Date.now(),
    }),
    onRival: (listener) => only.onRival(listener),
  });
  keepPage();
}

// A storage that does not open today may open in a moment; the wall is black meanwhile, never an error text.
main().catch(() => setTimeout(() => location.reload(), RESTART_MS));
