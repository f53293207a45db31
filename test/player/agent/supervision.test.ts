// When the agent revives a page, restarts a browser and calls for help: decided from times alone.

import { describe, expect, it } from 'vitest';
import {
  isFailing,
  noteSign,
  pauseBeforeStart,
  remedyAt,
  vitalsAtStart,
} from '../../../player/agent/supervision.ts';

const SECOND = 1_000;

describe('supervision', () => {
  it('leaves a page alone that answers, and one that was silent for half a minute it revives', () => {
    const vitals = noteSign(vitalsAtStart(0), 'answered', 100 * SECOND);
    expect(remedyAt(vitals, 129 * SECOND)).toBe('wait');
    expect(remedyAt(vitals, 130 * SECOND)).toBe('revive');
  });

  it('revives a crashed page at once', () => {
    expect(remedyAt(noteSign(vitalsAtStart(0), 'crashed', 5 * SECOND), 5 * SECOND)).toBe('revive');
  });

  it('restarts the browser when the revived page does not answer, or crashes again', () => {
    const revived = noteSign(vitalsAtStart(0), 'revived', 40 * SECOND);
    expect(remedyAt(revived, 59 * SECOND)).toBe('wait');
    expect(remedyAt(revived, 60 * SECOND)).toBe('restart');
    expect(remedyAt(noteSign(revived, 'crashed', 41 * SECOND), 41 * SECOND)).toBe('restart');
    expect(remedyAt(noteSign(revived, 'answered', 50 * SECOND), 79 * SECOND)).toBe('wait');
  });

  it('restarts a browser that is gone, each time after a longer pause of at most half a minute', () => {
    let vitals = noteSign(vitalsAtStart(0), 'gone', 1);
    expect(remedyAt(vitals, 1)).toBe('restart');
    const pauses: number[] = [];
    for (let count = 0; count < 8; count += 1) {
      pauses.push(pauseBeforeStart(vitals, count * SECOND));
      vitals = noteSign(vitals, 'started', count * SECOND);
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('says that the browser fails after three restarts in ten minutes, and forgets them later', () => {
    let vitals = vitalsAtStart(0);
    for (const at of [0, 60, 120]) vitals = noteSign(vitals, 'started', at * SECOND);
    expect(isFailing(vitals, 120 * SECOND)).toBe(true);
    expect(isFailing(vitals, 601 * SECOND)).toBe(false);
    expect(pauseBeforeStart(vitals, 3_600 * SECOND)).toBe(500);
  });
});
