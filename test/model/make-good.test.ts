// Phát bù (design.md 3.5): the rules one by one, then P12: a player under random outages, planning as it goes.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan, checkSeam } from '../../content/model/check-plan.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, type Instant, type Interval, MINUTE_MS, SECOND_MS } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import {
  type Attempt,
  type HourPlan,
  type Progress,
  type Slot,
  standingStart,
  TOLERANCE_MS,
} from '../../content/model/slot.ts';
import { outageRun } from '../support/outage-model.ts';
import { anyProgress, anySuccession } from '../support/programme-arbitrary.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const at = (seconds: number): Instant => MONDAY_8_AT + seconds * SECOND_MS;
const NEXT: Interval = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
const makeGoods = (plan: HourPlan): Slot[] => plan.slots.filter(({ attempt }) => attempt > 0);

/** `a` at 0, 360, ... and `b` 125 s later; 15 s each. */
const tenOfTwo = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }],
  playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: 10 }],
});

/** The showing never appeared; known 500 ms after its start unless told otherwise. */
function missed(account: string, k: number, more: Partial<Attempt> = {}): Attempt {
  const offset = account === 'b' ? 125 : 0;
  return {
    account,
    k,
    attempt: 0,
    startAt: null,
    counted: false,
    knownAt: at(k * 360 + offset) + TOLERANCE_MS,
    ...more,
  };
}

describe('make-good (3.5)', () => {
  it('takes the next filler time after the miss was known', () => {
    const [slot] = makeGoods(planHour([tenOfTwo], MONDAY_8, [missed('a', 3)]));
    expect(slot).toMatchObject({
      account: 'a',
      k: 3,
      attempt: 1,
      itemId: 'a',
      startAt: at(3 * 360 + 15),
      durationMs: 15_000,
    });
  });

  it('keeps half an ideal gap from the start of a showing that was cut', () => {
    const cut = missed('a', 3, { startAt: at(3 * 360), knownAt: at(3 * 360 + 4) });
    const [slot] = makeGoods(planHour([tenOfTwo], MONDAY_8, [cut]));
    expect(slot?.startAt).toBe(at(3 * 360 + 180));
  });

  it('keeps half an ideal gap from planned starts still to come', () => {
    const [slot] = makeGoods(
      planHour([tenOfTwo], MONDAY_8, [missed('a', 3, { knownAt: at(4 * 360 - 100) })]),
    );
    expect(slot?.startAt).toBe(at(4 * 360 + 180));
  });

  it('never moves a planned slot', () => {
    const plan = planHour([tenOfTwo], MONDAY_8, [missed('a', 3), missed('b', 3), missed('a', 4)]);
    expect(plan.slots.filter(({ attempt }) => attempt === 0)).toEqual(planHour([tenOfTwo], MONDAY_8).slots);
  });

  it('serves what was known first first, then by account and showing', () => {
    const knownAt = at(1_000);
    const plan = planHour([tenOfTwo], MONDAY_8, [
      missed('b', 1, { knownAt }),
      missed('a', 1, { knownAt }),
      missed('b', 0, { knownAt: knownAt - 1 }),
    ]);
    expect(makeGoods(plan).map(({ account, k }) => `${account}${k}`)).toEqual(['b0', 'a1', 'b1']);
  });

  it('is never carried over: what finds no room before the end of the hour is unplaced', () => {
    const plan = planHour([tenOfTwo], MONDAY_8, [missed('a', 9, { knownAt: at(3_590) })]);
    expect([makeGoods(plan), plan.unplaced]).toEqual([[], [{ account: 'a', k: 9, attempt: 1 }]]);
  });

  it('tries again when a later miss frees the room that was lacking', () => {
    const tenOfThree = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
      playlists: [{ id: 'p', itemIds: ['a', 'b', 'c'], guarantee: 10 }],
    });
    const earlier = missed('c', 8, { knownAt: at(3_310) });
    const cut = missed('c', 9, { startAt: at(3_480), knownAt: at(3_490) });
    const gone = missed('c', 9, { knownAt: at(3_480.5) });
    expect(makeGoods(planHour([tenOfThree], MONDAY_8, [earlier, cut]))).toEqual([]);
    expect(planHour([tenOfThree], MONDAY_8, [earlier, cut]).unplaced).toHaveLength(2);
    const [freed] = makeGoods(planHour([tenOfThree], MONDAY_8, [earlier, gone]));
    expect(freed).toMatchObject({ account: 'c', k: 8, startAt: at(3_495) });
  });

  it.each([
    ['the planned start of a showing presented up to the tolerance late', TOLERANCE_MS, 3 * 360 + 180],
    ['the planned start of a showing presented up to the tolerance early', -TOLERANCE_MS, 3 * 360 + 180],
    ['the real start of a showing outside its time', TOLERANCE_MS + 1, 4 * 360 + 180],
  ])('measures from %s', (_, lateMs, seconds) => {
    const startAt = standingStart(at(3 * 360), at(3 * 360) + lateMs);
    const cut = missed('a', 3, { startAt, knownAt: at(3 * 360 + 4) });
    const [slot] = makeGoods(planHour([tenOfTwo], MONDAY_8, [cut]));
    expect(slot?.startAt).toBe(at(seconds));
  });

  it('keeps half an ideal gap from the first planned start of the next hour too', () => {
    const inTime = makeGoods(planHour([tenOfTwo], MONDAY_8, [missed('a', 9, { knownAt: at(3_420) })]));
    expect(inTime.map(({ startAt }) => startAt)).toEqual([at(3_420)]);
    const late = planHour([tenOfTwo], MONDAY_8, [missed('a', 9, { knownAt: at(3_421) })]);
    expect([makeGoods(late), late.unplaced]).toEqual([[], [{ account: 'a', k: 9, attempt: 1 }]]);
  });

  it('may come late in an hour after which the programme does not know its item', () => {
    const next = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8.to,
      items: [{ id: 'z' }],
      playlists: [{ id: 'q', itemIds: ['z'], guarantee: 10 }],
    });
    const plan = planHour([tenOfTwo, next], MONDAY_8, [missed('a', 9, { knownAt: at(3_500) })]);
    expect(makeGoods(plan).map(({ startAt }) => startAt)).toEqual([at(3_500)]);
  });

  it('lets a settled attempt decide: nothing more is owed once one counted', () => {
    const again = { account: 'a', k: 3, attempt: 1, startAt: at(1_095), counted: true, knownAt: at(1_110) };
    expect(makeGoods(planHour([tenOfTwo], MONDAY_8, [missed('a', 3), again]))).toEqual([]);
  });

  it('owes a second make-good when the first failed, and plans neither twice', () => {
    const again = { account: 'a', k: 3, attempt: 1, startAt: null, counted: false, knownAt: at(1_095.5) };
    const plan = planHour([tenOfTwo], MONDAY_8, [missed('a', 3), again]);
    expect(makeGoods(plan).map(({ attempt, startAt }) => [attempt, startAt])).toEqual([[2, at(1_110)]]);
  });

  it('learns of two failed attempts at once, as after a restart', () => {
    const knownAt = at(1_500);
    const again = missed('a', 3, { attempt: 1, knownAt });
    const plan = planHour([tenOfTwo], MONDAY_8, [again, missed('a', 3, { knownAt })]);
    expect(makeGoods(plan).map(({ k, attempt }) => [k, attempt])).toEqual([[3, 2]]);
  });

  it('believes a ledger that counts a showing of which the player only knows the miss', () => {
    const counted = missed('a', 3, { attempt: 1, counted: true, startAt: at(1_095), knownAt: at(1_000) });
    const plan = planHour([tenOfTwo], MONDAY_8, [missed('a', 3), counted]);
    expect([makeGoods(plan), plan.unplaced]).toEqual([[], []]);
  });

  it('takes one of several reports of the same attempt, whatever their order', () => {
    const reports = [
      missed('a', 3),
      missed('a', 3, { knownAt: at(2_000) }),
      missed('a', 3, { startAt: at(1_080) }),
      missed('a', 3, { startAt: at(1_081) }),
    ];
    const plan = planHour([tenOfTwo], MONDAY_8, reports);
    expect(planHour([tenOfTwo], MONDAY_8, reports.toReversed())).toEqual(plan);
    expect(makeGoods(plan)).toHaveLength(1);
    const counted = missed('a', 3, { startAt: at(1_080), counted: true, knownAt: at(1_095) });
    expect(makeGoods(planHour([tenOfTwo], MONDAY_8, [...reports, counted]))).toEqual([]);
  });

  it('ignores what is not due', () => {
    const plan = planHour([tenOfTwo], MONDAY_8, [missed('a', 10), missed('c', 0)]);
    expect([makeGoods(plan), plan.unplaced]).toEqual([[], []]);
  });

  it('is shown only in the active time of its account', () => {
    const early = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('08:00', '08:30')] }],
    });
    const plan = planHour([early], MONDAY_8, [missed('a', 4, { knownAt: at(29 * 60 + 50) })]);
    expect([makeGoods(plan), plan.unplaced]).toEqual([[], [{ account: 'a', k: 4, attempt: 1 }]]);
  });

  it('is shown as the programme then in force has it', () => {
    const next = programmeOf({
      number: 2,
      effectiveFrom: MONDAY_8_AT + 20 * MINUTE_MS,
      items: [{ id: 'a', durationMs: 20_000, version: 2 }, { id: 'b' }],
      playlists: [{ id: 'q', itemIds: ['a', 'b'], guarantee: 10 }],
    });
    const plan = planHour([tenOfTwo, next], MONDAY_8, [missed('a', 2, { knownAt: at(20 * 60 - 5) })]);
    expect(makeGoods(plan)[0]).toMatchObject({ programme: 2, playlistId: 'q', durationMs: 20_000 });
  });

  it('turns to the item of its showing for a total', () => {
    const total = programmeOf({
      items: [
        { id: 'a', durationMs: 10_000 },
        { id: 'b', durationMs: 30_000 },
      ],
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: { showingsPerHour: 4, scope: 'total' } }],
    });
    const plan = planHour([total], MONDAY_8, [missed('total:p', 1, { knownAt: at(901) })]);
    expect(makeGoods(plan)[0]?.itemId).toBe(
      plan.slots.find(({ k, attempt }) => k === 1 && attempt === 0)?.itemId,
    );
  });

  it('begins at the earliest instant that the rule allows', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('a', 'b'),
        fc.integer({ min: 0, max: 9 }),
        fc.nat({ max: HOUR_MS }),
        (account, k, afterMs) => {
          const one = missed(account, k);
          const attempt = { ...one, knownAt: Math.min(one.knownAt + afterMs, MONDAY_8.to - 1) };
          const plan = planHour([tenOfTwo], MONDAY_8, [attempt]);
          expect(makeGoods(plan)[0]?.startAt).toBe(earliestByTrying(tenOfTwo, attempt));
        },
      ),
    );
  });
});

/** Every instant at which the answer can change, tried one by one. */
function earliestByTrying(programme: Programme, attempt: Attempt): Instant | undefined {
  const { slots } = planHour([programme], MONDAY_8);
  const durationMs = 15_000;
  const own = [...slots, ...planHour([programme], NEXT).slots]
    .filter(
      ({ account, k, startAt }) => account === attempt.account && (k !== attempt.k || startAt >= NEXT.from),
    )
    .map(({ startAt }) => startAt);
  const candidates = [
    attempt.knownAt,
    ...slots.map((slot) => slot.startAt + slot.durationMs),
    ...own.map((start) => start + 180_000),
  ];
  return candidates
    .filter((start) => start >= attempt.knownAt && start + durationMs <= MONDAY_8.to)
    .filter((start) =>
      slots.every((slot) => start + durationMs <= slot.startAt || start >= slot.startAt + slot.durationMs),
    )
    .filter((start) => own.every((other) => Math.abs(start - other) >= 180_000))
    .sort((a, b) => a - b)[0];
}

describe('stability', () => {
  const input = anySuccession({ load: 0.25 }).chain((programmes) =>
    fc.tuple(fc.constant(programmes), anyProgress(planHour(programmes, MONDAY_8)), fc.nat()),
  );

  it('never moves a make-good when more becomes known', () => {
    fc.assert(
      fc.property(input, ([programmes, progress, pick]) => {
        const known = [...progress].sort((a, b) => a.knownAt - b.knownAt);
        const cutAt = known[pick % Math.max(1, known.length)]?.knownAt ?? 0;
        const earlier: Progress = known.filter(({ knownAt }) => knownAt <= cutAt);
        const before = makeGoods(planHour(programmes, MONDAY_8, earlier));
        const after = makeGoods(planHour(programmes, MONDAY_8, known));
        expect(after).toEqual(expect.arrayContaining(before));
      }),
    );
  });

  it('keeps every rule that the checker knows, whatever happened', () => {
    fc.assert(
      fc.property(input, ([programmes, progress]) => {
        const plan = planHour(programmes, MONDAY_8, progress);
        const next = planHour(programmes, NEXT);
        const faults = [...checkPlan(programmes, plan, progress), ...checkSeam(programmes, plan, next)];
        expect(faults.filter(({ code }) => code !== 'UNPLACED' && code !== 'GAP')).toEqual([]);
      }),
    );
  });
});

describe('P12 arbitrary outages', () => {
  const outage: fc.Arbitrary<Interval> = fc
    .tuple(fc.integer({ min: -60_000, max: HOUR_MS }), fc.integer({ min: 1, max: 1_500_000 }))
    .map(([fromMs, lastsMs]) => ({ from: MONDAY_8_AT + fromMs, to: MONDAY_8_AT + fromMs + lastsMs }));
  const run = fc.tuple(anySuccession({ load: 0.25 }), fc.array(outage, { maxLength: 6 }));

  it('never shows more than is due, keeps spacing, and leaves nothing that the rule could make good', () => {
    fc.assert(
      fc.property(run, ([programmes, outages]) => {
        const { plan, progress } = outageRun(programmes, MONDAY_8, outages);
        for (const { account, due } of plan.dues) {
          const counted = progress.filter((one) => one.account === account && one.counted);
          expect(counted.length).toBeLessThanOrEqual(due);
          expect(new Set(counted.map(({ k }) => k)).size).toBe(counted.length);
          const open = plan.unplaced.filter((one) => one.account === account).length;
          expect(counted.length + open).toBe(due);
        }
        expect(makeGoods(plan)).toEqual([]);
      }),
    );
  });

  it('makes good every showing lost to one outage of up to twenty minutes early in the hour', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 600_000 }),
        fc.integer({ min: 1, max: 1_200_000 }),
        (fromMs, lastsMs) => {
          const from = MONDAY_8_AT + fromMs;
          const { plan, progress } = outageRun([tenOfTwo], MONDAY_8, [{ from, to: from + lastsMs }]);
          expect(plan.unplaced).toEqual([]);
          expect(progress.filter(({ counted }) => counted)).toHaveLength(20);
          const starts = progress.filter(({ account, startAt }) => account === 'a' && startAt !== null);
          const sorted = starts.map(({ startAt }) => startAt ?? 0).sort((a, b) => a - b);
          for (const [index, start] of sorted.slice(1).entries())
            expect(start - (sorted[index] ?? 0)).toBeGreaterThanOrEqual(180_000);
        },
      ),
    );
  });
});
