// The week that staff see: days are whole local days, and what is promised in them is what the programmes say.

import { describe, expect, it } from 'vitest';
import { daysFrom, openingIn, promisedIn } from '../../content/model/calendar.ts';
import { DAY_MS, HOUR_MS, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import { HCM_RULES, hours, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';
import { ZONES } from '../support/zones.ts';

const MONDAY_AT = MONDAY_8_AT - 8 * HOUR_MS;
const MONDAY = { from: MONDAY_AT, to: MONDAY_AT + DAY_MS };

const before = programmeOf({
  openingHours: [hours('05:00', '22:00')],
  items: [{ id: 'a' }, { id: 'b' }, { id: 'x' }],
  playlists: [
    { id: 'p', itemIds: ['a', 'b'], guarantee: 10 },
    { id: 'tet', itemIds: ['x'], guarantee: 4, fromDate: '2026-02-10', untilDate: '2026-02-24' },
  ],
});

describe('daysFrom', () => {
  it.each([...ZONES, 'America/Havana', 'Africa/Cairo'])('cuts a year of %s into whole local days', (zone) => {
    const rules = zoneRulesOf(zone, MONDAY_AT - 3 * DAY_MS);
    const days = daysFrom(rules, '2026-01-05', 365);
    expect(days.at(-1)?.date).toBe('2027-01-04');
    for (const [index, { date, from, to }] of days.entries()) {
      expect(localDateOf(rules, from)).toBe(date);
      expect(localDateOf(rules, to - 1)).toBe(date);
      expect(localDateOf(rules, from - 1)).not.toBe(date);
      if (index > 0) expect(days[index - 1]?.to).toBe(from);
    }
  });

  it('takes the office’s day from midnight to midnight', () => {
    expect(daysFrom(HCM_RULES, '2026-01-05', 1)).toEqual([{ date: '2026-01-05', ...MONDAY }]);
  });
});

describe('openingIn', () => {
  it('joins the opening hours of the programmes in force, and knows nothing before the first', () => {
    const later = programmeOf({
      items: [{ id: 'a' }],
      number: 2,
      effectiveFrom: MONDAY_8_AT,
      openingHours: [hours('08:00', '23:00')],
      playlists: [],
    });
    expect(openingIn([before, later], MONDAY)).toEqual([
      { from: MONDAY_AT + 5 * HOUR_MS, to: MONDAY_AT + 23 * HOUR_MS },
    ]);
    expect(openingIn([], MONDAY)).toEqual([]);
  });
});

describe('promisedIn', () => {
  it('shows a campaign on its dates only', () => {
    const nameOf = (day: typeof MONDAY) => promisedIn([before], day).map(({ playlist }) => playlist.id);
    expect(nameOf(MONDAY)).toEqual(['p']);
    const [tetDay] = daysFrom(HCM_RULES, '2026-02-10', 1);
    expect(nameOf(tetDay ?? MONDAY)).toEqual(['p', 'tet']);
  });

  it('joins what a new programme did not change, and shows twice what it did', () => {
    const same = programmeOf({
      openingHours: [hours('05:00', '22:00')],
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: 10 }],
      number: 2,
      effectiveFrom: MONDAY_8_AT,
    });
    const [whole, ...none] = promisedIn([before, same], MONDAY);
    expect(none).toEqual([]);
    expect(whole?.intervals).toEqual([{ from: MONDAY_AT + 5 * HOUR_MS, to: MONDAY_AT + 22 * HOUR_MS }]);
    const more = { ...same, playlists: same.playlists.map((one) => ({ ...one, guarantee: null })) };
    expect(promisedIn([before, more], MONDAY)).toMatchObject([
      { playlist: { guarantee: { showingsPerHour: 10 } }, intervals: [{ to: MONDAY_8_AT }] },
      { playlist: { guarantee: null }, intervals: [{ from: MONDAY_8_AT }] },
    ]);
  });
});
