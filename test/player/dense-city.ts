// The small city with a showing every second, one after the other without a gap: for measurements that need many starts.

import { type City, cityOf } from './city.ts';

/** Each is shown as often as a guarantee allows, for a second: thirty of them fill the hour. */
const ITEMS = Array.from({ length: 30 }, (_, index) => `n${String(index).padStart(2, '0')}`);

export function denseCity(): City {
  return cityOf({
    items: ITEMS.map((id) => ({ id, durationMs: 1_000 })),
    playlists: [{ id: 'cchc', itemIds: ITEMS, guarantee: 120 }],
  });
}

/** The first red value of each item's picture. */
export function seedOf(city: City, item: string): number {
  return city.programme.items.findIndex(({ id }) => id === item) + 1;
}
