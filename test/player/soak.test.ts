// Hundreds of showings in one page, stills and films: what it holds does not grow with them. The ten thousand are
// `npm run soak:player`.

import { expect, it } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { soakPage } from './soak.ts';

const SHOWINGS = 200;
/** Less than one listener or node in twenty showings; a picture left behind at each would be many times the bytes. */
const MOST_BYTES_A_SHOWING = 2_000;

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
    expect(Math.abs(slopes.listeners)).toBeLessThan(0.05);
  },
  240_000,
);
