import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nextDate,
  clockHourAt,
  clockHoursBetween,
  DAY_MS,
  dateOf,
  dayNumberOf,
  HOUR_MS,
  hourNumberOf,
  type Instant,
  localDateOf,
  localTimeOf,
  MINUTE_MS,
  offsetAt,
  offsetPieces,
  type ZoneRules,
  zoneRulesOf,
} from '../../content/model/instant.ts';
import { ZONES } from '../support/zones.ts';

const NEW_YEAR_AT = Date.UTC(2026, 0, 1);
const rulesOf = new Map(ZONES.map((zone) => [zone, zoneRulesOf(zone, NEW_YEAR_AT)]));
const anyRules = fc.constantFrom(...rulesOf.values());
const anyAt = fc.integer({ min: NEW_YEAR_AT, max: NEW_YEAR_AT + 399 * DAY_MS });

function changesOf(zone: string): string[] {
  const offsets = rulesOf.get(zone)?.offsets.slice(1) ?? [];
  return offsets.map(({ at, offsetMs }) => `${new Date(at).toISOString()} ${offsetMs / MINUTE_MS}`);
}

function rules(...offsets: [Instant, number][]): ZoneRules {
  return {
    zone: 'Test/Zone',
    offsets: offsets.map(([at, offsetMs]) => ({ at, offsetMs })),
    until: 10 * DAY_MS,
  };
}

describe('zoneRulesOf', () => {
  it('finds no change in Asia/Ho_Chi_Minh and Asia/Kathmandu', () => {
    expect(rulesOf.get('Asia/Ho_Chi_Minh')?.offsets).toEqual([{ at: NEW_YEAR_AT, offsetMs: 7 * HOUR_MS }]);
    expect(rulesOf.get('Asia/Kathmandu')?.offsets).toEqual([{ at: NEW_YEAR_AT, offsetMs: 345 * MINUTE_MS }]);
  });

  it('finds each change to the millisecond', () => {
    expect(changesOf('America/New_York')).toEqual([
      '2026-03-08T07:00:00.000Z -240',
      '2026-11-01T06:00:00.000Z -300',
    ]);
    expect(changesOf('Europe/London')).toEqual(['2026-03-29T01:00:00.000Z 60', '2026-10-25T01:00:00.000Z 0']);
    expect(changesOf('Australia/Lord_Howe')).toEqual([
      '2026-04-04T15:00:00.000Z 630',
      '2026-10-03T15:30:00.000Z 660',
    ]);
    expect(changesOf('Pacific/Chatham')).toEqual([
      '2026-04-04T14:00:00.000Z 765',
      '2026-09-26T14:00:00.000Z 825',
    ]);
  });

  it('finds the negative summer time of Africa/Casablanca', () => {
    const changes = changesOf('Africa/Casablanca');
    expect(changes.map((change) => change.split(' ')[1])).toEqual(
      ['0', '60', '0', '60'].slice(0, changes.length),
    );
    expect(changes.length).toBeGreaterThanOrEqual(2);
  });

  it('throws RangeError on an unknown zone', () => {
    expect(() => zoneRulesOf('Asia/Nga_Bay', NEW_YEAR_AT)).toThrow(RangeError);
  });

  it('knows the rules until so many days later', () => {
    expect(zoneRulesOf('UTC', NEW_YEAR_AT, 30).until).toBe(NEW_YEAR_AT + 30 * DAY_MS);
  });
});

describe('localTimeOf', () => {
  it('reads the same wall clock as Intl in every zone', () => {
    fc.assert(
      fc.property(anyRules, anyAt, (rules, at) => {
        const parts = new Intl.DateTimeFormat('en-GB', {
          timeZone: rules.zone,
          hourCycle: 'h23',
          weekday: 'short',
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
          hour: '2-digit',
          minute: '2-digit',
        }).formatToParts(at);
        const read = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
        const local = localTimeOf(rules, at);
        expect(localDateOf(rules, at)).toBe(`${read('year')}-${read('month')}-${read('day')}`);
        expect(local.minuteOfDay).toBe(Number(read('hour')) * 60 + Number(read('minute')));
        expect(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][local.weekday - 1]).toBe(read('weekday'));
      }),
    );
  });

  it('assumes the first offset before the rules begin and the last one after they end', () => {
    const zone = rules([0, HOUR_MS], [DAY_MS, 2 * HOUR_MS]);
    expect(offsetAt(zone, -DAY_MS)).toBe(HOUR_MS);
    expect(offsetAt(zone, 99 * DAY_MS)).toBe(2 * HOUR_MS);
  });

  it('takes a zone without any rule as UTC', () => {
    expect(localTimeOf(rules(), 0)).toEqual({ year: 1970, month: 1, day: 1, weekday: 4, minuteOfDay: 0 });
  });
});

describe('dayNumberOf', () => {
  it('counts days as the calendar does and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -800_000, max: 800_000 }), (dayNumber) => {
        const { year, month, day } = dateOf(dayNumber);
        const date = new Date(dayNumber * DAY_MS);
        expect([year, month, day]).toEqual([
          date.getUTCFullYear(),
          date.getUTCMonth() + 1,
          date.getUTCDate(),
        ]);
        expect(dayNumberOf(year, month, day)).toBe(dayNumber);
      }),
    );
  });
});

describe('clockHourAt', () => {
  it('cuts the day at local hh:00, whatever the offset of the zone (3.1)', () => {
    fc.assert(
      fc.property(anyRules, anyAt, (rules, at) => {
        const hour = clockHourAt(rules, at);
        expect(hour.from).toBeLessThanOrEqual(at);
        expect(hour.to).toBeGreaterThan(at);
        const edges = new Set(rules.offsets.map((entry) => entry.at));
        for (const edge of [hour.from, hour.to]) {
          const onTheHour = localTimeOf(rules, edge).minuteOfDay % 60 === 0;
          expect(onTheHour || edges.has(edge)).toBe(true);
        }
        expect(new Set([offsetAt(rules, hour.from), offsetAt(rules, hour.to - 1)]).size).toBe(1);
      }),
    );
  });

  it('starts hours at quarters of UTC hours in Asia/Kathmandu', () => {
    const hour = clockHourAt(rulesOf.get('Asia/Kathmandu') ?? rules(), NEW_YEAR_AT);
    expect(hour).toEqual({ from: NEW_YEAR_AT - 45 * MINUTE_MS, to: NEW_YEAR_AT + 15 * MINUTE_MS });
  });

  it('gives a short hour where Australia/Lord_Howe moves by half an hour', () => {
    const zone = rulesOf.get('Australia/Lord_Howe') ?? rules();
    const [, ...changes] = zone.offsets;
    const lengths = changes.map(({ at }) => {
      const hour = clockHourAt(zone, at);
      return (hour.to - hour.from) / MINUTE_MS;
    });
    expect(lengths).toEqual([30, 30]);
  });

  it('cuts the hour in which Pacific/Chatham moves into 45 and 15 minutes', () => {
    const zone = rulesOf.get('Pacific/Chatham') ?? rules();
    const changeAt = zone.offsets[1]?.at ?? 0;
    const lengths = [changeAt - 1, changeAt].map((at) => {
      const hour = clockHourAt(zone, at);
      return (hour.to - hour.from) / MINUTE_MS;
    });
    expect(lengths).toEqual([45, 15]);
  });

  it('ignores an entry that changes nothing', () => {
    const zone = rules([0, 0], [30 * MINUTE_MS, 0]);
    expect(clockHourAt(zone, 0)).toEqual({ from: 0, to: HOUR_MS });
    expect(offsetPieces(zone, { from: 0, to: HOUR_MS })).toHaveLength(1);
  });
});

describe('clockHoursBetween', () => {
  it('covers time without hole or overlap, each hour whole', () => {
    fc.assert(
      fc.property(anyRules, anyAt, fc.integer({ min: 1, max: 40 * HOUR_MS }), (rules, from, lasts) => {
        const hours = [...clockHoursBetween(rules, from, from + lasts)];
        expect(hours[0]).toEqual(clockHourAt(rules, from));
        expect(hours.at(-1)).toEqual(clockHourAt(rules, from + lasts - 1));
        for (const [index, hour] of hours.slice(1).entries()) expect(hour.from).toBe(hours[index]?.to);
      }),
    );
  });

  it('gives 23, 24 or 25 hours a day where the clock moves by an hour: the repeated one twice, the skipped one never', () => {
    const zone = rulesOf.get('America/New_York') ?? rules();
    const hoursOn = (date: string) =>
      [...clockHoursBetween(zone, NEW_YEAR_AT, NEW_YEAR_AT + 360 * DAY_MS)].filter(
        (hour) => localDateOf(zone, hour.from) === date,
      ).length;
    expect([hoursOn('2026-03-08'), hoursOn('2026-07-01'), hoursOn('2026-11-01')]).toEqual([23, 24, 25]);
  });
});

it('numbers hours by their start since the epoch', () => {
  expect(hourNumberOf({ from: 3 * HOUR_MS + 45 * MINUTE_MS, to: 0 })).toBe(3);
});

describe('nextDate', () => {
  it('goes over the ends of months and years', () => {
    expect(['2026-12-31', '2028-02-28', '2026-11-24'].map(nextDate)).toEqual([
      '2027-01-01',
      '2028-02-29',
      '2026-11-25',
    ]);
  });
});
