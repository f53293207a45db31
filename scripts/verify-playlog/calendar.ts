// Local time from the offsets that a programme carries: clock hours, and the windows of days and minutes in which a screen
// is open or a playlist active. All intervals are half-open, in milliseconds since 1970.

export interface Interval {
  readonly from: number;
  readonly to: number;
}

export interface ZoneRules {
  readonly offsets: readonly { readonly at: number; readonly offsetMs: number }[];
}

export interface DailyWindow {
  /** Monday 1 to Sunday 7. */
  readonly days: readonly number[];
  readonly fromMinute: number;
  readonly untilMinute: number;
}

export const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export function offsetAt(rules: ZoneRules, at: number): number {
  let offset = rules.offsets[0]?.offsetMs ?? 0;
  for (const change of rules.offsets) if (change.at <= at) offset = change.offsetMs;
  return offset;
}

/** Pieces of an interval in which the offset does not change. */
function pieces(rules: ZoneRules, { from, to }: Interval): (Interval & { offsetMs: number })[] {
  const cuts = rules.offsets
    .map(({ at }) => at)
    .filter((at) => at > from && at < to && offsetAt(rules, at - 1) !== offsetAt(rules, at));
  const marks = [from, ...cuts, to];
  return marks
    .slice(0, -1)
    .map((start, index) => ({ from: start, to: marks[index + 1] ?? to, offsetMs: offsetAt(rules, start) }));
}

/** Local hh:00 to hh:00, cut where the offset changes. */
export function* clockHours(rules: ZoneRules, { from, to }: Interval): Generator<Interval> {
  for (let at = from; at < to; ) {
    const offset = offsetAt(rules, at);
    const start = Math.floor((at + offset) / HOUR_MS) * HOUR_MS - offset;
    const [first] = pieces(rules, { from: at, to: start + HOUR_MS });
    const end = first?.to ?? start + HOUR_MS;
    const before = rules.offsets.findLast((change) => change.at <= at && change.at > start);
    const began = before !== undefined && offsetAt(rules, before.at - 1) !== offset ? before.at : start;
    yield { from: began, to: end };
    at = end;
  }
}

export function windows(
  hours: readonly DailyWindow[],
  rules: ZoneRules,
  within: Interval,
  dates: { from: string | null; until: string | null } = { from: null, until: null },
): Interval[] {
  const first = dates.from === null ? -Infinity : Date.parse(dates.from) / DAY_MS;
  const last = dates.until === null ? Infinity : Date.parse(dates.until) / DAY_MS;
  const found: Interval[] = [];
  for (const piece of pieces(rules, within)) {
    const from = Math.floor((piece.from + piece.offsetMs) / DAY_MS) - 1;
    const to = Math.floor((piece.to - 1 + piece.offsetMs) / DAY_MS);
    for (let day = Math.max(from, first); day <= Math.min(to, last); day += 1) {
      // 1970-01-01 was a Thursday.
      const weekday = ((((day + 3) % 7) + 7) % 7) + 1;
      for (const { days, fromMinute, untilMinute } of hours) {
        if (!days.includes(weekday)) continue;
        const midnight = day * DAY_MS - piece.offsetMs;
        const lasts = (untilMinute > fromMinute ? untilMinute : untilMinute + 1440) - fromMinute;
        const start = midnight + fromMinute * MINUTE_MS;
        const shared = overlap({ from: start, to: start + lasts * MINUTE_MS }, piece);
        if (shared !== null) found.push(shared);
      }
    }
  }
  return union(found);
}

export function overlap(a: Interval, b: Interval): Interval | null {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from < to ? { from, to } : null;
}

export function common(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return union(a.flatMap((one) => b.flatMap((other) => overlap(one, other) ?? [])));
}

export function lengthMs(intervals: readonly Interval[]): number {
  return intervals.reduce((sum, { from, to }) => sum + to - from, 0);
}

function union(intervals: readonly Interval[]): Interval[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
