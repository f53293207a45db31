// The same afternoon as the page Kết quả phát asks for it: its grid, one hour with its records, and what was stated.

import type { HourEvidence, LastDay } from '../../content/model/api/results.ts';
import type { LedgerAlarm, QuarantineView } from '../../content/model/api/ledger.ts';
import type { SpotCheckView } from '../../content/model/api/spot-checks.ts';
import type { FiledDeclaration } from '../../content/model/declaration.ts';
import { DAY_MS, HOUR_MS, localDateOf, MINUTE_MS, zoneRulesOf } from '../../content/model/instant.ts';
import type { PhotographView } from '../../content/model/photograph.ts';
import { intervalOf } from '../../content/model/report-period.ts';
import {
  cellOf,
  type ResultCell,
  ResultFold,
  type ResultGrid,
  worseCell,
} from '../../content/model/result-grid.ts';
import { AFTERNOON, type CityDay, DAY_START, PROMISED, SCREEN, ZONE } from './city-day.ts';

const RULES = zoneRulesOf(ZONE, DAY_START - 400 * DAY_MS, 800);

/** Every earlier day of the month as good as today's morning; what was owed later than now is left out, as by the server. */
export function gridOfDay(day: CityDay, query: Record<string, unknown>): ResultGrid {
  const period = { fromDate: String(query['fromDate']), untilDate: String(query['untilDate']) };
  const { from, to } = intervalOf(RULES, period);
  const items = String(query['itemIds']).split(',').filter(Boolean);
  const fold = new ResultFold(
    { screenId: SCREEN, rules: RULES },
    { playlistIds: [], itemIds: items },
    AFTERNOON,
  );
  for (
    let at = Math.max(from, DAY_START - 30 * DAY_MS);
    at < Math.min(to, DAY_START + DAY_MS);
    at += HOUR_MS
  ) {
    const daysBack = Math.round((DAY_START - intervalOf(RULES, dateOf(at)).from) / DAY_MS);
    const accounts = day.hours.filter(({ hour }) => hour.from === at + daysBack * DAY_MS);
    const hour = { from: at, to: at + HOUR_MS };
    fold.addHour(
      hour,
      accounts.map((account) =>
        daysBack === 0 || account.due === 0
          ? { ...account, hour }
          : { ...account, hour, state: 'met', shown: 10, madeGood: 0, missed: 0, open: 0, missing: [] },
      ),
    );
  }
  return fold.grid();
}

/** Today until now, and the end of a yesterday that was as good; every screen of the day alike. */
export function lastDaysOf(day: CityDay, snapshot: LastDay['snapshot']): LastDay[] {
  const running = day.screens[0]?.hour.from ?? DAY_START;
  const cells = Array.from({ length: 24 }, (_, place): ResultCell => {
    const from = running - (23 - place) * HOUR_MS;
    const isToday = from >= DAY_START;
    const hour = isToday ? from : from + DAY_MS;
    const own = day.hours.filter((account) => account.hour.from === hour);
    const [first, ...others] = own.map((account) => ({ ...cellOf(account, AFTERNOON), from }));
    if (first === undefined) return { from, state: 'not_due', overdue: false, due: 0, counted: 0 };
    const worst = others.reduce(worseCell, first);
    return isToday || worst.due === 0 ? worst : { ...worst, state: 'met', counted: worst.due };
  });
  return day.screens.map(({ id }) => ({ screenId: id, cells, snapshot }));
}

function dateOf(at: number): { fromDate: string; untilDate: string } {
  const date = localDateOf(RULES, at);
  return { fromDate: date, untilDate: date };
}

export function evidenceOf(day: CityDay, at: number): HourEvidence {
  const accounts = day.hours.filter(({ hour }) => hour.from === at);
  const missing = new Set(accounts.flatMap((one) => one.missing.map(({ plannedAt }) => plannedAt)));
  const slots = Object.fromEntries(
    PROMISED.map(({ id, offsetMs }) => [
      id,
      Array.from({ length: 10 }, (_, k) => at + offsetMs + k * 6 * MINUTE_MS),
    ]),
  );
  const records = PROMISED.flatMap(({ id, title }) =>
    (slots[id] ?? [])
      .filter((plannedAt) => !missing.has(plannedAt))
      .map((plannedAt, k) => ({
        account: id,
        title,
        version: 1,
        role: 'slot' as const,
        at: plannedAt + 12,
        plannedAt,
        plannedMs: 12_000,
        shownMs: 12_000,
        counts: true,
        why: '',
        asset: (k + 10).toString(16).padStart(64, 'a'),
        sha256: plannedAt.toString(16).padStart(64, '0'),
        text: JSON.stringify({ item: id, plannedAt }),
      })),
  ).sort((a, b) => a.plannedAt - b.plannedAt);
  return { hour: { from: at, to: at + HOUR_MS }, accounts, slots, records };
}

/** Appends what somebody states. */
export function declare(day: CityDay, at: number, declaration: Record<string, unknown>): FiledDeclaration {
  const by = { id: 'nguoi-1', name: 'Nguyễn Thị Hạnh' };
  const filed: FiledDeclaration = {
    declaration: { v: 1, at, by, ...declaration } as FiledDeclaration['declaration'],
    sha256: 'b'.repeat(64),
    keyId: '0123456789abcdef',
    signature: 'A'.repeat(86) + '==',
    n: day.declarations.length,
    withdrawn: false,
  };
  day.declarations = [...day.declarations, filed];
  return filed;
}

export const ALARMS: readonly LedgerAlarm[] = [
  { code: 'quarantined', screenId: SCREEN, count: 1, since: AFTERNOON - HOUR_MS },
  { code: 'seal_unpublished', screenId: null, count: 1, since: null },
];

export const QUARANTINE: readonly QuarantineView[] = [
  {
    n: 0,
    receivedAt: AFTERNOON - HOUR_MS,
    cause: 'fork',
    state: 'kept',
    key: '0123456789abcdef',
    boot: '00112233445566aa',
    firstSeq: 12,
    lastSeq: 40,
  },
];

export function spotCheckAt(at: number, screenId: string): SpotCheckView {
  const period = { from: at, to: at + 15 * MINUTE_MS, expiresAt: at + DAY_MS };
  return { id: 'kiem-tra-1', screenId, issuedBy: 'Nguyễn Thị Hạnh', ...period, state: 'open' };
}

/** One that fits: its code hung there in the minute before its time. */
export function photographAt(at: number, screen: string, query: Record<string, unknown>): PhotographView {
  const takenAt = Number(query['takenAt']);
  return {
    sha256: 'e'.repeat(64),
    screen,
    code: String(query['code']),
    takenAt,
    takenFrom: 'person',
    widthPx: 4,
    heightPx: 3,
    bytes: 100,
    uploadedAt: at,
    by: { id: 'nguoi-1', name: 'Nguyễn Thị Hạnh' },
    match: {
      shown: { from: takenAt - 30_000, to: takenAt + 30_000 },
      record: 'f'.repeat(64),
      differenceMs: 0,
      plays: [],
    },
  };
}
