import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openIntervals, subtract } from '../../content/model/activity.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { HOUR_MS, hourNumberOf, MINUTE_MS } from '../../content/model/instant.ts';
import type { Programme } from '../../content/model/programme.ts';
import { segmentAt, segmentsOf } from '../../content/model/segments.ts';
import { type Attempt, LEAST_FILLER_MS, type Progress, type Segment } from '../../content/model/slot.ts';
import { printSegments } from '../support/plan-reading.ts';
import { anyProgress, anySuccession } from '../support/programme-arbitrary.ts';
import {
  hours,
  MONDAY_8,
  MONDAY_8_AT,
  type PlaylistSketch,
  programmeOf,
} from '../support/programme-builder.ts';

/** One item `a` of 15 s every 6 minutes, fillers as told. */
function withFillers(
  fillers: Record<string, number>,
  more: Partial<PlaylistSketch> = {},
  rest: PlaylistSketch[] = [],
): Programme {
  return programmeOf({
    items: [
      { id: 'a' },
      ...Object.entries(fillers).map(([id, seconds]) => ({ id, durationMs: seconds * 1_000 })),
    ],
    playlists: [
      { id: 'p', itemIds: ['a'], guarantee: 10 },
      { id: 'xen', itemIds: Object.keys(fillers), guarantee: null, ...more },
      ...rest,
    ],
  });
}

function segmentsFor(programmes: Programme[], progress: Progress = []): Segment[] {
  return segmentsOf(programmes, MONDAY_8, planHour(programmes, MONDAY_8, progress));
}

function printed(programmes: Programme[], progress: Progress = []): string {
  return printSegments(segmentsFor(programmes, progress), MONDAY_8);
}

const missedFirst: Attempt = {
  account: 'a',
  k: 0,
  attempt: 0,
  startAt: null,
  counted: false,
  knownAt: MONDAY_8_AT + 40_000,
};
/** Which of `count` fillers opens the hour. */
const opening = (count: number) => hourNumberOf(MONDAY_8) % count;

describe('segmentsOf', () => {
  it('covers the whole hour without hole or overlap, whatever happened', () => {
    const input = anySuccession({ load: 0.3 }).chain((programmes) =>
      fc.tuple(fc.constant(programmes), anyProgress(planHour(programmes, MONDAY_8))),
    );
    fc.assert(
      fc.property(input, ([programmes, progress]) => {
        let at = MONDAY_8.from;
        for (const { from, to } of segmentsFor(programmes, progress)) {
          expect(from).toBe(at);
          expect(to).toBeGreaterThan(from);
          at = to;
        }
        expect(at).toBe(MONDAY_8.to);
      }),
    );
  });

  it('shows every slot of the plan whole and nothing over it', () => {
    fc.assert(
      fc.property(anySuccession({ load: 0.3 }), (programmes) => {
        const { slots } = planHour(programmes, MONDAY_8);
        const shown = segmentsFor(programmes).flatMap((segment) =>
          segment.role === 'slot' ? [segment] : [],
        );
        expect(shown.map(({ slot }) => slot)).toEqual(slots);
        for (const { from, to, slot } of shown)
          expect([from, to - from]).toEqual([slot.startAt, slot.durationMs]);
      }),
    );
  });

  it('is black exactly where the screen is closed or no programme is in force', () => {
    fc.assert(
      fc.property(anySuccession({ load: 0.3 }), ([first]) => {
        const programme = { ...(first as Programme), effectiveFrom: MONDAY_8_AT + 10 * MINUTE_MS };
        const open = openIntervals(programme.screen.openingHours, programme.zoneRules, {
          from: programme.effectiveFrom,
          to: MONDAY_8.to,
        });
        const closed = segmentsFor([programme]).flatMap(({ role, from, to }) =>
          role === 'closed' ? [{ from, to }] : [],
        );
        expect(closed).toEqual(subtract([MONDAY_8], open));
      }),
    );
  });

  it('shows the idle card where there is no filler', () => {
    const programme = programmeOf({
      items: [{ id: 'a' }],
      playlists: [{ id: 'p', itemIds: ['a'], guarantee: 1 }],
    });
    expect(printed([programme])).toBe('0 a slot, 15 idle');
    expect(
      printed([programmeOf({ items: [], playlists: [], openingHours: [hours('08:30', '09:00')] })]),
    ).toBe('0 closed, 1800 idle');
  });
});

describe('filler', () => {
  it('runs in playlist order for its durations, several playlists by id', () => {
    const programme = programmeOf({
      items: [
        { id: 'x', durationMs: 900_000 },
        { id: 'y', durationMs: 600_000 },
        { id: 'z', durationMs: 700_000 },
      ],
      playlists: [
        { id: 'n', itemIds: ['z'], guarantee: null },
        { id: 'm', itemIds: ['y', 'x'], guarantee: null },
      ],
    });
    const order = ['y', 'x', 'z'];
    const shown = segmentsFor([programme]).map((segment) => ('itemId' in segment ? segment.itemId : ''));
    const first = opening(3);
    expect(shown.slice(0, 4)).toEqual([0, 1, 2, 3].map((turn) => order[(first + turn) % 3]));
  });

  it('begins one later each hour, so that none is always first', () => {
    const programme = withFillers({ x: 60, y: 60 });
    const firstOf = (hour: number) => {
      const at = { from: MONDAY_8.from + hour * HOUR_MS, to: MONDAY_8.to + hour * HOUR_MS };
      const filler = segmentsOf([programme], at, planHour([programme], at)).find(
        ({ role }) => role === 'filler',
      );
      return filler !== undefined && 'itemId' in filler ? filler.itemId : '';
    };
    expect(new Set([firstOf(0), firstOf(1)])).toEqual(new Set(['x', 'y']));
    expect(firstOf(2)).toBe(firstOf(0));
  });

  it('stays on until the slot when too little would remain for another', () => {
    const fillers = segmentsFor([withFillers({ x: 84 })]).filter(({ role }) => role === 'filler');
    expect(fillers.slice(0, 4).map(({ from, to }) => (to - from) / 1_000)).toEqual([84, 84, 84, 93]);
  });

  it('is cut by the slot when more would remain', () => {
    const fillers = segmentsFor([withFillers({ x: 80 })]).filter(({ role }) => role === 'filler');
    expect(fillers.slice(0, 5).map(({ from, to }) => (to - from) / 1_000)).toEqual([80, 80, 80, 80, 25]);
  });

  it('shows one picture in a gap too short for two', () => {
    const programme = programmeOf({
      items: [
        { id: 'a', durationMs: 355_000 },
        { id: 'x', durationMs: 2_000 },
      ],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: 10 },
        { id: 'xen', itemIds: ['x'], guarantee: null },
      ],
    });
    const fillers = segmentsFor([programme]).filter(({ role }) => role === 'filler');
    expect(fillers.map(({ from, to }) => to - from)).toEqual(Array.from({ length: 10 }, () => 5_000));
  });

  it('never stays on for less than the least filler time where the gap is longer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10_000, max: 90_000 }),
        fc.integer({ min: 5, max: 60 }),
        (durationMs, seconds) => {
          const programme = withFillers({ x: durationMs / 1_000, y: seconds + 10 });
          const fillers = segmentsFor([programme]).filter(({ role }) => role === 'filler');
          expect(Math.min(...fillers.map(({ from, to }) => to - from))).toBeGreaterThanOrEqual(
            LEAST_FILLER_MS,
          );
        },
      ),
    );
  });

  it('changes with the hours of its playlist and with the programme', () => {
    const programme = withFillers({ x: 3_000 }, { hours: [hours('08:10', '08:20')] });
    expect(printed([programme])).toContain('375 idle, 600 x filler, 720 a slot');
    expect(printed([programme])).toContain('1095 x filler, 1200 idle, 1440 a slot');
    const next = { ...withFillers({ y: 3_000 }), number: 2, effectiveFrom: MONDAY_8_AT + 13 * MINUTE_MS };
    expect(printed([programme, next])).toContain('735 x filler, 780 y filler, 1080 a slot');
  });
});

describe('a make-good among fillers', () => {
  const programme = withFillers({ x: 60, y: 60, z: 60 });

  it('cuts the filler under it and changes no other gap', () => {
    const before = segmentsFor([programme]);
    const after = segmentsFor([programme], [missedFirst]);
    const later = (segments: Segment[]) => segments.filter(({ from }) => from >= MONDAY_8_AT + 360_000);
    expect(later(after)).toEqual(later(before));
    const names = printed([programme], [missedFirst]).split(', ').slice(0, 5);
    expect(names.map((name) => name.replace(/ [xyz] /, ' '))).toEqual([
      '0 a slot',
      '15 filler',
      '40 a slot',
      '55 filler',
      '75 filler',
    ]);
    expect(names[1]?.split(' ')[1]).toBe(names[3]?.split(' ')[1]);
  });

  it('may begin with a gap, right after the slot it makes good', () => {
    const known = { ...missedFirst, knownAt: MONDAY_8_AT + 500 };
    expect(printed([programme], [known])).toMatch(/^0 a slot, 15 a slot, 30 [xyz] filler, 75 [xyz] filler/);
  });

  it('leaves to the filler before it what would be too short for the next', () => {
    const known = { ...missedFirst, knownAt: MONDAY_8_AT + 78_000 };
    const text = printed([programme], [known]);
    expect(text).toMatch(/^0 a slot, 15 [xyz] filler, 78 a slot, 93 /);
  });

  it('leaves to the filler after it what would be too short to come back to', () => {
    const known = { ...missedFirst, knownAt: MONDAY_8_AT + 55_000 };
    expect(printed([programme], [known])).toMatch(
      /^0 a slot, 15 [xyz] filler, 55 a slot, 70 [xyz] filler, 135 /,
    );
  });

  it('keeps a short rest before a slot, and the idle card as it is', () => {
    const known = { ...missedFirst, k: 1, knownAt: MONDAY_8_AT + 702_000 };
    expect(printed([programme], [{ ...known, account: 'a' }])).toMatch(/900 a slot/);
    const beforeSlot = { ...missedFirst, knownAt: MONDAY_8_AT + 340_000 };
    const alone = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }, { id: 'x', durationMs: 60_000 }],
      playlists: [
        { id: 'p', itemIds: ['a'], guarantee: { showingsPerHour: 1 } },
        { id: 'q', itemIds: ['b'], guarantee: 10 },
        { id: 'xen', itemIds: ['x'], guarantee: null },
      ],
    });
    const bare = { ...alone, playlists: alone.playlists.slice(0, 2) };
    const covers = (programmes: Programme[]) =>
      segmentsFor(programmes, [beforeSlot]).every(({ from, to }) => to > from);
    expect([covers([alone]), covers([bare])]).toEqual([true, true]);
  });
});

describe('segmentAt', () => {
  it('finds the segment of an instant, ends excluded', () => {
    const segments = segmentsFor([withFillers({ x: 60 })]);
    expect(segmentAt(segments, MONDAY_8.from)).toBe(segments[0]);
    expect(segmentAt(segments, MONDAY_8.from + 15_000)).toBe(segments[1]);
    expect(segmentAt(segments, MONDAY_8.to - 1)).toBe(segments.at(-1));
  });

  it('throws RangeError outside the hour', () => {
    const segments = segmentsFor([withFillers({ x: 60 })]);
    expect(() => segmentAt(segments, MONDAY_8.to)).toThrow(RangeError);
    expect(() => segmentAt(segments, MONDAY_8.from - 1)).toThrow(RangeError);
  });
});
