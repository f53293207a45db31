// The year's occasions as a person meets them: the next of each, over the turn of the year too.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OCCASION_IDS, occasionsFrom } from '../../content/model/occasions.ts';
import { lunarDate } from '../support/lunar-calendar.ts';

const day = fc.date({ min: new Date('2026-01-01'), max: new Date('2034-12-31'), noInvalidDate: true });

describe('occasionsFrom', () => {
  it('offers every occasion once, none over and none more than a year away, in their order', () => {
    fc.assert(
      fc.property(day, (at) => {
        const today = at.toISOString().slice(0, 10);
        const nextYear = `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
        const occasions = occasionsFrom(today);
        expect(occasions.map(({ id }) => id).sort()).toEqual([...OCCASION_IDS].sort());
        expect(occasions.map(({ fromDate }) => fromDate)).toEqual(
          occasions.map(({ fromDate }) => fromDate).sort(),
        );
        for (const { fromDate, untilDate } of occasions) {
          expect(fromDate <= untilDate && untilDate >= today).toBe(true);
          // The moon's own may come up to 20 days later than the year before.
          expect(
            fromDate <= `${nextYear.slice(0, 8)}31` || fromDate.slice(0, 4) === nextYear.slice(0, 4),
          ).toBe(true);
        }
      }),
    );
  });

  it('knows the next Tết, New Year before it, and that one that is running is still there', () => {
    const occasions = occasionsFrom('2026-11-24');
    expect(occasions.find(({ id }) => id === 'tet_nguyen_dan')).toEqual({
      id: 'tet_nguyen_dan',
      year: 2027,
      fromDate: '2027-01-23',
      untilDate: '2027-02-15',
    });
    expect(occasions.find(({ id }) => id === 'tet_duong_lich')).toMatchObject({
      year: 2027,
      fromDate: '2026-12-25',
    });
    expect(occasionsFrom('2027-01-02')[0]).toMatchObject({ id: 'tet_duong_lich', year: 2027 });
  });

  it('offers nothing by the moon in a year that its tables do not know', () => {
    const later = occasionsFrom('2036-01-01').map(({ id }) => id);
    expect(later).not.toContain('tet_nguyen_dan');
    expect(later).toContain('quoc_khanh');
  });
});

/** GMT+7; China reckons by GMT+8, and that is where the two calendars part. */
const VIETNAM = 7;
const CHINA = 8;
const YEARS = [2026, 2027, 2028, 2029, 2030, 2031, 2032, 2033, 2034, 2035];

const shifted = (date: string, days: number) =>
  new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

describe('the days that follow the moon', () => {
  it.each(YEARS)('are in %i those of the lunar calendar reckoned by itself for Vietnam', (year) => {
    const occasions = occasionsFrom(`${year}-01-01`);
    const tet = lunarDate(year, 1, 1, VIETNAM);
    const kings = lunarDate(year, 3, 10, VIETNAM);
    expect(occasions.find(({ id }) => id === 'tet_nguyen_dan')).toMatchObject({
      fromDate: shifted(tet, -14),
      untilDate: shifted(tet, 9),
    });
    expect(occasions.find(({ id }) => id === 'gio_to')).toMatchObject({
      fromDate: shifted(kings, -5),
      untilDate: kings,
    });
  });

  it('are reckoned as the runtime reckons China’s, month by month over leap months, and as history had Tết here', () => {
    const chinese = new Intl.DateTimeFormat('en-u-ca-chinese', {
      timeZone: 'UTC',
      day: 'numeric',
      month: 'numeric',
    });
    const others = YEARS.flatMap((year) =>
      Array.from({ length: 12 }, (_, index) => index + 1).flatMap((month) => {
        const date = lunarDate(year, month, 10, CHINA);
        return chinese.format(new Date(date)) === `${month}/10` ? [] : [date];
      }),
    );
    // NOTE: these two moons come within minutes of midnight in Beijing (23:56 and 00:07), which is finer than the
    // runtime reckons; in Vietnam both are an hour away from it.
    expect(['2027-02-15', '2030-02-12']).toEqual(expect.arrayContaining(others));
    // A day, or in 1985 a month, before China's.
    expect([1968, 1985, 2007].map((year) => lunarDate(year, 1, 1, VIETNAM))).toEqual([
      '1968-01-29',
      '1985-01-21',
      '2007-02-17',
    ]);
    const apart = YEARS.filter((year) => lunarDate(year, 1, 1, VIETNAM) !== lunarDate(year, 1, 1, CHINA));
    expect(apart).toEqual([2030]);
  });
});
