// The rules of design.md 3.2-3.4 and 3.11, each under its own name, on hours small enough to read.

import { describe, expect, it } from 'vitest';
import { checkPlan } from '../../content/model/check-plan.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, hourNumberOf, MINUTE_MS, zoneRulesOf } from '../../content/model/instant.ts';
import { lessEven } from '../../content/model/pattern.ts';
import { itemOfShowing } from '../../content/model/stream.ts';
import { cyclicGapsMs, printPlan, startsOf } from '../support/plan-reading.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf, spread } from '../support/programme-builder.ts';

const minutes = (count: number) => MONDAY_8_AT + count * MINUTE_MS;

describe('due (3.2)', () => {
  const dueWhenOpen = (minutesOpen: number) => {
    const until = `08:${String(minutesOpen).padStart(2, '0')}`;
    const programme = spread(10, 'a', { openingHours: [hours('08:00', until)] });
    return planHour([programme], MONDAY_8).dues.map(({ due }) => due);
  };

  it('owes N in a whole hour', () => {
    expect(planHour([spread(10, 'a')], MONDAY_8).dues).toEqual([
      {
        account: 'a',
        playlistId: 'p',
        itemIds: ['a'],
        showingsPerHour: 10,
        activeMs: HOUR_MS,
        due: 10,
        spacingMs: 180_000,
      },
    ]);
  });

  it('rounds a partial hour down', () => {
    expect([5, 6, 11, 12, 59].map(dueWhenOpen)).toEqual([[0], [1], [1], [2], [9]]);
  });

  it('owes for minutes in which screen is open and playlist active and programme in force', () => {
    const programme = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:12', '09:30')] }],
      openingHours: [hours('05:00', '08:48')],
      effectiveFrom: minutes(18),
    });
    const plan = planHour([programme], MONDAY_8);
    expect(plan.dues.map(({ activeMs, due }) => [activeMs / MINUTE_MS, due])).toEqual([[30, 5]]);
    expect(plan.slots).toHaveLength(5);
  });

  it('owes nothing and plans nothing while no programme is in force', () => {
    const plan = planHour([spread(10, 'a', { effectiveFrom: minutes(60) })], MONDAY_8);
    expect(plan).toEqual({ hour: MONDAY_8, method: 'frames', dues: [], slots: [], unplaced: [] });
    expect(planHour([], MONDAY_8).slots).toEqual([]);
  });

  it('owes half in the half hour of Australia/Lord_Howe', () => {
    const zoneRules = zoneRulesOf('Australia/Lord_Howe', Date.UTC(2026, 0, 1));
    const changeAt = zoneRules.offsets[1]?.at ?? 0;
    const hour = { from: changeAt, to: changeAt + 30 * MINUTE_MS };
    const plan = planHour([spread(10, 'ab', { zoneRules })], hour);
    expect(plan.dues.map(({ due }) => due)).toEqual([5, 5]);
    expect(checkPlan([spread(10, 'ab', { zoneRules })], plan)).toEqual([]);
  });
});

describe('start of showing k (3.2)', () => {
  it('is floor(k x 3,600,000 / N) plus the fixed offset of the stream', () => {
    const plan = planHour([spread(7, 'ab')], MONDAY_8);
    for (const account of ['a', 'b']) {
      const starts = plan.slots.filter((slot) => slot.account === account).map(({ startAt }) => startAt);
      const [first = 0] = starts;
      expect(starts).toEqual(Array.from({ length: 7 }, (_, k) => first + Math.floor((k * HOUR_MS) / 7)));
    }
  });

  it('follows the grid of the hour when the stretch touches an edge of it', () => {
    const opening = spread(10, 'a', { openingHours: [hours('08:20', '22:00')] });
    const closing = spread(10, 'a', { openingHours: [hours('05:00', '08:20')] });
    expect(startsOf(planHour([opening], MONDAY_8), 'a')).toEqual([1_440, 1_800, 2_160, 2_520, 2_880, 3_240]);
    expect(startsOf(planHour([closing], MONDAY_8), 'a')).toEqual([0, 360, 720]);
  });

  it('follows its own start when the stretch lies inside the hour', () => {
    const inside = spread(10, 'a', { openingHours: [hours('08:05', '08:30')] });
    expect(startsOf(planHour([inside], MONDAY_8), 'a')).toEqual([300, 660, 1_020, 1_380]);
  });

  it('keeps the grid of the next hour in a short hour that the screen opens in', () => {
    const zoneRules = zoneRulesOf('Australia/Lord_Howe', Date.UTC(2026, 0, 1));
    const changeAt = zoneRules.offsets[1]?.at ?? 0;
    const hour = { from: changeAt, to: changeAt + 30 * MINUTE_MS };
    const programme = spread(8, 'a', { zoneRules, openingHours: [hours('01:35', '22:00')] });
    expect(startsOf(planHour([programme], hour), 'a')).toEqual([450, 900, 1_350]);
  });

  it('places what whole frames cannot hold around the frames', () => {
    const openingHours = [hours('08:02', '08:11'), hours('08:20', '08:29')];
    const plan = planHour([spread(10, 'a', { openingHours })], MONDAY_8);
    expect(plan.dues[0]?.due).toBe(3);
    expect(plan.unplaced).toEqual([]);
    expect(checkPlan([spread(10, 'a', { openingHours })], plan)).toEqual([]);
  });

  it('says what it could not place', () => {
    const plan = planHour(
      [
        programmeOf({
          items: [{ id: 'a', durationMs: 400_000 }, { id: 'b' }],
          playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: 10 }],
        }),
      ],
      MONDAY_8,
    );
    expect(plan.unplaced).not.toEqual([]);
    expect(plan.slots.length + plan.unplaced.length).toBe(20);
  });
});

describe('scope (3.3)', () => {
  const ofScope = (scope: 'per_item' | 'per_run' | 'total', placement: 'spread' | 'together' = 'spread') =>
    programmeOf({
      items: [
        { id: 'a', durationMs: 10_000 },
        { id: 'b', durationMs: 20_000 },
        { id: 'c', durationMs: 30_000 },
      ],
      playlists: [{ id: 'p', itemIds: ['b', 'c', 'a'], guarantee: { showingsPerHour: 4, scope, placement } }],
    });

  it('shows each item N times for per_item', () => {
    const plan = planHour([ofScope('per_item')], MONDAY_8);
    expect(plan.dues.map(({ account, due }) => [account, due])).toEqual([
      ['a', 4],
      ['b', 4],
      ['c', 4],
    ]);
  });

  it('shows the playlist as one block for per_run, accounts per item', () => {
    const plan = planHour([ofScope('per_run')], MONDAY_8);
    expect(plan.dues.map(({ account, due }) => [account, due])).toEqual([
      ['a', 4],
      ['b', 4],
      ['c', 4],
    ]);
    expect(printPlan(plan)).toBe('b@0 c@20 a@50 b@900 c@920 a@950 b@1800 c@1820 a@1850 b@2700 c@2720 a@2750');
  });

  it('shows items in turn for total, one account for the playlist', () => {
    const plan = planHour([ofScope('total')], MONDAY_8);
    const order = ['b', 'c', 'a'];
    expect(plan.dues.map(({ account, itemIds, due }) => [account, itemIds, due])).toEqual([
      ['total:p', order, 4],
    ]);
    expect(plan.slots.map(({ itemId }) => itemId)).toEqual(
      [0, 1, 2, 3].map((k) => order[(hourNumberOf(MONDAY_8) * 4 + k) % 3]),
    );
  });

  it('gives all items of a total equally many turns over the hours', () => {
    const shown = new Map<string, number>();
    for (let index = 0; index < 3; index += 1) {
      const hour = { from: MONDAY_8.from + index * HOUR_MS, to: MONDAY_8.to + index * HOUR_MS };
      for (const { itemId } of planHour([ofScope('total')], hour).slots)
        shown.set(itemId, (shown.get(itemId) ?? 0) + 1);
    }
    expect([...shown.values()]).toEqual([4, 4, 4]);
  });

  it('lets the first playlist have an item that two claim', () => {
    const programme = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [
        { id: 'q', itemIds: ['a', 'b'], guarantee: 10 },
        { id: 'p', itemIds: ['a'], guarantee: 4 },
        { id: 'r', itemIds: ['a'], guarantee: 6 },
      ],
    });
    const { dues } = planHour([programme], MONDAY_8);
    expect(dues.map(({ account, playlistId, due }) => [account, playlistId, due])).toEqual([
      ['a', 'p', 4],
      ['b', 'q', 10],
    ]);
  });

  it('throws RangeError when a playlist names an item the programme lacks', () => {
    const programme = programmeOf({ items: [], playlists: [{ id: 'p', itemIds: ['a'], guarantee: 1 }] });
    expect(() => planHour([programme], MONDAY_8)).toThrow(RangeError);
    expect(() => itemOfShowing([], 1, MONDAY_8, 0)).toThrow(RangeError);
  });
});

describe('evenness (3.4)', () => {
  it('leaves exactly 3600/N s between two showings of an item, over the seam too, at full load', () => {
    const programme = programmeOf({
      items: [
        { id: 'a', durationMs: 100_000 },
        { id: 'b', durationMs: 199_000 },
        { id: 'c', durationMs: 61_000 },
      ],
      playlists: [{ id: 'p', itemIds: ['a', 'b', 'c'], guarantee: 10 }],
    });
    const plan = planHour([programme], MONDAY_8);
    expect(plan.method).toBe('frames');
    for (const account of ['a', 'b', 'c'])
      expect(new Set(cyclicGapsMs(plan, account))).toEqual(new Set([360_000]));
  });

  it('staggers spread items evenly over the frame', () => {
    expect(printPlan(planHour([spread(1, 'abc')], MONDAY_8))).toBe('a@0 b@1200 c@2400');
  });

  it('leaves a hole where two items would lie opposite and block each other for make-good', () => {
    expect(printPlan(planHour([spread(1, 'ab')], MONDAY_8))).toBe('a@0 b@1205');
    const full = programmeOf({
      items: [
        { id: 'a', durationMs: 1_700_000 },
        { id: 'b', durationMs: 1_700_000 },
      ],
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: 1 }],
    });
    expect(printPlan(planHour([full], MONDAY_8))).toBe('a@0 b@1800');
  });

  it('puts blocks first and back to back, so that the longest free stretch remains', () => {
    const programme = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd' }],
      playlists: [
        { id: 'q', itemIds: ['a', 'b'], guarantee: { showingsPerHour: 1, placement: 'together' } },
        { id: 'p', itemIds: ['c', 'd'], guarantee: { showingsPerHour: 1, placement: 'together' } },
      ],
    });
    expect(printPlan(planHour([programme], MONDAY_8))).toBe('c@0 d@15 a@30 b@45');
  });

  it('keeps an item at its place while another playlist comes and goes', () => {
    const programme = programmeOf({
      items: [{ id: 'z' }, { id: 'a' }, { id: 'b' }],
      playlists: [
        { id: 'p', itemIds: ['z'], guarantee: 10 },
        { id: 'q', itemIds: ['a', 'b'], guarantee: 10, hours: [hours('09:00', '11:00')] },
      ],
    });
    const later = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
    expect(startsOf(planHour([programme], MONDAY_8), 'z')).toEqual(
      startsOf(planHour([programme], later), 'z'),
    );
  });

  it('plans playlists that are never on together as if each were alone', () => {
    const programme = programmeOf({
      items: [
        { id: 'a', durationMs: 300_000 },
        { id: 'b', durationMs: 350_000 },
        { id: 'c', durationMs: 5_000 },
      ],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:00', '08:30')] },
        { id: 'q', itemIds: ['b'], guarantee: 10, hours: [hours('08:30', '09:00')] },
        { id: 'r', itemIds: ['c'], guarantee: 10, hours: [hours('08:30', '09:00')] },
      ],
    });
    const plan = planHour([programme], MONDAY_8);
    expect([plan.method, plan.slots.length, checkPlan([programme], plan)]).toEqual(['frames', 15, []]);
  });

  it('names the least even method that any part of the hour needed', () => {
    const halves = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:00', '08:30')] },
        { id: 'q', itemIds: ['b'], guarantee: 6, hours: [hours('08:00', '08:30')] },
        { id: 'r', itemIds: ['c'], guarantee: 10, hours: [hours('08:30', '09:00')] },
      ],
    });
    expect(planHour([halves], MONDAY_8).method).toBe('first_fit');
    expect([lessEven('frames', 'moved'), lessEven('moved', 'frames')]).toEqual(['moved', 'moved']);
  });

  it.each([
    [
      'first_fit',
      [
        [10, 30],
        [5, 60],
        [20, 10],
      ],
    ],
    [
      'moved',
      [
        [30, 30],
        [7, 60],
        [11, 45],
      ],
    ],
    [
      'windowed',
      [
        [25, 50],
        [11, 60],
        [9, 45],
        [7, 55],
        [3, 60],
      ],
    ],
  ])('mixed counts: gaps of at most one and a half times the ideal, by %s', (method, streams) => {
    const programme = programmeOf({
      items: streams.map(([, seconds = 0], index) => ({ id: `i${index}`, durationMs: seconds * 1_000 })),
      playlists: streams.map(([count = 0], index) => ({
        id: `p${index}`,
        itemIds: [`i${index}`],
        guarantee: count,
      })),
    });
    const plan = planHour([programme], MONDAY_8);
    expect([plan.method, plan.unplaced, checkPlan([programme], plan)]).toEqual([method, [], []]);
    for (const { account, showingsPerHour } of plan.dues)
      expect(Math.max(...cyclicGapsMs(plan, account))).toBeLessThanOrEqual((1.5 * HOUR_MS) / showingsPerHour);
  });
});

describe('nothing in force', () => {
  it('owes nothing and places nothing, whatever is said to have been missed', () => {
    const missed = { account: 'a', k: 0, attempt: 0, startAt: null, counted: false, knownAt: MONDAY_8_AT };
    expect(planHour([], MONDAY_8, [missed])).toMatchObject({ dues: [], slots: [] });
  });
});
