// Admission (design.md 3.9, 3.10), and P6 and P7: a yes is certified by the checker, a no by arithmetic or exhaustion.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit } from '../../content/model/admission.ts';
import { checkPlan, checkSeam } from '../../content/model/check-plan.ts';
import { hourShapesOf } from '../../content/model/hour-shape.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { clockHourAt, clockHoursBetween, DAY_MS, HOUR_MS, zoneRulesOf } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import { explainRefusal, type Refusal } from '../../content/model/refusal.ts';
import { anyProgramme } from '../support/programme-arbitrary.ts';
import { hours, MONDAY_8, type PlaylistSketch, programmeOf } from '../support/programme-builder.ts';
import { canBeShown, HOUR_TICKS, TICK_COUNTS, TICK_MS, type TinyItem } from '../support/tick-oracle.ts';

const DAY = [hours('05:00', '22:00')];

/** Playlists of items named by their seconds: `{ p: [10, 15, 20] }` is playlist p, ten an hour, items of 15 and 20 s. */
function sketch(
  playlists: Record<string, readonly [count: number, ...seconds: number[]]>,
  more: Partial<PlaylistSketch> = {},
): Programme {
  return programmeOf({
    openingHours: DAY,
    items: Object.entries(playlists).flatMap(([id, [, ...seconds]]) =>
      seconds.map((one, index) => ({ id: `${id}${index}`, durationMs: one * 1_000 })),
    ),
    playlists: Object.entries(playlists).map(([id, [count, ...seconds]]) => ({
      id,
      itemIds: seconds.map((_, index) => `${id}${index}`),
      guarantee: count,
      ...more,
    })),
  });
}

function refusalsOf(programme: Programme, playlistId?: string): readonly Refusal[] {
  const admission = admit(programme, { days: 14, ...(playlistId === undefined ? {} : { playlistId }) });
  return admission.admitted ? [] : admission.refusals;
}

function withGuarantee(programme: Programme, id: string, showingsPerHour: number): Programme {
  return {
    ...programme,
    playlists: programme.playlists.map((one) =>
      one.id === id && one.guarantee !== null
        ? { ...one, guarantee: { ...one.guarantee, showingsPerHour } }
        : one,
    ),
  };
}

function withLongest(programme: Programme, playlistId: string, ms: number): Programme {
  const ids = programme.playlists.find(({ id }) => id === playlistId)?.itemIds ?? [];
  return {
    ...programme,
    items: programme.items.map((item) =>
      ids.includes(item.id) ? { ...item, durationMs: Math.min(item.durationMs, ms) } : item,
    ),
  };
}

describe('admission (3.9)', () => {
  it('admits the ordinary programme of a year by its few distinct hours', () => {
    expect(admit(sketch({ p: [10, 15, 15, 20] }))).toEqual({ admitted: true, shapes: 2 });
  });

  it('refuses what does not fit, with the arithmetic and what would fit', () => {
    const [refusal, ...others] = refusalsOf(sketch({ p: [10, 200, 100, 84.2] }));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({
      code: 'OVERFULL',
      playlistId: 'p',
      neededMs: 3_842_000,
      availableMs: HOUR_MS,
      largestShowingsPerHour: 9,
      largestDurationMs: 175_000,
    });
  });

  it('says it in one Vietnamese sentence', () => {
    const [refusal] = refusalsOf(sketch({ p: [10, 200, 100, 84.2] }));
    expect(refusal && explainRefusal(refusal)).toBe(
      'Giờ 05:00–06:00 ngày 01/01/2026: cần 3.842 s trong 3.600 s. Danh sách “Danh sách p”: nhiều nhất 9 lần, hoặc rút còn 175 s.',
    );
  });

  it('speaks of the playlist being edited, else of the greediest one', () => {
    const programme = sketch({ p: [10, 250], q: [10, 150] });
    expect(refusalsOf(programme)[0]).toMatchObject({ playlistId: 'p', largestDurationMs: 210_000 });
    expect(refusalsOf(programme, 'q')[0]).toMatchObject({ playlistId: 'q', largestDurationMs: 110_000 });
    expect(refusalsOf(programme, 'unknown')[0]).toMatchObject({ playlistId: 'p' });
  });

  it('offers only what it has tried', () => {
    const programmes = [
      sketch({ p: [10, 250], q: [10, 150] }),
      sketch({ p: [20, 15, 15], q: [6, 300] }),
      sketch({ p: [30, 60], q: [13, 60], r: [9, 60, 60] }),
    ];
    for (const programme of programmes) {
      const [refusal] = refusalsOf(programme);
      const { playlistId = '', largestShowingsPerHour = 0, largestDurationMs = 0 } = refusal ?? {};
      const offers = [
        ...(largestShowingsPerHour > 0 ? [withGuarantee(programme, playlistId, largestShowingsPerHour)] : []),
        ...(largestDurationMs > 0 ? [withLongest(programme, playlistId, largestDurationMs)] : []),
      ];
      expect(offers).not.toEqual([]);
      expect(offers.flatMap((offer) => refusalsOf(offer))).toEqual([]);
    }
  });

  it('refuses mixed counts for a gap, and says how long it is', () => {
    const [refusal] = refusalsOf(sketch({ p: [20, 15, 15], q: [6, 300] }));
    expect(refusal).toMatchObject({ code: 'GAP', allowedGapMs: 270_000, largestDurationMs: 0 });
    expect(refusal?.gapMs).toBeGreaterThan(270_000);
    expect(refusal && explainRefusal(refusal)).toMatch(
      /^Giờ 05:00–06:00 ngày 01\/01\/2026: “Nội dung p0” có hai lần phát cách nhau 3\d\d s, quá mức 270 s\. Danh sách “Danh sách p”: nhiều nhất \d+ lần\.$/,
    );
  });

  it('names the playlist where items take turns', () => {
    const programme = sketch({ p: [20, 15, 15], q: [6, 300] }, {});
    const playlists = programme.playlists.map((one) =>
      one.id === 'p' && one.guarantee !== null
        ? { ...one, guarantee: { ...one.guarantee, scope: 'total' as const } }
        : one,
    );
    const [refusal] = refusalsOf({ ...programme, playlists });
    expect(refusal).toMatchObject({ code: 'GAP', playlistId: 'p', itemTitle: 'Danh sách p' });
    expect(refusal?.itemId).toBeUndefined();
  });

  it('refuses what has time enough but no room in one piece', () => {
    const programme = programmeOf({
      openingHours: [hours('05:00', '05:10'), hours('05:20', '05:30')],
      items: [
        { id: 'a', durationMs: 590_000 },
        { id: 'b', durationMs: 11_000 },
      ],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 6 },
        { id: 'q', itemIds: ['b'], guarantee: 3 },
      ],
    });
    const [refusal] = refusalsOf(programme);
    expect(refusal?.code).toBe('NO_ROOM');
    expect(refusal && explainRefusal(refusal)).toContain(
      'không còn chỗ trống đủ dài (cần 1.191 s trong 1.200 s)',
    );
  });

  it('says when nothing would fit', () => {
    const programme = programmeOf({
      openingHours: [hours('05:00', '06:00')],
      items: [
        { id: 'a', durationMs: 3_600_000 },
        { id: 'b', durationMs: 600_000 },
      ],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 1 },
        { id: 'q', itemIds: ['b'], guarantee: 1 },
      ],
    });
    const [refusal] = refusalsOf(programme, 'q');
    expect(refusal && explainRefusal(refusal)).toBe(
      'Giờ 05:00–06:00 ngày 01/01/2026: cần 4.200 s trong 3.600 s. Danh sách “Danh sách q”: không vừa, dù chỉ một lần.',
    );
    const [other] = refusalsOf(programme, 'p');
    expect(other && explainRefusal(other)).toContain('“Danh sách p”: rút còn 3.000 s.');
  });

  it('checks the whole of a first hour in which the programme comes into force', () => {
    const programme = { ...sketch({ p: [7, 60], q: [3, 60] }), effectiveFrom: MONDAY_8.from + 1_234_567 };
    expect(admit(programme, { days: 1 }).admitted).toBe(true);
  });

  it('names the hour in local time, midnight as 24:00', () => {
    const programme = programmeOf({
      openingHours: [hours('23:00', '24:00')],
      items: [{ id: 'a', durationMs: 400_000 }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 10 }],
    });
    expect(refusalsOf(programme)[0]?.hourLabel).toBe('23:00–24:00 ngày 01/01/2026');
  });

  it('refuses a gap over the seam between two hours of different shape', () => {
    const programme = programmeOf({
      openingHours: DAY,
      items: [
        { id: 'z', durationMs: 20_000 },
        { id: 'a', durationMs: 330_000 },
        { id: 'b', durationMs: 340_000 },
      ],
      playlists: [
        { id: 'p', itemIds: ['z'], guarantee: 10 },
        { id: 'q', itemIds: ['a'], guarantee: 10, hours: [hours('07:00', '08:00')] },
        { id: 'r', itemIds: ['b'], guarantee: 10, hours: [hours('09:00', '10:00')] },
      ],
    });
    const refusals = refusalsOf(programme);
    expect(refusals.map(({ code, itemId }) => [code, itemId])).toEqual([['GAP', 'z']]);
    expect(refusals[0]?.gapMs).toBeGreaterThan(540_000);
  });
});

describe('one guarantee per item, screen and hour (3.3)', () => {
  const doubled = (untilFirst: string, fromSecond: string) =>
    programmeOf({
      openingHours: DAY,
      items: [{ id: 'a' }],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 10, hours: [hours('05:00', untilFirst)] },
        {
          id: 'q',
          itemIds: ['a'],
          guarantee: { showingsPerHour: 4, scope: 'total' },
          hours: [hours(fromSecond, '22:00')],
        },
      ],
    });

  it('refuses a second guarantee in the same hour', () => {
    const [refusal, ...others] = refusalsOf(doubled('12:30', '12:30'));
    expect(others).toEqual([]);
    expect(refusal).toMatchObject({ code: 'TWO_GUARANTEES', playlistId: 'q', itemId: 'a' });
    expect(refusal && explainRefusal(refusal)).toBe(
      'Giờ 12:00–13:00 ngày 01/01/2026: “Nội dung a” có hai tần suất cam kết, một trong danh sách “Danh sách q”. Mỗi nội dung chỉ có một cam kết trong một giờ.',
    );
  });

  it('admits two guarantees that never share an hour', () => {
    expect(refusalsOf(doubled('12:00', '12:00'))).toEqual([]);
  });

  it('refuses an item that stands twice in a playlist, but not in turns of a total', () => {
    const twice = (scope: 'per_item' | 'total') =>
      programmeOf({
        items: [{ id: 'a' }, { id: 'b' }],
        playlists: [{ id: 'p', itemIds: ['a', 'b', 'a'], guarantee: { showingsPerHour: 6, scope } }],
      });
    expect(refusalsOf(twice('per_item')).map(({ code }) => code)).toEqual(['TWO_GUARANTEES']);
    expect(refusalsOf(twice('total'))).toEqual([]);
  });
});

describe('floor (3.10)', () => {
  const floors = [
    { category: 'propaganda' as const, showingsPerHour: 6, mayBeEmpty: false, baselineHours: DAY },
    { category: 'advertising' as const, showingsPerHour: 2, mayBeEmpty: true, baselineHours: DAY },
  ];
  const under = (guarantee: PlaylistSketch['guarantee'], playlistHours = DAY, openingHours = DAY) =>
    programmeOf({
      openingHours,
      floors,
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee, hours: playlistHours }],
    });

  it('lets nobody publish under the mandated count', () => {
    expect(refusalsOf(under(6))).toEqual([]);
    const [refusal, ...others] = refusalsOf(under(5));
    expect(others.map(({ code, itemId }) => [code, itemId])).toEqual([['BELOW_FLOOR', 'b']]);
    expect(refusal && explainRefusal(refusal)).toBe(
      '“Nội dung a” trong danh sách “Danh sách p” chỉ được phát 5 lần mỗi giờ, dưới mức sàn 6 lần mỗi giờ.',
    );
  });

  it('shares the count of a total among its items', () => {
    const total = (showingsPerHour: number) => under({ showingsPerHour, scope: 'total' });
    expect(refusalsOf(total(12))).toEqual([]);
    expect(refusalsOf(total(11)).map(({ code }) => code)).toEqual(['BELOW_FLOOR', 'BELOW_FLOOR']);
  });

  it('refuses an open hour without any item of a category that may not be missing', () => {
    const [refusal, ...others] = refusalsOf(under(6, [hours('06:00', '22:00')]));
    expect(others).toEqual([]);
    expect(refusal && explainRefusal(refusal)).toBe(
      'Giờ 05:00–06:00 ngày 01/01/2026: màn hình mở nhưng không có nội dung tuyên truyền nào được cam kết.',
    );
  });

  it('does not hold an opening too short to owe anything for empty', () => {
    expect(refusalsOf(under(6, DAY, [hours('05:00', '22:05')]))).toEqual([]);
    expect(refusalsOf(under(6, DAY, [hours('05:00', '22:15')])).map(({ code }) => code)).toEqual([
      'EMPTY_HOUR',
    ]);
  });

  it('counts only items of the category', () => {
    const programme = under(6);
    const items = programme.items.map((item) => ({ ...item, category: 'announcement' as const }));
    expect(refusalsOf({ ...programme, items }).map(({ code }) => code)).toEqual(['EMPTY_HOUR']);
  });
});

describe('P6 a yes is certified', () => {
  it('every hour and seam of an admitted programme passes the independent checker', () => {
    fc.assert(
      fc.property(anyProgramme({ load: 0.6 }), (programme) => {
        if (!admit(programme, { days: 2 }).admitted) return;
        const from = clockHourAt(programme.zoneRules, programme.effectiveFrom).from;
        const whole = { ...programme, effectiveFrom: from };
        const plans = [...clockHoursBetween(programme.zoneRules, from, from + 2 * DAY_MS)].map((hour) =>
          planHour([whole], hour),
        );
        expect(plans.flatMap((plan) => checkPlan([whole], plan))).toEqual([]);
        const seams = plans.slice(1).flatMap((plan, index) => checkSeam([whole], plans[index] ?? plan, plan));
        expect(seams).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe('P7 a no is right', () => {
  const tinyHour: fc.Arbitrary<TinyItem[]> = fc
    .array(fc.tuple(fc.constantFrom(...TICK_COUNTS), fc.integer({ min: 1, max: HOUR_TICKS })), {
      minLength: 1,
      maxLength: 3,
    })
    .map((pairs) => {
      const items: TinyItem[] = [];
      for (const [showingsPerHour, wanted] of pairs) {
        const used = items.reduce((sum, one) => sum + one.showingsPerHour * one.durationTicks, 0);
        const durationTicks = Math.min(wanted, Math.floor((HOUR_TICKS + 1 - used) / showingsPerHour));
        if (durationTicks > 0) items.push({ showingsPerHour, durationTicks });
      }
      return items;
    })
    .filter((items) => items.reduce((sum, { showingsPerHour }) => sum + showingsPerHour, 0) <= 12);

  it('agrees with an exhaustive search of tiny hours, both ways', () => {
    fc.assert(
      fc.property(tinyHour, (items) => {
        const programme = programmeOf({
          items: items.map(({ durationTicks }, index) => ({
            id: `i${index}`,
            durationMs: durationTicks * TICK_MS,
          })),
          playlists: items.map(({ showingsPerHour }, index) => ({
            id: `p${index}`,
            itemIds: [`i${index}`],
            guarantee: showingsPerHour,
          })),
        });
        const plan = planHour([programme], MONDAY_8);
        const next = planHour([programme], { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS });
        const fits = [...checkPlan([programme], plan), ...checkSeam([programme], plan, next)].length === 0;
        expect(fits).toBe(canBeShown(items));
      }),
      { numRuns: 150 },
    );
  });
});

describe('hourShapesOf', () => {
  it('finds every distinct hour of a zone with summer time, and builds none twice', () => {
    const zoneRules = zoneRulesOf('Australia/Lord_Howe', Date.UTC(2026, 0, 1));
    const programme = { ...sketch({ p: [10, 15] }), zoneRules };
    const whole = { ...programme, screen: { ...programme.screen, openingHours: [hours('00:00', '24:00')] } };
    const shapes = hourShapesOf(whole, Date.UTC(2026, 0, 1), 400);
    expect(shapes.hours.map(({ from, to }) => to - from)).toEqual([HOUR_MS, HOUR_MS / 2]);
    expect(shapes.seams).toHaveLength(3);
  });

  it('tells hours apart by openings and activities', () => {
    const programme = sketch({ p: [10, 15], q: [10, 15] }, { hours: [hours('06:30', '12:00')] });
    expect(hourShapesOf(programme, MONDAY_8.from, 7).hours).toHaveLength(4);
  });
});
