// Nothing but a row of pixels that changes its colour at every start of a showing: the best that a page can do in this
// browser on this machine, to be measured beside the player's page.

import './frame-probe.ts';

declare global {
  interface Window {
    /** Flips at each multiple of it. */
    flipEveryMs: number;
  }
}

const HALF_FRAME_MS = 1000 / 120;
const COLOURS = 200;

const canvas = document.querySelector<HTMLCanvasElement>('#led');
const context = canvas?.getContext('2d', { alpha: false, willReadFrequently: true });
if (!canvas || !context) throw new Error('no canvas');
canvas.width = 64;
canvas.height = 48;

let turn = 0;
function tick(): void {
  const next = Math.floor((performance.timeOrigin + performance.now() + HALF_FRAME_MS) / window.flipEveryMs);
  if (next !== turn && context) {
    turn = next;
    context.fillStyle = `rgb(${(turn % COLOURS) + 1}, 0, 0)`;
    context.fillRect(0, 0, 64, 1);
  }
  requestAnimationFrame(tick);
}
tick();
