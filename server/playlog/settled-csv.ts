// The CSV of a long period. Where the stated account of an hour counts every showing that has a slot, nothing is left to
// be judged, and its rows are copied straight from the lines of the ledger; every other hour goes the long way, by
// `csvRowsOf`. Both write the same bytes.

import type { HourAccount } from '../../content/model/hour-account.ts';
import type { Instant, Interval } from '../../content/model/instant.ts';
import { isWanted, type ReportFilter } from '../../content/model/report.ts';
import { parseShowingId } from '../../content/model/slot.ts';
import { ByteRows } from './byte-rows.ts';
import { csvRowsOf } from './export-csv.ts';
import { isSettled, type LedgerReader, spanOf } from './ledger-view.ts';
import { filedOf, PlayDays, type PlayRow } from './play-days.ts';
import { PlayCells } from './play-cells.ts';
import { standsAt } from './line-shape.ts';
import { PLAY } from './play-shape.ts';

const HASH_SIGN = 0x23;

/**
 * Exact when the accounts were stated just before the view was taken. Memory holds two days of receipt. Each piece is good
 * until the next one is asked for.
 */
export async function* settledCsv(
  reader: LedgerReader,
  interval: Interval,
  now: Instant,
  filter: ReportFilter,
): AsyncGenerator<Uint8Array> {
  await using stated = await reader.stated(interval);
  const days = new PlayDays(reader);
  const cells = new PlayCells(reader);
  const written = new ByteRows();
  for (const hours of reader.localDays(interval)) {
    const rows = await days.within(spanOf(hours));
    written.clear();
    for (const hour of hours) {
      const own = rows.get(hour.from);
      if (own === undefined) continue;
      const accounts = (await stated?.of(hour.from)) ?? [];
      if (isSettled(accounts) && doesAllCount(own, accounts)) {
        for (const row of inOrder(own)) if (isRowWanted(row, filter)) cells.write(row, written);
      } else {
        written.text(csvRowsOf(reader, reader.viewHour(hour, own.map(filedOf), now), filter));
      }
    }
    if (written.size > 0) yield written.bytes();
  }
}

/** Every showing of the hour that has a slot: of each account as many count as there are. */
function doesAllCount(rows: readonly PlayRow[], accounts: readonly HourAccount[]): boolean {
  const stated = accounts.map(({ account, shown, madeGood }) => {
    return { name: new Uint8Array(Buffer.from(account)), left: shown + madeGood };
  });
  for (const { day, at } of rows) {
    if (at === undefined) return false;
    if (day.isNull(at, PLAY.slot)) continue;
    const from = day.places[at + PLAY.slot] ?? 0;
    const to = day.bytes.lastIndexOf(HASH_SIGN, day.places[at + PLAY.slot + 1]);
    const own = stated.find(({ name }) => name.length === to - from && standsAt(day.bytes, from, to, name));
    if (own === undefined) return false;
    own.left -= 1;
  }
  return stated.every(({ left }) => left === 0);
}

function isRowWanted({ day, at = 0 }: PlayRow, filter: ReportFilter): boolean {
  if (filter.playlistIds.length === 0 && filter.itemIds.length === 0) return true;
  const hasSlot = !day.isNull(at, PLAY.slot);
  const account = hasSlot ? parseShowingId(day.asciiOf(at, PLAY.slot)).account : day.asciiOf(at, PLAY.item);
  const playlist = day.isNull(at, PLAY.playlist) ? '' : day.asciiOf(at, PLAY.playlist);
  return isWanted(filter, { account, playlist });
}

/** By time, as the long way orders them; they mostly stand so. */
function inOrder(rows: readonly PlayRow[]): readonly PlayRow[] {
  let isSorted = true;
  let before = { time: -Infinity, seq: -1 };
  for (const row of rows) {
    isSorted &&= before.time < row.time || (before.time === row.time && before.seq <= row.seq);
    before = row;
  }
  return isSorted ? rows : rows.toSorted((a, b) => a.time - b.time || a.seq - b.seq);
}
