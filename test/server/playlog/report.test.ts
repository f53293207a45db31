import { describe, expect, it } from 'vitest';
import type { HourAccount } from '../../../content/model/hour-account.ts';
import { intervalOf } from '../../../content/model/report-period.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { LedgerReader } from '../../../server/playlog/ledger-view.ts';
import { foldReport } from '../../../server/playlog/report/fold-report.ts';
import { HOUR_MS } from '../../../content/model/instant.ts';
import { makeDownload } from '../../../server/playlog/report/make-download.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { HCM_RULES, MONDAY_8_AT } from '../../support/programme-builder.ts';
import { DownloadBench, MONDAY } from './download-bench.ts';
import { SCREEN } from './playlog-bench.ts';

const sum = (accounts: readonly HourAccount[], of: (account: HourAccount) => number) =>
  accounts.reduce((total, account) => total + of(account), 0);

describe('a report made beside the server', () => {
  it('has the numbers that the server itself gives for the hours', async () => {
    await using bench = await DownloadBench.open();
    const { playlog } = bench.playlog;
    const day = intervalOf(HCM_RULES, MONDAY);
    const accounts = await playlog.accounts(SCREEN, day, bench.playlog.now);
    const reader = new LedgerReader(await playlog.viewOf(SCREEN), sha256Hex);
    const scope = {
      period: MONDAY,
      filter: { playlistIds: [], itemIds: [] },
      now: bench.playlog.now,
      seed: null,
    };
    const { report, detail } = await foldReport([reader], { ...scope, wantsDetail: true }, () => undefined);
    const [total] = report.totals;
    expect(total?.sums).toMatchObject({
      due: sum(accounts, ({ due }) => due),
      shown: sum(accounts, ({ shown }) => shown),
      madeGood: sum(accounts, ({ madeGood }) => madeGood),
      missed: sum(accounts, ({ missed }) => missed),
      hoursMet: accounts.filter(({ state }) => state === 'met').length,
    });
    expect(total?.sums.missed).toBeGreaterThan(0);
    expect(detail.rows.filter(({ row }) => row.counts === true)).toHaveLength(
      sum(accounts, ({ shown, madeGood }) => shown + madeGood),
    );
  });

  it('comes out the same from statements as from records', async () => {
    await using bench = await DownloadBench.open();
    const { playlog } = bench.playlog;
    const foldNow = async () => {
      const reader = new LedgerReader(await playlog.viewOf(SCREEN), sha256Hex);
      const scope = { period: MONDAY, filter: { playlistIds: [], itemIds: [] }, now: bench.playlog.now };
      return foldReport([reader], { ...scope, wantsDetail: false, seed: null }, () => undefined);
    };
    const counted = await foldNow();
    const statements = await playlog.stateAccounts(SCREEN, bench.playlog.now);
    expect(statements.length).toBeGreaterThan(0);
    expect((await foldNow()).report).toEqual(counted.report);
  });

  it('does not see what is appended after it was ordered', async () => {
    await using bench = await DownloadBench.open();
    const task = await bench.taskOf({ format: 'jsonl' });
    const before = await bench.make({ format: 'jsonl' });
    await bench.playlog.ingest(moreRecords(), bench.playlog.now);
    const { bytes } = await makeDownload(task, () => undefined);
    expect(bytes).toBe(before.bytes.length);
    const after = await bench.make({ format: 'jsonl' });
    expect(after.bytes.length).toBeGreaterThan(bytes);
  });
});

function moreRecords() {
  const journal = new JournalBuilder().start(MONDAY_8_AT + 6 * HOUR_MS);
  return journal.records;
}
