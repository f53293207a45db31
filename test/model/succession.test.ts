// Publication inside an hour (design.md 3.11): what was planned stays, what is still owed is placed anew.

import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../content/model/check-plan.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import { cyclicGapsMs, printPlan, startsOf } from '../support/plan-reading.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf, spread } from '../support/programme-builder.ts';

const minutes = (count: number) => MONDAY_8_AT + count * MINUTE_MS;

describe('publication inside the hour (3.11)', () => {
  const first = spread(10, 'ab');
  const same = { ...first, number: 2, effectiveFrom: minutes(25) };

  it('moves nothing when the streams are the same', () => {
    const before = planHour([first], MONDAY_8);
    const after = planHour([first, same], MONDAY_8);
    expect(printPlan(after)).toBe(printPlan(before));
    expect(after.dues.map(({ due, activeMs }) => [due, activeMs])).toEqual([
      [10, HOUR_MS],
      [10, HOUR_MS],
    ]);
    expect(after.slots.map(({ programme }) => programme)).toEqual(
      before.slots.map(({ startAt }) => (startAt < minutes(25) ? 1 : 2)),
    );
  });

  it('sums the minutes of an item over the programmes and floors once', () => {
    const withoutB = spread(10, 'ac', { number: 2, effectiveFrom: minutes(27) });
    const plan = planHour([first, withoutB], MONDAY_8);
    expect(plan.dues.map(({ account, due }) => [account, due])).toEqual([
      ['a', 10],
      ['b', 4],
      ['c', 5],
    ]);
    expect(checkPlan([first, withoutB], plan)).toEqual([]);
  });

  it('lets a slot that runs across the change finish', () => {
    const long = programmeOf({
      items: [{ id: 'a', durationMs: 200_000 }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10 }],
    });
    const next = spread(10, 'b', { number: 2, effectiveFrom: minutes(31) });
    const plan = planHour([long, next], MONDAY_8);
    expect(startsOf(plan, 'a')).toEqual([0, 360, 720, 1_080, 1_440]);
    expect(checkPlan([long, next], plan)).toEqual([]);
    const later = { ...next, effectiveFrom: minutes(37) };
    expect(startsOf(planHour([long, later], MONDAY_8), 'a').at(-1)).toBe(1_800);
    expect(startsOf(planHour([long, later], MONDAY_8), 'b')[0]).toBe(2_520);
  });

  it('drops a planned showing that is no longer owed, never the ones before it', () => {
    const next = spread(10, 'b', { number: 2, effectiveFrom: minutes(33) });
    expect(startsOf(planHour([spread(10, 'a'), next], MONDAY_8), 'a')).toEqual([0, 360, 720, 1_080, 1_440]);
  });

  it('keeps half an ideal gap after the last planned start of an item', () => {
    const next = spread(10, 'ca', { number: 2, effectiveFrom: minutes(13) });
    const shifted = {
      ...next,
      playlists: [...next.playlists].map((one) => ({ ...one, itemIds: ['c', 'b', 'a'] })),
      items: [...next.items, ...first.items.filter(({ id }) => id === 'b')],
    };
    const plan = planHour([first, shifted], MONDAY_8);
    for (const account of ['a', 'b'])
      expect(Math.min(...cyclicGapsMs(plan, account).slice(0, -1))).toBeGreaterThanOrEqual(180_000);
    expect(checkPlan([first, shifted], plan)).toEqual([]);
  });

  it('owes nothing for a playlist that ended before the programme came into force', () => {
    const programme = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:00', '08:12')] },
        { id: 'q', itemIds: ['b'], guarantee: 10 },
      ],
      effectiveFrom: minutes(30),
    });
    expect(planHour([programme], MONDAY_8).dues.map(({ account, due }) => [account, due])).toEqual([
      ['b', 5],
    ]);
  });

  it('ignores a lower number that would begin later', () => {
    const older = spread(10, 'c', { number: 1, effectiveFrom: minutes(40) });
    const newer = spread(10, 'ab', { number: 2 });
    expect(planHour([older, newer], MONDAY_8)).toEqual(planHour([newer], MONDAY_8));
  });

  it('changes the playlist of a block in the middle of the hour', () => {
    const block = (number: number, itemIds: string[], effectiveFrom: number) =>
      programmeOf({
        number,
        effectiveFrom,
        items: itemIds.map((id) => ({ id })),
        playlists: [{ id: 'p', itemIds, guarantee: { showingsPerHour: 10, scope: 'per_run' } }],
      });
    const programmes = [block(1, ['a', 'b'], minutes(-60)), block(2, ['b', 'c'], minutes(30))];
    const plan = planHour(programmes, MONDAY_8);
    expect(plan.dues.map(({ account, due }) => [account, due])).toEqual([
      ['a', 5],
      ['b', 10],
      ['c', 5],
    ]);
    expect(checkPlan(programmes, plan)).toEqual([]);
  });
});
