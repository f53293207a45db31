// The capacity meter tells what the plan says: how much of an hour is promised, and the longest clip that still fits.

import { describe, expect, it } from 'vitest';
import { capacityOf } from '../../content/model/capacity.ts';
import { clockHourAt, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Guarantee } from '../../content/model/playlist.ts';
import { HCM_RULES, hours, MONDAY_8, programmeOf } from '../support/programme-builder.ts';

/** Three items of 30 s, ten an hour each, open from 05:00 to 22:00. */
const threeItems = (more: Partial<Guarantee> = {}) =>
  programmeOf({
    openingHours: [hours('05:00', '22:00')],
    items: ['a', 'b', 'c'].map((id) => ({ id, durationMs: 30_000 })),
    playlists: [{ id: 'p', itemIds: ['a', 'b', 'c'], guarantee: { showingsPerHour: 10, ...more } }],
  });

describe('capacityOf', () => {
  it('adds up what is promised in the hour', () => {
    expect(capacityOf(threeItems(), MONDAY_8)).toMatchObject({
      openMs: HOUR_MS,
      owedMs: 15 * MINUTE_MS,
      showings: 30,
    });
  });

  it('finds the longest stretch between two slots', () => {
    expect(capacityOf(threeItems(), MONDAY_8).longestFreeMs).toBe(90_000);
  });

  it('finds it longest when the items stand together', () => {
    expect(capacityOf(threeItems({ placement: 'together' }), MONDAY_8).longestFreeMs).toBe(270_000);
  });

  it('has nothing to give while the screen is closed', () => {
    const night = clockHourAt(HCM_RULES, MONDAY_8.from - 6 * HOUR_MS);
    expect(capacityOf(threeItems(), night)).toEqual({
      hour: night,
      openMs: 0,
      owedMs: 0,
      showings: 0,
      longestFreeMs: 0,
    });
  });

  it('is that of the whole hour, also for a programme that begins within it', () => {
    const begun = { ...threeItems(), effectiveFrom: MONDAY_8.from + 20 * MINUTE_MS };
    expect(capacityOf(begun, MONDAY_8).showings).toBe(30);
  });
});
