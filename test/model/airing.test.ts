// What staff are told about an item at an instant agrees with the timetable the wall follows.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { airingAt, itemIn, timetableOf } from '../../content/model/airing.ts';
import { clockHourAt, HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { HCM_RULES, hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const dayProgramme = programmeOf({
  openingHours: [hours('05:00', '22:00')],
  items: [{ id: 'a' }, { id: 'b' }, { id: 'x', durationMs: 60_000 }, { id: 'evening' }, { id: 'unused' }],
  playlists: [
    { id: 'p', itemIds: ['a', 'b'], guarantee: 10 },
    { id: 'evening-list', itemIds: ['evening'], guarantee: 10, hours: [hours('18:00', '20:00')] },
    { id: 'filler', itemIds: ['x'], guarantee: null },
  ],
});

describe('airingAt', () => {
  it('finds a guaranteed item in its own slot', () => {
    expect(airingAt([dayProgramme], 'a', MONDAY_8_AT)).toMatchObject({
      on: true,
      segment: { role: 'slot', itemId: 'a', from: MONDAY_8_AT },
    });
  });

  it('names what is on instead, and the next turn', () => {
    const airing = airingAt([dayProgramme], 'a', MONDAY_8_AT + MINUTE_MS);
    expect(airing).toMatchObject({
      on: false,
      because: 'other_turn',
      instead: { role: 'filler', itemId: 'x' },
      nextAt: MONDAY_8_AT + 6 * MINUTE_MS,
    });
  });

  it('says that the screen is closed, and when the item comes after the opening', () => {
    const night = MONDAY_8_AT - 5 * HOUR_MS;
    expect(airingAt([dayProgramme], 'a', night)).toMatchObject({
      on: false,
      because: 'screen_closed',
      instead: { role: 'closed' },
      nextAt: MONDAY_8_AT - 3 * HOUR_MS,
    });
  });

  it('says that its playlist is not active, and when it will be', () => {
    expect(airingAt([dayProgramme], 'evening', MONDAY_8_AT)).toMatchObject({
      on: false,
      because: 'playlist_inactive',
    });
    const airing = airingAt([dayProgramme], 'evening', MONDAY_8_AT);
    const nextAt = airing.on ? null : airing.nextAt;
    expect(nextAt).toBeGreaterThanOrEqual(MONDAY_8_AT + 10 * HOUR_MS);
    expect(nextAt).toBeLessThan(MONDAY_8_AT + 10 * HOUR_MS + 6 * MINUTE_MS);
  });

  it('says that no playlist has it', () => {
    expect(airingAt([dayProgramme], 'unused', MONDAY_8_AT)).toMatchObject({
      on: false,
      because: 'not_in_programme',
      nextAt: null,
    });
  });

  it('says that no programme rules yet, and looks into the one to come', () => {
    const later = { ...dayProgramme, effectiveFrom: MONDAY_8_AT + HOUR_MS };
    expect(airingAt([later], 'a', MONDAY_8_AT)).toMatchObject({
      on: false,
      because: 'no_programme',
      instead: null,
      nextAt: MONDAY_8_AT + HOUR_MS,
    });
  });

  it('knows the idle card, which no playlist names', () => {
    const bare = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 1 }],
    });
    expect(airingAt([bare], 'idle', MONDAY_8_AT + 30 * MINUTE_MS)).toMatchObject({
      on: true,
      segment: { role: 'idle' },
    });
    const slot = timetableOf([bare], MONDAY_8).find(({ role }) => role === 'slot');
    expect(airingAt([bare], 'idle', slot?.from ?? 0)).toMatchObject({ on: false, because: 'other_turn' });
    const idling = timetableOf([bare], MONDAY_8).find(({ role }) => role === 'idle');
    expect(idling && itemIn(idling, [])).toBeNull();
  });

  it('gives up the search where an active playlist never owes a whole showing', () => {
    const minutes = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 1, hours: [hours('08:00', '08:10')] }],
    });
    expect(airingAt([minutes], 'a', MONDAY_8_AT)).toMatchObject({ on: false, nextAt: null });
  });

  it('is on exactly where the timetable has it, at any instant of a day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 * HOUR_MS - 1 }),
        fc.constantFrom('a', 'b', 'x', 'evening', 'unused', 'idle'),
        (offsetMs, itemId) => {
          const at = MONDAY_8_AT - 8 * HOUR_MS + offsetMs;
          const timetable = timetableOf([dayProgramme], clockHourAt(HCM_RULES, at));
          const segment = timetable.find(({ from, to }) => at >= from && at < to);
          const airing = airingAt([dayProgramme], itemId, at);
          expect(airing.on).toBe(segment !== undefined && itemIn(segment, [dayProgramme]) === itemId);
          if (!airing.on && airing.nextAt !== null) expect(airing.nextAt).toBeGreaterThan(at);
        },
      ),
      { numRuns: 60 },
    );
  });
});
