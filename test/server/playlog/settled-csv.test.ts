import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../../content/model/instant.ts';
import { planHour } from '../../../content/model/hour-plan.ts';
import type { ReportFilter } from '../../../content/model/report.ts';
import { csvRows } from '../../../server/playlog/export-csv.ts';
import { LedgerReader, type ViewedHour } from '../../../server/playlog/ledger-view.ts';
import { settledCsv } from '../../../server/playlog/settled-csv.ts';
import { seededRandom } from '../../support/fault-random.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8_AT } from '../../support/programme-builder.ts';
import { randomJournal, randomProgrammes } from '../../verify/random-ledger.ts';
import { batches, CITY, PlaylogBench, SCREEN, sha256 } from './playlog-bench.ts';

const SEED = Number(process.env['SEED'] ?? 1);
const ALL: ReportFilter = { playlistIds: [], itemIds: [] };
const HOURS = 4;

/** Knows how many hours went the long way. */
class CountingReader extends LedgerReader {
  judged = 0;

  override viewHour(...hour: Parameters<LedgerReader['viewHour']>): ViewedHour {
    this.judged += 1;
    return super.viewHour(...hour);
  }
}

async function bothWays(
  bench: PlaylogBench,
  filter: ReportFilter,
): Promise<{ settled: string; long: string; judged: number }> {
  const period = { from: MONDAY_8_AT - HOUR_MS, to: MONDAY_8_AT + (HOURS + 20) * HOUR_MS };
  await bench.playlog.stateAccounts(SCREEN, period.to);
  const view = await bench.playlog.viewOf(SCREEN);
  const reader = new CountingReader(view, sha256);
  let settled = '';
  for await (const rows of settledCsv(reader, period, period.to, filter))
    settled += Buffer.from(rows).toString();
  let long = '';
  for await (const rows of csvRows(new LedgerReader(view, sha256), period, period.to, filter)) long += rows;
  return { settled, long, judged: reader.judged };
}

describe('the CSV that is copied from the lines of the ledger', () => {
  it(`is byte for byte that of judged records, whatever happened on the screen (seed ${SEED})`, async () => {
    for (let run = 0; run < 3; run += 1) {
      const random = seededRandom(SEED * 1_000 + run);
      await using bench = await PlaylogBench.open();
      bench.programmes.splice(0, 1, ...randomProgrammes(random));
      for (let player = 0; player < (run === 2 ? 2 : 1); player += 1) {
        const records = randomJournal(random, bench.enrolNamed(), bench.programmes, HOURS);
        for (const batch of batches(records, 1 + Math.floor(random() * 60))) {
          // Some on the next day of receipt: the hours of a day then lie in two files.
          await bench.ingest(batch, MONDAY_8_AT + (random() < 0.5 ? 10 : 20) * HOUR_MS);
        }
      }
      const filters = [
        ALL,
        { playlistIds: ['cchc'], itemIds: [] },
        { playlistIds: [], itemIds: ['a', 'filler'] },
      ];
      for (const filter of filters) {
        const { settled, long } = await bothWays(bench, filter);
        expect({ run, filter, settled }).toEqual({ run, filter, settled: long });
      }
    }
  });

  it('judges no hour whose showings all count, and has each text as a spreadsheet may take it', async () => {
    await using bench = await PlaylogBench.open();
    const journal = new JournalBuilder(bench.enrolNamed());
    journal.start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);
    const words = [
      '=1+1',
      '-',
      '＝SUM',
      '@a, b',
      '"Ngã Bảy", hai\nbảy',
      'bảy \\ hai',
      '',
      '\tấ',
      'ấm, no',
      '+84',
    ];
    for (let index = 0; index < HOURS; index += 1) {
      const from = MONDAY_8_AT + index * HOUR_MS;
      const hour = { from, to: from + HOUR_MS };
      for (const [place, slot] of planHour([CITY], hour).slots.entries()) {
        const isLeftOut = index === 2 && place === 3;
        if (isLeftOut) journal.missed(slot, hour, slot.startAt + 600, 'late');
        else
          journal.play(slot, hour, CITY, {
            title: words[place % 10] ?? '',
            text: words[(place * 3) % 10] ?? '',
          });
      }
      journal.filler(hour.to - 1_000, 'filler', 1_000, hour, CITY);
    }
    for (const batch of batches(journal.records, 50)) await bench.ingest(batch, MONDAY_8_AT + 10 * HOUR_MS);
    const { settled, long, judged } = await bothWays(bench, ALL);
    expect(settled).toBe(long);
    expect(settled.split('\r\n').length).toBeGreaterThan(HOURS * 21);
    expect(judged).toBe(1);
  });
});
