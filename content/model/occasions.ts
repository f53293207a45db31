// The year of an office: occasions for which it puts up slogans, each with the days that are usual. What is made of one is
// a playlist with dates, which begins and ends by itself; the dates here are where a person starts from.

import { dayNumberOf, isoDateOf } from './instant.ts';

export const OCCASION_IDS = [
  'tet_duong_lich',
  'thanh_lap_dang',
  'tet_nguyen_dan',
  'quoc_te_phu_nu',
  'gio_to',
  'thong_nhat_lao_dong',
  'sinh_nhat_bac',
  'thuong_binh_liet_si',
  'quoc_khanh',
  'chuyen_doi_so',
  'phu_nu_viet_nam',
  'phap_luat',
  'dai_doan_ket',
  'quan_doi',
] as const;
export type OccasionId = (typeof OCCASION_IDS)[number];

export interface Occasion {
  readonly id: OccasionId;
  /** Of the day itself. */
  readonly year: number;
  readonly fromDate: string;
  /** Last day, included. */
  readonly untilDate: string;
}

interface Custom {
  /** `mm-dd`, or the day of each year where it follows the moon. */
  readonly on: string | Readonly<Record<number, string>>;
  readonly daysBefore: number;
  readonly daysAfter: number;
}

/** First day of the lunar year by Vietnam's calendar (GMT+7); in 2030 it is a day before China's. */
const NEW_YEAR: Readonly<Record<number, string>> = {
  2026: '02-17',
  2027: '02-06',
  2028: '01-26',
  2029: '02-13',
  2030: '02-02',
  2031: '01-23',
  2032: '02-11',
  2033: '01-31',
  2034: '02-19',
  2035: '02-08',
};

/** Tenth day of the third lunar month. */
const KINGS: Readonly<Record<number, string>> = {
  2026: '04-26',
  2027: '04-16',
  2028: '04-04',
  2029: '04-23',
  2030: '04-12',
  2031: '04-01',
  2032: '04-19',
  2033: '04-09',
  2034: '04-28',
  2035: '04-17',
};

const CUSTOMS: Readonly<Record<OccasionId, Custom>> = {
  tet_duong_lich: { on: '01-01', daysBefore: 7, daysAfter: 2 },
  thanh_lap_dang: { on: '02-03', daysBefore: 10, daysAfter: 2 },
  tet_nguyen_dan: { on: NEW_YEAR, daysBefore: 14, daysAfter: 9 },
  quoc_te_phu_nu: { on: '03-08', daysBefore: 5, daysAfter: 0 },
  gio_to: { on: KINGS, daysBefore: 5, daysAfter: 0 },
  thong_nhat_lao_dong: { on: '04-30', daysBefore: 14, daysAfter: 2 },
  sinh_nhat_bac: { on: '05-19', daysBefore: 10, daysAfter: 1 },
  thuong_binh_liet_si: { on: '07-27', daysBefore: 10, daysAfter: 0 },
  quoc_khanh: { on: '09-02', daysBefore: 14, daysAfter: 1 },
  chuyen_doi_so: { on: '10-10', daysBefore: 9, daysAfter: 5 },
  phu_nu_viet_nam: { on: '10-20', daysBefore: 5, daysAfter: 0 },
  phap_luat: { on: '11-09', daysBefore: 8, daysAfter: 3 },
  dai_doan_ket: { on: '11-18', daysBefore: 7, daysAfter: 0 },
  quan_doi: { on: '12-22', daysBefore: 7, daysAfter: 0 },
};

/** The next time of every occasion that is not over on `today` (`yyyy-mm-dd`), by their beginning. */
export function occasionsFrom(today: string): Occasion[] {
  const thisYear = Number(today.slice(0, 4));
  return OCCASION_IDS.flatMap((id) => {
    const next = [thisYear, thisYear + 1]
      .map((year) => occasionOf(id, year))
      .find((occasion) => occasion !== undefined && occasion.untilDate >= today);
    return next === undefined ? [] : [next];
  }).sort((a, b) => (a.fromDate < b.fromDate ? -1 : 1));
}

/** Undefined for a year beyond the tables. */
function occasionOf(id: OccasionId, year: number): Occasion | undefined {
  const { on, daysBefore, daysAfter } = CUSTOMS[id];
  const day = typeof on === 'string' ? on : on[year];
  if (day === undefined) return undefined;
  const [month = 1, date = 1] = day.split('-').map(Number);
  const number = dayNumberOf(year, month, date);
  return { id, year, fromDate: isoDateOf(number - daysBefore), untilDate: isoDateOf(number + daysAfter) };
}
