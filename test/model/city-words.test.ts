// What the seed and the clock say: dated names filled into the words, signs for any moment.

import { describe, expect, it } from 'vitest';
import { allClockSigns, clockCell, clockSigns } from '../../content/model/clock-face.ts';
import {
  type Organisation,
  type OrganisationName,
  organisationOn,
  type SeedItem,
  seedItemsOn,
} from '../../content/model/seed.ts';

const nameOf = (fromDate: string, name: string, parentName: string) =>
  ({ fromDate, untilDate: null, name, parentName }) as unknown as OrganisationName;
const older = nameOf('2020-01-01', 'UBND thành phố', 'tỉnh Hậu Giang');
const newer = nameOf('2025-07-01', 'UBND phường', 'thành phố Cần Thơ');
const organisation: Organisation = { id: 'don-vi', names: [newer, older] };

function itemOf(content: SeedItem['content']): SeedItem {
  return { id: 'muc', title: 'Tên: {organisation}', content } as unknown as SeedItem;
}

describe(organisationOn, () => {
  it('is the name in force on the day, the first before all and the last after all', () => {
    const names = ['2019-12-31', '2020-01-01', '2025-06-30', '2025-07-01', '2099-01-01'].map(
      (date) => organisationOn(organisation, date).name,
    );
    expect(names).toEqual([older.name, older.name, older.name, newer.name, newer.name]);
  });

  it('does not depend on the order in which names are listed', () => {
    const reversed = { ...organisation, names: [older, newer] };
    expect(organisationOn(reversed, '2024-01-01').name).toBe(older.name);
  });

  it('refuses an organisation without a name', () => {
    expect(() => organisationOn({ ...organisation, names: [] }, '2026-01-01')).toThrow(RangeError);
  });
});

describe(seedItemsOn, () => {
  it('fills the names of the day into every word of every kind', () => {
    const items = [
      itemOf({ kind: 'slogan', text: '{organisation}', heading: '{parent}' }),
      itemOf({ kind: 'slogan', text: 'không đổi' }),
      itemOf({
        kind: 'service',
        name: '{organisation}',
        steps: ['1', '{parent}'],
        address: 'a',
        url: 'https://a.vn',
      }),
      itemOf({ kind: 'data', data: 'clock', caption: '{organisation}' }),
      itemOf({ kind: 'data', data: 'clock' }),
    ];
    const filled = seedItemsOn({ items, organisation }, '2026-11-24');
    expect(filled.map(({ content }) => content)).toEqual([
      { kind: 'slogan', text: newer.name, heading: 'Thành phố Cần Thơ' },
      { kind: 'slogan', text: 'không đổi' },
      {
        kind: 'service',
        name: newer.name,
        steps: ['1', 'Thành phố Cần Thơ'],
        address: 'a',
        url: 'https://a.vn',
      },
      { kind: 'data', data: 'clock', caption: newer.name },
      { kind: 'data', data: 'clock' },
    ]);
    expect(filled[0]?.title).toBe(`Tên: ${newer.name}`);
  });
});

describe(clockSigns, () => {
  it('says time, date and weekday sign by sign, each with a cell of its line', () => {
    const local = { year: 2027, month: 2, day: 6, weekday: 6, minuteOfDay: 65 };
    expect(clockSigns({ format: 'HH:mm' }, local).join('')).toBe('01:05');
    expect(clockSigns({ format: 'dd/MM/yyyy' }, local).join('')).toBe('06/02/2027');
    expect(clockSigns({ format: 'weekday' }, local)).toEqual(['Thứ Bảy']);
    expect(clockSigns({ format: 'weekday' }, { ...local, weekday: 8 })).toEqual(['']);
    for (const format of ['HH:mm', 'dd/MM/yyyy', 'weekday', 'days-left'] as const) {
      expect(allClockSigns(format)).toEqual(
        expect.arrayContaining(clockSigns({ format, targetDate: '2028-01-01' }, local)),
      );
      expect(clockCell(format, 'x')).toBe(`${format} x`);
    }
  });
});
