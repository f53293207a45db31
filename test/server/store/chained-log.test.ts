// The chained log on real files: what an append promises, what an open repairs, and what it refuses.

import { appendFile, mkdtemp, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../content/model/canonical.ts';
import { type FileChainedLog, openChainedLog } from '../../../server/store/chained-log.ts';
import { sha256Hex } from '../../../server/store/digest.ts';
import { threadDisk } from '../../../server/store/disk.ts';
import type { LogEntry } from '../../../server/store/log-line.ts';
import { type DayRange, readLines, verifyLog } from '../../../server/store/log-reader.ts';

const genesis = 'vong-xoay test log';
const MONDAY = '2026-03-02';
const TUESDAY = '2026-03-03';
const WEDNESDAY = '2026-03-04';

async function scratch(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'vong-xoay-log-')), 'log');
}

const open = (directory: string): Promise<FileChainedLog> => openChainedLog({ directory, genesis });

/** Entries numbered by their row, `row` as their body. */
function rows(day: string, from: number, count: number): { day: string; at: number; body: unknown }[] {
  return Array.from({ length: count }, (_, index) => ({
    day,
    at: 1000 + from + index,
    body: { row: from + index },
  }));
}

async function entriesOf(log: FileChainedLog, range?: DayRange): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const entry of log.read(range)) entries.push(entry);
  return entries;
}

const rowsOf = (entries: LogEntry[]): unknown[] => entries.map(({ body }) => (body as { row: number }).row);

/** Three days of two rows each, closed. */
async function threeDays(): Promise<string> {
  const directory = await scratch();
  const log = await open(directory);
  await log.append(rows(MONDAY, 0, 2));
  await log.append(rows(TUESDAY, 2, 2));
  await log.append(rows(WEDNESDAY, 4, 2));
  await log.close();
  return directory;
}

describe('lines as they lie', () => {
  const textsOf = async (directory: string, fromDay: string, size = Infinity): Promise<string[]> => {
    const texts: string[] = [];
    const acknowledged = { day: WEDNESDAY, size };
    for await (const lines of readLines(directory, threadDisk, { fromDay }, acknowledged))
      for (const line of lines) texts.push(Buffer.from(line).toString());
    return texts;
  };

  test('are those of the entries, from a day on and as far as acknowledged', async () => {
    const directory = await threeDays();
    const log = await open(directory);
    const lines = (await entriesOf(log)).map(({ line }) => line);
    await log.close();
    expect(await textsOf(directory, '')).toEqual(lines);
    expect(await textsOf(directory, TUESDAY)).toEqual(lines.slice(2));
    const half = Buffer.byteLength(lines[4] ?? '') + 1;
    expect(await textsOf(directory, WEDNESDAY, half)).toEqual(lines.slice(4, 5));
  });

  test('end with STORE_CORRUPT where one was changed, left out or cut, also from one day to the next', async () => {
    const changes: ((text: string) => string)[] = [
      (text) => text.replace('"row":2', '"row":9'),
      (text) => text.slice(text.indexOf('\n') + 1),
      (text) => text.slice(0, -1),
    ];
    for (const change of changes) {
      const directory = await threeDays();
      const path = join(directory, `${TUESDAY}.jsonl`);
      await writeFile(path, change(await readFile(path, 'utf8')));
      await expect(textsOf(directory, '')).rejects.toMatchObject({ code: 'STORE_CORRUPT' });
    }
  });

  test('cannot be written through a disk that makes its thread wait', async () => {
    const file = await threadDisk.open(join(await threeDays(), `${MONDAY}.jsonl`), 'read');
    await expect(file.write(0, Buffer.from('x'))).rejects.toThrow('opened for reading');
    await file.close();
    await expect(threadDisk.open(join(await scratch(), 'none'), 'read')).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});

describe('append', () => {
  test('numbers from 0, chains from the genesis text and answers number and hash of each entry', async () => {
    const directory = await scratch();
    const log = await open(directory);
    expect(log.head()).toEqual({ n: -1, hash: sha256Hex(genesis) });
    const body = { z: 'Ngã Bảy, "trích"\n\u2028', a: [1, null, true] };
    const [first, second] = await log.append([
      { day: MONDAY, at: 7, body },
      { day: MONDAY, at: -8, body: null },
    ]);
    await log.close();
    const lines = (await readFile(join(directory, `${MONDAY}.jsonl`), 'utf8')).split('\n');
    expect(lines[0]).toBe(canonicalJson({ n: 0, prev: sha256Hex(genesis), at: 7, body }));
    expect(lines[1]).toBe(canonicalJson({ n: 1, prev: first?.hash, at: -8, body: null }));
    expect(first).toEqual({ n: 0, hash: sha256Hex(lines[0] ?? '') });
    expect(second).toEqual({ n: 1, hash: sha256Hex(lines[1] ?? '') });
    expect(log.head()).toEqual(second);
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 2, head: second });
  });

  test('keeps the order of concurrent appends and the entries of each together', async () => {
    const directory = await scratch();
    const log = await open(directory);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => log.append(rows(MONDAY, index * 3, 3))),
    );
    expect(answers.flat().map(({ n }) => n)).toEqual(Array.from({ length: 150 }, (_, n) => n));
    expect(rowsOf(await entriesOf(log))).toEqual(Array.from({ length: 150 }, (_, n) => n));
    await log.close();
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 150 });
  });

  test('continues the chain over day files, and sends an earlier day to the current one', async () => {
    const directory = await scratch();
    const log = await open(directory);
    await Promise.all([
      log.append(rows(MONDAY, 0, 1)),
      log.append(rows(WEDNESDAY, 1, 1)),
      log.append(rows(TUESDAY, 2, 1)),
      log.append([...rows(MONDAY, 3, 1), ...rows(WEDNESDAY, 4, 1)]),
    ]);
    await log.close();
    expect(await readdir(directory)).toEqual([`${MONDAY}.jsonl`, `${WEDNESDAY}.jsonl`]);
    const reopened = await open(directory);
    expect(reopened.head().n).toBe(4);
    expect(rowsOf(await entriesOf(reopened))).toEqual([0, 1, 2, 3, 4]);
    await reopened.close();
  });

  test('refuses what is not canonical JSON, not a day or too much, and nothing else with it', async () => {
    const directory = await scratch();
    const log = await open(directory);
    const answers = await Promise.allSettled([
      log.append([{ day: MONDAY, at: 1, body: { share: 0.5 } }]),
      log.append([{ day: 'Monday', at: 1, body: 1 }]),
      log.append([{ day: '../../2026-03-02', at: 1, body: 1 }]),
      log.append([{ day: MONDAY, at: 1.5, body: 1 }]),
      log.append([{ day: MONDAY, at: 1, body: 'x'.repeat(5_000_000) }]),
      log.append([]),
      log.append(rows(MONDAY, 0, 1)),
    ]);
    const codes = answers.map((answer) =>
      answer.status === 'rejected' ? answer.reason.code : answer.value.length,
    );
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'STORE_REFUSED'), 0, 1]);
    await log.close();
    await expect(log.append(rows(MONDAY, 1, 1))).rejects.toMatchObject({ code: 'STORE_CLOSED' });
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 1 });
  });

  test('splits what waits into several writes when it is more than one write may hold', async () => {
    const directory = await scratch();
    const log = await open(directory);
    const big = (row: number): Promise<unknown> =>
      log.append([{ day: MONDAY, at: row, body: 'x'.repeat(600_000) }]);
    await Promise.all(Array.from({ length: 9 }, (_, row) => big(row)));
    await log.close();
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 9 });
  });

  test('close waits for what was appended', async () => {
    const directory = await scratch();
    const log = await open(directory);
    const appended = log.append(rows(MONDAY, 0, 3));
    await log.close();
    expect(await appended).toHaveLength(3);
  });

  test('a second writer is noticed and refused, and its entries are left alone', async () => {
    const directory = await scratch();
    const log = await open(directory);
    await log.append(rows(MONDAY, 0, 1));
    const other = await open(directory);
    await other.append(rows(MONDAY, 1, 1));
    await expect(log.append(rows(MONDAY, 9, 1))).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    await expect(log.append(rows(MONDAY, 9, 1))).rejects.toMatchObject({ code: 'STORE_CONFLICT' });
    await log.close();
    expect(rowsOf(await entriesOf(other))).toEqual([0, 1]);
    await other.close();
  });
});

describe('read', () => {
  test('yields the days asked for, half-open, and from the number asked for', async () => {
    const log = await open(await threeDays());
    expect(rowsOf(await entriesOf(log))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rowsOf(await entriesOf(log, { fromDay: TUESDAY }))).toEqual([2, 3, 4, 5]);
    expect(rowsOf(await entriesOf(log, { fromDay: MONDAY, toDay: WEDNESDAY }))).toEqual([0, 1, 2, 3]);
    expect(rowsOf(await entriesOf(log, { fromN: 3 }))).toEqual([3, 4, 5]);
    expect(rowsOf(await entriesOf(log, { fromN: 3, toDay: WEDNESDAY }))).toEqual([3]);
    expect(await entriesOf(log, { fromN: 6 })).toEqual([]);
    await log.close();
  });

  test('shows what was acknowledged when it was called, not what came while reading', async () => {
    const log = await open(await scratch());
    await log.append(rows(MONDAY, 0, 2));
    const reading = log.read();
    await log.append(rows(MONDAY, 2, 2));
    await log.append(rows(TUESDAY, 4, 1));
    const seen: number[] = [];
    for await (const { n } of reading) seen.push(n);
    expect(seen).toEqual([0, 1]);
    await log.close();
  });

  test('reads lines longer than a piece, and many of them, as they were written', async () => {
    const log = await open(await scratch());
    const bodies = Array.from({ length: 40 }, (_, index) => 'ệ'.repeat(index * 4000));
    await log.append(bodies.slice(0, 20).map((body) => ({ day: MONDAY, at: 0, body })));
    await log.append(bodies.slice(20, 30).map((body) => ({ day: MONDAY, at: 0, body })));
    await log.append(bodies.slice(30).map((body) => ({ day: MONDAY, at: 0, body })));
    expect((await entriesOf(log)).map(({ body }) => body)).toEqual(bodies);
    await log.close();
  });

  test('stops at damage with file and line', async () => {
    const directory = await threeDays();
    const log = await open(directory);
    const path = join(directory, `${MONDAY}.jsonl`);
    await writeFile(path, (await readFile(path, 'utf8')).replace('"row":1', '"row":7'));
    await expect(entriesOf(log)).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
      path: join(directory, `${TUESDAY}.jsonl`),
      reason: 'chain broken at line 1: wrong_previous_hash',
    });
    await log.close();
  });
});

describe('open', () => {
  const tails: [string, string | Uint8Array][] = [
    ['half a line', '{"at":12,"bod'],
    ['a whole line without its newline', '{"at":1,"body":1,"n":6,"prev":"x"}'],
    ['NULs to the end, as NTFS leaves them', new Uint8Array(700)],
    [
      'a lost sector before one that was kept',
      Buffer.from(`{"at":1,"b${'\0'.repeat(500)}dy":1}\n{"at":2}\n`),
    ],
  ];
  test.each(tails)('cuts %s, reports it and continues the chain', async (_, tail) => {
    const directory = await threeDays();
    const path = join(directory, `${WEDNESDAY}.jsonl`);
    const { size } = await stat(path);
    await appendFile(path, tail);
    expect(await verifyLog(directory, { genesis })).toMatchObject({
      ok: true,
      entries: 6,
      tornBytes: tail.length,
    });
    const log = await open(directory);
    expect(log.tornBytes).toBe(tail.length);
    expect((await stat(path)).size).toBe(size);
    await log.append(rows(WEDNESDAY, 6, 1));
    await log.close();
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 7, tornBytes: 0 });
  });

  test('continues from the day before when a torn tail was all the last day held', async () => {
    const directory = await threeDays();
    await writeFile(join(directory, '2026-03-05.jsonl'), '{"at":');
    const log = await open(directory);
    await log.append(rows('2026-03-06', 6, 1));
    await log.close();
    const reopened = await open(directory);
    expect(rowsOf(await entriesOf(reopened))).toEqual([0, 1, 2, 3, 4, 5, 6]);
    await reopened.close();
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 7, days: 5 });
  });

  const damages: [string, string, (text: string) => string, number][] = [
    ['a changed word in the last day', WEDNESDAY, (text) => text.replace('"row":4', '"row":9'), 2],
    ['a lost line in the last day', WEDNESDAY, (text) => text.slice(text.indexOf('\n') + 1), 1],
    ['a line that is no JSON', WEDNESDAY, (text) => text.replace('"row":5', '"row":,'), 2],
    ['another end of the day before', TUESDAY, (text) => text.replace('"row":3', '"row":8'), 1],
    ['a lost line at the end of the day before', TUESDAY, (text) => `${text.split('\n')[0]}\n`, 1],
  ];
  test.each(damages)('refuses %s and changes nothing', async (_, day, damage, line) => {
    const directory = await threeDays();
    const path = join(directory, `${day}.jsonl`);
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const refused = { code: 'STORE_CORRUPT', path: join(directory, `${WEDNESDAY}.jsonl`) };
    await expect(open(directory)).rejects.toMatchObject(refused);
    await expect(open(directory)).rejects.toThrow(`line ${line}`);
    expect(await readFile(path, 'utf8')).toBe(damaged);
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: false, line });
  });

  test('refuses a day before that has no whole last line', async () => {
    const directory = await threeDays();
    const path = join(directory, `${TUESDAY}.jsonl`);
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -5));
    await expect(open(directory)).rejects.toMatchObject({ code: 'STORE_CORRUPT', path });
  });

  test('refuses the log of another genesis', async () => {
    const directory = await scratch();
    const log = await open(directory);
    await log.append(rows(MONDAY, 0, 1));
    await log.close();
    await expect(openChainedLog({ directory, genesis: 'another' })).rejects.toMatchObject({
      code: 'STORE_CORRUPT',
    });
  });

  test('takes any flipped bit before the last line, and in its newline, for damage', async () => {
    const directory = await threeDays();
    const path = join(directory, `${WEDNESDAY}.jsonl`);
    const good = await readFile(path);
    const firstLineEnd = good.indexOf('\n');
    const places = [...Array.from({ length: firstLineEnd + 1 }, (_, at) => at), good.length - 1];
    for (const at of places) {
      const flipped = Buffer.from(good);
      flipped[at] = (good[at] ?? 0) ^ 0x01;
      await writeFile(path, flipped);
      expect(await verifyLog(directory, { genesis }), `byte ${at}`).toMatchObject({ ok: false });
    }
  });
});

describe('seal', () => {
  test('makes a day read-only and refuses what would land in it, now and after a restart', async () => {
    const directory = await scratch();
    const log = await open(directory);
    await log.append(rows(MONDAY, 0, 1));
    await log.seal(MONDAY);
    expect((await stat(join(directory, `${MONDAY}.jsonl`))).mode & 0o777).toBe(0o444);
    await expect(log.append(rows(MONDAY, 1, 1))).rejects.toMatchObject({ code: 'STORE_SEALED' });
    await log.close();
    const reopened = await open(directory);
    const [sealed, next] = await Promise.allSettled([
      reopened.append(rows(MONDAY, 1, 1)),
      reopened.append(rows(TUESDAY, 2, 1)),
    ]);
    expect(sealed).toMatchObject({ status: 'rejected', reason: { code: 'STORE_SEALED' } });
    expect(next).toMatchObject({ status: 'fulfilled' });
    expect(rowsOf(await entriesOf(reopened))).toEqual([0, 2]);
    await reopened.close();
    expect(await verifyLog(directory, { genesis })).toMatchObject({ ok: true, entries: 2 });
  });

  test('refuses a day that has no file', async () => {
    const log = await open(await scratch());
    await expect(log.seal(MONDAY)).rejects.toMatchObject({ code: 'STORE_REFUSED' });
    await log.close();
  });

  test('a torn end in a sealed day is damage, not an unfinished write', async () => {
    const directory = await scratch();
    const log = await open(directory);
    await log.append(rows(MONDAY, 0, 1));
    const path = join(directory, `${MONDAY}.jsonl`);
    await appendFile(path, '{"at"');
    await log.seal(MONDAY);
    await log.close();
    await expect(open(directory)).rejects.toMatchObject({ code: 'STORE_CORRUPT', path });
  });
});
