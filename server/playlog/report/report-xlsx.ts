// The report as a workbook, the format an office opens by itself: Tổng hợp, Ngày × Giờ, Chi tiết, Giải trình, Xác minh.
// Dates are real dates. Chi tiết stops at what a spreadsheet can carry and says where the rest is.

import type { Blob } from 'node:buffer';
import type Stream from 'node:stream';
import writeXlsxFile, { type Feature, type Row, type Sheet } from 'write-excel-file/node';
import { offsetAt, type ZoneRules } from '../../../content/model/instant.ts';
import type { DetailRow } from '../detail-row.ts';
import { CATEGORY_WORDS, PROOF_SENTENCE, ROLE_WORDS } from '../wording.ts';
import {
  explanationTable,
  firstPageTable,
  gridText,
  nameOf,
  periodText,
  type ReportDocument,
  shortfallTable,
  summaryTables,
  type Table,
  toneOf,
  type CellTone,
  verificationRows,
  reasonTable,
  yieldTable,
} from './report-document.ts';

/** The library holds a workbook in memory: a hundred thousand rows take a quarter of a gigabyte. */
export const MOST_DETAIL_ROWS = 100_000;

export interface DetailSheet {
  readonly rows: readonly { readonly row: DetailRow; readonly rules: ZoneRules }[];
  /** How many more there are than the sheet shows. */
  readonly leftOut: number;
}

const HEAD = { fontWeight: 'bold', backgroundColor: '#dbe7f5', wrap: true, alignVertical: 'center' } as const;
const TONES: Record<CellTone, string | undefined> = {
  met: '#d8f0dc',
  short: '#f8d0cc',
  noData: '#fbe6b0',
  ahead: '#e8ecf2',
  none: undefined,
};

/** Of the first sheet, in letters: every table on it shares them. */
const SUMMARY_WIDTHS = [26, 34, ...Array.from({ length: 17 }, () => 9.5)];
const NOTE_WIDTHS = [28, 30, 36, 70, 24, 20];
const LINE_PT = 15;
/** Columns that each column of a table takes up there; what is not named takes one. */
const SHORTFALL_SPANS = [1, 1, 2, 5, 1, 1, 1, 6];
const YIELD_SPANS = [1, 1, 3, 3, 4, 3, 3];

/** Prints as wide as the paper, on as many pages as it needs; the library knows paper and direction only. */
const FIT_TO_WIDTH: Feature<Stream | Buffer | Blob> = {
  files: {
    transform: {
      'xl/worksheets/sheet{id}.xml': {
        transform: (xml) =>
          xml.replace(/<worksheet[^>]*>/, '$&<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'),
        transformElementAttributes: (tagName, attributes) =>
          tagName === 'pageSetup' ? { ...attributes, fitToWidth: '1', fitToHeight: '0' } : attributes,
      },
    },
  },
};

export async function reportXlsx(document: ReportDocument, detail: DetailSheet): Promise<Uint8Array> {
  const sheets: Sheet<Buffer>[] = [
    {
      sheet: 'Tổng hợp',
      data: summaryRows(document),
      columns: SUMMARY_WIDTHS.map((width) => ({ width })),
      orientation: 'landscape',
    },
    {
      sheet: 'Ngày × Giờ',
      data: gridRows(document),
      columns: [28, 14, 12, ...Array.from({ length: 24 }, () => 8)].map((width) => ({ width })),
      stickyRowsCount: 1,
      stickyColumnsCount: 3,
      orientation: 'landscape',
    },
    {
      sheet: 'Chi tiết',
      data: detailRows(detail),
      columns: [20, 20, 28, 40, 60, 14, 10, 10, 40, 12, 66].map((width) => ({ width })),
      stickyRowsCount: 1,
      orientation: 'landscape',
    },
    {
      sheet: 'Giải trình',
      data: tableRows(explanationTable(document), NOTE_WIDTHS),
      columns: NOTE_WIDTHS.map((width) => ({ width })),
      orientation: 'landscape',
    },
    {
      sheet: 'Xác minh',
      data: [
        ...verificationRows(document).map(([name, value]): Row => [head(String(name)), text(value ?? '')]),
        [],
        [text(PROOF_SENTENCE)],
      ],
      columns: [{ width: 22 }, { width: 90 }],
      orientation: 'landscape',
    },
  ];
  return writeXlsxFile(sheets, {
    fontFamily: 'Times New Roman',
    fontSize: 11,
    features: [FIT_TO_WIDTH],
  }).toBuffer();
}

function summaryRows(document: ReportDocument): Row[] {
  const rows: Row[] = [
    [text(document.organisation?.capsName ?? '')],
    [{ ...text(`KẾT QUẢ PHÁT TRÊN MÀN HÌNH LED ${periodText(document.period)}`), fontWeight: 'bold' }],
    [{ ...text(PROOF_SENTENCE), wrap: true, columnSpan: SUMMARY_WIDTHS.length, height: 2 * LINE_PT }],
    [],
    ...tableRows(firstPageTable(document), SUMMARY_WIDTHS),
    [],
  ];
  for (const { table } of summaryTables(document)) {
    rows.push(
      [{ ...text(table.title), fontWeight: 'bold', fontSize: 12 }],
      ...tableRows(table, SUMMARY_WIDTHS),
      [],
    );
  }
  const reasons = reasonTable(document);
  if (reasons.rows.length > 0) rows.push(...tableRows(reasons, SUMMARY_WIDTHS), []);
  const yields = yieldTable(document);
  if (yields.rows.length > 0) rows.push(...tableRows(yields, SUMMARY_WIDTHS, YIELD_SPANS), []);
  const shortfalls = shortfallTable(document);
  if (shortfalls.rows.length > 0) rows.push(...tableRows(shortfalls, SUMMARY_WIDTHS, SHORTFALL_SPANS));
  return rows;
}

function gridRows(document: ReportDocument): Row[] {
  const hours = Array.from({ length: 24 }, (_, hour) => head(`${String(hour).padStart(2, '0')}h`));
  return [
    [head('Màn hình'), head('Loại'), head('Ngày'), ...hours],
    ...document.report.grid.map(
      ({ screenId, category, date, cells }): Row => [
        text(nameOf(document, screenId)),
        text(CATEGORY_WORDS[category]),
        { value: new Date(`${date}T00:00:00Z`), type: Date, format: 'dd/mm/yyyy;@' },
        ...cells.map((cell) => {
          const tone = TONES[toneOf(cell)];
          const shown = { ...text(gridText(cell)), align: 'center' } as const;
          return tone === undefined ? shown : { ...shown, backgroundColor: tone };
        }),
      ],
    ),
  ];
}

function detailRows({ rows, leftOut }: DetailSheet): Row[] {
  const headings = [
    'Thời điểm',
    'Giờ dự kiến',
    'Màn hình',
    'Nội dung',
    'Lời văn',
    'Vai trò',
    'Đã hiện (ms)',
    'Được tính',
    'Lý do',
    'Bản lịch phát số',
    'Mã băm bản ghi',
  ];
  const notice = `Trang này dừng ở ${rows.length} dòng. Còn ${leftOut} dòng không đưa vào bảng tính; tải bản CSV hoặc gói kiểm toán để có đủ.`;
  return [
    headings.map(head),
    // At the top: nobody scrolls through a hundred thousand rows to learn that there are more.
    ...(leftOut > 0 ? [[text(notice)]] : []),
    ...rows.map(
      ({ row, rules }): Row => [
        row.at === null ? null : moment(rules, row.at),
        moment(rules, row.plannedAt),
        text(row.screenName),
        text(row.title),
        text(row.text ?? ''),
        text(ROLE_WORDS[row.role]),
        row.shownMs,
        text(row.counts === null ? 'không tính' : row.counts ? 'có' : 'không'),
        text(row.why),
        row.programme,
        text(row.sha256),
      ],
    ),
  ];
}

/** `widths` of the sheet's columns in letters: rows are given the height that their words need, which programs don't find. */
function tableRows(
  { headings, rows }: Table,
  widths: readonly number[],
  spans: readonly number[] = [],
): Row[] {
  const laidOut = (cells: readonly (string | number)[], isHead: boolean): Row => {
    let column = 0;
    let lines = 1;
    const placed = cells.map((cell, index) => {
      const span = spans[index] ?? 1;
      const width = widths.slice(column, column + span).reduce((a, b) => a + b, 0);
      column += span;
      lines = Math.max(lines, linesOf(String(cell), isHead ? width * BOLD_SHARE : width));
      return { cell, span };
    });
    return placed.flatMap(({ cell, span }, index) => {
      const value = typeof cell === 'number' && !isHead ? number(cell) : text(cell);
      const isFigure = isHead && typeof rows[0]?.[index] === 'number';
      const shown = {
        ...value,
        wrap: true,
        alignVertical: 'top',
        ...(isHead ? HEAD : {}),
        ...(isFigure ? { align: 'right' as const } : {}),
      } as const;
      const spanned = { ...shown, height: lines * LINE_PT, columnSpan: span };
      return [spanned, ...Array.from({ length: span - 1 }, () => null)];
    });
  };
  return [laidOut(headings, true), ...rows.map((row) => laidOut(row, false))];
}

/** How much of a column bold letters leave for words. */
const BOLD_SHARE = 0.8;

/** Lines that words of a text fill when none is broken. */
function linesOf(words: string, width: number): number {
  let lines = 1;
  let used = 0;
  for (const word of words.split(' ')) {
    if (used > 0 && used + 1 + word.length > width) {
      lines += 1;
      used = 0;
    }
    used += (used > 0 ? 1 : 0) + word.length;
  }
  return lines;
}

/** A spreadsheet knows no zones: the local reading is written as if it were UTC. */
function moment(rules: ZoneRules, at: number) {
  return {
    value: new Date(at + offsetAt(rules, at)),
    type: Date,
    format: 'dd/mm/yyyy hh:mm:ss',
  } as const;
}

const number = (value: number) => ({ value, type: Number }) as const;
const text = (value: string | number) => ({ value: String(value), type: String }) as const;
const head = (value: string) => ({ ...text(value), ...HEAD });
