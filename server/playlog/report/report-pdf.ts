// The report on paper. The first page is one A4 with every number an inspector asks for; after it the lines, the grid of
// hours, the shortfalls with their reasons, the explanations, and how to check all of it.

import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { viDateText } from '../../../content/model/report-period.ts';
import { CATEGORY_WORDS, PROOF_SENTENCE } from '../wording.ts';
import { pdfOf, pdfTable } from './pdf-page.ts';
import {
  type CellTone,
  explanationTable,
  firstPageTable,
  gridText,
  nameOf,
  periodText,
  reasonTable,
  type ReportDocument,
  shortfallTable,
  summaryTables,
  type Table,
  toneOf,
  verificationRows,
  yieldTable,
} from './report-document.ts';

/** Shortfalls beyond these stand in the workbook and the CSV. */
const MOST_SHORTFALLS = 1_500;
const NAMED_SCREENS = 12;

const TONES: Record<CellTone, string> = {
  met: '#d8f0dc',
  short: '#f8d0cc',
  noData: '#fbe6b0',
  ahead: '#eef1f5',
  none: '#ffffff',
};

export async function reportPdf(document: ReportDocument): Promise<Uint8Array> {
  const title = `Kết quả phát trên màn hình LED ${periodText(document.period)}`;
  const content: Content[] = [
    ...firstPage(document),
    { text: 'Theo màn hình và nội dung', style: 'section', pageBreak: 'before' },
    ...summaryTables(document).flatMap(({ table }): Content[] => [
      { text: table.title, bold: true, margin: [0, 4, 0, 2] },
      pdfTable(
        table,
        [90, '*', ...Array.from({ length: 17 }, () => 29)],
        6.5,
        new Set([table.rows.length - 1]),
      ),
    ]),
    { text: 'Theo ngày và giờ', style: 'section', pageBreak: 'before' },
    {
      text: 'Mỗi ô: đã phát/phải phát. Xanh: đạt; đỏ: thiếu; vàng có dấu “?”: chưa có số liệu; xám có dấu “…”: chưa tới giờ hoặc đang chạy.',
      style: 'quiet',
      margin: [0, 0, 0, 4],
    },
    ...gridTables(document),
  ];
  const shortfalls = shortfallTable(document);
  if (shortfalls.rows.length > 0) {
    const shown = { ...shortfalls, rows: shortfalls.rows.slice(0, MOST_SHORTFALLS) };
    content.push({ text: shortfalls.title, style: 'section', pageBreak: 'before' });
    content.push(pdfTable(shown, [110, 50, 56, '*', 40, 40, 32, 200], 7));
    const leftOut = shortfalls.rows.length - shown.rows.length;
    if (leftOut > 0)
      content.push({ text: `Còn ${leftOut} giờ thiếu khác: xem bảng tính hoặc CSV.`, style: 'quiet' });
  }
  const yields = yieldTable(document);
  if (yields.rows.length > 0) {
    content.push({ text: yields.title, style: 'section' });
    content.push(pdfTable(yields, [110, 76, 76, '*', '*', 90, 56], 7));
  }
  const explanations = explanationTable(document);
  if (explanations.rows.length > 0) {
    content.push({ text: explanations.title, style: 'section' });
    content.push(pdfTable(explanations, [100, 90, 110, '*', 80, 66], 7));
  }
  return pdfOf({ title, orientation: 'landscape', foot: `${title}. Mã gói ${document.bundleCode}`, content });
}

function firstPage(document: ReportDocument): Content[] {
  const { organisation, period, screens, bundleCode } = document;
  const named = screens.slice(0, NAMED_SCREENS).map(({ name }) => name);
  const others = screens.length - named.length;
  const names = others > 0 ? `${named.join('; ')}; và ${others} màn hình khác` : named.join('; ');
  const reasons = reasonTable(document);
  return [
    { text: organisation?.capsName ?? '', bold: true },
    { text: 'KẾT QUẢ PHÁT TRÊN MÀN HÌNH LED', style: 'heading', margin: [0, 6, 0, 0] },
    { text: `Kỳ: ${periodText(period)}`, fontSize: 10 },
    { text: `Màn hình: ${names}`, margin: [0, 2, 0, 6] },
    { text: PROOF_SENTENCE, italics: true, margin: [0, 0, 0, 8] },
    pdfTable(firstPageTable(document), ['*', ...Array.from({ length: 13 }, () => 45)], 8),
    {
      margin: [0, 10, 0, 0],
      columns: [
        {
          width: '*',
          stack:
            reasons.rows.length === 0
              ? [{ text: 'Không có lượt thiếu.', bold: true }]
              : [{ text: reasons.title, style: 'section' }, pdfTable(reasons, [90, '*', 60], 7.5)],
        },
        {
          width: 330,
          stack: [
            { text: 'Xác minh', style: 'section' },
            {
              columns: [
                { qr: `vongxoay:goi:${bundleCode}`, fit: 96, width: 100 },
                {
                  width: '*',
                  stack: verificationRows(document).map(([name, value]) => ({
                    text: [{ text: `${name}: `, bold: true }, grouped(String(value))],
                    fontSize: 7,
                    margin: [0, 0, 0, 2],
                  })),
                },
              ],
            },
          ],
        },
      ],
      columnGap: 16,
    },
  ];
}

/** A hash as people compare it, in groups of eight; other text as it is. */
function grouped(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? text.replaceAll(/(.{8})(?=.)/g, '$1 ') : text;
}

/** One table a screen and category. */
function gridTables(document: ReportDocument): Content[] {
  const groups = new Map<string, ReportDocument['report']['grid'][number][]>();
  for (const row of document.report.grid) {
    const key = `${row.screenId}/${row.category}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  const hours = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}h`);
  return [...groups.values()].flatMap((rows): Content[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const head = ['Ngày', ...hours].map(
      (text): TableCell => ({ text, bold: true, fontSize: 6, alignment: 'center', fillColor: '#dbe7f5' }),
    );
    const body = rows.map(({ date, cells }) => [
      { text: viDateText(date), fontSize: 6 },
      ...cells.map(
        (cell): TableCell => ({
          text: gridText(cell),
          fontSize: 6,
          alignment: 'center',
          fillColor: TONES[toneOf(cell)],
        }),
      ),
    ]);
    return [
      {
        text: `${nameOf(document, first.screenId)}, ${CATEGORY_WORDS[first.category].toLocaleLowerCase('vi')}`,
        bold: true,
        margin: [0, 4, 0, 2],
      },
      {
        table: { headerRows: 1, widths: [42, ...hours.map(() => '*')], body: [head, ...body] },
        layout: {
          hLineWidth: () => 0.3,
          vLineWidth: () => 0.3,
          hLineColor: () => '#b8c2cc',
          vLineColor: () => '#b8c2cc',
          paddingLeft: () => 1,
          paddingRight: () => 1,
          paddingTop: () => 1,
          paddingBottom: () => 1,
        },
      },
    ];
  });
}

/** Giấy xác nhận phát: one page a playlist of paid items. Number, parties and signatures are left to people. */
export async function certificatePdf(document: ReportDocument): Promise<Uint8Array> {
  const lines = document.report.lines.filter(({ category }) => category === 'advertising');
  const playlists = [...new Set(lines.map(({ playlist }) => playlist))];
  const title = `Giấy xác nhận phát ${periodText(document.period)}`;
  const pages = playlists.map((playlist, index): Content => {
    const own = lines.filter((line) => line.playlist === playlist);
    const table: Table = {
      title: '',
      headings: [
        'Nội dung',
        'Màn hình',
        'Phải phát',
        'Đúng giờ',
        'Phát bù',
        'Thiếu',
        'Chưa có số liệu',
        'Giờ đạt/giờ',
      ],
      rows: own.map((line) => [
        line.title,
        nameOf(document, line.screenId),
        line.due,
        line.shown,
        line.madeGood,
        line.missed,
        line.noData,
        `${line.hoursMet}/${line.hoursDue}`,
      ]),
    };
    return {
      ...(index === 0 ? {} : { pageBreak: 'before' as const }),
      stack: [
        { text: document.organisation?.capsName ?? '', bold: true },
        { text: 'Số: ………/………', margin: [0, 2, 0, 0] },
        { text: 'GIẤY XÁC NHẬN PHÁT', style: 'heading', alignment: 'center', margin: [0, 16, 0, 2] },
        {
          text: `Kỳ: ${periodText(document.period)}`,
          alignment: 'center',
          fontSize: 10,
          margin: [0, 0, 0, 12],
        },
        { text: 'Hợp đồng số: ……………………… ngày …… tháng …… năm ………', fontSize: 10, margin: [0, 0, 0, 4] },
        { text: 'Bên thuê quảng cáo: ……………………………………………………………', fontSize: 10, margin: [0, 0, 0, 4] },
        {
          text: `Danh sách phát: ${document.playlistNames.get(playlist) ?? playlist} (mã ${playlist})`,
          fontSize: 10,
          margin: [0, 0, 0, 10],
        },
        pdfTable(table, ['*', 110, 40, 40, 40, 36, 44, 48], 8),
        { text: PROOF_SENTENCE, italics: true, margin: [0, 10, 0, 10] },
        {
          columns: [
            { qr: `vongxoay:goi:${document.bundleCode}`, fit: 90, width: 100 },
            {
              text: `Mã gói kiểm toán: ${grouped(document.bundleCode)}\nMã khóa máy chủ: ${document.serverKeyId}`,
              fontSize: 8,
              width: '*',
            },
          ],
        },
        {
          margin: [0, 24, 0, 0],
          columns: [
            { text: 'ĐẠI DIỆN BÊN THUÊ', bold: true, alignment: 'center' },
            {
              text: `${document.organisation?.placeName ?? '………'}, ngày …… tháng …… năm ………\nĐẠI DIỆN BÊN PHÁT`,
              bold: true,
              alignment: 'center',
            },
          ],
        },
      ],
    };
  });
  const content =
    pages.length > 0
      ? pages
      : [{ text: `Không có nội dung quảng cáo ${periodText(document.period)}.`, fontSize: 11 }];
  return pdfOf({ title, orientation: 'portrait', foot: title, content });
}
