// The play log as CSV for a spreadsheet: BOM, CRLF, no cell that a spreadsheet could take for a formula. One row a play
// and one a missed slot, by time, each with the verdict of its hour. It proves the output sent to the LED, and says so.

import type { Instant, Interval, ZoneRules } from '../../content/model/instant.ts';
import type { ReportFilter } from '../../content/model/report.ts';
import { type DetailRow, detailRowsOf } from './detail-row.ts';
import type { LedgerReader, ViewedHour } from './ledger-view.ts';
import { isoTextOf, localTimeText } from './local-text.ts';
import { CLOCK_WORDS, HEADINGS, ROLE_WORDS } from './wording.ts';

const BOM = '﻿';

export type Cell = string | number | null;

export function csvHeading(): string {
  return BOM + linesOf([[...HEADINGS]]);
}

/** The hours that have an instant in the interval, whole; memory holds one day of them. */
export async function* csvRows(
  reader: LedgerReader,
  interval: Interval,
  now: Instant,
  filter: ReportFilter,
): AsyncGenerator<string> {
  for await (const viewed of reader.hours(interval, now)) {
    const text = csvRowsOf(reader, viewed, filter);
    if (text !== '') yield text;
  }
}

export function csvRowsOf(reader: LedgerReader, viewed: ViewedHour, filter: ReportFilter): string {
  return linesOf(detailRowsOf(reader, viewed, filter).map((row) => cellsOf(reader.rules, row)));
}

/** RFC 4180 with CRLF, and with an apostrophe before what a spreadsheet would take for a formula. */
export function linesOf(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    for (let index = 0; index < row.length; index += 1) {
      if (index > 0) text += ',';
      const cell = row[index];
      if (typeof cell === 'string') text += PLAIN.test(cell) ? cell : escaped(cell);
      else if (typeof cell === 'number') text += cell;
    }
    text += '\r\n';
  }
  return text;
}

/** Nothing to quote in it, nothing to run at its start. Most cells are so. */
const PLAIN = /^(?![-=+@\t\uff1d\uff0b\uff0d\uff20])[^",\r\n]*$/;
const FORMULA = /^[-=+@\t\r\uff1d\uff0b\uff0d\uff20]/;
// A bare carriage return ends a row for spreadsheets: unquoted, what follows it is a cell.
const NEEDS_QUOTES = /[",\r\n]/;

function escaped(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function cellsOf(rules: ZoneRules, row: DetailRow): Cell[] {
  return [
    row.at === null ? null : localTimeText(rules, row.at),
    row.at === null ? null : isoTextOf(rules, row.at),
    row.screenName,
    row.title,
    row.version,
    row.text,
    ROLE_WORDS[row.role],
    row.slot,
    row.attempt === 0 ? null : row.attempt,
    localTimeText(rules, row.plannedAt),
    row.plannedMs,
    row.shownMs,
    row.counts === null ? 'không tính' : row.counts ? 'có' : 'không',
    row.why,
    CLOCK_WORDS[row.clock],
    row.uncertaintyMs,
    row.programme,
    row.asset,
    row.pixels,
    row.sha256,
    row.key,
    row.boot,
    row.seq,
  ];
}
