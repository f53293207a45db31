import { expect, it } from 'vitest';
import { searchOrders } from '../../content/model/order-search.ts';
import { guaranteedPlaylists, type Stream, streamsOf } from '../../content/model/stream.ts';
import { programmeOf } from '../support/programme-builder.ts';

/** Streams of `[showings per hour, minutes each]`. */
function streams(...wanted: [number, number][]): Stream[] {
  const programme = programmeOf({
    items: wanted.map(([, minutes], index) => ({ id: `i${index}`, durationMs: minutes * 60_000 })),
    playlists: wanted.map(([count], index) => ({
      id: `p${index}`,
      itemIds: [`i${index}`],
      guarantee: count,
    })),
  });
  const playlists = guaranteedPlaylists(programme).map((playlist) => ({ playlist, intervals: [] }));
  return streamsOf(programme, playlists);
}

it('finds starts for an hour that is full to the last second', () => {
  const places = searchOrders(streams([3, 10], [2, 15])) ?? [];
  const slots = places.flatMap(({ stream, starts }) =>
    starts.map((from) => [from, from + stream.durationMs]),
  );
  const sorted = slots.sort(([a = 0], [b = 0]) => a - b);
  expect(sorted.map(([from]) => from)).toEqual([0, ...sorted.slice(0, -1).map(([, to]) => to)]);
});

it('proves that there are none', () => {
  expect(searchOrders(streams([6, 1], [1, 20]))).toBeNull();
});

it('does not try what is too much for the hour or too many for a search', () => {
  expect(searchOrders(streams([3, 10], [2, 16]))).toBeNull();
  expect(searchOrders(streams([13, 1]))).toBeNull();
});

it('gives up after the steps it was given', () => {
  expect(searchOrders(streams([3, 10], [2, 15]), 2)).toBeNull();
});
