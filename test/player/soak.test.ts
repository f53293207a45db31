// Hundreds of showings in one page, stills and films: what it holds does not grow with them. The ten thousand are
// `npm run soak:player`.

import { expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { soakPage } from './soak.ts';

const SHOWINGS = 200;
/**
 * Less than one node in twenty showings, one listener in five (their number swings with what waits for the server); a picture left behind at each would be many times the bytes. The first
 * hundreds still fill the browser's compiled code: over thousands it is some ten bytes.
 */
const MOST_BYTES_A_SHOWING = 5_000;

it.each(['stills', 'films'] as const)(
  'holds no more after hundreds of %s than before them',
  async (kind) => {
    await using browser = await launchChromium([
      '--disable-frame-rate-limit',
      '--disable-gpu-vsync',
      '--autoplay-policy=no-user-gesture-required',
    ]);
    const { slopes, shown } = await soakPage(browser, kind, SHOWINGS);
    expect(shown).toBeGreaterThan(SHOWINGS * 0.9);
    expect(slopes.heapBytes).toBeLessThan(MOST_BYTES_A_SHOWING);
    expect(Math.abs(slopes.nodes)).toBeLessThan(0.05);
    expect(Math.abs(slopes.listeners)).toBeLessThan(0.2);
  },
  240_000,
);
