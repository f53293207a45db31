// What a server knows after a checkpoint and the days after it is what it knows after reading everything; and a checkpoint
// that does not fit its ledger is worth nothing.

import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../content/model/instant.ts';
import type { JournalRecord } from '../../../content/model/play.ts';
import { Checkpoint } from '../../../server/playlog/checkpoint.ts';
import { type Disk, nodeDisk } from '../../../server/store/disk.ts';
import { seededRandom } from '../../support/fault-random.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8_AT } from '../../support/programme-builder.ts';
import type { Random } from '../../verify/bundle-mutations.ts';
import { batches, CITY, PlaylogBench, SCREEN } from './playlog-bench.ts';

const Stored = z.object({ checkpoint: Checkpoint });
const SEED = Number(process.env['SEED'] ?? Date.now() % 100_000);
const DAYS = 7;
const HOURS_A_DAY = 7;

/** A disk that notes which days of the ledger are read. */
class WatchedDisk {
  readonly days = new Set<string>();
  readonly disk: Disk = {
    ...nodeDisk,
    open: (path, mode) => {
      const [, day] = /\/ledger\/[^/]+\/(\d{4}-\d{2}-\d{2})\.jsonl$/.exec(path) ?? [];
      if (day !== undefined && mode === 'read') this.days.add(day);
      return nodeDisk.open(path, mode);
    },
  };
}

const dayStart = (day: number): number => MONDAY_8_AT + day * DAY_MS;

/** Days of a player that misses some, starts anew at times, gives the screen away, and names a seal of the server. */
function journalOf(random: Random, key: string): JournalRecord[][] {
  const journal = new JournalBuilder(key);
  let taken = 0;
  return Array.from({ length: DAYS }, (_, day) => {
    for (let index = 0; index < HOURS_A_DAY; index += 1) {
      const from = dayStart(day) + index * HOUR_MS;
      const hour = { from, to: from + HOUR_MS };
      if ((day === 0 && index === 0) || random() < 0.1)
        journal.start(from - MINUTE_MS).ready(from - MINUTE_MS, CITY);
      journal.hour(hour, CITY, () => random() < 0.95);
      const given = { recipient: 'Đài Truyền thanh', reason: 'tiếp sóng', by: 'An' };
      if (random() < 0.2) journal.yielded(hour.to - MINUTE_MS, 'begun', given);
      if (random() < 0.2) journal.yielded(hour.to - MINUTE_MS / 2, 'ended', given);
      if (random() < 0.2)
        journal.seal(hour, hour.to, undefined, {
          day: '2026-01-04',
          number: day + 1,
          sha256: 'e'.repeat(64),
        });
    }
    const records = journal.records.slice(taken);
    taken = journal.records.length;
    return records;
  });
}

/** Batches of a day as they come: of any size, some before those they follow, some twice, some only the next day. */
function arriving(random: Random, days: readonly JournalRecord[][]): JournalRecord[][][] {
  const late: JournalRecord[][] = [];
  return days.map((records) => {
    const pieces = [...late.splice(0), ...batches(records, 5 + Math.floor(random() * 40))];
    for (let index = 1; index < pieces.length; index += 1) {
      const [before, piece] = [pieces[index - 1], pieces[index]];
      if (before === undefined || piece === undefined || random() < 0.8) continue;
      [pieces[index - 1], pieces[index]] = [piece, before];
    }
    if (random() < 0.5) late.push(...pieces.splice(-2));
    return pieces.flatMap((piece) => (random() < 0.1 ? [piece, piece] : [piece]));
  });
}

/** All that a server says without being told anything. */
async function knowledgeOf(bench: PlaylogBench) {
  const { playlog } = bench;
  const { days, traces, yields } = await playlog.viewOf(SCREEN);
  const { ledger } = await playlog.booksOf(SCREEN);
  const within = { from: MONDAY_8_AT - HOUR_MS, to: dayStart(DAYS) };
  const touched = ledger.takeTouched();
  ledger.giveBackTouched(touched);
  return {
    days,
    traces,
    yields,
    echoes: ledger.echoes,
    keys: await Promise.all(['a', 'b'].map((key) => playlog.acknowledged(SCREEN, key.repeat(16)))),
    plays: await playlog.recentPlays(SCREEN, 500),
    accounts: await playlog.accounts(SCREEN, within, bench.now),
    stretches: ledger.memory.stretches,
    touched: [...touched.hours].sort((a, b) => a - b),
  };
}

/** A week of two players, stated and checkpointed at a random moment of it. */
async function week(random: Random): Promise<{ bench: PlaylogBench; sent: JournalRecord[][] }> {
  const bench = await PlaylogBench.open();
  bench.enrol('b'.repeat(16));
  const first = arriving(random, journalOf(random, 'a'.repeat(16)));
  const second = arriving(random, journalOf(random, 'b'.repeat(16)));
  const sent: JournalRecord[][] = [];
  const checkpointDay = DAYS - 1 - Math.floor(random() * 2);
  for (let day = 0; day < DAYS; day += 1) {
    const pieces = [...(first[day] ?? []), ...(random() < 0.3 ? (second[day] ?? []) : [])];
    for (const [index, piece] of pieces.entries()) {
      bench.now = dayStart(day) + 12 * HOUR_MS + index * MINUTE_MS;
      await bench.ingest(piece, bench.now);
      sent.push(piece);
      if (day === checkpointDay && index === 1) {
        const { ledger } = await bench.playlog.booksOf(SCREEN);
        expect(await ledger.saveCheckpoint()).toBe(true);
      }
    }
    // To the end: a start looks a day behind the newest statement, and must find that among the days it reads.
    if (day < DAYS - 1) await bench.playlog.stateAccounts(SCREEN, dayStart(day) + DAY_MS);
  }
  return { bench, sent };
}

const checkpointOf = (bench: PlaylogBench): string => join(bench.directory, 'checkpoints', `${SCREEN}.json`);
const dayFileOf = (bench: PlaylogBench, date: string): string =>
  join(bench.directory, 'ledger', SCREEN, `${date}.jsonl`);

/** The days that a start reads. */
async function reopened(bench: PlaylogBench): Promise<ReadonlySet<string>> {
  const watched = new WatchedDisk();
  bench.disk = watched.disk;
  await bench.reopen();
  bench.disk = nodeDisk;
  return watched.days;
}

describe('a start from a checkpoint', () => {
  it(`knows what a whole reading tells, and reads the last days only (seed ${SEED})`, async () => {
    for (let run = 0; run < 2; run += 1) {
      const { bench, sent } = await week(seededRandom(SEED + run));
      await using _ = bench;
      const read = await reopened(bench);
      expect(read.has('2026-01-05')).toBe(false);
      const known = await knowledgeOf(bench);
      const ledger = await bench.ledger();
      // The second player's journal has holes for good: whoever sends that again says that it has no more.
      const whole = sent.filter(([first]) => first?.key === 'a'.repeat(16));
      const receipts = [];
      for (const piece of whole) receipts.push(await bench.ingest(piece, bench.now));
      expect(await bench.ledger()).toEqual(ledger);
      await rm(checkpointOf(bench));
      expect((await reopened(bench)).has('2026-01-05')).toBe(true);
      expect(await knowledgeOf(bench)).toEqual(known);
      const again = [];
      for (const piece of whole) again.push(await bench.ingest(piece, bench.now));
      expect(again).toEqual(receipts);
      expect(await bench.ledger()).toEqual(ledger);
    }
  });
});

describe('a checkpoint is worth nothing', () => {
  let bench: PlaylogBench;
  beforeAll(async () => ({ bench } = await week(seededRandom(1))));
  afterAll(() => bench[Symbol.asyncDispose]());

  /** A fresh checkpoint of a server that has stopped. */
  async function stopped(): Promise<Checkpoint> {
    await bench.reopen();
    expect(await (await bench.playlog.booksOf(SCREEN)).ledger.saveCheckpoint()).toBe(true);
    expect((await reopened(bench)).has('2026-01-05')).toBe(false);
    await bench.close();
    return Stored.parse(JSON.parse(await readFile(checkpointOf(bench), 'utf8'))).checkpoint;
  }

  it('when a byte of it was changed, or it was cut: everything is read', async () => {
    await stopped();
    const text = await readFile(checkpointOf(bench), 'utf8');
    for (const spoiled of [text.replace(/"keptFrom":\d/, '"keptFrom":9'), text.slice(0, 100)]) {
      await writeFile(checkpointOf(bench), spoiled);
      expect((await reopened(bench)).has('2026-01-05')).toBe(true);
    }
  });

  it('when an old day was written anew, be it with the same bytes and its old date: everything is read', async () => {
    await stopped();
    const path = dayFileOf(bench, '2026-01-05');
    const { atime, mtime } = await stat(path);
    await writeFile(path, await readFile(path));
    await utimes(path, atime, mtime);
    expect((await reopened(bench)).has('2026-01-05')).toBe(true);
  });

  it('when the ledger ends before it: everything is read', async () => {
    const { n, dayFiles } = await stopped();
    const path = dayFileOf(bench, dayFiles.at(-1)?.[0] ?? '');
    const whole = await readFile(path, 'utf8');
    const lines = whole.split('\n');
    const kept = lines.filter((line) => line !== '' && Number(/"n":(\d+),"prev"/.exec(line)?.[1]) < n);
    await writeFile(path, kept.map((line) => `${line}\n`).join(''));
    expect((await reopened(bench)).has('2026-01-05')).toBe(true);
    await bench.close();
    await writeFile(path, whole);
  });

  it('when days are missing or records of the last days were altered: the start is refused as without it', async () => {
    await stopped();
    for (const date of ['2026-01-07', '2026-01-10']) {
      const path = dayFileOf(bench, date);
      const whole = await readFile(path);
      await rm(path);
      await expect(bench.reopen()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
      await writeFile(path, whole);
    }
    await bench.reopen();
    await stopped();
    const path = dayFileOf(bench, '2026-01-10');
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.replace('"shownMs":', '"shownMs":1'));
    await expect(bench.reopen()).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    await writeFile(path, whole);
  });
});
