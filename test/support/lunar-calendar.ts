// The lunar calendar by Hồ Ngọc Đức's published algorithm ("Thuật toán tính âm lịch", after Meeus), for any offset from
// GMT: an oracle for the tables that are typed in, sharing nothing with them.

const SYNODIC_DAYS = 29.530588853;
const DEGREES = Math.PI / 180;
/** New moon number 0 is that of 1/1/1900. */
const FIRST_MOON_JD = 2_415_021.076998695;
const EPOCH_JD = 2_440_588;
const DAY_MS = 86_400_000;

const dayOf = (year: number, month: number, date: number): number =>
  Date.UTC(year, month - 1, date) / DAY_MS + EPOCH_JD;
const isoOf = (day: number): string => new Date((day - EPOCH_JD) * DAY_MS).toISOString().slice(0, 10);

/** Julian day, with its fraction, of new moon `k`. */
function newMoon(k: number): number {
  const t = k / 1_236.85;
  const sin = (degrees: number): number => Math.sin(degrees * DEGREES);
  const mean =
    2_415_020.75933 +
    29.53058868 * k +
    0.0001178 * t ** 2 -
    0.000000155 * t ** 3 +
    0.00033 * sin(166.56 + 132.87 * t - 0.009173 * t ** 2);
  const sun = 359.2242 + 29.10535608 * k - 0.0000333 * t ** 2 - 0.00000347 * t ** 3;
  const moon = 306.0253 + 385.81691806 * k + 0.0107306 * t ** 2 + 0.00001236 * t ** 3;
  const node = 21.2964 + 390.67050646 * k - 0.0016528 * t ** 2 - 0.00000239 * t ** 3;
  const correction =
    (0.1734 - 0.000393 * t) * sin(sun) +
    0.0021 * sin(2 * sun) -
    0.4068 * sin(moon) +
    0.0161 * sin(2 * moon) -
    0.0004 * sin(3 * moon) +
    0.0104 * sin(2 * node) -
    0.0051 * sin(sun + moon) -
    0.0074 * sin(sun - moon) +
    0.0004 * sin(2 * node + sun) -
    0.0004 * sin(2 * node - sun) -
    0.0006 * sin(2 * node + moon) +
    0.001 * sin(2 * node - moon) +
    0.0005 * sin(2 * moon + sun);
  const deltaT = -0.000278 + 0.000265 * t + 0.000262 * t ** 2;
  return mean + correction - deltaT;
}

/** Which of the twelve signs the sun stands in at the beginning of a day. */
function sunSign(day: number, offsetHours: number): number {
  const t = (day - 0.5 - offsetHours / 24 - 2_451_545) / 36_525;
  const anomaly = (357.5291 + 35_999.0503 * t - 0.0001559 * t ** 2 - 0.00000048 * t ** 3) * DEGREES;
  const mean = 280.46645 + 36_000.76983 * t + 0.0003032 * t ** 2;
  const centre =
    (1.9146 - 0.004817 * t - 0.000014 * t ** 2) * Math.sin(anomaly) +
    (0.019993 - 0.000101 * t) * Math.sin(2 * anomaly) +
    0.00029 * Math.sin(3 * anomaly);
  return Math.floor(((((mean + centre) % 360) + 360) % 360) / 30);
}

const newMoonDay = (k: number, offsetHours: number): number =>
  Math.floor(newMoon(k) + 0.5 + offsetHours / 24);

/** First day of the eleventh month, which holds the winter solstice. */
function eleventhMonth(year: number, offsetHours: number): number {
  const k = Math.floor((dayOf(year, 12, 31) - 2_415_021) / SYNODIC_DAYS);
  const day = newMoonDay(k, offsetHours);
  return sunSign(day, offsetHours) >= 9 ? newMoonDay(k - 1, offsetHours) : day;
}

function leapMonth(eleventh: number, offsetHours: number): number {
  const k = Math.floor(0.5 + (eleventh - FIRST_MOON_JD) / SYNODIC_DAYS);
  for (let index = 1; index < 14; index += 1) {
    const here = sunSign(newMoonDay(k + index, offsetHours), offsetHours);
    if (here === sunSign(newMoonDay(k + index + 1, offsetHours), offsetHours)) return index;
  }
  throw new RangeError('a year of thirteen moons without a leap month');
}

/** `yyyy-mm-dd` of a day of the lunar year that begins in `year`; not of its leap month. */
export function lunarDate(year: number, month: number, date: number, offsetHours: number): string {
  const before = eleventhMonth(month < 11 ? year - 1 : year, offsetHours);
  const after = eleventhMonth(month < 11 ? year : year + 1, offsetHours);
  let moons = month < 11 ? month + 1 : month - 11;
  // The first moon without a new sign of the sun is the leap month; every later one stands a place further on.
  if (after - before > 365 && moons >= leapMonth(before, offsetHours)) moons += 1;
  const k = Math.floor(0.5 + (before - FIRST_MOON_JD) / SYNODIC_DAYS);
  return isoOf(newMoonDay(k + moons, offsetHours) + date - 1);
}
