// Compares a screenshot with the picture that should stand in it, each pixel of the picture enlarged k times.

import type { PNG } from 'pngjs';

/** Device pixels that differ when the picture is laid at its best place within a pixel or two of `near`. */
export function countDifferingPixels(
  shown: PNG,
  sent: PNG,
  k: number,
  near: { readonly x: number; readonly y: number },
): number {
  let best = Number.POSITIVE_INFINITY;
  for (const top of [-1, 0, 1, 2].map((step) => Math.floor(near.y) + step)) {
    for (const left of [-1, 0, 1, 2].map((step) => Math.floor(near.x) + step)) {
      if (top < 0 || left < 0) continue;
      best = Math.min(best, countAt(shown, sent, k, left, top, best));
    }
  }
  return best;
}

function countAt(shown: PNG, sent: PNG, k: number, left: number, top: number, giveUpAt: number): number {
  let differing = 0;
  for (let y = 0; y < sent.height * k; y += 1) {
    for (let x = 0; x < sent.width * k; x += 1) {
      const here = ((top + y) * shown.width + left + x) * 4;
      const there = (Math.floor(y / k) * sent.width + Math.floor(x / k)) * 4;
      if (!shown.data.subarray(here, here + 3).equals(sent.data.subarray(there, there + 3))) differing += 1;
    }
    if (differing >= giveUpAt) return differing;
  }
  return differing;
}
