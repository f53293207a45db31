// A report as every format prints it: whose it is, of what, and its tables as plain cells. XLSX, PDF and DOCX only lay
// these out, so a number cannot differ between them.

import type { SealPlace } from '../../../content/model/api/ledger.ts';
import type { Instant, ZoneRules } from '../../../content/model/instant.ts';
import type { Category } from '../../../content/model/item.ts';
import {
  type GridCell,
  type Report,
  REPORT_CATEGORIES,
  type ReportLine,
  type ReportSums,
} from '../../../content/model/report.ts';
import { metPercent } from '../../../content/model/result-grid.ts';
import { type DatePeriod, viDateText } from '../../../content/model/report-period.ts';
import type { OrganisationName } from '../../../content/model/seed.ts';
import { clockText, localDateText, localTimeText } from '../local-text.ts';
import { CATEGORY_WORDS, REASON_WORDS } from '../wording.ts';
import type { YieldTime } from '../yield-times.ts';

/** What a named person stated of some time; taken back ones stay readable. */
export interface ExplanationNote {
  readonly screenId: string;
  /** The time it speaks of. */
  readonly from: Instant;
  readonly to: Instant;
  readonly at: Instant;
  readonly by: string;
  readonly subject: string;
  readonly text: string;
}

/** The screen was somebody else's for a while. */
export interface YieldNote extends YieldTime {
  readonly screenId: string;
}

export interface ReportDocument {
  /** As it was called on the last day of the period. */
  readonly organisation: OrganisationName | null;
  readonly period: DatePeriod;
  readonly screens: readonly { readonly id: string; readonly name: string; readonly rules: ZoneRules }[];
  readonly report: Report;
  /** By id, as they were called last. */
  readonly playlistNames: ReadonlyMap<string, string>;
  readonly explanations: readonly ExplanationNote[];
  /** Who else was given the day seals, and up to which day. */
  readonly sealPlaces: readonly SealPlaceOfScreen[];
  readonly yields: readonly YieldNote[];
  readonly madeAt: Instant;
  readonly madeBy: string;
  /** Code of the bundle of the same period and screens (docs/play-log.md); the verifier prints it too. */
  readonly bundleCode: string;
  readonly serverKeyId: string;
}

export interface SealPlaceOfScreen extends SealPlace {
  readonly screenId: string;
}

export type Cell = string | number;
export interface Table {
  readonly title: string;
  readonly headings: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export const SUM_HEADINGS = [
  'Mức sàn (lượt)',
  'Phải phát (lượt)',
  'Phát đúng giờ',
  'Phát bù trong giờ',
  'Thiếu',
  'Trong đó được miễn',
  'Trong đó khai báo',
  'Chưa có số liệu',
  'Trong đó quá 7 ngày',
  'Chưa tới giờ',
  'Phát thêm',
  'Giờ phải phát',
  'Giờ đạt',
  'Giờ thiếu',
  'Giờ chưa có số liệu',
  'Giờ miễn',
  'Tỷ lệ giờ đạt (%)',
] as const;

export function periodText({ fromDate, untilDate }: DatePeriod): string {
  if (fromDate === untilDate) return `ngày ${viDateText(fromDate)}`;
  return `từ ngày ${viDateText(fromDate)} đến ngày ${viDateText(untilDate)}`;
}

export function sumCells(sums: ReportSums): Cell[] {
  return [
    sums.baselineDue,
    sums.due,
    sums.shown,
    sums.madeGood,
    sums.missed,
    sums.excused,
    sums.declared,
    sums.noData,
    sums.overdue,
    sums.ahead,
    sums.extra,
    sums.hoursDue,
    sums.hoursMet,
    sums.hoursShort,
    sums.hoursNoData,
    sums.hoursExcused,
    metPercentOf(sums),
  ];
}

/** 0 while no hour is over. */
function metPercentOf({ hoursMet, hoursShort, hoursNoData, hoursExcused }: ReportSums): number {
  const hours = { met: hoursMet, short: hoursShort, noData: hoursNoData, excused: hoursExcused };
  return metPercent(hours) ?? 0;
}

/** One table a category: advertising and propaganda are never added up. */
export function summaryTables(document: ReportDocument): { category: Category; table: Table }[] {
  const { report } = document;
  return REPORT_CATEGORIES.flatMap((category) => {
    const lines = report.lines.filter((line) => line.category === category);
    const total = report.totals.find((one) => one.category === category);
    if (total === undefined) return [];
    const rows = [
      ...lines.map((line) => [nameOf(document, line.screenId), line.title, ...sumCells(line)]),
      ['Cộng', '', ...sumCells(total.sums)],
    ];
    const headings = ['Màn hình', 'Nội dung', ...SUM_HEADINGS];
    return [{ category, table: { title: CATEGORY_WORDS[category], headings, rows } }];
  });
}

/** What fits one A4: a line a category, with everything an inspector asks first. */
export function firstPageTable({ report }: ReportDocument): Table {
  return {
    title: 'Tổng hợp',
    headings: [
      'Loại',
      'Mức sàn (lượt)',
      'Phải phát (lượt)',
      'Phát đúng giờ',
      'Phát bù',
      'Thiếu',
      'Trong đó được miễn',
      'Trong đó khai báo',
      'Chưa có số liệu',
      'Trong đó quá 7 ngày',
      'Chưa tới giờ',
      'Giờ đạt',
      'Giờ phải phát',
      'Tỷ lệ giờ đạt (%)',
    ],
    rows: report.totals.map(({ category, sums }) => [
      CATEGORY_WORDS[category],
      sums.baselineDue,
      sums.due,
      sums.shown,
      sums.madeGood,
      sums.missed,
      sums.excused,
      sums.declared,
      sums.noData,
      sums.overdue,
      sums.ahead,
      sums.hoursMet,
      sums.hoursDue,
      metPercentOf(sums),
    ]),
  };
}

/** The few columns that fit an upright page; propaganda and the others apart. */
export function letterTables(document: ReportDocument): Table[] {
  return document.report.totals.map(({ category }) => ({
    title: `${CATEGORY_WORDS[category]}, theo màn hình và nội dung:`,
    headings: [
      'Màn hình',
      'Nội dung',
      'Phải phát',
      'Đã phát',
      'Trong đó phát bù',
      'Thiếu',
      'Chưa có số liệu',
      'Tỷ lệ giờ đạt (%)',
    ],
    rows: document.report.lines
      .filter((line) => line.category === category)
      .map((line) => [
        nameOf(document, line.screenId),
        line.title,
        line.due,
        line.shown + line.madeGood,
        line.madeGood,
        line.missed,
        line.noData,
        metPercentOf(line),
      ]),
  }));
}

export function reasonTable({ report }: ReportDocument): Table {
  return {
    title: 'Nguyên nhân thiếu',
    headings: ['Loại', 'Nguyên nhân', 'Số lượt'],
    rows: report.totals.flatMap(({ category, sums }) =>
      reasonRows(sums).map((row) => [CATEGORY_WORDS[category], ...row]),
    ),
  };
}

export function reasonRows(sums: ReportSums): Cell[][] {
  return (Object.keys(REASON_WORDS) as (keyof typeof REASON_WORDS)[]).flatMap((reason) => {
    const count = sums.reasons[reason] ?? 0;
    return count === 0 ? [] : [[REASON_WORDS[reason], count]];
  });
}

export function shortfallTable(document: ReportDocument): Table {
  const rows = document.report.shortfalls.map(({ screenId, hour, title, due, counted, reasons }) => {
    const rules = rulesOf(document, screenId);
    return [
      nameOf(document, screenId),
      localDateText(rules, hour.from),
      `${clockText(rules, hour.from)}–${clockText(rules, hour.to)}`,
      title,
      due,
      counted,
      due - counted,
      reasonText(reasons),
    ];
  });
  return {
    title: 'Các giờ thiếu và nguyên nhân',
    headings: ['Màn hình', 'Ngày', 'Giờ', 'Nội dung', 'Phải phát', 'Đã phát', 'Thiếu', 'Nguyên nhân'],
    rows,
  };
}

export function explanationTable(document: ReportDocument): Table {
  return {
    title: 'Giải trình',
    headings: ['Màn hình', 'Cho thời gian', 'Về việc', 'Nội dung', 'Người ghi', 'Thời điểm ghi'],
    rows: document.explanations.map(({ screenId, from, to, at, by, subject, text }) => {
      const rules = rulesOf(document, screenId);
      return [
        nameOf(document, screenId),
        timesText(rules, from, to),
        subject,
        text,
        by,
        localTimeText(rules, at),
      ];
    }),
  };
}

/** Until the same day as `09:00–10:00 23/11/2026`; an instant as itself. */
function timesText(rules: ZoneRules, from: Instant, to: Instant): string {
  if (from === to) return localTimeText(rules, from);
  const [first, last] = [localDateText(rules, from), localDateText(rules, to)];
  const start = clockText(rules, from);
  return `${first === last ? start : `${start} ${first}`}–${clockText(rules, to)} ${last}`;
}

export function yieldTable(document: ReportDocument): Table {
  return {
    title: 'Nhường màn hình',
    headings: ['Màn hình', 'Từ', 'Đến', 'Nhường cho', 'Lý do', 'Người quyết định', 'Khai báo'],
    rows: document.yields.map(({ screenId, from, to, recipient, reason, by, isLocal }) => [
      nameOf(document, screenId),
      localTimeText(rulesOf(document, screenId), from),
      to === null ? 'chưa rõ' : localTimeText(rulesOf(document, screenId), to),
      recipient,
      reason,
      by,
      isLocal ? 'tại máy' : 'từ máy chủ',
    ]),
  };
}

/** What lets a reader check the report without us. */
export function verificationRows(document: ReportDocument): Cell[][] {
  const [first] = document.screens;
  return [
    ['Lập lúc', first === undefined ? '' : localTimeText(first.rules, document.madeAt)],
    ['Người lập', document.madeBy],
    ['Mã gói kiểm toán', document.bundleCode],
    ['Mã khóa máy chủ', document.serverKeyId],
    ['Nơi giữ chốt sổ thứ hai', sealPlacesText(document)],
    [
      'Cách kiểm tra',
      'Tải gói kiểm toán (.zip) của cùng kỳ và màn hình, mở kiem-tra.html trong gói bằng trình duyệt, thả tệp .zip vào; mã gói phải trùng.',
    ],
    [
      'Lượt được miễn',
      'Lượt không phát vì tạm dừng theo văn bản: vẫn nằm trong cột Thiếu, không được tính là đạt; giờ miễn không tính vào tỷ lệ.',
    ],
    ['Tính chất', 'Mã xác thực hệ thống, không thay chữ ký số.'],
  ];
}

function sealPlacesText(document: ReportDocument): string {
  const { sealPlaces, screens } = document;
  if (sealPlaces.length === 0) return 'Chưa cấu hình: chỉ máy điều khiển LED giữ bản nhắc lại.';
  return sealPlaces
    .map(({ screenId, where, throughDay }) => {
      const name = screens.length > 1 ? `${nameOf(document, screenId)}, ` : '';
      const day = throughDay === null ? 'chưa có chốt nào' : `đến hết ngày ${viDateText(throughDay)}`;
      return `${name}${where}: ${day}`;
    })
    .join('; ');
}

/** `29/30`, with what is not known marked. */
export function gridText(cell: GridCell | null): string {
  if (cell === null) return '';
  const mark = cell.noData > 0 ? ' ?' : cell.ahead > 0 ? ' …' : '';
  return `${cell.counted}/${cell.due}${mark}`;
}

export type CellTone = 'met' | 'short' | 'noData' | 'ahead' | 'none';

export function toneOf(cell: GridCell | null): CellTone {
  if (cell === null) return 'none';
  if (cell.noData > 0) return 'noData';
  if (cell.counted + cell.ahead < cell.due) return 'short';
  return cell.ahead > 0 ? 'ahead' : 'met';
}

export function nameOf({ screens }: ReportDocument, screenId: string): string {
  return screens.find(({ id }) => id === screenId)?.name ?? screenId;
}

/** Throws RangeError for a screen that the report is not about. */
export function rulesOf({ screens }: ReportDocument, screenId: string): ZoneRules {
  const screen = screens.find(({ id }) => id === screenId);
  if (screen === undefined) throw new RangeError(`no screen ${screenId} in the report`);
  return screen.rules;
}

export function reasonText(reasons: ReportLine['reasons']): string {
  return reasonRows({ reasons } as ReportSums)
    .map(([words, count]) => `${words}: ${count}`)
    .join('; ');
}
