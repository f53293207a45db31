// The play log as CSV for a spreadsheet: BOM, CRLF, no cell that a spreadsheet could take for a formula. One row a play
// and one a missed slot, by time, each with the verdict of its hour. It proves the output sent to the LED, and says so.

import { stringify } from 'csv-stringify/sync';
import {
  clockHoursBetween,
  type Instant,
  type Interval,
  localDateOf,
  offsetAt,
  type ZoneRules,
} from '../../content/model/instant.ts';
import { identityOf, judgeHour } from '../../content/model/judgement.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import type { BootTrace } from '../../content/model/evidence.ts';
import type { Sha256 } from '../../content/model/canonical.ts';
import type { Missed, Play } from '../../content/model/play.ts';
import type { Programme } from '../../content/model/programme.ts';
import type { FiledRecord } from './hour-reader.ts';
import {
  CLOCK_WORDS,
  END_WORDS,
  HEADINGS,
  MISSED_WORDS,
  ROLE_WORDS,
  type RowVerdict,
  VERDICT_WORDS,
} from './wording.ts';

const BOM = '﻿';

export interface CsvSource {
  readonly programmes: readonly Programme[];
  readonly rules: ZoneRules;
  readonly traces: readonly BootTrace[];
  readonly sha256: Sha256;
  readonly now: Instant;
  /** Plays and missed slots of the hours that begin in the interval. */
  readonly readHours: (within: Interval) => Promise<Map<Instant, FiledRecord[]>>;
}

type Cell = string | number | null;

/** The hours that have an instant in the interval, whole; memory holds one day of them. */
export async function* csvRows(source: CsvSource, interval: Interval): AsyncGenerator<string> {
  yield BOM + linesOf([[...HEADINGS]]);
  for (const hours of daysOf(source.rules, interval)) {
    const [first] = hours;
    const last = hours.at(-1);
    if (first === undefined || last === undefined) continue;
    const filed = await source.readHours({ from: first.from, to: last.to });
    for (const hour of hours) {
      const records = filed.get(hour.from) ?? [];
      if (records.length > 0) yield linesOf(rowsOfHour(source, hour, records));
    }
  }
}

function linesOf(rows: Cell[][]): string {
  return stringify(rows, { record_delimiter: 'windows', escape_formulas: true });
}

/** Hours by local day. */
function* daysOf(rules: ZoneRules, interval: Interval): Generator<Interval[]> {
  let day = '';
  let hours: Interval[] = [];
  for (const hour of clockHoursBetween(rules, interval.from, interval.to)) {
    const date = localDateOf(rules, hour.from);
    if (date !== day && hours.length > 0) {
      yield hours;
      hours = [];
    }
    day = date;
    hours.push(hour);
  }
  yield hours;
}

function rowsOfHour(source: CsvSource, hour: Interval, filed: readonly FiledRecord[]): Cell[][] {
  const { programmes, traces, now } = source;
  const plays = filed.flatMap(({ record }) => (record.type === 'play' ? [record] : []));
  const missed = filed.flatMap(({ record }) => (record.type === 'missed' ? [record] : []));
  const input = { programmes, hour, showings: plays, missed, traces, now };
  const judged = judgeHour(input, planHour(programmes, hour));
  const verdicts = new Map<string, RowVerdict>();
  for (const { showing } of judged.surplus) verdicts.set(identityOf(showing), 'extra');
  for (const { showing, verdict } of judged.failures) verdicts.set(identityOf(showing), verdict);
  for (const { showing } of judged.counted) verdicts.set(identityOf(showing), 'counts');
  return filed
    .toSorted((a, b) => timeOf(a.record) - timeOf(b.record) || a.record.seq - b.record.seq)
    .map(({ record, text }) => rowOf(source, record, text, verdicts.get(identityOf(record))));
}

const timeOf = (record: Play | Missed): Instant => record.at ?? record.plannedAt;

function rowOf(
  { programmes, rules, sha256 }: CsvSource,
  record: Play | Missed,
  text: string,
  verdict: RowVerdict | undefined,
): Cell[] {
  const programme = programmes.find(({ number }) => number === record.programme);
  const isFiller = record.slot === null;
  const isMissed = record.type === 'missed';
  const item = programme?.items.find(({ id }) => id === record.item);
  const shown = isMissed
    ? { title: item?.title ?? record.item, version: item?.version ?? null, text: item?.text ?? null }
    : record;
  const why = isMissed
    ? MISSED_WORDS[record.cause]
    : isFiller
      ? END_WORDS[record.end]
      : VERDICT_WORDS[verdict ?? 'not_in_programme'];
  return [
    localTimeText(rules, record.at),
    isoTextOf(rules, record.at),
    programme?.screen.name ?? record.screen,
    shown.title,
    shown.version,
    shown.text,
    isMissed ? 'lượt không phát' : ROLE_WORDS[record.role],
    record.slot,
    record.attempt === 0 ? null : record.attempt,
    localTimeText(rules, record.plannedAt),
    isMissed ? (item?.durationMs ?? null) : record.plannedMs,
    isMissed ? 0 : record.shownMs,
    isFiller ? 'không tính' : verdict === 'counts' ? 'có' : 'không',
    why,
    CLOCK_WORDS[record.clock.state],
    record.clock.uncertaintyMs,
    record.programme,
    isMissed ? null : record.asset,
    isMissed ? null : record.pixels,
    sha256(text),
    record.key,
    record.boot,
    record.seq,
  ];
}

function localTimeText(rules: ZoneRules, at: Instant | null): string | null {
  if (at === null) return null;
  const [year, month, day] = localDateOf(rules, at).split('-');
  return `${day}/${month}/${year} ${timeOfDay(rules, at)}`;
}

function isoTextOf(rules: ZoneRules, at: Instant | null): string | null {
  if (at === null) return null;
  const offsetMinutes = Math.round(offsetAt(rules, at) / 60_000);
  const size = Math.abs(offsetMinutes);
  const zone = `${offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60), 2)}:${pad(size % 60, 2)}`;
  const ms = pad(((at % 1_000) + 1_000) % 1_000, 3);
  return `${localDateOf(rules, at)}T${timeOfDay(rules, at)}.${ms}${zone}`;
}

function timeOfDay(rules: ZoneRules, at: Instant): string {
  const DAY_S = 86_400;
  const secondOfDay = (((Math.floor((at + offsetAt(rules, at)) / 1_000) % DAY_S) + DAY_S) % DAY_S) | 0;
  const hour = Math.floor(secondOfDay / 3_600);
  return `${pad(hour, 2)}:${pad(Math.floor(secondOfDay / 60) % 60, 2)}:${pad(secondOfDay % 60, 2)}`;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
