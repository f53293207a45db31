// Kết quả phát over HTTP: a period as days by hours, and one hour with everything the ledger has of it.

import { idsOf } from '../../content/model/api/id-list.ts';
import { HourRecord, type RESULT_ROUTES } from '../../content/model/api/results.ts';
import { CodedError } from '../../content/model/errors.ts';
import type { HourAccount } from '../../content/model/hour-account.ts';
import { planHour } from '../../content/model/hour-plan.ts';
import { DAY_MS, type Instant, type Interval, localDateOf } from '../../content/model/instant.ts';
import type { ReportFilter } from '../../content/model/report.ts';
import { type DatePeriod, intervalOf, periodOf } from '../../content/model/report-period.ts';
import { ResultFold, type ResultGrid } from '../../content/model/result-grid.ts';
import { parseShowingId, type HourPlan } from '../../content/model/slot.ts';
import type { Library } from '../library/library.ts';
import { reaches } from '../library/reach.ts';
import { detailRowsOf } from '../playlog/detail-row.ts';
import type { FiledRecord } from '../playlog/hour-reader.ts';
import { LastHours } from '../playlog/last-hours.ts';
import { LedgerReader } from '../playlog/ledger-view.ts';
import type { Playlog } from '../playlog/playlog.ts';
import { sha256Hex } from '../store/digest.ts';
import type { Handlers } from './mount.ts';

/** A leap year and the days around it; more is a report's work, not a page's. */
const MOST_DAYS = 370;
const EVERYTHING: ReportFilter = { playlistIds: [], itemIds: [] };

export function resultHandlers(
  { screens, snapshots }: Library,
  playlog: Playlog,
): Pick<Handlers, keyof typeof RESULT_ROUTES> {
  const lastHours = new LastHours(playlog, (screenId) => screens.zoneRules(screenId));
  return {
    async listLastDays({ person, at }) {
      const reached = screens.all.filter(({ id }) => reaches(person, id));
      return Promise.all(
        reached.map(async ({ id }) => ({
          screenId: id,
          cells: await lastHours.read(id, at),
          snapshot: await snapshots.newest(id),
        })),
      );
    },
    readResults({ params, query, at }) {
      screens.require(params.screenId);
      const filter = { playlistIds: idsOf(query.playlistIds), itemIds: idsOf(query.itemIds) };
      return gridOf(params.screenId, query, filter, at);
    },
    async readHour({ params, at }) {
      screens.require(params.screenId);
      const hour = screens.hourAt(params.screenId, params.at);
      const reader = new LedgerReader(await playlog.viewOf(params.screenId), sha256Hex);
      const accounts = await playlog.accounts(params.screenId, hour, at);
      const slots = startsOf(planHour(reader.programmes, hour));
      return { hour, accounts, slots, records: await recordsOf(reader, hour, at) };
    },
  };

  async function gridOf(
    screenId: string,
    period: DatePeriod,
    filter: ReportFilter,
    now: Instant,
  ): Promise<ResultGrid> {
    const rules = screens.zoneRules(screenId);
    const whole = intervalOf(rules, period);
    if (whole.from >= whole.to || whole.to - whole.from > MOST_DAYS * DAY_MS) {
      throw new CodedError('BAD_REQUEST', 'Kỳ phải bắt đầu trước khi kết thúc và dài nhất một năm.');
    }
    // Yesterday and today from memory, where it is always fresh; before that as it was stated; what is to come, not at all.
    const yesterday = intervalOf(rules, periodOf('yesterday', localDateOf(rules, now))).from;
    const to = Math.min(whole.to, intervalOf(rules, periodOf('today', localDateOf(rules, now))).to);
    const turn = Math.min(Math.max(whole.from, yesterday), to);
    const fold = new ResultFold({ screenId, rules }, filter, now);
    if (whole.from < turn) {
      const reader = new LedgerReader(await playlog.viewOf(screenId), sha256Hex);
      for await (const { hour, accounts } of reader.accounts({ from: whole.from, to: turn }, now)) {
        fold.addHour(hour, accounts);
      }
    }
    if (turn < to) {
      const recent = await playlog.accounts(screenId, { from: turn, to }, now);
      for (const { hour, accounts } of byHour(recent)) fold.addHour(hour, accounts);
    }
    return fold.grid();
  }
}

function byHour(accounts: readonly HourAccount[]): Iterable<{ hour: Interval; accounts: HourAccount[] }> {
  const hours = new Map<Instant, { hour: Interval; accounts: HourAccount[] }>();
  for (const account of accounts) {
    const known = hours.get(account.hour.from);
    if (known === undefined) hours.set(account.hour.from, { hour: account.hour, accounts: [account] });
    else known.accounts.push(account);
  }
  return hours.values();
}

function startsOf({ dues, slots }: HourPlan): Record<string, Instant[]> {
  const starts: Record<string, Instant[]> = Object.fromEntries(dues.map(({ account }) => [account, []]));
  for (const { account, startAt } of slots) (starts[account] ??= []).push(startAt);
  return starts;
}

async function recordsOf(reader: LedgerReader, hour: Interval, now: Instant): Promise<HourRecord[]> {
  const records: HourRecord[] = [];
  for await (const viewed of reader.hours(hour, now)) {
    const filed = new Map(viewed.filed.map((one) => [sha256Hex(one.bytes), one]));
    for (const row of detailRowsOf(reader, viewed, EVERYTHING)) {
      const { title, version, role, at, plannedAt, plannedMs, shownMs, counts, why, asset, sha256 } = row;
      const one = filed.get(sha256);
      if (one === undefined) continue;
      records.push({
        account: accountOf(one),
        title,
        version,
        role,
        at,
        plannedAt,
        plannedMs,
        shownMs,
        counts,
        why,
        asset,
        sha256,
        text: Buffer.from(one.bytes).toString(),
      });
    }
  }
  return records;
}

function accountOf({ record }: FiledRecord): string {
  return record.slot === null ? record.item : parseShowingId(record.slot).account;
}
