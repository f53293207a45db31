// The office's own programs read what we wrote: LibreOffice the workbook, the letter and the CSV, poppler the PDF.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../content/model/instant.ts';
import { intervalOf } from '../../../content/model/report-period.ts';
import { LedgerReader } from '../../../server/playlog/ledger-view.ts';
import { foldReport } from '../../../server/playlog/report/fold-report.ts';
import { reportXlsx } from '../../../server/playlog/report/report-xlsx.ts';
import { PROOF_SENTENCE } from '../../../server/playlog/wording.ts';
import { JournalBuilder } from '../../support/journal-builder.ts';
import { HCM_RULES, MONDAY_8, MONDAY_8_AT, programmeOf } from '../../support/programme-builder.ts';
import { parseCsv } from './csv-reader.ts';
import { DownloadBench, MONDAY } from './download-bench.ts';
import { CITY, SCREEN, sha256 } from './playlog-bench.ts';

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

function pdfText(path: string): string {
  return spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).stdout.replaceAll(
    / *\n */g,
    ' ',
  );
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

describe('a workbook of a long period', () => {
  it('says at the top of its details where they stop and where the rest is', async () => {
    const { playlog, folder } = bench;
    const reader = new LedgerReader(await playlog.playlog.viewOf(SCREEN), sha256);
    const filter = { playlistIds: [], itemIds: [] };
    const scope = { period: MONDAY, filter, now: playlog.now, wantsDetail: true, seed: null };
    const folded = await foldReport([reader], scope, () => undefined, 10);
    const all = numbers.shown + numbers.missed;
    expect(folded.detail.rows).toHaveLength(10);
    expect(folded.detail.leftOut).toBeGreaterThan(numbers.shown - 10 - 1);
    expect(folded.detail.leftOut).toBeLessThanOrEqual(all);
    const document = {
      organisation: null,
      period: MONDAY,
      report: folded.report,
      explanations: [],
      yields: [],
      playlistNames: new Map(),
      sealPlaces: [],
      madeAt: playlog.now,
      madeBy: 'An',
      bundleCode: 'a'.repeat(64),
      serverKeyId: 'b'.repeat(16),
      screens: [{ id: SCREEN, name: 'Vòng xoay', rules: HCM_RULES }],
    };
    const path = join(folder, 'long.xlsx');
    writeFileSync(path, await reportXlsx(document, folded.detail));
    const words = spawnSync('unzip', ['-p', path, 'xl/*.xml', 'xl/worksheets/*.xml'], {
      encoding: 'utf8',
    }).stdout;
    expect(words).toContain(
      `Trang này dừng ở 10 dòng. Còn ${folded.detail.leftOut} dòng không đưa vào bảng tính`,
    );
  });
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

  it('confirms paid showings by the name of their playlist, and says so when there were none', async () => {
    const { path } = await bench.make({ format: 'certificate' });
    expect(pdfText(path)).toContain('Không có nội dung quảng cáo');
    await using paid = await DownloadBench.open(() => []);
    const shop = programmeOf({
      items: [
        { id: 'a' },
        { id: 'hang', category: 'advertising', title: 'Cửa hàng Bảy Ngã' },
        { id: 'filler' },
      ],
      playlists: [
        { id: 'cchc', itemIds: ['a'], guarantee: 10 },
        { id: 'qc', itemIds: ['hang'], guarantee: 10, category: 'advertising', name: 'Quảng cáo tháng Một' },
      ],
      effectiveFrom: MONDAY_8_AT - HOUR_MS,
    });
    paid.playlog.programmes.splice(0, 1, shop);
    const journal = new JournalBuilder(paid.playlog.enrolNamed()).start(MONDAY_8_AT - 1_000);
    const { records } = journal.hour(MONDAY_8, shop, ({ account, k }) => account !== 'hang' || k < 7);
    await paid.playlog.ingest(records, paid.playlog.now);
    paid.playlog.now = MONDAY_8_AT + 2 * HOUR_MS;
    const page = pdfText((await paid.make({ format: 'certificate' })).path);
    expect(page).toContain('Danh sách phát: Quảng cáo tháng Một (mã qc)');
    // Due until midnight; seven of the first hour's ten shown, three missing, and propaganda not among it.
    expect(page).toMatch(/Cửa hàng Bảy Ngã .* 170 +7 +0 +\d+ +\d+ +0\/17/);
    expect(page).not.toContain('Nội dung a');
    const letter = await paid.make({ format: 'docx' });
    const body = spawnSync('unzip', ['-p', letter.path, 'word/document.xml'], { encoding: 'utf8' }).stdout;
    expect(body).toContain('Nội dung tuyên truyền: “Nội dung a”.');
    expect(body).toContain('Nội dung quảng cáo: “Cửa hàng Bảy Ngã”.');
  });

  it('tells what people stated with the time it is for, what was taken back, and who else holds the seals', async () => {
    const by = { id: 'an', name: 'Nguyễn Văn An' };
    const hour = { from: MONDAY_8_AT + HOUR_MS, to: MONDAY_8_AT + 2 * HOUR_MS };
    const stated = { v: 1, screen: SCREEN, at: MONDAY_8_AT + 9 * HOUR_MS, by } as const;
    const signed = { sha256: 'a'.repeat(64), keyId: 'b'.repeat(16), signature: 'AAAA' };
    bench.filed = [
      { ...stated, kind: 'explanation' as const, ...hour, accounts: null, text: 'Mất điện khu vực.' },
      { ...stated, kind: 'screen_log' as const, ...hour, cause: 'led_off' as const, text: 'Thay nguồn.' },
      { ...stated, kind: 'withdrawal' as const, n: 1, text: 'Nhầm giờ.' },
    ].map((declaration, n) => ({ declaration, ...signed, n, withdrawn: n === 1 }));
    const page = pdfText((await bench.make({ format: 'pdf' })).path);
    bench.filed = [];
    expect(page).toMatch(/09:00–10:00 05\/01\/2026 +giải trình +Mất điện khu vực\./);
    expect(page).toContain('Đã rút lại lúc 05/01/2026 17:00:00 (Nguyễn Văn An): Nhầm giờ.');
    expect(page).toContain('/mnt/so-chot: đến hết ngày 04/01/2026');
  });

  it('has its letters in it, and the code of the bundle as a picture that a telephone reads', async () => {
    const { path } = await bench.make({ format: 'pdf' });
    const fonts = spawnSync('pdffonts', [path], { encoding: 'utf8' }).stdout.trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/BeVietnamPro.* yes yes yes /);
    const page = join(bench.folder, 'page');
    spawnSync('pdftoppm', ['-r', '150', '-png', '-f', '1', '-l', '1', '-singlefile', path, page]);
    const { data, info } = await sharp(`${page}.png`)
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const read = jsQR(new Uint8ClampedArray(data), info.width, info.height);
    const [, code] = /Mã gói ([0-9a-f]{64})/.exec(pdfText(path)) ?? [];
    expect(read?.data).toBe(`vongxoay:goi:${code}`);
  });

  it('prints the fingerprints of all keys on the commissioning record', async () => {
    const { path } = await bench.make({ format: 'commissioning' });
    const { stdout } = spawnSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    expect(stdout).toContain('BIÊN BẢN LẮP ĐẶT');
    for (const { keyId } of bench.playlog.keyEntries()) expect(stdout).toContain(keyId);
    expect(stdout).toContain(bench.serverKey.keyId);
  });

  it('samples the twenty counted showings that the rule of docs/play-log.md picks for a seed, on one sheet', async () => {
    const columns = parseCsv((await bench.make({ format: 'csv' })).bytes.toString('utf8').slice(1));
    const counted = columns.filter((row) => row[12] === 'có').map((row) => row[19] ?? '');
    const ruled = (seed: string) =>
      counted.sort((a, b) => (sha256(`${seed}\n${a}`) < sha256(`${seed}\n${b}`) ? -1 : 1)).slice(0, 20);
    // As tall as canvases get: twenty of them still fit the sheet.
    const tall = await sharp({ create: { width: 192, height: 384, channels: 3, background: '#a01010' } })
      .png()
      .toBuffer();
    for (const { rendition } of CITY.items) {
      const { sha256: asset } = rendition.picture;
      mkdirSync(join(bench.folder, asset.slice(0, 2)), { recursive: true });
      writeFileSync(join(bench.folder, asset.slice(0, 2), asset), tall);
    }
    for (const seed of ['31 Trần Hưng Đạo', 'số khác']) {
      const { path } = await bench.make({ format: 'sample', seed });
      const printed = pdfText(path).match(/\b[0-9a-f]{16}\b/g) ?? [];
      expect(printed.sort()).toEqual(
        ruled(seed)
          .map((one) => one.slice(0, 16))
          .sort(),
      );
      expect(spawnSync('pdfinfo', [path], { encoding: 'utf8' }).stdout).toMatch(/^Pages: +1$/m);
    }
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
