// How bright, and when a page may start over: pure rules.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Brightness } from '../../content/model/screen.ts';
import { brightnessAt } from '../../player/brightness.ts';
import { isMemoryHigh, mayReload } from '../../player/self-care.ts';

const NGA_BAY: Brightness = {
  fullNits: 5_000,
  dayNits: 5_000,
  nightNits: 300,
  night: { by: 'sun', latitudeUdeg: 9_813_900, longitudeUdeg: 105_820_000 },
};
/** 24/11/2026 00:00 in Asia/Ho_Chi_Minh. */
const MIDNIGHT_AT = Date.UTC(2026, 10, 23, 17, 0);
const at = (hour: number, minute = 0) => MIDNIGHT_AT + hour * HOUR_MS + minute * MINUTE_MS;

describe('brightness', () => {
  it('is full by day, at the night limit after twilight, and in between while the sun goes down', () => {
    expect(brightnessAt(NGA_BAY, at(12), 720)).toBe(100);
    expect(brightnessAt(NGA_BAY, at(21), 1_260)).toBe(27);
    const dusk = brightnessAt(NGA_BAY, at(17, 42), 1_062);
    expect(dusk).toBeGreaterThan(27);
    expect(dusk).toBeLessThan(100);
  });

  it('never lets more light out than the limit of the night, whatever the panel can do', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 20_000 }),
        fc.integer({ min: 1, max: 300 }),
        (fullNits, nightNits) => {
          const percent = brightnessAt({ ...NGA_BAY, fullNits, dayNits: fullNits, nightNits }, at(23), 1_380);
          // One per cent of signal is the least there is.
          if (percent > 1) expect(fullNits * (percent / 100) ** 2.2).toBeLessThanOrEqual(nightNits + 1e-6);
        },
      ),
    );
  });

  it('follows fixed times over midnight, and leaves a screen without a schedule alone', () => {
    const fixed: Brightness = { ...NGA_BAY, night: { by: 'times', fromMinute: 1_080, untilMinute: 330 } };
    expect([1_079, 1_080, 0, 329, 330].map((minute) => brightnessAt(fixed, at(12), minute))).toEqual([
      100, 27, 27, 27, 100,
    ]);
    expect(brightnessAt(undefined, at(23), 1_380)).toBe(100);
  });
});

describe('a planned reload', () => {
  const quiet = { now: 0, minuteOfDay: 600, upMs: 24 * HOUR_MS };
  const filler = { role: 'filler', untilAt: 60_000 } as const;

  it('happens in closed hours, or in the dead of night in a long filler, and not again and again', () => {
    expect(mayReload({ ...quiet, showing: { role: 'closed', untilAt: 0 } })).toBe(true);
    expect(mayReload({ ...quiet, showing: filler })).toBe(false);
    expect(mayReload({ ...quiet, minuteOfDay: 200, showing: filler })).toBe(true);
    expect(mayReload({ ...quiet, minuteOfDay: 200, showing: { ...filler, untilAt: 30_000 } })).toBe(false);
    expect(mayReload({ ...quiet, minuteOfDay: 200, showing: { role: 'slot', untilAt: 60_000 } })).toBe(false);
    expect(mayReload({ ...quiet, upMs: HOUR_MS, showing: { role: 'closed', untilAt: 0 } })).toBe(false);
  });

  it('is asked for when scripts hold too much of what the browser gives', () => {
    expect(isMemoryHigh({ usedBytes: 50_000_000, mostBytes: 4_000_000_000 })).toBe(false);
    expect(isMemoryHigh({ usedBytes: 800_000_000, mostBytes: 4_000_000_000 })).toBe(true);
    expect(isMemoryHigh({ usedBytes: 350_000_000, mostBytes: 500_000_000 })).toBe(true);
  });
});
