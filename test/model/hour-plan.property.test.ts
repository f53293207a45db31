// Properties P1-P5, P8, P10, P11 and P14 of the reliability reference over random programmes; a failure prints its seed.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intersect, openIntervals } from '../../content/model/activity.ts';
import { admit } from '../../content/model/admission.ts';
import { canonicalJson } from '../../content/model/canonical.ts';
import { checkPlan, checkSeam } from '../../content/model/check-plan.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { clockHoursBetween, DAY_MS, HOUR_MS, localDateOf, zoneRulesOf } from '../../content/model/instant.ts';
import { pairsOf } from '../../content/model/pairs.ts';
import { anyProgramme, anyProgress, anySuccession } from '../support/programme-arbitrary.ts';
import { MONDAY_8, programmeOf } from '../support/programme-builder.ts';
import { cyclicGapsMs } from '../support/plan-reading.ts';
import { ZONES } from '../support/zones.ts';

const NEXT_HOUR = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
const mixed = anyProgramme({ load: 0.5 });
const equal = fc
  .constantFrom(1, 4, 7, 10, 12, 30)
  .chain((count) => anyProgramme({ counts: fc.constant(count), load: 0.9 }));
const lightSuccession = anySuccession({ load: 0.25 });

describe('P1 exact counts', () => {
  it('plans every account exactly as often as it is due, or says which showing has no room', () => {
    fc.assert(
      fc.property(fc.oneof(mixed, equal), (programme) => {
        const plan = planHour([programme], MONDAY_8);
        for (const { account, due } of plan.dues) {
          const ks = [...plan.slots, ...plan.unplaced]
            .filter((one) => one.account === account)
            .map(({ k }) => k);
          expect(ks.sort((a, b) => a - b)).toEqual(Array.from({ length: due }, (_, k) => k));
        }
      }),
    );
  });

  it('finds room for everything at light load, whatever windows and changes cut the hour', () => {
    fc.assert(
      fc.property(
        anyProgramme({ load: 0.15, durationMs: fc.integer({ min: 5_000, max: 20_000 }) }),
        (programme) => {
          expect(planHour([programme], MONDAY_8).unplaced).toEqual([]);
        },
      ),
    );
  });
});

describe('P2 no overlaps', () => {
  it('never lets two slots share a millisecond, the seam of the hour included', () => {
    fc.assert(
      fc.property(lightSuccession, (programmes) => {
        const slots = [planHour(programmes, MONDAY_8), planHour(programmes, NEXT_HOUR)].flatMap(
          (plan) => plan.slots,
        );
        for (const [index, slot] of slots.slice(1).entries()) {
          const before = slots[index];
          expect(slot.startAt).toBeGreaterThanOrEqual((before?.startAt ?? 0) + (before?.durationMs ?? 0));
        }
      }),
    );
  });
});

describe('P3 inside opening hours', () => {
  it('plans only while the screen is open and inside the hour', () => {
    fc.assert(
      fc.property(fc.oneof(mixed, equal), (programme) => {
        const open = openIntervals(programme.screen.openingHours, programme.zoneRules, MONDAY_8);
        for (const { startAt, durationMs } of planHour([programme], MONDAY_8).slots) {
          const slot = { from: startAt, to: startAt + durationMs };
          expect(intersect([slot], open)).toEqual([slot]);
        }
      }),
    );
  });
});

describe('P4 gaps', () => {
  it('keeps gaps of exactly 3600/N s for equal counts up to full load, the seam included', () => {
    const whole = fc
      .constantFrom(1, 4, 5, 10, 12, 30)
      .chain((count) => anyProgramme({ counts: fc.constant(count), load: 1, windows: false }));
    fc.assert(
      fc.property(whole, (programme) => {
        const plan = planHour([programme], MONDAY_8);
        expect([plan.method, plan.unplaced]).toEqual(['frames', []]);
        for (const { account, showingsPerHour } of plan.dues)
          expect(new Set(cyclicGapsMs(plan, account))).toEqual(new Set([HOUR_MS / showingsPerHour]));
      }),
    );
  });

  it('keeps gaps within one and a half times the ideal for mixed counts of ordinary items', () => {
    const ordinary = anyProgramme({
      load: 0.4,
      windows: false,
      counts: fc.integer({ min: 1, max: 20 }),
      durationMs: fc.integer({ min: 5_000, max: 20_000 }),
      guarantee: { scope: 'per_item', placement: 'spread' },
    });
    fc.assert(
      fc.property(ordinary, (programme) => {
        const plan = planHour([programme], MONDAY_8);
        expect(checkPlan([programme], plan)).toEqual([]);
        expect(checkSeam([programme], plan, planHour([programme], NEXT_HOUR))).toEqual([]);
      }),
    );
  });
});

describe('P5 same input, same bytes', () => {
  it('gives identical bytes for programmes, playlists, items and progress in any order', () => {
    const input = lightSuccession.chain((programmes) =>
      fc.record({
        programmes: fc.constant(programmes),
        progress: anyProgress(planHour(programmes, MONDAY_8)),
        turned: fc.shuffledSubarray(programmes, { minLength: programmes.length }),
      }),
    );
    fc.assert(
      fc.property(input, ({ programmes, progress, turned }) => {
        const shuffled = turned.map((programme) => ({
          ...programme,
          items: programme.items.toReversed(),
          playlists: programme.playlists.toReversed(),
        }));
        expect(canonicalJson(planHour(shuffled, MONDAY_8, progress.toReversed()))).toBe(
          canonicalJson(planHour(programmes, MONDAY_8, progress)),
        );
      }),
    );
  });
});

describe('P8 monotone for equal counts', () => {
  it('never refuses after an item is dropped or shortened what it admitted before', () => {
    const whole = fc
      .constantFrom(4, 10, 12)
      .chain((count) =>
        anyProgramme({
          counts: fc.constant(count),
          load: 1,
          windows: false,
          guarantee: { scope: 'per_item' },
          durationMs: fc.integer({ min: 5_000, max: 120_000 }),
        }),
      )
      .filter((programme) => programme.items.length > 1 && admit(programme, { days: 1 }).admitted);
    fc.assert(
      fc.property(whole, fc.nat(), fc.integer({ min: 1, max: 99 }), (programme, pick, percent) => {
        const victim = programme.items[pick % programme.items.length]?.id;
        const shorter = {
          ...programme,
          items: programme.items.map((item) =>
            item.id === victim ? { ...item, durationMs: Math.ceil((item.durationMs * percent) / 100) } : item,
          ),
        };
        const dropped = {
          ...programme,
          playlists: programme.playlists
            .map((playlist) => ({ ...playlist, itemIds: playlist.itemIds.filter((id) => id !== victim) }))
            .filter(({ itemIds }) => itemIds.length > 0),
        };
        expect(admit(shorter, { days: 1 }).admitted).toBe(true);
        expect(admit(dropped, { days: 1 }).admitted).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('P10 a new programme inside the hour', () => {
  /** A programme that begins before the one it follows leaves that one without an hour; nothing was planned from it. */
  const inTurn = lightSuccession.filter((programmes) =>
    [...pairsOf(programmes)].every(([a, b]) => a.effectiveFrom <= b.effectiveFrom),
  );

  it('keeps what was planned before it, in place, and counts it once', () => {
    fc.assert(
      fc.property(inTurn, (programmes) => {
        const latest = programmes.at(-1);
        const before = planHour(programmes.slice(0, -1), MONDAY_8);
        const after = planHour(programmes, MONDAY_8);
        const from = latest?.effectiveFrom ?? 0;
        const due = new Map(after.dues.map((one) => [one.account, one.due]));
        const kept = before.slots.filter(
          ({ account, k, startAt }) => startAt < from && k < (due.get(account) ?? 0),
        );
        expect(after.slots.filter(({ startAt }) => startAt < from)).toEqual(
          programmes.length > 1 ? kept : [],
        );
        expect(
          checkPlan(programmes, after).filter(({ code }) => code !== 'UNPLACED' && code !== 'GAP'),
        ).toEqual([]);
      }),
    );
  });
});

describe('P11 every zone and date', () => {
  const NEW_YEAR_AT = Date.UTC(2026, 0, 1);

  it.each(ZONES)('%s owes ten times the real hours of each day, short hours rounded down', (zone) => {
    const zoneRules = zoneRulesOf(zone, NEW_YEAR_AT, 366);
    const programme = programmeOf({
      items: [{ id: 'a' }, { id: 'b' }],
      playlists: [{ id: 'p', itemIds: ['a', 'b'], guarantee: 10 }],
      effectiveFrom: NEW_YEAR_AT,
      zoneRules,
    });
    const changes = zoneRules.offsets.slice(1).map(({ at }) => at);
    const days = [NEW_YEAR_AT + 100 * DAY_MS, ...changes];
    for (const at of days) {
      const date = localDateOf(zoneRules, at);
      const hours = [...clockHoursBetween(zoneRules, at - 2 * DAY_MS, at + 2 * DAY_MS)].filter(
        (hour) => localDateOf(zoneRules, hour.from) === date,
      );
      const plans = hours.map((hour) => planHour([programme], hour));
      const expected = hours.map(({ from, to }) => Math.floor((10 * (to - from)) / HOUR_MS));
      expect(plans.map(({ slots }) => slots.length)).toEqual(expected.map((due) => 2 * due));
      expect(plans.flatMap((plan) => checkPlan([programme], plan))).toEqual([]);
    }
  });
});

describe('P14 a plan is plain data', () => {
  it('reads back from its canonical text as it was', () => {
    fc.assert(
      fc.property(lightSuccession, (programmes) => {
        const plan = planHour(programmes, MONDAY_8);
        expect(JSON.parse(canonicalJson(plan))).toEqual(plan);
      }),
    );
  });
});
