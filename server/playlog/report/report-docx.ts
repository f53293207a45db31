// The letter to the office above, in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I. Number, date and signature stay empty:
// the clerk gives them; until then it is marked DỰ THẢO.

import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from 'docx';
import { CATEGORY_WORDS, PROOF_SENTENCE } from '../wording.ts';
import { cellText } from './pdf-page.ts';
import {
  type Cell,
  explanationTable,
  firstPageTable,
  letterTables,
  periodText,
  reasonTable,
  type ReportDocument,
  shortfallTable,
  type Table as ReportTable,
  verificationRows,
  yieldTable,
} from './report-document.ts';

/** Twentieths of a point; font sizes are half points. */
const FONT = 'Times New Roman';
const BODY_SIZE = 28;
const MOST_SHORTFALLS = 40;
const NO_BORDER = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const NO_BORDERS = { top: NO_BORDER, bottom: NO_BORDER, left: NO_BORDER, right: NO_BORDER } as const;

export async function reportDocx(document: ReportDocument): Promise<Uint8Array> {
  const { organisation, period, screens, report } = document;
  const names = screens.map(({ name }) => name).join('; ');
  const rates = [...new Set(report.lines.map(({ showingsPerHour }) => showingsPerHour))].sort(
    (a, b) => a - b,
  );
  const shortfalls = shortfallTable(document);
  const reasons = reasonTable(document);
  const yields = yieldTable(document);
  const explanations = explanationTable(document);
  const children = [
    letterHead(document),
    centred('DỰ THẢO', { isBold: true, size: 24, before: 120 }),
    centred('BÁO CÁO', { isBold: true, size: BODY_SIZE, before: 240 }),
    centred(`Kết quả tuyên truyền cải cách hành chính qua màn hình LED ${periodText(period)}`, {
      isBold: true,
      size: BODY_SIZE,
    }),
    centred('––––––––', { isBold: false, size: 20 }),
    body(
      `Thực hiện …………………………………, ${organisation?.name ?? '…………'} báo cáo kết quả tuyên truyền qua màn hình LED ${periodText(period)} như sau:`,
    ),
    heading('I. TÌNH HÌNH TRIỂN KHAI'),
    body(`1. Phạm vi, điểm đặt màn hình: ${names}.`),
    ...contentLines(document).map(body),
    body(`3. Tần suất cam kết: ${rates.join(', ')} lượt/giờ/nội dung.`),
    heading('II. KẾT QUẢ'),
    body('1. Bảng tổng hợp'),
    grid(firstPageTable(document), 20),
    ...letterTables(document).flatMap((table) => [body(table.title), grid(table, 20)]),
    body('2. Các giờ không đạt và nguyên nhân'),
    ...(reasons.rows.length === 0 ? [body('Không có lượt thiếu.')] : [grid(reasons, 22)]),
    ...(shortfalls.rows.length === 0
      ? []
      : [
          body(
            shortfalls.rows.length > MOST_SHORTFALLS
              ? `${MOST_SHORTFALLS} giờ thiếu đầu tiên trong ${shortfalls.rows.length} giờ; danh sách đủ ở phụ lục bảng tính.`
              : 'Danh sách các giờ thiếu:',
          ),
          grid({ ...shortfalls, rows: shortfalls.rows.slice(0, MOST_SHORTFALLS) }, 20),
        ]),
    ...(yields.rows.length === 0 ? [] : [body('Nhường màn hình:'), grid(yields, 20)]),
    ...(explanations.rows.length === 0 ? [] : [body('Giải trình:'), grid(explanations, 20)]),
    body(`3. Bằng chứng: ${PROOF_SENTENCE}`),
    ...verificationRows(document).map(([name, value]) => body(`- ${name}: ${value}`)),
    heading('III. KHÓ KHĂN, SỰ CỐ'),
    body('…………………………………………………………………………'),
    heading('IV. PHƯƠNG HƯỚNG, KIẾN NGHỊ'),
    body('…………………………………………………………………………'),
    body(`Trên đây là báo cáo kết quả tuyên truyền qua màn hình LED ${periodText(period)}./.`),
    signatures(),
  ];
  const file = new Document({
    creator: 'Vòng Xoay',
    title: `Báo cáo kết quả tuyên truyền ${periodText(period)}`,
    styles: { default: { document: { run: { font: FONT, size: BODY_SIZE, language: { value: 'vi-VN' } } } } },
    sections: [
      {
        properties: {
          titlePage: true,
          page: {
            size: { width: '210mm', height: '297mm' },
            margin: { top: '20mm', bottom: '20mm', left: '30mm', right: '15mm', header: '10mm' },
          },
        },
        headers: {
          first: new Header({ children: [new Paragraph('')] }),
          default: new Header({
            children: [
              new Paragraph({
                alignment: AlignmentType.CENTER,
                children: [new TextRun({ children: [PageNumber.CURRENT], size: 26 })],
              }),
            ],
          }),
        },
        footers: { default: new Footer({ children: [new Paragraph('')] }) },
        children,
      },
    ],
  });
  return Packer.toBuffer(file);
}

/** Propaganda first; advertising is named apart, never among it. */
function contentLines({ report }: ReportDocument): string[] {
  const named = report.totals.flatMap(({ category }) => {
    const titles = report.lines.filter((line) => line.category === category).map(({ title }) => `“${title}”`);
    const what =
      category === 'propaganda'
        ? 'Nội dung tuyên truyền'
        : `Nội dung ${CATEGORY_WORDS[category].toLocaleLowerCase('vi')}`;
    return [`${what}: ${[...new Set(titles)].join('; ')}.`];
  });
  return named.map((line, index) => (index === 0 ? `2. ${line}` : line));
}

/** Left the office, right the country; no rules around them. */
function letterHead({ organisation }: ReportDocument): Table {
  const left = [
    centred((organisation?.parentName ?? '').toLocaleUpperCase('vi'), { isBold: false, size: 24 }),
    centred(organisation?.capsName ?? '', { isBold: true, size: 24 }),
    centred('––––––', { isBold: false, size: 20 }),
    centred(`Số:        /${organisation?.documentSymbol ?? 'BC'}`, { isBold: false, size: 26 }),
  ];
  const right = [
    centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { isBold: true, size: 24 }),
    centred('Độc lập - Tự do - Hạnh phúc', { isBold: true, size: 26 }),
    centred('–––––––––––––––', { isBold: false, size: 20 }),
    centred(`${organisation?.placeName ?? '………'}, ngày      tháng      năm        `, {
      isBold: false,
      size: 26,
      isItalic: true,
    }),
  ];
  return columns(left, right, [38, 62]);
}

function signatures(): Table {
  const small = (text: string, isBold = false) =>
    new Paragraph({
      spacing: { before: 0 },
      children: [new TextRun({ text, size: isBold ? 24 : 22, bold: isBold, italics: isBold })],
    });
  const left = [small('Nơi nhận:', true), small('- …………;'), small('- Lưu: VT, …………')];
  const right = [
    centred('TM. ỦY BAN NHÂN DÂN', { isBold: true, size: BODY_SIZE }),
    centred('KT. CHỦ TỊCH', { isBold: true, size: BODY_SIZE }),
    centred('PHÓ CHỦ TỊCH', { isBold: true, size: BODY_SIZE }),
    ...Array.from({ length: 3 }, () => new Paragraph('')),
  ];
  return columns(left, right, [50, 50]);
}

function columns(left: Paragraph[], right: Paragraph[], [a, b]: [number, number]): Table {
  const cell = (children: Paragraph[], size: number) =>
    new TableCell({ children, borders: NO_BORDERS, width: { size, type: WidthType.PERCENTAGE } });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    borders: { ...NO_BORDERS, insideHorizontal: NO_BORDER, insideVertical: NO_BORDER },
    rows: [new TableRow({ cantSplit: true, children: [cell(left, a), cell(right, b)] })],
  });
}

function grid({ headings, rows }: ReportTable, size: number): Table {
  const cell = (value: Cell, isHead: boolean) =>
    new TableCell({
      margins: { left: 50, right: 50 },
      children: [
        new Paragraph({
          alignment: isHead
            ? AlignmentType.CENTER
            : typeof value === 'number'
              ? AlignmentType.RIGHT
              : AlignmentType.LEFT,
          children: [new TextRun({ text: cellText(value), size, bold: isHead })],
        }),
      ],
    });
  const row = (values: readonly Cell[], isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: values.map((value) => cell(value, isHead)),
    });
  return new Table({
    width: { size: 100, type: WidthType.PERCENTAGE },
    rows: [row(headings, true), ...rows.map((values) => row(values, false))],
  });
}

function heading(text: string): Paragraph {
  return new Paragraph({
    keepNext: true,
    spacing: { before: 160, after: 60 },
    children: [new TextRun({ text, bold: true })],
  });
}

function body(text: string): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.JUSTIFIED,
    indent: { firstLine: '12.7mm' },
    spacing: { before: 120, after: 60 },
    children: [new TextRun(text)],
  });
}

function centred(
  text: string,
  {
    isBold,
    size,
    isItalic = false,
    before = 0,
  }: { isBold: boolean; size: number; isItalic?: boolean; before?: number },
): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    spacing: { before },
    children: [new TextRun({ text, bold: isBold, italics: isItalic, size })],
  });
}
