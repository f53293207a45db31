// One pass over the ledgers of a report: its numbers, and the rows of its details where a format wants them.

import type { Instant } from '../../../content/model/instant.ts';
import { type Report, ReportFold, type ReportFilter } from '../../../content/model/report.ts';
import { type DatePeriod, intervalOf } from '../../../content/model/report-period.ts';
import { detailRowsOf } from '../detail-row.ts';
import type { LedgerReader } from '../ledger-view.ts';
import { Sampler, type SampleRow } from './inspection-pdf.ts';
import { type DetailSheet, MOST_DETAIL_ROWS } from './report-xlsx.ts';

export interface ReportScope {
  readonly period: DatePeriod;
  readonly filter: ReportFilter;
  readonly now: Instant;
  readonly wantsDetail: boolean;
  /** Of a random sample; null when none is wanted. */
  readonly seed: string | null;
}

/** `onHour` after each clock hour, with the instant it ends at. */
export async function foldReport(
  readers: readonly LedgerReader[],
  { period, filter, now, wantsDetail, seed }: ReportScope,
  onHour: (reader: LedgerReader, until: Instant) => void,
  mostRows = MOST_DETAIL_ROWS,
): Promise<{ report: Report; detail: DetailSheet; sampled: SampleRow[] }> {
  const sampler = new Sampler(seed ?? '');
  const fold = new ReportFold(filter, now);
  const rows: DetailSheet['rows'][number][] = [];
  let leftOut = 0;
  for (const reader of readers) {
    if (!wantsDetail && seed === null) {
      for await (const { hour, accounts } of reader.accounts(intervalOf(reader.rules, period), now)) {
        fold.addHour(reader, hour, accounts);
        onHour(reader, hour.to);
      }
      continue;
    }
    for await (const viewed of reader.hours(intervalOf(reader.rules, period), now)) {
      fold.addHour(reader, viewed.hour, reader.accountsOf(viewed));
      onHour(reader, viewed.hour.to);
      for (const row of detailRowsOf(reader, viewed, filter)) {
        // A workbook is for what was promised; filler stands in CSV and bundle.
        if (row.counts === null) continue;
        if (seed !== null) sampler.offer({ row, screenId: reader.screenId });
        if (!wantsDetail) continue;
        if (rows.length < mostRows) rows.push({ row, rules: reader.rules });
        else leftOut += 1;
      }
    }
  }
  return { report: fold.report(), detail: { rows, leftOut }, sampled: sampler.rows };
}
