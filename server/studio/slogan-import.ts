// The only owner of read-excel-file: many slogans at once, from pasted lines or a sheet, as rows that nobody has accepted
// yet. Judged without drawing: layout alone tells whether letters can be read, so hundreds take seconds.

import readXlsxFile from 'read-excel-file/node';
import type { ImportRow } from '../../content/model/api/studio.ts';
import type { ItemContent } from '../../content/model/item.ts';
import { comparable } from '../../content/model/item-words.ts';
import { refused } from './image-intake.ts';
import { repackWorkbook } from './sheet-archive.ts';
import { judgeOnly, type RenderRequest, type StudioTools } from './render.ts';
import type { Canvas } from './card.ts';

/** A row as written, before anybody looked at it. */
export interface SloganLine {
  readonly line: number;
  readonly text: string;
  readonly heading: string | null;
  readonly durationS: number | null;
}

export const MOST_ROWS = 500;
const HEADINGS = {
  text: /^(?:nội dung|khẩu hiệu|text|slogan)$/i,
  heading: /^(?:dòng đầu|tiêu đề|heading)$/i,
  durationS: /^(?:thời lượng|số giây|giây|seconds)/i,
} as const;

/** By content: a workbook begins as a ZIP, everything else is text in UTF-8. Throws FILE_REFUSED. */
export async function readSlogans(bytes: Uint8Array): Promise<SloganLine[]> {
  const isWorkbook = bytes[0] === 0x50 && bytes[1] === 0x4b;
  const rows = isWorkbook ? await sheetRows(bytes) : textRows(bytes);
  if (rows.length === 0) throw refused('Không có dòng chữ nào. Hãy dán mỗi khẩu hiệu một dòng.');
  if (rows.length > MOST_ROWS) {
    throw refused(`Có ${rows.length} dòng, mỗi lần nhiều nhất ${MOST_ROWS}. Hãy chia thành nhiều lần.`);
  }
  return rows;
}

function textRows(bytes: Uint8Array): SloganLine[] {
  const text = new TextDecoder('utf-8', { fatal: false }).decode(bytes);
  if (text.includes('\0'))
    throw refused('Đây không phải tệp chữ hoặc Excel (.xlsx). Hãy lưu lại thành .xlsx.');
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: index + 1, text: line.trim(), heading: null, durationS: null }))
    .filter((row) => row.text !== '');
}

async function sheetRows(bytes: Uint8Array): Promise<SloganLine[]> {
  const cells = await readCells(bytes);
  const [first = []] = cells;
  const columnOf = (name: keyof typeof HEADINGS) =>
    first.findIndex((cell) => HEADINGS[name].test(textOf(cell)));
  const hasHeader = columnOf('text') >= 0;
  const at = {
    text: Math.max(0, columnOf('text')),
    heading: columnOf('heading'),
    durationS: columnOf('durationS'),
  };
  return cells.flatMap((row, index) => {
    const text = textOf(row[at.text]);
    if ((hasHeader && index === 0) || text === '') return [];
    const seconds = Number(textOf(row[at.durationS]).replace(',', '.'));
    return {
      line: index + 1,
      text,
      heading: textOf(row[at.heading]) || null,
      durationS: Number.isFinite(seconds) && seconds > 0 ? seconds : null,
    };
  });
}

async function readCells(bytes: Uint8Array): Promise<readonly (readonly unknown[])[]> {
  try {
    const [sheet] = await readXlsxFile(await repackWorkbook(bytes));
    return sheet?.data ?? [];
  } catch (error) {
    const refusal = refused('Không đọc được tệp Excel. Hãy mở tệp, chọn Lưu thành .xlsx rồi thử lại.');
    refusal.cause = error;
    throw refusal;
  }
}

function textOf(cell: unknown): string {
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).normalize('NFC').trim() : '';
}

export interface ImportContext {
  readonly canvases: readonly Canvas[];
  /** Words of items that are there already. */
  readonly known: readonly string[];
  readonly organisationName: string;
}

/** What each row would become and what is to be said about it; nothing is kept. */
export function planImport(
  rows: readonly SloganLine[],
  { canvases, known, organisationName }: ImportContext,
  tools: Omit<StudioTools, 'vault'>,
): ImportRow[] {
  const seen = new Set(known.map(comparable));
  return rows.map((row) => {
    const content: ItemContent = {
      kind: 'slogan',
      text: row.text.slice(0, 400),
      ...(row.heading === null ? {} : { heading: row.heading.slice(0, 120) }),
    };
    const durationMs = Math.round(Math.min(600, Math.max(1, row.durationS ?? neededS(row.text))) * 1_000);
    const isDuplicate = seen.has(comparable(row.text));
    seen.add(comparable(row.text));
    const findings = canvases.flatMap((canvas) => {
      const request: RenderRequest = { content, canvas, organisationName, durationMs };
      return judgeOnly(request, tools);
    });
    const distinct = findings.filter(
      ({ sentence }, index) => findings.findIndex((one) => one.sentence === sentence) === index,
    );
    const blocked = distinct.some(({ blocks }) => blocks) || row.text.length > 400;
    return {
      line: row.line,
      content,
      durationMs,
      state: isDuplicate ? 'duplicate' : blocked ? 'blocked' : distinct.length > 0 ? 'warned' : 'ready',
      findings: [
        ...(row.text.length > 400
          ? [
              {
                code: 'TEXT_LONG',
                blocks: true,
                sentence: `Dòng dài ${row.text.length} ký tự, nhiều nhất 400. Hãy chia thành nhiều nội dung.`,
              },
            ]
          : []),
        ...distinct,
      ],
    };
  });
}

/** Two seconds to notice, half a second a syllable, never under ten. */
function neededS(text: string): number {
  return Math.max(10, 2 + Math.ceil(text.split(/\s+/).length / 2));
}
