// The year's occasions as a person meets them: the next of each, over the turn of the year too.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OCCASION_IDS, occasionsFrom } from '../../content/model/occasions.ts';

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
