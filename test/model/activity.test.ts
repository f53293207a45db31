import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  activeIntervals,
  intersect,
  merge,
  openIntervals,
  playlistIntervals,
  subtract,
  totalMs,
} from '../../content/model/activity.ts';
import { DAY_MS, HOUR_MS, type Interval, MINUTE_MS, zoneRulesOf } from '../../content/model/instant.ts';
import { ALWAYS, HCM_RULES, hours, MONDAY_8, programmeOf } from '../support/programme-builder.ts';

const NEW_YEAR_AT = Date.UTC(2026, 0, 1);
const NEW_YORK = zoneRulesOf('America/New_York', NEW_YEAR_AT);
/** Monday 2026-01-05 00:00 in Asia/Ho_Chi_Minh. */
const MONDAY_AT = MONDAY_8.from - 8 * HOUR_MS;
const at = (day: number, hour: number, minute = 0) =>
  MONDAY_AT + day * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS;
const week: Interval = { from: MONDAY_AT, to: MONDAY_AT + 7 * DAY_MS };

describe('openIntervals', () => {
  it('opens on the days named, in local time', () => {
    expect(openIntervals([hours('05:00', '22:00', [1, 3])], HCM_RULES, week)).toEqual([
      { from: at(0, 5), to: at(0, 22) },
      { from: at(2, 5), to: at(2, 22) },
    ]);
  });

  it('lets a window past midnight belong to the day on which it begins', () => {
    expect(openIntervals([hours('22:00', '02:00', [5])], HCM_RULES, week)).toEqual([
      { from: at(4, 22), to: at(5, 2) },
    ]);
    expect(openIntervals([hours('22:00', '02:00', [7])], HCM_RULES, week)).toEqual([
      { from: at(0, 0), to: at(0, 2) },
      { from: at(6, 22), to: at(7, 0) },
    ]);
  });

  it('takes 24:00 as midnight and equal ends as a whole day', () => {
    const monday = { from: at(0, 0), to: at(1, 0) };
    expect(openIntervals([hours('18:00', '24:00', [1])], HCM_RULES, week)).toEqual([
      { from: at(0, 18), to: at(1, 0) },
    ]);
    expect(openIntervals([ALWAYS], HCM_RULES, monday)).toEqual([monday]);
    expect(openIntervals([hours('10:00', '10:00', [1])], HCM_RULES, week)).toEqual([
      { from: at(0, 10), to: at(1, 10) },
    ]);
  });

  it('merges windows that touch or overlap', () => {
    const touching = [
      hours('05:00', '12:00', [1]),
      hours('12:00', '14:00', [1]),
      hours('13:00', '18:00', [1]),
    ];
    expect(openIntervals(touching, HCM_RULES, week)).toEqual([{ from: at(0, 5), to: at(0, 18) }]);
    expect(openIntervals([ALWAYS], HCM_RULES, week)).toEqual([week]);
  });

  it('shortens a window by a gap in local time and never skips it', () => {
    const sunday = { from: Date.UTC(2026, 2, 8, 5), to: Date.UTC(2026, 2, 9, 4) };
    const open = openIntervals([hours('02:30', '05:00', [7])], NEW_YORK, sunday);
    expect(open).toEqual([{ from: Date.UTC(2026, 2, 8, 7), to: Date.UTC(2026, 2, 8, 9) }]);
  });

  it('opens in both passes of a repeated hour', () => {
    const sunday = { from: Date.UTC(2026, 10, 1, 4), to: Date.UTC(2026, 10, 2, 5) };
    expect(totalMs(openIntervals([hours('01:00', '02:00', [7])], NEW_YORK, sunday))).toBe(2 * HOUR_MS);
  });

  it('is the same however time is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_440 }),
        fc.integer({ min: 0, max: 8 * 24 * 60 }),
        (fromMinute, untilMinute, cutMinute) => {
          const span = { from: Date.UTC(2026, 9, 28), to: Date.UTC(2026, 10, 5) };
          const cutAt = span.from + cutMinute * MINUTE_MS;
          const daily = [{ days: [1, 2, 5, 6, 7], fromMinute, untilMinute }];
          const whole = openIntervals(daily, NEW_YORK, span);
          const parts = [
            ...openIntervals(daily, NEW_YORK, { from: span.from, to: cutAt }),
            ...openIntervals(daily, NEW_YORK, { from: cutAt, to: span.to }),
          ];
          expect(merge(parts)).toEqual(whole);
        },
      ),
    );
  });
});

describe('activeIntervals', () => {
  const activity = (fromDate: string | null, untilDate: string | null, from = '00:00', until = '24:00') => ({
    fromDate,
    untilDate,
    hours: [hours(from, until)],
  });

  it('includes its first and its last day', () => {
    expect(activeIntervals(activity('2026-01-06', '2026-01-07'), HCM_RULES, week)).toEqual([
      { from: at(1, 0), to: at(3, 0) },
    ]);
  });

  it('has no end without dates', () => {
    expect(activeIntervals(activity(null, null), HCM_RULES, week)).toEqual([week]);
  });

  it('finishes the night that begins on its last day', () => {
    expect(activeIntervals(activity(null, '2026-01-05', '22:00', '02:00'), HCM_RULES, week)).toEqual([
      { from: at(0, 0), to: at(0, 2) },
      { from: at(0, 22), to: at(1, 2) },
    ]);
  });
});

it('shows a playlist when the screen is open and the playlist active', () => {
  const programme = programmeOf({
    items: [{ id: 'a' }],
    playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:10', '09:30')] }],
    openingHours: [hours('05:00', '08:40')],
  });
  const [playlist] = programme.playlists;
  expect(playlist && playlistIntervals(programme, playlist, MONDAY_8)).toEqual([
    { from: MONDAY_8.from + 10 * MINUTE_MS, to: MONDAY_8.from + 40 * MINUTE_MS },
  ]);
});

describe('interval sets', () => {
  const anySet = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 })), { maxLength: 8 })
    .map((pairs) => merge(pairs.map(([from, lasts]) => ({ from, to: from + lasts }))));
  const members = (set: readonly Interval[]) =>
    Array.from({ length: 50 }, (_, index) => set.some(({ from, to }) => index >= from && index < to));

  it('intersect and subtract agree with membership, point by point', () => {
    fc.assert(
      fc.property(anySet, anySet, (a, b) => {
        const inA = members(a);
        const inB = members(b);
        expect(members(intersect(a, b))).toEqual(inA.map((yes, index) => yes && inB[index] === true));
        expect(members(subtract(a, b))).toEqual(inA.map((yes, index) => yes && inB[index] !== true));
        expect(totalMs(a)).toBe(inA.filter(Boolean).length);
      }),
    );
  });
});
