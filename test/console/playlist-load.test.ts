import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import { addedLoad } from '../../server/console/playlist-load.ts';

const TEN = { showingsPerHour: 10, scope: 'per_item', placement: 'spread' } as const;
const hour = (owedMs: number, openMs: number = HOUR_MS) => ({ owedMs, openMs });

describe('what one more item would take', () => {
  it('is told against the fullest whole hour', () => {
    const hours = [hour(10 * MINUTE_MS), hour(41 * MINUTE_MS), hour(2 * MINUTE_MS, 5 * MINUTE_MS)];
    expect(addedLoad(TEN, 15 * SECOND_MS, hours)).toEqual({
      usedMs: 41 * MINUTE_MS,
      showings: 10,
      addedMs: 150 * SECOND_MS,
      leftMs: 16.5 * MINUTE_MS,
    });
  });

  it('is negative when it does not fit', () => {
    expect(addedLoad(TEN, 60 * SECOND_MS, [hour(55 * MINUTE_MS)])?.leftMs).toBe(-5 * MINUTE_MS);
  });

  it('is nothing where nothing more is owed: filler, items in turn, no whole hour', () => {
    expect(addedLoad(null, SECOND_MS, [hour(0)])).toBeNull();
    expect(addedLoad({ ...TEN, scope: 'total' }, SECOND_MS, [hour(0)])).toBeNull();
    expect(addedLoad(TEN, SECOND_MS, [hour(0, MINUTE_MS)])).toBeNull();
  });
});
