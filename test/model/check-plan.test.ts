// The checker must notice every way of breaking the promise: each test takes a sound plan and breaks it in one way.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPlan, checkSeam, type PlanFault } from '../../content/model/check-plan.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, MINUTE_MS } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { Attempt, HourPlan, Progress, Slot } from '../../content/model/slot.ts';
import { anyProgramme } from '../support/programme-arbitrary.ts';
import { hours, MONDAY_8, MONDAY_8_AT, programmeOf } from '../support/programme-builder.ts';

const programme = programmeOf({
  items: [{ id: 'a' }, { id: 'b' }, { id: 'c' }, { id: 'd', durationMs: 20_000 }],
  playlists: [
    { id: 'p', itemIds: ['a'], guarantee: 10 },
    { id: 'q', itemIds: ['b', 'c'], guarantee: { showingsPerHour: 10, placement: 'together' } },
    { id: 't', itemIds: ['d', 'a'], guarantee: { showingsPerHour: 10, scope: 'total' } },
    { id: 'xen', itemIds: ['d'], guarantee: null },
  ],
});
const sound = planHour([programme], MONDAY_8);

/** The sound plan with one slot changed. */
function withSlot(account: string, k: number, change: (slot: Slot) => Partial<Slot>): HourPlan {
  return {
    ...sound,
    slots: sound.slots.map((slot) =>
      slot.account === account && slot.k === k ? { ...slot, ...change(slot) } : slot,
    ),
  };
}

function codesOf(
  plan: HourPlan,
  progress: Progress = [],
  programmes: Programme[] = [programme],
): PlanFault['code'][] {
  return [...new Set(checkPlan(programmes, plan, progress).map(({ code }) => code))];
}

describe('checkPlan', () => {
  it('finds nothing in a sound plan', () => {
    expect(checkPlan([programme], sound)).toEqual([]);
  });

  it('notices a slot that is left out', () => {
    expect(
      checkPlan([programme], {
        ...sound,
        slots: sound.slots.filter(({ account, k }) => account !== 'a' || k !== 9),
      }),
    ).toEqual([{ code: 'COUNT', account: 'a', expected: 10, found: 9 }]);
  });

  it('notices a due that is not what the minutes give', () => {
    const dues = sound.dues.map((due) => (due.account === 'a' ? { ...due, due: 9 } : due));
    expect(checkPlan([programme], { ...sound, dues })).toEqual([
      { code: 'COUNT', account: 'a', expected: 10, found: 9 },
    ]);
    expect(codesOf({ ...sound, dues: [] })).toEqual(['COUNT']);
  });

  it('notices an account nobody is owed', () => {
    expect(codesOf(withSlot('a', 9, () => ({ account: 'z', k: 0 })))).toContain('COUNT');
  });

  it('notices what has no room', () => {
    const slots = sound.slots.filter(({ account, k }) => account !== 'a' || k !== 9);
    const plan = { ...sound, slots, unplaced: [{ account: 'a', k: 9, attempt: 0 }] };
    expect(checkPlan([programme], plan)).toEqual([{ code: 'UNPLACED', account: 'a', slot: 'a#9' }]);
  });

  it('notices a showing planned twice, and one beyond what is due', () => {
    expect(codesOf(withSlot('a', 9, () => ({ k: 8 })))).toEqual(['REPEATED']);
    expect(codesOf(withSlot('a', 9, () => ({ k: 10 })))).toEqual(['REPEATED']);
  });

  it('notices an overlap by its milliseconds', () => {
    const faults = checkPlan(
      [programme],
      withSlot('c', 0, ({ startAt }) => ({ startAt: startAt - 1 })),
    );
    expect(faults).toContainEqual({ code: 'OVERLAP', account: 'c', slot: 'c#0', other: 'b#0', overlapMs: 1 });
  });

  it('notices a slot outside the hour', () => {
    expect(codesOf(withSlot('a', 9, () => ({ startAt: MONDAY_8.to - 14_999 })))).toContain('OUTSIDE');
    expect(codesOf(withSlot('b', 0, () => ({ startAt: MONDAY_8.from - 1 })))).toContain('OUTSIDE');
  });

  it('notices a slot while the screen is closed or the playlist off, to the minute', () => {
    const closing = {
      ...programme,
      screen: { ...programme.screen, openingHours: [hours('05:00', '08:50')] },
    };
    expect(codesOf(sound, [], [closing])).toContain('OUTSIDE');
    const playlists = programme.playlists.map((one) =>
      one.id === 'p' ? { ...one, activity: { ...one.activity, untilDate: '2026-01-04' } } : one,
    );
    expect(codesOf(sound, [], [{ ...programme, playlists }])).toContain('OUTSIDE');
    const begun = programme.playlists.map((one) => ({
      ...one,
      activity: { ...one.activity, fromDate: '2026-01-05' },
    }));
    expect(codesOf(sound, [], [{ ...programme, playlists: begun }])).toEqual([]);
  });

  it('notices a slot of a programme that is not in force', () => {
    const later = { ...programme, number: 2, effectiveFrom: MONDAY_8_AT + 30 * MINUTE_MS };
    expect(codesOf(sound, [], [programme, later])).toContain('OUTSIDE');
    expect(codesOf(sound, [], [])).toContain('WRONG_ITEM');
  });

  it('notices a wrong item, a wrong turn and a wrong playlist', () => {
    expect(codesOf(withSlot('a', 3, () => ({ itemId: 'b' })))).toContain('WRONG_ITEM');
    expect(codesOf(withSlot('a', 3, () => ({ itemId: 'z' })))).toContain('WRONG_ITEM');
    expect(codesOf(withSlot('a', 3, () => ({ playlistId: 'z' })))).toContain('WRONG_ITEM');
    expect(codesOf(withSlot('a', 3, () => ({ playlistId: 't' })))).toContain('WRONG_ITEM');
    expect(
      codesOf(withSlot('total:t', 3, ({ itemId }) => ({ itemId: itemId === 'a' ? 'd' : 'a' }))),
    ).toContain('WRONG_ITEM');
  });

  it('notices a wrong duration', () => {
    expect(
      checkPlan(
        [programme],
        withSlot('a', 3, () => ({ durationMs: 14_000 })),
      ),
    ).toEqual([{ code: 'DURATION', account: 'a', slot: 'a#3', expectedMs: 15_000, foundMs: 14_000 }]);
  });

  it('notices a showing one millisecond off its place when counts are equal', () => {
    expect(
      checkPlan(
        [programme],
        withSlot('a', 4, ({ startAt }) => ({ startAt: startAt + 1 })),
      ),
    ).toEqual([{ code: 'UNEVEN', account: 'a', k: 4, offMs: 1 }]);
  });

  it('notices a gap above one and a half times the ideal when counts are mixed', () => {
    const mixed = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 4 },
        { id: 'q', itemIds: ['b'], guarantee: 6 },
      ],
    });
    const plan = planHour([mixed], MONDAY_8);
    const startAt =
      (plan.slots.find(({ account, k }) => account === 'a' && k === 0)?.startAt ?? 0) + 1_350_001;
    const slots = plan.slots.map((slot) =>
      slot.account === 'a' && slot.k === 1 ? { ...slot, startAt } : slot,
    );
    expect(checkPlan([mixed], { ...plan, slots })).toContainEqual({
      code: 'GAP',
      account: 'a',
      gapMs: 1_350_001,
      allowedMs: 1_350_000,
    });
  });

  it('notices a block that is torn or out of order', () => {
    expect(codesOf(withSlot('c', 2, ({ startAt }) => ({ startAt: startAt + 1 })))).toContain('BLOCK_BROKEN');
    const [b, c] = ['b', 'c'].map((account) =>
      sound.slots.find((slot) => slot.account === account && slot.k === 2),
    );
    const swapped = sound.slots.map((slot) => {
      if (slot === b) return { ...slot, startAt: c?.startAt ?? 0 };
      return slot === c ? { ...slot, startAt: b?.startAt ?? 0 } : slot;
    });
    expect(codesOf({ ...sound, slots: swapped })).toContain('BLOCK_BROKEN');
  });

  it('agrees with the engine on ordinary random hours, but for what the engine says itself', () => {
    fc.assert(
      fc.property(anyProgramme({ load: 0.5 }), (programme) => {
        const faults = checkPlan([programme], planHour([programme], MONDAY_8));
        expect(faults.filter(({ code }) => code !== 'UNPLACED' && code !== 'GAP')).toEqual([]);
      }),
    );
  });
});

describe('make-goods', () => {
  const missed: Attempt = { account: 'a', k: 3, attempt: 0, startAt: null, counted: false, knownAt: 0 };
  const knownAt = (sound.slots.find(({ account, k }) => account === 'a' && k === 3)?.startAt ?? 0) + 500;
  const progress = [{ ...missed, knownAt }];
  const good = planHour([programme], MONDAY_8, progress);
  const moved = (startAt: number): HourPlan => ({
    ...good,
    slots: good.slots.map((slot) => (slot.attempt === 1 ? { ...slot, startAt } : slot)),
  });

  it('finds nothing in the make-good of the engine', () => {
    expect(good.slots.filter(({ attempt }) => attempt > 0)).toHaveLength(1);
    expect(checkPlan([programme], good, progress)).toEqual([]);
  });

  it('notices one that is forgotten', () => {
    expect(codesOf(sound, progress)).toEqual(['FORGOTTEN']);
    expect(
      checkPlan([programme], { ...sound, unplaced: [{ account: 'a', k: 3, attempt: 1 }] }, progress),
    ).toEqual([{ code: 'UNPLACED', account: 'a', slot: 'a#3+1' }]);
  });

  it('forgives what is not due, counted or decided by a later attempt', () => {
    const counted = { ...missed, knownAt, attempt: 1, counted: true, startAt: knownAt };
    expect(checkPlan([programme], sound, [...progress, counted])).toEqual([]);
    expect(
      checkPlan([programme], sound, [
        { ...missed, k: 10 },
        { ...missed, account: 'z' },
      ]),
    ).toEqual([]);
  });

  it('notices one that nobody owes, that is settled, or that begins before the miss was known', () => {
    expect(codesOf(good)).toContain('NOT_OWED');
    const settled = { ...missed, knownAt, attempt: 1, startAt: knownAt };
    expect(codesOf(good, [...progress, settled])).toContain('NOT_OWED');
    expect(codesOf(moved(knownAt - 400_000), progress)).toContain('NOT_OWED');
  });

  it('notices one too near to a start of its account, planned or real', () => {
    const next = sound.slots.find(({ account, k }) => account === 'a' && k === 4)?.startAt ?? 0;
    expect(checkPlan([programme], moved(next - 100_000), progress)).toContainEqual({
      code: 'SPACING',
      account: 'a',
      slot: 'a#3+1',
      gapMs: 100_000,
      leastMs: 180_000,
    });
    const real = { ...missed, k: 2, counted: true, startAt: next - 450_000 };
    expect(codesOf(moved(next - 340_000), [...progress, real])).toContain('SPACING');
  });

  it('holds no spacing against one outside its account, which is another fault', () => {
    expect(codesOf(moved(MONDAY_8.to + 1), progress)).toEqual(['OUTSIDE']);
  });
});

describe('checkSeam', () => {
  const next = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
  const after = planHour([programme], next);

  it('finds nothing between two hours of the same shape', () => {
    expect(checkSeam([programme], sound, after)).toEqual([]);
  });

  it('notices a gap over the seam', () => {
    const late = { ...after, slots: after.slots.filter(({ account, k }) => account !== 'b' || k > 0) };
    expect(checkSeam([programme], sound, late)).toEqual([
      { code: 'GAP', account: 'b', gapMs: 720_000, allowedMs: 540_000 },
    ]);
  });

  it('promises nothing over a seam at which a playlist ends, an hour owes nothing, or the programme changes', () => {
    const empty = { ...after, slots: [] };
    expect(checkSeam([programme], sound, empty)).toEqual([]);
    const late = { ...after, slots: after.slots.filter(({ k }) => k > 0) };
    const ended = programme.playlists.map((one) => ({
      ...one,
      activity: { ...one.activity, hours: [hours('05:00', '09:00')] },
    }));
    expect(checkSeam([{ ...programme, playlists: ended }], sound, late)).toEqual([]);
    const changed = { ...programme, number: 2, effectiveFrom: next.from };
    expect(checkSeam([programme, changed], sound, late)).toEqual([]);
    expect(
      checkSeam([programme], sound, { ...late, hour: { from: next.to, to: next.to + HOUR_MS } }),
    ).toEqual([]);
  });
});
