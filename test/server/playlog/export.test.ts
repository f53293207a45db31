import { describe, expect, it } from 'vitest';
import { HOUR_MS, type Interval, MINUTE_MS } from '../../../content/model/instant.ts';
import { planHour } from '../../../content/model/hour-plan.ts';
import type { PlayView } from '../../../content/model/api.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { MONDAY_8, MONDAY_8_AT, programmeOf } from '../../support/programme-builder.ts';
import { parseCsv } from './csv-reader.ts';
import { batches, CITY, PlaylogBench, SCREEN, sha256 } from './playlog-bench.ts';

const started = () =>
  new JournalBuilder().start(MONDAY_8_AT - MINUTE_MS).ready(MONDAY_8_AT - MINUTE_MS, CITY);

async function textOf(rows: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const row of rows) text += row;
  return text;
}

describe('the CSV download', () => {
  it('has one row a play, in Vietnamese, with local times and the verdict of the hour', async () => {
    await using bench = await PlaylogBench.open();
    const journal = started();
    const slots = planHour([CITY], MONDAY_8).slots;
    for (const slot of slots) {
      const isFirst = slot.account === 'a' && slot.k === 0;
      if (slot.account === 'a' && slot.k === 1) journal.missed(slot, MONDAY_8, slot.startAt + 600, 'late');
      else journal.play(slot, MONDAY_8, CITY, isFirst ? { visibleMs: 0 } : {});
    }
    await bench.ingest(journal.records);
    const text = await textOf(bench.playlog.exportRows(SCREEN, MONDAY_8, 'csv'));
    expect(text.startsWith('\uFEFFThời điểm (giờ địa phương),')).toBe(true);
    const [headings = [], ...rows] = parseCsv(text.slice(1));
    expect(rows).toHaveLength(slots.length);
    expect(rows.every((row) => row.length === headings.length)).toBe(true);
    const cell = (row: string[] | undefined, heading: string) => row?.[headings.indexOf(heading)];
    const counted = 'Được tính (chứng minh hình gửi tới LED)';
    expect(rows.filter((row) => cell(row, counted) === 'có')).toHaveLength(slots.length - 2);
    const hidden = rows.find((row) => cell(row, 'Lượt dự kiến') === 'a#0');
    expect(cell(hidden, 'Lý do')).toBe('trang bị ẩn');
    expect(cell(hidden, 'Thời điểm (giờ địa phương)')).toMatch(/^05\/01\/2026 08:\d\d:\d\d$/);
    expect(cell(hidden, 'Thời điểm (ISO 8601)')).toMatch(/^2026-01-05T08:\d\d:\d\d\.000\+07:00$/);
    const late = rows.find((row) => cell(row, 'Lượt dự kiến') === 'a#1');
    expect(cell(late, 'Vai trò')).toBe('lượt không phát');
    expect(cell(late, 'Lý do')).toBe('hiện chậm quá 0,5 giây');
  });

  it('says to whom and why the screen was given where a showing is missing for it', async () => {
    await using bench = await PlaylogBench.open();
    const slots = planHour([CITY], MONDAY_8).slots;
    const [first, second, third] = slots.filter(({ account }) => account === 'a');
    if (first === undefined || second === undefined || third === undefined) throw new Error('no slots');
    const given = { recipient: 'Đài Truyền thanh', reason: 'tiếp sóng', by: 'Nguyễn Văn An' };
    const journal = started().play(first, MONDAY_8, CITY);
    journal.yielded(second.startAt - 1_000, 'begun', given);
    journal.missed(second, MONDAY_8, second.startAt + 600, 'yield');
    journal.yielded(second.startAt + 1_000, 'ended', given);
    journal.missed(third, MONDAY_8, third.startAt + 600, 'yield');
    await bench.ingest(journal.records);
    const [headings = [], ...rows] = parseCsv(
      (await textOf(bench.playlog.exportRows(SCREEN, MONDAY_8, 'csv'))).slice(1),
    );
    expect(rows.map((row) => row[headings.indexOf('Lý do')])).toEqual([
      '',
      'nhường màn hình cho Đài Truyền thanh (tiếp sóng)',
      'nhường màn hình',
    ]);
  });

  it('gives a spreadsheet nothing to run', async () => {
    await using bench = await PlaylogBench.open();
    const slot = planHour([CITY], MONDAY_8).slots[0];
    if (slot === undefined) throw new Error('no slot');
    const title = '=HYPERLINK("http://x","Bấm đây")';
    const text = '@SUM(1,1)\n"hai dòng"';
    await bench.ingest(started().play(slot, MONDAY_8, CITY, { title, text }).records);
    const csv = await textOf(bench.playlog.exportRows(SCREEN, MONDAY_8, 'csv'));
    const cells = parseCsv(csv.slice(1)).flat();
    expect(cells).toContain(`'${title}`);
    expect(cells).toContain(`'${text}`);
    expect(cells.filter((one) => /^[=+\-@\t\r]/.test(one))).toEqual([]);
  });
});

describe('the JSONL download', () => {
  it('is the ledger line for line, each record followed by the batch that signs it', async () => {
    await using bench = await PlaylogBench.open();
    const { records } = started().hour(MONDAY_8, CITY);
    for (const batch of batches(records, 6)) await bench.ingest(batch);
    const lines = (await textOf(bench.playlog.exportRows(SCREEN, { from: -8e15, to: 8e15 }, 'jsonl')))
      .trimEnd()
      .split('\n');
    const entries = lines.map(
      (line) => JSON.parse(line) as { n: number; prev: string; body: { kind: string } },
    );
    expect(entries.map(({ n }) => n)).toEqual(lines.map((_, index) => index));
    for (const [index, entry] of entries.entries()) {
      if (index > 0) expect(entry.prev).toBe(sha256(lines[index - 1] ?? ''));
    }
    expect(entries.filter(({ body }) => body.kind === 'batch')).toHaveLength(Math.ceil(records.length / 6));
  });

  it('leaves out what is of other hours', async () => {
    await using bench = await PlaylogBench.open();
    const next: Interval = { from: MONDAY_8.to, to: MONDAY_8.to + HOUR_MS };
    await bench.ingest(started().hour(MONDAY_8, CITY).hour(next, CITY).records);
    const text = await textOf(bench.playlog.exportRows(SCREEN, next, 'jsonl'));
    const kinds = text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { body: { kind: string; record?: { hourFrom: number } } }).body);
    const hours = new Set(kinds.flatMap(({ record }) => (record === undefined ? [] : [record.hourFrom])));
    expect(hours).toEqual(new Set([next.from]));
  });
});

describe('what the ledger answers', () => {
  it('tells a player what the hour already counts', async () => {
    await using bench = await PlaylogBench.open();
    const shown = planHour([CITY], MONDAY_8).slots.filter(({ k }) => k < 3);
    const journal = started();
    for (const slot of shown) journal.play(slot, MONDAY_8, CITY, slot.k === 1 ? { frames: 0 } : {});
    await bench.ingest(journal.records);
    const counted = await bench.playlog.countedInHour(SCREEN, MONDAY_8);
    expect(counted.map(({ slot }) => slot).sort()).toEqual(['a#0', 'a#2', 'b#0', 'b#2']);
    expect(counted[0]).toMatchObject({ hourFrom: MONDAY_8_AT, attempt: 0 });
  });

  it('answers for hours that memory has let go from the files, with the same accounts', async () => {
    await using bench = await PlaylogBench.open();
    const journal = started();
    const days = 5;
    for (let hour = 0; hour < 24 * days; hour += 1) {
      const from = MONDAY_8_AT + hour * HOUR_MS;
      journal.hour({ from, to: from + HOUR_MS }, CITY, ({ k }) => k !== hour % 7);
    }
    for (const batch of batches(journal.records, 100)) {
      await bench.ingest(batch, (batch.at(-1)?.at ?? 0) + MINUTE_MS);
    }
    const period = { from: MONDAY_8_AT, to: MONDAY_8_AT + 24 * days * HOUR_MS };
    const accounts = await bench.playlog.accounts(SCREEN, period, period.to + HOUR_MS);
    expect(accounts).toHaveLength(24 * days * 2);
    expect(new Set(accounts.map(({ shown, missed, open }) => `${shown} ${missed} ${open}`))).toEqual(
      new Set(['9 1 0']),
    );
    await bench.reopen();
    expect(await bench.playlog.accounts(SCREEN, period, period.to + HOUR_MS)).toEqual(accounts);
  });

  it('pushes plays to listeners until they leave', async () => {
    await using bench = await PlaylogBench.open();
    const heard: PlayView[] = [];
    const leave = bench.playlog.onPlays((_, plays) => heard.push(...plays));
    const { records } = started().hour(MONDAY_8, CITY);
    await bench.ingest(records.slice(0, 4));
    expect(heard.map(({ counts, verdict }) => `${counts} ${verdict}`)).toEqual([
      'true counts',
      'true counts',
    ]);
    leave();
    await bench.ingest(records.slice(4));
    expect(heard).toHaveLength(2);
  });

  it('refuses to open a ledger that was changed, and names the file', async () => {
    await using bench = await PlaylogBench.open();
    await bench.ingest(started().hour(MONDAY_8, CITY).records);
    const { readFile, writeFile } = await import('node:fs/promises');
    const path = `${bench.directory}/ledger/${SCREEN}/2026-01-05.jsonl`;
    const good = await readFile(path, 'utf8');
    await writeFile(path, good.replace('"shownMs":15000', '"shownMs":15001'));
    await expect(bench.reopen()).rejects.toMatchObject({ code: 'STORE_CORRUPT', path });
    await writeFile(path, good);
    await bench.reopen();
  });

  it('says nothing of screens without a programme', async () => {
    await using bench = await PlaylogBench.open();
    bench.programmes.length = 0;
    expect(await bench.playlog.accounts(SCREEN, MONDAY_8, bench.now)).toEqual([]);
    bench.programmes.push(programmeOf({ items: [], playlists: [] }));
    expect(await bench.playlog.accounts(SCREEN, MONDAY_8, bench.now)).toEqual([]);
  });
});
