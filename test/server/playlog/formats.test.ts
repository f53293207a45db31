// The office's own programs read what we wrote: LibreOffice the workbook, the letter and the CSV, poppler the PDF.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { intervalOf } from '../../../content/model/report-period.ts';
import { PROOF_SENTENCE } from '../../../server/playlog/wording.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { HCM_RULES, MONDAY_8_AT } from '../../support/programme-builder.ts';
import { parseCsv } from './csv-reader.ts';
import { DownloadBench, MONDAY } from './download-bench.ts';
import { CITY, SCREEN } from './playlog-bench.ts';

const OFFICE_MS = 120_000;
const ONE_SHEET = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false';

let bench: DownloadBench;
let numbers: { due: number; shown: number; missed: number; open: number };

beforeAll(async () => {
  bench = await DownloadBench.open();
  const day = intervalOf(HCM_RULES, MONDAY);
  const accounts = await bench.playlog.playlog.accounts(SCREEN, day, bench.playlog.now);
  const sum = (of: (one: (typeof accounts)[number]) => number) => accounts.reduce((a, b) => a + of(b), 0);
  numbers = {
    due: sum(({ due }) => due),
    shown: sum(({ shown }) => shown),
    missed: sum(({ missed }) => missed),
    open: sum(({ state, open }) => (state === 'no_data' ? open : 0)),
  };
});
afterAll(() => bench[Symbol.asyncDispose]());

function office(path: string, target: string, filter: string[] = []): void {
  const profile = `-env:UserInstallation=file://${bench.folder}/office`;
  const outcome = spawnSync(
    'soffice',
    [profile, '--headless', ...filter, '--convert-to', target, '--outdir', bench.folder, path],
    { encoding: 'utf8', timeout: OFFICE_MS },
  );
  if (outcome.status !== 0) throw new Error(`soffice: ${outcome.stderr}`);
}

function rowsOf(name: string): string[][] {
  const text = readFileSync(join(bench.folder, name), 'utf8').replace(/^\uFEFF/, '');
  return parseCsv(text.replaceAll(/\r?\n/g, '\r\n'));
}

/** Sheets of a flat OpenDocument file as cells; a date as its value and what is seen of it. */
function sheetsOf(fods: string): Map<string, string[][]> {
  const sheets = new Map<string, string[][]>();
  for (const [, name = '', body = ''] of fods.matchAll(
    /<table:table table:name="([^"]*)"[\s\S]*?>([\s\S]*?)<\/table:table>/g,
  )) {
    const rows = [...body.matchAll(/<table:table-row[^>]*>([\s\S]*?)<\/table:table-row>/g)].map(
      ([, row = '']) =>
        [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)].flatMap(
          ([, attributes = '', inner = '']) => {
            const text = [...inner.matchAll(/<text:p[^>]*>([\s\S]*?)<\/text:p>/g)]
              .map(([, one]) => one)
              .join('\n');
            const date = /office:date-value="([^"]*)"/.exec(attributes)?.[1];
            const repeated = Number(/number-columns-repeated="(\d+)"/.exec(attributes)?.[1] ?? 1);
            const cell = date === undefined ? text : `${date} = ${text}`;
            return Array.from({ length: Math.min(repeated, 40) }, () => cell);
          },
        ),
    );
    sheets.set(name, rows);
  }
  return sheets;
}

describe('the workbook in LibreOffice', () => {
  it(
    'has its five sheets, the numbers of the accounts and real dates',
    async () => {
      const { path } = await bench.make({ format: 'xlsx' });
      office(path, 'fods');
      const sheets = sheetsOf(readFileSync(path.replace(/xlsx$/, 'fods'), 'utf8'));
      const sheet = (name: string) => sheets.get(name) ?? [];
      expect([...sheets.keys()]).toEqual(['Tổng hợp', 'Ngày × Giờ', 'Chi tiết', 'Giải trình', 'Xác minh']);
      const first = sheet('Tổng hợp').find((row) => row[0] === 'Tuyên truyền' && row[2] !== '') ?? [];
      expect([first[2], first[3], first[5], first[8]].map(Number)).toEqual([
        numbers.due,
        numbers.shown,
        numbers.missed,
        numbers.open,
      ]);
      const grid = sheet('Ngày × Giờ');
      expect(grid[1]?.[2]).toBe('2026-01-05 = 05/01/2026');
      expect(grid[1]?.slice(11, 14)).toEqual(['20/20', '18/20', '20/20']);
      const detail = sheet('Chi tiết');
      const counted = detail.filter((row) => row[7] === 'có');
      expect(counted).toHaveLength(numbers.shown);
      expect(counted[0]?.[0]).toBe('2026-01-05T08:00:00 = 05/01/2026 08:00:00');
      expect(sheet('Giải trình')[0]?.[0]).toBe('Màn hình');
      expect(sheet('Xác minh').flat().join(' ')).toContain(PROOF_SENTENCE);
    },
    OFFICE_MS,
  );
});

describe('on paper', () => {
  it(
    'workbook and letter have everything an inspector asks first on one A4',
    async () => {
      for (const format of ['xlsx', 'docx'] as const) {
        const { path } = await bench.make({ format });
        office(path, 'pdf');
        const pdf = path.replace(/(?:xlsx|docx)$/, 'pdf');
        const paper = spawnSync('pdfinfo', [pdf], { encoding: 'utf8' }).stdout;
        expect(paper).toMatch(/Page size: .*\(A4\)/);
        const page = spawnSync('pdftotext', ['-l', '1', pdf, '-'], { encoding: 'utf8' }).stdout;
        const words = page.replaceAll(/\s+/g, ' ');
        // Headings are wrapped, so words of them; the rightmost too: nothing has gone to another sheet of paper.
        for (const said of ['Mức', 'miễn', 'khai', 'liệu', '(%)']) expect(words).toContain(said);
        for (const number of [numbers.due, numbers.shown, numbers.missed, numbers.open])
          expect(words).toContain(` ${number} `);
      }
    },
    2 * OFFICE_MS,
  );
});

describe('the CSV in a spreadsheet', () => {
  it(
    'comes back cell for cell, with its Vietnamese',
    async () => {
      const { path, bytes } = await bench.make({ format: 'csv' });
      const written = parseCsv(bytes.toString('utf8').slice(1));
      office(path, 'ods', ['--infilter=CSV:44,34,76,1,,0,false,false']);
      office(path.replace(/csv$/, 'ods'), ONE_SHEET);
      const read = rowsOf(basename(path));
      expect(read).toHaveLength(written.length);
      expect(read[0]).toEqual(written[0]);
      const text = (rows: string[][]) => rows.map((row) => [row[2], row[3], row[5], row[6], row[7], row[13]]);
      expect(text(read)).toEqual(text(written));
    },
    OFFICE_MS,
  );
});

describe('the letter in LibreOffice', () => {
  it(
    'has the form of Nghị định 30/2020, the numbers, and leaves number, date and signature to the clerk',
    async () => {
      const { path } = await bench.make({ format: 'docx' });
      office(path, 'txt:Text (encoded):UTF8');
      const text = readFileSync(path.replace(/docx$/, 'txt'), 'utf8');
      for (const words of [
        'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
        'Độc lập - Tự do - Hạnh phúc',
        'ỦY BAN NHÂN DÂN PHƯỜNG NGÃ BẢY',
        'DỰ THẢO',
        'BÁO CÁO',
        'Kết quả tuyên truyền cải cách hành chính qua màn hình LED ngày 05/01/2026',
        'Nơi nhận:',
        './.',
        PROOF_SENTENCE,
      ]) {
        expect(text).toContain(words);
      }
      expect(text).toMatch(/Số: +\/BC-UBND/);
      expect(text).toMatch(/Ngã Bảy, ngày +tháng +năm/);
      for (const number of Object.values(numbers)) expect(text).toContain(String(number));
    },
    OFFICE_MS,
  );
});

describe('the PDF', () => {
  it('says on its first page what was due, shown, missing and unknown, as text', async () => {
    const { path } = await bench.make({ format: 'pdf' });
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const [first = '', , grid = ''] = stdout.split('\f');
    expect(first).toContain('KẾT QUẢ PHÁT TRÊN MÀN HÌNH LED');
    expect(first).toContain('chứng minh hình ảnh đã gửi tới màn hình LED');
    const row = /Tuyên truyền +([\d., ]+)/.exec(first)?.[1]?.trim().split(/ +/).map(Number);
    expect([row?.[1], row?.[2], row?.[4], row?.[7]]).toEqual([
      numbers.due,
      numbers.shown,
      numbers.missed,
      numbers.open,
    ]);
    expect(grid).toContain('18/20');
    expect(grid).toContain('10/20');
    expect(stdout).toContain('máy không chạy');
  });

  it('lists when the screen was somebody else’s, to whom and why, and who said so', async () => {
    const given = { recipient: 'Đài Truyền thanh', reason: 'tiếp sóng', by: 'Nguyễn Văn An' };
    await using yielding = await DownloadBench.open(
      (key) =>
        new JournalBuilder(key)
          .start(MONDAY_8_AT)
          .ready(MONDAY_8_AT, CITY)
          .yielded(MONDAY_8_AT + 60_000, 'begun', given)
          .yielded(MONDAY_8_AT + 120_000, 'ended', given).records,
    );
    const { path } = await yielding.make({ format: 'pdf' });
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const row = stdout.split('\n').find((line) => line.includes('Đài Truyền thanh')) ?? '';
    for (const words of ['tiếp sóng', 'Nguyễn Văn An', 'tại máy']) expect(row).toContain(words);
    expect(stdout).toContain('08:01:00');
    expect(stdout).toContain('08:02:00');
  });

  it('confirms paid showings by playlist, and says so when there were none', async () => {
    const { path } = await bench.make({ format: 'certificate' });
    const { stdout } = spawnSync('pdftotext', [path, '-'], { encoding: 'utf8' });
    expect(stdout).toContain('Không có nội dung quảng cáo');
  });

  it('prints the fingerprints of all keys on the commissioning record', async () => {
    const { path } = await bench.make({ format: 'commissioning' });
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    expect(stdout).toContain('BIÊN BẢN LẮP ĐẶT');
    for (const { keyId } of bench.playlog.keyEntries()) expect(stdout).toContain(keyId);
    expect(stdout).toContain(bench.serverKey.keyId);
  });

  it('samples the same twenty counted showings for the same seed, others for another', async () => {
    const sampleOf = async (seed: string) => {
      const { path } = await bench.make({ format: 'sample', seed });
      const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
      return stdout.match(/\b[0-9a-f]{16}\b/g) ?? [];
    };
    const first = await sampleOf('31 Trần Hưng Đạo');
    expect(first.length).toBeGreaterThanOrEqual(20);
    expect(await sampleOf('31 Trần Hưng Đạo')).toEqual(first);
    expect(await sampleOf('số khác')).not.toEqual(first);
  });

  it('carries the code that the bundle of the same period has', async () => {
    const { path } = await bench.make({ format: 'pdf' });
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    const bundle = await bench.make({ format: 'bundle' });
    const manifest = spawnSync('unzip', ['-p', bundle.path, 'manifest.json'], { encoding: 'utf8' }).stdout;
    const { code } = JSON.parse(manifest) as { code: string };
    expect(stdout).toContain(`Mã gói ${code}`);
  });
});
