// What the floor mandates: showings owed in its baseline hours, whatever the opening hours say (design.md 3.10). Printed
// beside what was due, so that shorter opening hours cannot hide a promise.

import { activeIntervals, intersect, openIntervals, totalMs } from './activity.ts';
import type { Force } from './force.ts';
import { HOUR_MS } from './instant.ts';
import type { Programme } from './programme.ts';
import type { Floor } from './screen.ts';
import type { AccountKey, Due } from './slot.ts';
import { guaranteedPlaylists, spacingMsOf, streamsOf } from './stream.ts';

const ALL_DAY = [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, untilMinute: 1440 }];

/** By account, with `due` against the baseline; accounts whose category has no floor are not in it. */
export function baselineDues(forces: readonly Force[]): Map<AccountKey, Due> {
  const dues = new Map<AccountKey, { due: Due; weightMs: number }>();
  for (const force of forces) {
    for (const { floor, stream, account, itemIds } of mandatedParts(force)) {
      const before = dues.get(account);
      const activeMs = totalMs(stream.intervals);
      // A floor holds for each item; an account that several take turns in owes it for all of them.
      const weightMs = (before?.weightMs ?? 0) + floor.showingsPerHour * itemIds.length * activeMs;
      const due: Due = {
        account,
        playlistId: stream.playlistId,
        itemIds,
        showingsPerHour: stream.showingsPerHour,
        activeMs: (before?.due.activeMs ?? 0) + activeMs,
        due: Math.floor(weightMs / HOUR_MS),
        spacingMs: spacingMsOf(stream.showingsPerHour),
      };
      dues.set(account, { due, weightMs });
    }
  }
  return new Map([...dues].map(([account, { due }]) => [account, due]));
}

function mandatedParts({ programme, from, to }: Force) {
  const mandated = guaranteedPlaylists(programme).flatMap((playlist) => {
    const floor = floorOf(programme, playlist.category);
    if (floor === undefined) return [];
    const { zoneRules } = programme;
    // The dates of a playlist bound its promise; its hours are the office's choice, as the opening hours are.
    const dates = { ...playlist.activity, hours: ALL_DAY };
    const intervals = intersect(
      openIntervals(floor.baselineHours, zoneRules, { from, to }),
      activeIntervals(dates, zoneRules, { from, to }),
    );
    return [{ playlist, floor, intervals }];
  });
  return streamsOf(programme, mandated).flatMap((stream) => {
    const own = mandated.filter(({ playlist }) => playlist.id === stream.playlistId);
    return own.flatMap(({ floor }) =>
      stream.parts.map(({ account, items }) => ({
        floor,
        stream,
        account,
        itemIds: items.map(({ id }) => id),
      })),
    );
  });
}

function floorOf({ screen }: Programme, category: Floor['category']): Floor | undefined {
  return screen.floors.find((floor) => floor.category === category);
}
