// What every PDF of ours shares: A4, the embedded Be Vietnam Pro, the foot with page numbers and the sentence that says
// what a report proves. Nothing is fetched while one is made.

import { createRequire } from 'node:module';
import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { PROOF_SENTENCE } from '../wording.ts';
import type { Cell, Table } from './report-document.ts';

const { resolve } = createRequire(import.meta.url);
const font = (file: string): string => resolve(`@expo-google-fonts/be-vietnam-pro/${file}`);

const regular = font('400Regular/BeVietnamPro_400Regular.ttf');
const bold = font('700Bold/BeVietnamPro_700Bold.ttf');
const italic = font('400Regular_Italic/BeVietnamPro_400Regular_Italic.ttf');
pdfmake.setFonts({ BeVietnamPro: { normal: regular, bold, italics: italic, bolditalics: bold } });
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => [regular, bold, italic].includes(path));

export interface PdfParts {
  readonly title: string;
  readonly orientation: 'portrait' | 'landscape';
  /** In the foot of every page, left of the page number. */
  readonly foot: string;
  readonly content: Content[];
}

const LINE_COLOUR = '#9aa7b4';

export async function pdfOf({ title, orientation, foot, content }: PdfParts): Promise<Uint8Array> {
  const definition: TDocumentDefinitions = {
    info: { title, creator: 'Vòng Xoay' },
    language: 'vi',
    pageSize: 'A4',
    pageOrientation: orientation,
    pageMargins: [34, 34, 34, 46],
    defaultStyle: { font: 'BeVietnamPro', fontSize: 8, lineHeight: 1.15 },
    styles: {
      heading: { fontSize: 14, bold: true },
      section: { fontSize: 10, bold: true, margin: [0, 8, 0, 3] },
      quiet: { fontSize: 7.5, color: '#44525f' },
    },
    content,
    footer: (page, pages) => ({
      margin: [34, 8, 34, 0],
      columns: [
        { text: `${foot}\n${PROOF_SENTENCE}`, fontSize: 6.5, color: '#44525f', width: '*' },
        { text: `${page}/${pages}`, alignment: 'right', fontSize: 8, width: 40 },
      ],
    }),
  };
  return pdfmake.createPdf(definition).getBuffer();
}

/** Rows and heads with thin rules; numbers to the right. */
export function pdfTable(
  { headings, rows }: Table,
  widths: (string | number)[],
  fontSize = 7.5,
  boldRows: ReadonlySet<number> = new Set(),
): Content {
  const head = headings.map((text): TableCell => ({ text, bold: true, fillColor: '#dbe7f5', fontSize }));
  const body = rows.map((row, index) =>
    row.map(
      (cell): TableCell => ({
        text: cellText(cell),
        fontSize,
        bold: boldRows.has(index),
        alignment: typeof cell === 'number' ? 'right' : 'left',
      }),
    ),
  );
  return {
    table: { headerRows: 1, dontBreakRows: true, widths, body: [head, ...body] },
    layout: {
      hLineWidth: () => 0.4,
      vLineWidth: () => 0.4,
      hLineColor: () => LINE_COLOUR,
      vLineColor: () => LINE_COLOUR,
      paddingLeft: () => 3,
      paddingRight: () => 3,
      paddingTop: () => 1.5,
      paddingBottom: () => 1.5,
    },
  };
}

/** `1.234,5`, as Vietnamese offices write numbers. */
export function cellText(cell: Cell): string {
  return typeof cell === 'number' ? new Intl.NumberFormat('vi-VN').format(cell) : cell;
}
